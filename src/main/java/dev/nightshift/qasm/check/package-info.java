/** Names, scopes, types and values that are known before the program runs. */
@NullMarked
package dev.nightshift.qasm.check;

import org.jspecify.annotations.NullMarked;
