/** Gates as data: one record of facts a gate (name, operands, angles, matrix, inverse, help). */
@NullMarked
package dev.nightshift.circuit.gate;

import org.jspecify.annotations.NullMarked;
