package dev.nightshift.kernel.plain;

/** Products of complex matrices whose rows are arrays of their own. */
public final class Products {
  private Products() {}

  /**
   * Adds a row times a matrix to a row: y += Σ_k a[from + k] B[k].
   *
   * @param ar holds the {@code count} factors from index {@code from} on, and so does {@code ai}
   * @param br {@code [count][columns]}, and so is {@code bi}
   * @param yr at least {@code columns} numbers, and so {@code yi}
   */
  public static void addRow(
      double[] ar,
      double[] ai,
      int from,
      double[][] br,
      double[][] bi,
      int count,
      int columns,
      double[] yr,
      double[] yi) {
    for (int k = 0; k < count; k++) {
      double a = ar[from + k];
      double b = ai[from + k];
      if (a != 0 || b != 0) {
        add(a, b, br[k], bi[k], columns, yr, yi);
      }
    }
  }

  /** Adds (a + ib) x to y. */
  private static void add(
      double a, double b, double[] xr, double[] xi, int columns, double[] yr, double[] yi) {
    for (int j = 0; j < columns; j++) {
      yr[j] += a * xr[j] - b * xi[j];
      yi[j] += a * xi[j] + b * xr[j];
    }
  }
}
