/**
 * Kernels on {@code jdk.incubator.vector}, twins of those in {@code plain} under the same names.
 *
 * <p>No kernel uses a fused multiply-add: both twins round every product and sum, so they give the
 * same bits. Where the module is not there, nothing in this package is loaded.
 */
@NullMarked
package dev.nightshift.kernel.simd;

import org.jspecify.annotations.NullMarked;
