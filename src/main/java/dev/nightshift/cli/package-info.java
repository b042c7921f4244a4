/**
 * The command line: it wires the house and prints what came out.
 *
 * <p><b>Takes</b> arguments; <b>gives</b> text or JSON on standard output, progress and one-line
 * errors on standard error, and an exit code (0 done, 2 usage or input, 3 budget, 4 far side, 5
 * numbers, 70 our bug, 130 stopped); <b>relies on</b> every floor. {@link
 * dev.nightshift.cli.Nightshift} is the only place where parts are joined by constructor calls.
 */
@NullMarked
package dev.nightshift.cli;

import org.jspecify.annotations.NullMarked;
