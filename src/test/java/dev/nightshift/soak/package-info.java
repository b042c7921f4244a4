/**
 * Many clients against one server that errs on purpose: what is accepted is neither lost nor
 * doubled, every answer is well-formed, memory stays flat.
 *
 * <p>{@code ./dev soak} runs {@link dev.nightshift.soak.Soak} against a server process for a
 * minute; a test runs the same load for a moment in this one.
 */
@org.jspecify.annotations.NullMarked
package dev.nightshift.soak;
