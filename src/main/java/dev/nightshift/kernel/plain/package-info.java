/** Kernels as scalar loops: what runs everywhere, and what the fast twins are compared with. */
@NullMarked
package dev.nightshift.kernel.plain;

import org.jspecify.annotations.NullMarked;
