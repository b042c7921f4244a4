/**
 * When each instruction of a device's circuit begins, and what qubits do while they wait.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.circuit.Circuit} in a device's instruction set and the
 * {@link dev.nightshift.value.Target}; <b>gives</b> a {@link
 * dev.nightshift.transpile.schedule.Schedule} and the same circuit with every idle time written as
 * a delay, with or without decoupling pulses in it; <b>relies on</b> {@code circuit} and {@code
 * value}.
 *
 * <p>Times are whole ticks: units of the device's clock (dt), or picoseconds where it states none.
 * Lengths are rounded to the nearest tick. An instruction holds its qubits, and a measurement its
 * bit too, from its start to its end; a barrier takes no time; rz is a change of frame and takes
 * none either where no length is stated.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Viola, Lloyd 1998, arXiv:quant-ph/9803057: two flips undo a slow phase.
 *   <li>Maudsley 1986, J. Magn. Reson. 69, 488: XY4, which forgives errors of its pulses.
 *   <li>Ezzell et al. 2022, arXiv:2207.03670: the sequences compared on IBM's devices.
 * </ol>
 */
@NullMarked
package dev.nightshift.transpile.schedule;

import org.jspecify.annotations.NullMarked;
