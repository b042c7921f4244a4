/** Swaps that bring the operands of every two-qubit gate together. */
@NullMarked
package dev.nightshift.transpile.route;

import org.jspecify.annotations.NullMarked;
