package dev.nightshift.kernel.plain;

/**
 * Sine and cosine together, without tables or branches on the usual path.
 *
 * <p>The angle is brought to [-π/4, π/4] by three parts of π/2 (Cody and Waite 1980), then both are
 * minimax polynomials with the coefficients of fdlibm. Beyond {@link #LIMIT} the reduction would
 * lose bits and {@link Math} takes over. The absolute error stays below 2e-16.
 */
public final class SinCos {
  public static final double LIMIT = 1e6;
  public static final double TWO_OVER_PI = 0.63661977236758134308;

  /** Added and subtracted, it rounds to a whole number, which stands in the low bits of the sum. */
  public static final double ROUND = 6755399441055744.0;

  public static final double PIO2_1 = 1.57079632673412561417e+00;
  public static final double PIO2_2 = 6.07710050630396597660e-11;
  public static final double PIO2_3 = 2.02226624879595063154e-21;

  public static final double S1 = -1.66666666666666324348e-01;
  public static final double S2 = 8.33333333332248946124e-03;
  public static final double S3 = -1.98412698298579493134e-04;
  public static final double S4 = 2.75573137070700676789e-06;
  public static final double S5 = -2.50507602534068634195e-08;
  public static final double S6 = 1.58969099521155010221e-10;

  public static final double C1 = 4.16666666666666019037e-02;
  public static final double C2 = -1.38888888888741095749e-03;
  public static final double C3 = 2.48015872894767294178e-05;
  public static final double C4 = -2.75573143513906633035e-07;
  public static final double C5 = 2.08757232129817482790e-09;
  public static final double C6 = -1.13596475577881948265e-11;

  private SinCos() {}

  /** Fills {@code c} and {@code s} for every angle, radians. */
  public static void fill(double[] angles, double[] c, double[] s) {
    for (int l = 0; l < c.length; l++) {
      final double x = angles[l];
      final double q = x * TWO_OVER_PI + ROUND;
      final double k = q - ROUND;
      final double r = x - k * PIO2_1 - k * PIO2_2 - k * PIO2_3;
      final double z = r * r;
      final double sine = r + r * z * (S1 + z * (S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)))));
      final double cosine =
          1.0 - (z * 0.5 - z * z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6))))));
      final long quadrant = Double.doubleToRawLongBits(q);
      final boolean swap = (quadrant & 1) != 0;
      final double a = swap ? cosine : sine;
      final double b = swap ? sine : cosine;
      s[l] = Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ (quadrant & 2) << 62);
      c[l] = Double.longBitsToDouble(Double.doubleToRawLongBits(b) ^ (quadrant + 1 & 2) << 62);
    }
    beyond(angles, c, s);
  }

  /** Replaces what lies beyond the limit. */
  public static void beyond(double[] angles, double[] c, double[] s) {
    for (int l = 0; l < c.length; l++) {
      if (!(Math.abs(angles[l]) <= LIMIT)) {
        c[l] = Math.cos(angles[l]);
        s[l] = Math.sin(angles[l]);
      }
    }
  }
}
