/**
 * Algebra of small matrices: products, adjoints, controls, channels in the Pauli basis, and one-
 * and two-qubit unitaries taken apart into gates.
 *
 * <p><b>Takes</b> matrices of one to a few qubits, row-major, complex ones with re and im side by
 * side; <b>gives</b> new matrices; <b>relies on</b> nothing. Operand 0 is the least significant bit
 * of an index. These run once a gate, not once an amplitude, so they may allocate.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Greenbaum 2015, arXiv:1509.02921: transfer matrices in the Pauli basis.
 *   <li>Kraus, Cirac 2001, arXiv:quant-ph/0011050: two-qubit unitaries in the magic basis.
 *   <li>Zhang, Vala, Sastry, Whaley 2003, arXiv:quant-ph/0209120: the Weyl chamber.
 *   <li>Vatan, Williams 2004, arXiv:quant-ph/0308006: three cx for any two-qubit unitary.
 * </ol>
 */
@NullMarked
package dev.nightshift.kernel.small;

import org.jspecify.annotations.NullMarked;
