/**
 * From any circuit to one that a device runs.
 *
 * <p><b>Takes</b> a {@link dev.nightshift.circuit.Circuit} and a {@link
 * dev.nightshift.value.Target}; <b>gives</b> a circuit in the target's gates on its couplings;
 * <b>relies on</b> {@code circuit}, {@code kernel} and {@code value}. A {@link
 * dev.nightshift.transpile.Pass} is one rewrite; passes stand in {@code pass}.
 */
@NullMarked
package dev.nightshift.transpile;

import org.jspecify.annotations.NullMarked;
