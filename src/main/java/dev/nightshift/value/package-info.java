/**
 * Nouns as values with no behaviour beyond being true: observables, bindings, bit arrays, targets.
 *
 * <p>Qubit 0 is the least significant bit; a Pauli label and a bit string print the highest qubit
 * first. Arrays are row-major; a shape lists the extents from the outermost axis.
 */
@NullMarked
package dev.nightshift.value;

import org.jspecify.annotations.NullMarked;
