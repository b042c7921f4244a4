package dev.nightshift.circuit.gate;

import dev.nightshift.kernel.small.Matrices;

/**
 * Real powers of a unitary matrix, as OpenQASM's {@code pow} defines them: an integer repeats,
 * anything else is the principal power, with eigenvalue phases in (-π, π].
 */
final class UnitaryPower {
  /*
   * A unitary U is normal, so its Hermitian parts A = (U + U*)/2 and B = (U - U*)/2i commute and
   * share eigenvectors. Those of A + tB are found by Jacobi's method for Hermitian matrices
   * (Golub and Van Loan, Matrix Computations, 8.5). Two phases x, y are mixed up only when
   * (x + y)/2 = atan t; the residue shows it, and another t is taken.
   */
  private static final double[] MIXES = {
    0.7548776662466927, 2.2469796037174670, -0.5698402909980532
  };
  private static final double GOOD_RESIDUE = 1e-13;
  private static final double SNAP = 1e-9;

  private UnitaryPower() {}

  /**
   * @param u row-major, re and im alternating, length {@code 2 * size * size}
   */
  static double[] of(double[] u, double exponent) {
    int size = (int) Math.round(Math.sqrt(u.length / 2.0));
    boolean whole = exponent == Math.rint(exponent) && Math.abs(exponent) <= 1 << 20;
    return whole ? repeated(u, size, (int) exponent) : principal(u, size, exponent);
  }

  private static double[] repeated(double[] u, int size, int exponent) {
    double[] factor = exponent < 0 ? Matrices.adjoint(u, size) : u;
    double[] result = Matrices.identity(size);
    for (int rest = Math.abs(exponent); rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = Matrices.times(factor, result, size);
      }
      factor = Matrices.times(factor, factor, size);
    }
    return result;
  }

  private static double[] principal(double[] u, int size, double exponent) {
    double[] vectors = Matrices.identity(size);
    double[] diagonal = u;
    double best = Double.POSITIVE_INFINITY;
    for (double mix : MIXES) {
      double[] candidate = eigenvectors(hermitian(u, size, mix), size);
      double[] turned =
          Matrices.times(
              Matrices.adjoint(candidate, size), Matrices.times(u, candidate, size), size);
      double residue = offDiagonal(turned, size);
      if (residue < best) {
        best = residue;
        vectors = candidate;
        diagonal = turned;
      }
      if (best < GOOD_RESIDUE) {
        break;
      }
    }
    double[] scaled = new double[u.length];
    for (int j = 0; j < size; j++) {
      int at = 2 * (j * size + j);
      double phase = Math.atan2(diagonal[at + 1], diagonal[at]);
      if (phase < -Math.PI + SNAP) {
        phase = Math.PI;
      }
      double re = Math.cos(exponent * phase);
      double im = Math.sin(exponent * phase);
      for (int i = 0; i < size; i++) {
        int v = 2 * (i * size + j);
        scaled[v] = vectors[v] * re - vectors[v + 1] * im;
        scaled[v + 1] = vectors[v] * im + vectors[v + 1] * re;
      }
    }
    return Matrices.times(scaled, Matrices.adjoint(vectors, size), size);
  }

  /** (U + U*)/2 + mix (U - U*)/2i. */
  private static double[] hermitian(double[] u, int size, double mix) {
    double[] h = new double[u.length];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        int ij = 2 * (i * size + j);
        int ji = 2 * (j * size + i);
        h[ij] = (u[ij] + u[ji]) / 2 + mix * (u[ij + 1] + u[ji + 1]) / 2;
        h[ij + 1] = (u[ij + 1] - u[ji + 1]) / 2 - mix * (u[ij] - u[ji]) / 2;
      }
    }
    return h;
  }

  /** Columns are the eigenvectors of a Hermitian matrix, which is destroyed. */
  private static double[] eigenvectors(double[] h, int size) {
    double[] v = Matrices.identity(size);
    for (int sweep = 0; sweep < 60 && offDiagonal(h, size) > 1e-16; sweep++) {
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          rotate(h, v, size, p, q);
        }
      }
    }
    return v;
  }

  /** One Jacobi rotation that makes h[p][q] zero: columns p, q of h and v, then rows of h. */
  private static void rotate(double[] h, double[] v, int size, int p, int q) {
    double re = h[2 * (p * size + q)];
    double im = h[2 * (p * size + q) + 1];
    double length = Math.hypot(re, im);
    if (length < 1e-300) {
      return;
    }
    double theta = (h[2 * (q * size + q)] - h[2 * (p * size + p)]) / (2 * length);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
    double c = 1 / Math.hypot(t, 1);
    double s = t * c;
    double er = re / length;
    double ei = im / length;
    // Column p becomes c p - s e* q, column q becomes s e p + c q, with e the phase of h[p][q].
    for (int i = 0; i < size; i++) {
      columns(h, 2 * (i * size + p), 2 * (i * size + q), c, s, er, ei);
      columns(v, 2 * (i * size + p), 2 * (i * size + q), c, s, er, ei);
    }
    for (int j = 0; j < size; j++) {
      columns(h, 2 * (p * size + j), 2 * (q * size + j), c, s, er, -ei);
    }
  }

  private static void columns(double[] m, int p, int q, double c, double s, double er, double ei) {
    double pr = m[p];
    double pi = m[p + 1];
    double qr = m[q];
    double qi = m[q + 1];
    m[p] = c * pr - s * (er * qr + ei * qi);
    m[p + 1] = c * pi - s * (er * qi - ei * qr);
    m[q] = s * (er * pr - ei * pi) + c * qr;
    m[q + 1] = s * (er * pi + ei * pr) + c * qi;
  }

  private static double offDiagonal(double[] m, int size) {
    double largest = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        if (i != j) {
          int at = 2 * (i * size + j);
          largest = Math.max(largest, Math.hypot(m[at], m[at + 1]));
        }
      }
    }
    return largest;
  }
}
