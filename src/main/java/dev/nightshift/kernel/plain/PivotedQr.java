package dev.nightshift.kernel.plain;

/**
 * The triangular factor of a complex matrix: A = QRPᵀ with Q of orthonormal columns, by Householder
 * reflections. Each step takes the column that is longest in what is left, so the rows of R fall in
 * length and show the rank.
 *
 * <p>Rows are arrays of their own and the inner loops run along them with one index, which the
 * compiler turns into vector instructions; the textbook's loops along columns would not be.
 *
 * @see <a href="https://doi.org/10.1007/BF01436084">Businger and Golub 1965</a>
 */
public final class PivotedQr {
  /** What is left is rounding when its longest column is that much shorter than the first. */
  private static final double NEGLIGIBLE = 1e-15;

  private PivotedQr() {}

  /**
   * Leaves R in the upper triangle of the first rows; what stands below it is without meaning.
   *
   * @param re {@code [rows][columns]}, and so is {@code im}
   * @param order receives P: column j of R belongs to column {@code order[j]} of A
   * @param work four arrays, two of {@code rows} and two of {@code columns} numbers
   * @param squares {@code columns} numbers
   * @return the rank r: how many rows of R count
   */
  public static int factor(
      double[][] re,
      double[][] im,
      int rows,
      int columns,
      int[] order,
      double[][] work,
      double[] squares) {
    for (int j = 0; j < columns; j++) {
      order[j] = j;
      squares[j] = 0;
    }
    for (int i = 0; i < rows; i++) {
      addSquares(re[i], im[i], 0, columns, squares);
    }
    double[] vr = work[0];
    double[] vi = work[1];
    double[] wr = work[2];
    double[] wi = work[3];
    double first = 0;
    for (int k = 0; k < Math.min(rows, columns); k++) {
      int pivot = k;
      for (int j = k + 1; j < columns; j++) {
        pivot = squares[j] > squares[pivot] ? j : pivot;
      }
      double length = Math.sqrt(squares[pivot]);
      first = k == 0 ? length : first;
      if (!(length > NEGLIGIBLE * first)) {
        return k;
      }
      exchange(re, im, rows, order, squares, k, pivot);
      // v = x + e^{i arg x_0} |x| e_0 is reflected; Rkk = -e^{i arg x_0} |x|.
      double size = Math.hypot(re[k][k], im[k][k]);
      double pr = size == 0 ? 1 : re[k][k] / size;
      double pi = size == 0 ? 0 : im[k][k] / size;
      for (int i = k; i < rows; i++) {
        vr[i] = re[i][k];
        vi[i] = im[i][k];
      }
      vr[k] += pr * length;
      vi[k] += pi * length;
      double scale = 1 / (length * (length + size));
      re[k][k] = -pr * length;
      im[k][k] = -pi * length;
      for (int j = k + 1; j < columns; j++) {
        wr[j] = 0;
        wi[j] = 0;
        squares[j] = 0;
      }
      for (int i = k; i < rows; i++) {
        addProduct(vr[i], -vi[i], re[i], im[i], wr, wi, k + 1, columns);
      }
      for (int i = k; i < rows; i++) {
        addProduct(-scale * vr[i], -scale * vi[i], wr, wi, re[i], im[i], k + 1, columns);
        if (i > k) {
          addSquares(re[i], im[i], k + 1, columns, squares);
        }
      }
    }
    return Math.min(rows, columns);
  }

  private static void exchange(
      double[][] re, double[][] im, int rows, int[] order, double[] squares, int a, int b) {
    if (a == b) {
      return;
    }
    for (int i = 0; i < rows; i++) {
      double kept = re[i][a];
      re[i][a] = re[i][b];
      re[i][b] = kept;
      kept = im[i][a];
      im[i][a] = im[i][b];
      im[i][b] = kept;
    }
    int column = order[a];
    order[a] = order[b];
    order[b] = column;
    double square = squares[a];
    squares[a] = squares[b];
    squares[b] = square;
  }

  private static void addSquares(double[] re, double[] im, int from, int to, double[] squares) {
    for (int j = from; j < to; j++) {
      squares[j] += re[j] * re[j] + im[j] * im[j];
    }
  }

  /** Adds (a + ib) x to y. */
  private static void addProduct(
      double a, double b, double[] xr, double[] xi, double[] yr, double[] yi, int from, int to) {
    for (int j = from; j < to; j++) {
      yr[j] += a * xr[j] - b * xi[j];
      yi[j] += a * xi[j] + b * xr[j];
    }
  }
}
