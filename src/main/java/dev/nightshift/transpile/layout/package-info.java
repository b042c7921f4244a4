/** Where virtual qubits start: an exact embedding where there is one, else a start for SABRE. */
@NullMarked
package dev.nightshift.transpile.layout;

import org.jspecify.annotations.NullMarked;
