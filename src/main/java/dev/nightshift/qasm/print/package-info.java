/** Circuit to canonical text. */
@NullMarked
package dev.nightshift.qasm.print;

import org.jspecify.annotations.NullMarked;
