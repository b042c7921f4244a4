/**
 * What is done about errors, without a simulator: circuits whose noise is amplified, and curves
 * through what they give.
 *
 * <p><b>Takes</b> circuits and values; <b>gives</b> circuits and values; <b>relies on</b> {@code
 * circuit} and {@code job}.
 */
@NullMarked
package dev.nightshift.backend.mitigation;

import org.jspecify.annotations.NullMarked;
