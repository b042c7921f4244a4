/** Slow and simple truths that fast code is compared with. */
@NullMarked
package dev.nightshift.oracle;

import org.jspecify.annotations.NullMarked;
