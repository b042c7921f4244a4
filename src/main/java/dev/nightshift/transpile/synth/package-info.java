/** Gates by other gates: angles as linear sums, gates under controls, matrices as rotations. */
@NullMarked
package dev.nightshift.transpile.synth;

import org.jspecify.annotations.NullMarked;
