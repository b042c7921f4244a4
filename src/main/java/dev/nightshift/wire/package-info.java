/**
 * Every byte that crosses a network or a disk as JSON: the mapper, arrays in NumPy's format, and
 * text spliced into messages.
 *
 * <p><b>Takes</b> records and bytes; <b>gives</b> bytes and records; <b>relies on</b> Jackson,
 * which no other room sees.
 *
 * <p>Property names are in snake case, absent values are left out, bare {@code NaN} and {@code
 * Infinity} are read and written, unknown properties of an answer are skipped. Everything here is
 * thread-safe.
 */
@NullMarked
package dev.nightshift.wire;

import org.jspecify.annotations.NullMarked;
