package dev.nightshift.learn.quantum;

import dev.nightshift.job.gradient.Gradients;
import java.util.OptionalDouble;

/**
 * The standard errors that circuits came back with, over all jobs. Of SPSA's derivatives it is the
 * shots' part; the draw of a direction comes on top. Thread-safe.
 */
public final class StandardErrors {
  private final Mean ofValues = new Mean();
  private final Mean ofDerivatives = new Mean();
  private double achieved;
  private double equal;

  /** Takes those of a job; rows that were asked for twice count once. */
  public synchronized void add(Gradients found) {
    ofValues.add(found.valueErrors());
    ofDerivatives.add(found.jacobianErrors());
  }

  /** The mean of those of values; empty where all are exact, or there are none. */
  public synchronized OptionalDouble values() {
    return ofValues.get();
  }

  /**
   * The mean of those of derivatives by one angle; empty where all are exact, or there are none.
   */
  public synchronized OptionalDouble derivatives() {
    return ofDerivatives.get();
  }

  /** Takes the variance of a gradient, and what it would have been with equal shots. */
  public synchronized void addGradient(double variance, double withEqualShots) {
    achieved += variance;
    equal += withEqualShots;
  }

  /**
   * The error of gradients as a share of what it would have been with equal shots, root mean
   * square; empty where shots were not spread.
   */
  public synchronized OptionalDouble overEqualShots() {
    return equal == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(achieved / equal));
  }

  private static final class Mean {
    private double sum;
    private long count;

    void add(double[] errors) {
      for (double error : errors) {
        sum += error;
      }
      count += errors.length;
    }

    OptionalDouble get() {
      return sum == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }
  }
}
