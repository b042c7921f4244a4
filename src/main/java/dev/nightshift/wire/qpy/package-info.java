/**
 * QPY, the binary form in which Qiskit sends circuits, read into circuits of ours.
 *
 * <p><b>Takes</b> the bytes of a QPY file, versions 13 to 18; <b>gives</b> {@link
 * dev.nightshift.wire.qpy.QpyCircuit}, a circuit with the order in which positional values bind to
 * it; <b>relies on</b> {@code circuit}, for conditions on {@code qasm.check}, for matrices on
 * {@link dev.nightshift.wire.Npy}.
 *
 * <p>Flat circuits are read in full: standard gates with open and closed controls, gates and
 * instructions with definitions of their own, matrices up to four qubits, initial states,
 * expressions, measurements, resets, barriers, delays, and registers that share bits or leave some
 * out; and so are decisions on measured bits, if_else and switch. What cannot be expressed
 * (classical variables, annotations, gates known to Qiskit's library only) is refused by its name
 * with QPY_UNSUPPORTED, other control flow and conditions on gates with CIRCUIT_DYNAMIC.
 *
 * <p>Qubits and bits keep their order in the file; the bits of registers that are no plain rows are
 * told by {@link dev.nightshift.wire.qpy.OutputRegister}. Elements of a parameter vector are named
 * {@code theta[3]} and sorted by their number, other parameters by the code points of their names,
 * as Qiskit sorts them. A delay's unit is not in the file; Qiskit reads dt, and so do we.
 *
 * <p>The file is not trusted. Every length is held against the bytes that are left before anything
 * is allocated, nesting is bounded, and so is what the circuit becomes when definitions are written
 * out; {@link dev.nightshift.wire.qpy.QpyLimits} has the figures. Whatever the bytes are, there is
 * a circuit or one NightshiftException. All of it is thread-safe.
 *
 * @see <a href="https://quantum.cloud.ibm.com/docs/api/qiskit/qpy">QPY format</a>
 */
@NullMarked
package dev.nightshift.wire.qpy;

import org.jspecify.annotations.NullMarked;
