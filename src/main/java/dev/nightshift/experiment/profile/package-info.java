/**
 * What a phase of a run cost: wall and CPU time, peak memory, and the methods it spent its time in.
 *
 * <p><i>Takes</i> the begin and the end of a phase; <i>gives</i> {@link
 * dev.nightshift.experiment.profile.Usage} and the top methods; <i>relies on</i> the JDK's Flight
 * Recorder, its management beans, and Linux' {@code /proc} for resident memory.
 *
 * <p>Conventions: seconds; megabytes of 10^6 bytes; a figure that the system does not tell is
 * absent, never 0.
 */
@NullMarked
package dev.nightshift.experiment.profile;

import org.jspecify.annotations.NullMarked;
