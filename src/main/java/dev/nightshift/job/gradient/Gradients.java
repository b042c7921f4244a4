package dev.nightshift.job.gradient;

/**
 * Values with their derivatives, and the standard error of each.
 *
 * @param values {@code [observables][rows]}
 * @param jacobian {@code [observables][rows][parameters wanted]}
 * @param valueErrors as values; 0 where exact
 * @param jacobianErrors as jacobian, by propagation from independent values: of the shots alone
 */
public record Gradients(
    double[] values, double[] jacobian, double[] valueErrors, double[] jacobianErrors) {}
