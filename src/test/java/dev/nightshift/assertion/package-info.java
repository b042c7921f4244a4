/** The house's own assertions: numbers, states and circuits compared as the field compares them. */
@NullMarked
package dev.nightshift.assertion;

import org.jspecify.annotations.NullMarked;
