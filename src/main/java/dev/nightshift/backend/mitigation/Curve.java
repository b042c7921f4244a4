package dev.nightshift.backend.mitigation;

import dev.nightshift.job.Mitigation.Extrapolator;
import java.util.Arrays;

/** A family of curves y(x; p) with what a fit needs of it. */
interface Curve {
  double value(double x, double[] p);

  /** The derivatives by the parameters. */
  double[] gradient(double x, double[] p);

  /** Parameters to begin with. */
  double[] start(double[] x, double[] y);

  /** Whether a fitted curve is one of the family that noise makes. */
  default boolean isPhysical(double[] p) {
    return true;
  }

  /** The family of an extrapolator that has one. */
  static Curve of(Extrapolator extrapolator) {
    return switch (extrapolator) {
      case LINEAR, POLYNOMIAL_DEGREE_1 -> new Polynomial(1);
      case POLYNOMIAL_DEGREE_2 -> new Polynomial(2);
      case POLYNOMIAL_DEGREE_3 -> new Polynomial(3);
      case POLYNOMIAL_DEGREE_4 -> new Polynomial(4);
      case POLYNOMIAL_DEGREE_5 -> new Polynomial(5);
      case POLYNOMIAL_DEGREE_6 -> new Polynomial(6);
      case POLYNOMIAL_DEGREE_7 -> new Polynomial(7);
      case EXPONENTIAL -> new Exponentials(1);
      case DOUBLE_EXPONENTIAL -> new Exponentials(2);
      case FALLBACK -> throw new IllegalArgumentException("fallback is no curve");
    };
  }

  /** p0 + p1 x + p2 x² + ... */
  record Polynomial(int degree) implements Curve {
    @Override
    public double value(double x, double[] p) {
      double value = 0;
      for (int k = degree; k >= 0; k--) {
        value = value * x + p[k];
      }
      return value;
    }

    @Override
    public double[] gradient(double x, double[] p) {
      double[] powers = new double[degree + 1];
      powers[0] = 1;
      for (int k = 1; k <= degree; k++) {
        powers[k] = powers[k - 1] * x;
      }
      return powers;
    }

    @Override
    public double[] start(double[] x, double[] y) {
      double[] p = new double[degree + 1];
      p[0] = y[0];
      return p;
    }
  }

  /** A sum of A exp(-r x): amplitude and rate of each term in turn. */
  record Exponentials(int terms) implements Curve {
    @Override
    public double value(double x, double[] p) {
      double value = 0;
      for (int k = 0; k < terms; k++) {
        value += p[2 * k] * Math.exp(-p[2 * k + 1] * x);
      }
      return value;
    }

    @Override
    public double[] gradient(double x, double[] p) {
      double[] gradient = new double[2 * terms];
      for (int k = 0; k < terms; k++) {
        double decay = Math.exp(-p[2 * k + 1] * x);
        gradient[2 * k] = decay;
        gradient[2 * k + 1] = -x * p[2 * k] * decay;
      }
      return gradient;
    }

    @Override
    public double[] start(double[] x, double[] y) {
      int last = x.length - 1;
      double ratio = y[0] / y[last];
      double rate = ratio > 1 && ratio < 1e6 ? Math.log(ratio) / (x[last] - x[0]) : 0.1;
      double[] p = new double[2 * terms];
      for (int k = 0; k < terms; k++) {
        p[2 * k] = y[0] * Math.exp(rate * x[0]) / terms;
        // Equal rates would be one term, of which a fit cannot tell two.
        p[2 * k + 1] = rate * (1 + k) / (1 + 0.5 * (terms - 1));
      }
      return p;
    }

    @Override
    public boolean isPhysical(double[] p) {
      for (int k = 0; k < terms; k++) {
        if (!(p[2 * k + 1] > 0)) {
          return false;
        }
      }
      return Arrays.stream(p).allMatch(Double::isFinite);
    }
  }
}
