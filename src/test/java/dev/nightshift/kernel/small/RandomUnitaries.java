package dev.nightshift.kernel.small;

import java.util.SplittableRandom;

/** Unitaries of Haar's measure. */
final class RandomUnitaries {
  private RandomUnitaries() {}

  /** Gram and Schmidt on columns of normal numbers. */
  static double[] haar(int size, SplittableRandom random) {
    double[] u = new double[2 * size * size];
    for (int i = 0; i < u.length; i++) {
      u[i] = random.nextGaussian();
    }
    for (int pass = 0; pass < 2; pass++) {
      for (int column = 0; column < size; column++) {
        for (int done = 0; done < column; done++) {
          double re = 0;
          double im = 0;
          for (int i = 0; i < size; i++) {
            int a = 2 * (i * size + done);
            int b = 2 * (i * size + column);
            re += u[a] * u[b] + u[a + 1] * u[b + 1];
            im += u[a] * u[b + 1] - u[a + 1] * u[b];
          }
          for (int i = 0; i < size; i++) {
            int a = 2 * (i * size + done);
            int b = 2 * (i * size + column);
            u[b] -= re * u[a] - im * u[a + 1];
            u[b + 1] -= re * u[a + 1] + im * u[a];
          }
        }
        double norm = 0;
        for (int i = 0; i < size; i++) {
          int b = 2 * (i * size + column);
          norm += u[b] * u[b] + u[b + 1] * u[b + 1];
        }
        for (int i = 0; i < size; i++) {
          int b = 2 * (i * size + column);
          u[b] /= Math.sqrt(norm);
          u[b + 1] /= Math.sqrt(norm);
        }
      }
    }
    return u;
  }

  /** exp(i (x XX + y YY + z ZZ)). */
  static double[] canonical(double x, double y, double z) {
    double[] u = new double[32];
    // Even states see x - y with sign, odd ones x + y.
    put(u, 0, 0, z, Math.cos(x - y));
    put(u, 3, 3, z, Math.cos(x - y));
    put(u, 0, 3, z + Math.PI / 2, Math.sin(x - y));
    put(u, 3, 0, z + Math.PI / 2, Math.sin(x - y));
    put(u, 1, 1, -z, Math.cos(x + y));
    put(u, 2, 2, -z, Math.cos(x + y));
    put(u, 1, 2, -z + Math.PI / 2, Math.sin(x + y));
    put(u, 2, 1, -z + Math.PI / 2, Math.sin(x + y));
    return u;
  }

  private static void put(double[] u, int row, int column, double phase, double size) {
    u[2 * (4 * row + column)] = size * Math.cos(phase);
    u[2 * (4 * row + column) + 1] = size * Math.sin(phase);
  }
}
