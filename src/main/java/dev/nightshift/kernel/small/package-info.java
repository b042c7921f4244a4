/**
 * Algebra of small matrices: products, adjoints, controls, and channels in the Pauli basis.
 *
 * <p><b>Takes</b> matrices of one to a few qubits, row-major, complex ones with re and im side by
 * side; <b>gives</b> new matrices; <b>relies on</b> nothing. Operand 0 is the least significant bit
 * of an index. These run once a gate, not once an amplitude, so they may allocate.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Greenbaum 2015, arXiv:1509.02921: transfer matrices in the Pauli basis.
 * </ol>
 */
@NullMarked
package dev.nightshift.kernel.small;

import org.jspecify.annotations.NullMarked;
