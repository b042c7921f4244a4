/**
 * Raw numbers become answers: distributions over bit strings from expectation values.
 *
 * <p><b>Takes</b> results of jobs; <b>gives</b> what the user asked; <b>relies on</b> {@code job}
 * and below. Bit strings print the highest bit first.
 */
@NullMarked
package dev.nightshift.result;

import org.jspecify.annotations.NullMarked;
