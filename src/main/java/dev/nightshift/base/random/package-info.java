/** Seeds and their named, splittable streams. */
@NullMarked
package dev.nightshift.base.random;

import org.jspecify.annotations.NullMarked;
