/** Tree to circuit. */
@NullMarked
package dev.nightshift.qasm.lower;

import org.jspecify.annotations.NullMarked;
