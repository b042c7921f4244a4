/** Random inputs for property tests, each from a seed that is printed when a property fails. */
@NullMarked
package dev.nightshift.gen;

import org.jspecify.annotations.NullMarked;
