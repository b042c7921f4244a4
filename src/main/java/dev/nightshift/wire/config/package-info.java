/**
 * Configuration as the user writes it: YAML with positions, and the providers that jobs go to.
 *
 * <p>Takes: YAML files, command line overrides, environment variables. Gives: typed values, each
 * checked where it is read, and {@link dev.nightshift.wire.config.Provider} descriptions. Relies
 * on: Jackson for the YAML grammar, commons-text for the distance between a typed key and a known
 * one.
 *
 * <p>Conventions: units stand in the key ({@code timeout_s}); an error is one line that says what
 * is wrong, in which file and line, what was expected and what to do; a secret is never a value in
 * YAML and never part of a message.
 */
@NullMarked
package dev.nightshift.wire.config;

import org.jspecify.annotations.NullMarked;
