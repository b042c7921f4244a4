package dev.nightshift.backend.mitigation;

import dev.nightshift.job.Mitigation.Extrapolator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DiagonalMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/** Curves through values at amplified noise, by weighted least squares. */
public final class Extrapolation {
  private static final int MOST_STEPS = 1000;

  /** Singular values below this share of the largest mean that a parameter is not determined. */
  private static final double SINGULAR = 1e-14;

  private Extrapolation() {}

  /**
   * A value and its standard error.
   *
   * @param std 0 where the values were exact
   */
  public record Point(double value, double std) {
    /** No value. */
    public static final Point NONE = new Point(Double.NaN, Double.NaN);
  }

  /** A fitted curve. */
  public interface Fit {
    Point at(double factor);
  }

  /**
   * Fits a curve.
   *
   * @param factors of the noise, all different
   * @param evs at these factors
   * @param stds their standard errors; if any is 0 all values weigh the same and the curve has no
   *     error
   * @param bound the largest value there can be: a curve whose value without noise is less certain
   *     than that tells nothing
   * @return empty where no curve of the family fits
   */
  public static Optional<Fit> fit(
      Extrapolator extrapolator, List<Double> factors, double[] evs, double[] stds, double bound) {
    int[] order =
        IntStream.range(0, factors.size())
            .boxed()
            .sorted(Comparator.comparing(factors::get))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] x = Arrays.stream(order).mapToDouble(factors::get).toArray();
    double[] y = Arrays.stream(order).mapToDouble(k -> evs[k]).toArray();
    double[] s = Arrays.stream(order).mapToDouble(k -> stds[k]).toArray();
    if (extrapolator == Extrapolator.FALLBACK) {
      return Optional.of(_ -> new Point(y[0], s[0]));
    }
    boolean weighted = Arrays.stream(s).allMatch(std -> std > 0);
    return fit(Curve.of(extrapolator), x, y, weighted ? s : new double[0])
        .filter(fit -> {
          Point zero = fit.at(0);
          return Double.isFinite(zero.value()) && zero.std() <= bound;
        });
  }

  private static Optional<Fit> fit(Curve curve, double[] x, double[] y, double[] stds) {
    double[] weights = new double[x.length];
    Arrays.setAll(weights, k -> stds.length == 0 ? 1 : 1 / (stds[k] * stds[k]));
    try {
      Optimum optimum =
          new LevenbergMarquardtOptimizer()
              .optimize(
                  new LeastSquaresBuilder()
                      .start(curve.start(x, y))
                      .target(y)
                      .weight(new DiagonalMatrix(weights))
                      .model(p -> {
                        double[] own = p.toArray();
                        double[][] rows = new double[x.length][];
                        double[] values = new double[x.length];
                        for (int k = 0; k < x.length; k++) {
                          values[k] = curve.value(x[k], own);
                          rows[k] = curve.gradient(x[k], own);
                        }
                        return new Pair<>(
                            new ArrayRealVector(values, false),
                            new Array2DRowRealMatrix(rows, false));
                      })
                      .maxEvaluations(MOST_STEPS)
                      .maxIterations(MOST_STEPS)
                      .build());
      double[] found = optimum.getPoint().toArray();
      if (!curve.isPhysical(found)) {
        return Optional.empty();
      }
      if (stds.length == 0) {
        return Optional.of(factor -> new Point(curve.value(factor, found), 0));
      }
      RealMatrix covariances = optimum.getCovariances(SINGULAR);
      return Optional.of(factor -> {
        double[] gradient = curve.gradient(factor, found);
        double variance = 0;
        for (int i = 0; i < gradient.length; i++) {
          for (int j = 0; j < gradient.length; j++) {
            variance += gradient[i] * covariances.getEntry(i, j) * gradient[j];
          }
        }
        return new Point(curve.value(factor, found), Math.sqrt(Math.max(0, variance)));
      });
    } catch (MathRuntimeException noCurve) {
      // Too many steps, or parameters that the values do not determine: the next curve is tried.
      return Optional.empty();
    }
  }
}
