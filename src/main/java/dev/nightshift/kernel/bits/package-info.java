/**
 * Packed bit tables: 64 bits of a table in a {@code long}, whole words combined at once.
 *
 * <p><b>Takes</b> and <b>gives</b> arrays of words, changed in place; <b>relies on</b> nothing. Bit
 * {@code i} of a table stands in word {@code i / 64} at {@code i % 64}, the least significant
 * first. Nothing is checked and nothing is allocated, as everywhere in {@code kernel}.
 *
 * <p>Loops run over whole arrays from 0 with one index, so that the compiler makes vector
 * instructions of them: with offsets of their own it would have to fear that arrays overlap.
 *
 * <p>Papers:
 *
 * <ol>
 *   <li>Aaronson and Gottesman 2004, arXiv:quant-ph/0406196: stabilizers as bit tables.
 *   <li>Gidney 2021, arXiv:2103.02202: one reference sample, and Pauli frames for the shots.
 *   <li>Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195: the random words.
 *   <li>Warren, Hacker's Delight, 7-3: transposing a bit matrix.
 * </ol>
 */
@NullMarked
package dev.nightshift.kernel.bits;

import org.jspecify.annotations.NullMarked;
