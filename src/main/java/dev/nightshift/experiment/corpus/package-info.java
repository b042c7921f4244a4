/**
 * The text that models learn from: found, checked, numbered.
 *
 * <p><i>Takes</i> a corpus' name or the path of the user's own text; <i>gives</i> a {@link
 * dev.nightshift.experiment.corpus.Corpus} with its vocabulary, tokens, origin and digest;
 * <i>relies on</i> the JDK's HTTP client for the one text that can be fetched.
 *
 * {@snippet file="dev/nightshift/snippet/ExperimentSnippetsTest.java" region="corpus"}
 *
 * <p>Conventions: texts are UTF-8; a token is a code point; the vocabulary is sorted by code point
 * and a token's id is its place there. A text that is known by its digest is never used with
 * another one. Where a text cannot be had, its stand-in is announced in {@link
 * dev.nightshift.experiment.corpus.Corpus#notice}.
 */
@NullMarked
package dev.nightshift.experiment.corpus;

import org.jspecify.annotations.NullMarked;
