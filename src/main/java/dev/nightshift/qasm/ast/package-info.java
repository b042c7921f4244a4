/**
 * The tree of a program: sealed records, each with its place first, named as in the specification.
 */
@NullMarked
package dev.nightshift.qasm.ast;

import org.jspecify.annotations.NullMarked;
