package dev.nightshift.sim.mps;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.kernel.plain.OneSidedJacobi;
import dev.nightshift.kernel.plain.PivotedQr;

/**
 * The singular values and right singular vectors of a matrix, the smallest cut off.
 *
 * @param values kept, descending, scaled so that their squares add up to 1
 * @param re rows V*, {@code [values][columns]}, orthonormal
 * @param im their imaginary parts
 * @param norm the square root of the sum of the squares that were kept, before scaling
 * @param dropped the share of the squares that was cut off
 */
@SuppressWarnings("ArrayRecordComponent") // read only where it was made
record Schmidt(double[] values, double[][] re, double[][] im, double norm, double dropped) {

  /**
   * Decomposes a matrix and destroys it.
   *
   * <p>Only right vectors are needed, so the unitary factor of the QR decomposition in front is
   * never formed: with A P = Q R the right vectors of A are the left ones of P R*, whose columns
   * Jacobi's rotations make orthogonal.
   *
   * @param a {@code [rows][columns]}, and so is {@code b}, the imaginary part
   * @throws NightshiftException NOT_FINITE when the matrix holds no finite numbers, or only zeros
   */
  static Schmidt of(double[][] a, double[][] b, int columns, MpsOptions options) {
    int rows = a.length;
    int[] order = new int[columns];
    double[][] work = {
      new double[rows], new double[rows], new double[columns], new double[columns]
    };
    int rank = PivotedQr.factor(a, b, rows, columns, order, work, new double[columns]);
    double[][] re = new double[rank][columns];
    double[][] im = new double[rank][columns];
    for (int k = 0; k < rank; k++) {
      for (int j = k; j < columns; j++) {
        re[k][order[j]] = a[k][j];
        im[k][order[j]] = -b[k][j];
      }
    }
    double[] squares = new double[rank];
    try {
      OneSidedJacobi.orthogonalize(re, im, rank, columns, squares);
    } catch (ArithmeticException e) {
      throw notFinite(e);
    }
    double total = 0;
    for (double square : squares) {
      total += square;
    }
    if (!(total > 0)) {
      throw notFinite(null);
    }
    int kept = kept(squares, total, options);
    double weight = 0;
    for (int k = 0; k < kept; k++) {
      weight += squares[k];
    }
    double norm = Math.sqrt(weight);
    double[] values = new double[kept];
    double[][] vr = new double[kept][];
    double[][] vi = new double[kept][];
    for (int k = 0; k < kept; k++) {
      double length = Math.sqrt(squares[k]);
      values[k] = length / norm;
      vr[k] = re[k];
      vi[k] = im[k];
      for (int j = 0; j < columns; j++) {
        vr[k][j] /= length;
        vi[k][j] /= -length;
      }
    }
    return new Schmidt(values, vr, vi, norm, 1 - weight / total);
  }

  private static int kept(double[] squares, double total, MpsOptions options) {
    int kept = squares.length;
    double dropped = 0;
    while (kept > 1 && dropped + squares[kept - 1] < options.truncationThreshold() * total) {
      dropped += squares[kept - 1];
      kept--;
    }
    return Math.min(kept, options.maxBondDimension());
  }

  private static NightshiftException notFinite(@org.jspecify.annotations.Nullable Throwable cause) {
    return new NightshiftException(
        ErrorCode.NOT_FINITE,
        "a matrix product state has no finite Schmidt coefficients left; this happens when a gate's"
            + " matrix is not unitary",
        cause);
  }
}
