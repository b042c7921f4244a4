/**
 * OpenQASM 3: text to circuit and back.
 *
 * <p><b>Takes</b> text; <b>gives</b> a {@link dev.nightshift.circuit.Circuit} with every finding as
 * a {@link dev.nightshift.base.error.Diagnostic}, and canonical text from a circuit; <b>relies
 * on</b> {@code base} and {@code circuit}.
 *
 * <p>One statement travels the whole way before the next is read: {@code parse} makes its tree,
 * {@code lower} asks {@code check} for names, types and values and emits instructions. So memory
 * holds the circuit and one statement. Nothing is shared between readings; any thread may read.
 *
 * <p>Follows the <a href="https://openqasm.com/versions/3.1/">OpenQASM 3.1 specification</a>; Cross
 * et al., "OpenQASM 3: A broader and deeper quantum assembly language", ACM TQC 3 (2022).
 */
@NullMarked
package dev.nightshift.qasm;

import org.jspecify.annotations.NullMarked;
