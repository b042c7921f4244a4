/** Errors with stable codes: what happened, where, expected against found, what to do next. */
@NullMarked
package dev.nightshift.base.error;

import org.jspecify.annotations.NullMarked;
