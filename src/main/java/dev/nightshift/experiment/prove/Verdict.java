package dev.nightshift.experiment.prove;

/**
 * What came of a canary.
 *
 * @param canary its name
 * @param certifies what it stands for, in words
 * @param expected of the answer that lies furthest off
 * @param found in its place
 */
public record Verdict(
    String canary, String certifies, boolean passed, String expected, String found) {}
