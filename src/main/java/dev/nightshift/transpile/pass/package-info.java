/**
 * One rewrite a file.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.circuit.Circuit} and a {@link
 * dev.nightshift.transpile.PassContext}; <b>gives</b> a circuit that does the same with the same
 * registers and parameters; <b>relies on</b> {@code synth}. Every page says what a pass reads,
 * writes, keeps and costs.
 */
@NullMarked
package dev.nightshift.transpile.pass;

import org.jspecify.annotations.NullMarked;
