/** The examples of the package pages; they compile and run as tests. */
@NullMarked
package dev.nightshift.snippet;

import org.jspecify.annotations.NullMarked;
