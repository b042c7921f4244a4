/**
 * Numbers only: primitive arrays in, primitive arrays out.
 *
 * <p><b>Takes</b> arrays of amplitudes as separate real and imaginary parts, index tables, masks
 * and coefficients; <b>gives</b> the same arrays changed in place, or sums; <b>relies on</b>
 * nothing but {@code base}.
 *
 * <p>Three layouts occur. A <em>state</em> holds amplitude {@code i} at {@code re[i], im[i]}; qubit
 * 0 is the least significant bit of {@code i}. A <em>block of lanes</em> holds the states of many
 * bindings side by side, amplitude {@code i} of lane {@code l} at {@code i * lanes + l}. A
 * <em>Pauli vector</em> holds a density operator as one real coefficient a Pauli string, qubit q
 * being the base-4 digit q of an index with I = 0, X = 1, Z = 2, Y = 3. Arguments stand in the
 * order state, where, what, range. Nothing is checked and nothing is allocated here: the callers in
 * {@code sim} do both.
 *
 * <p>{@code small} is for matrices of a few rows, made once a gate. {@code plain} holds scalar
 * loops, {@code simd} their twins on the vector module; twins give the same bits, since neither
 * contracts a product and a sum into one rounding, and sums over amplitudes run in eight parts
 * whatever a vector's length. {@link dev.nightshift.kernel.Kernels} chooses.
 */
@NullMarked
package dev.nightshift.kernel;

import org.jspecify.annotations.NullMarked;
