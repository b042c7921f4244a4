/** Text to tree, one statement at a time, with recovery after an error. */
@NullMarked
package dev.nightshift.qasm.parse;

import org.jspecify.annotations.NullMarked;
