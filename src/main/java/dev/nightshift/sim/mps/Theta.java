package dev.nightshift.sim.mps;

import dev.nightshift.kernel.plain.Products;

/**
 * Neighbouring sites contracted to one tensor. Row {@code l * 2^(sites-1) + p} belongs to index l
 * of the left bond and to the values p of all its qubits but the last, the first the most
 * significant; its columns are those of a {@link Site}: value of the last qubit, index of the right
 * bond.
 */
final class Theta {
  private final int sites;
  private double[][] re;
  private double[][] im;
  private int right;

  private Theta(int sites, double[][] re, double[][] im, int right) {
    this.sites = sites;
    this.re = re;
    this.im = im;
    this.right = right;
  }

  static Theta of(Site... sites) {
    double[][] re = sites[0].re();
    double[][] im = sites[0].im();
    for (int k = 1; k < sites.length; k++) {
      int bond = sites[k - 1].right();
      int width = 2 * sites[k].right();
      double[][] a = new double[2 * re.length][width];
      double[][] b = new double[2 * re.length][width];
      for (int row = 0; row < re.length; row++) {
        for (int s = 0; s < 2; s++) {
          sites[k].addTimes(re[row], im[row], s * bond, a[2 * row + s], b[2 * row + s]);
        }
      }
      re = a;
      im = b;
    }
    return new Theta(sites.length, re, im, sites[sites.length - 1].right());
  }

  /**
   * Applies a matrix to all its qubits.
   *
   * @param u row-major, re and im alternating
   * @param index for the values of all qubits, the first the most significant, the matrix's index
   */
  void apply(double[] u, int[] index) {
    int half = 1 << sites - 1;
    double[][] a = new double[re.length][2 * right];
    double[][] b = new double[re.length][2 * right];
    for (int l = 0; l < re.length; l += half) {
      for (int to = 0; to < 2 * half; to++) {
        double[] yr = a[l + to / 2];
        double[] yi = b[l + to / 2];
        int y = to % 2 * right;
        for (int from = 0; from < 2 * half; from++) {
          int at = 2 * (index[to] * 2 * half + index[from]);
          double ur = u[at];
          double ui = u[at + 1];
          if (ur != 0 || ui != 0) {
            double[] xr = re[l + from / 2];
            double[] xi = im[l + from / 2];
            int x = from % 2 * right;
            for (int r = 0; r < right; r++) {
              yr[y + r] += ur * xr[x + r] - ui * xi[x + r];
              yi[y + r] += ur * xi[x + r] + ui * xr[x + r];
            }
          }
        }
      }
    }
    re = a;
    im = b;
  }

  /** Exchanges the values of its two qubits. */
  void exchange() {
    double[][] a = new double[re.length][2 * right];
    double[][] b = new double[re.length][2 * right];
    for (int row = 0; row < re.length; row++) {
      for (int s = 0; s < 2; s++) {
        int from = row & ~1 | s;
        System.arraycopy(re[from], (row & 1) * right, a[row], s * right, right);
        System.arraycopy(im[from], (row & 1) * right, b[row], s * right, right);
      }
    }
    re = a;
    im = b;
  }

  /**
   * Cuts it back into sites, the last first, and keeps the first sites free of divisions by Schmidt
   * coefficients: where C is this tensor and ΛC = UΣV*, the last site is V* and what is left is CV,
   * which equals Λ⁻¹UΣ.
   *
   * @param weights the Schmidt coefficients Λ of the bond on the left
   * @param into receives the sites, in order
   * @param bonds receives the coefficients of the bonds between them, one fewer
   * @return the weight that was cut off
   * @see <a href="https://arxiv.org/abs/0903.3253">Hastings 2009</a>, section II
   */
  double split(double[] weights, Site[] into, double[][] bonds, MpsOptions options) {
    double dropped = 0;
    for (int k = sites - 1; k > 0; k--) {
      int width = 2 * right;
      int group = re.length / weights.length;
      double[][] a = new double[re.length][];
      double[][] b = new double[re.length][];
      for (int row = 0; row < re.length; row++) {
        a[row] = scaled(re[row], weights[row / group]);
        b[row] = scaled(im[row], weights[row / group]);
      }
      Schmidt schmidt = Schmidt.of(a, b, width, options);
      into[k] = new Site(schmidt.re(), schmidt.im(), right);
      bonds[k - 1] = schmidt.values();
      dropped += schmidt.dropped();
      rest(schmidt);
    }
    into[0] = new Site(re, im, right);
    return dropped;
  }

  private static double[] scaled(double[] row, double weight) {
    double[] result = new double[row.length];
    for (int j = 0; j < row.length; j++) {
      result[j] = weight * row[j];
    }
    return result;
  }

  /** Becomes CV, of one site less, scaled to norm 1 again. */
  private void rest(Schmidt schmidt) {
    int kept = schmidt.values().length;
    int width = 2 * right;
    double[][] vr = new double[width][kept];
    double[][] vi = new double[width][kept];
    for (int k = 0; k < kept; k++) {
      for (int j = 0; j < width; j++) {
        vr[j][k] = schmidt.re()[k][j] / schmidt.norm();
        vi[j][k] = -schmidt.im()[k][j] / schmidt.norm();
      }
    }
    double[][] a = new double[re.length / 2][2 * kept];
    double[][] b = new double[re.length / 2][2 * kept];
    double[] yr = new double[kept];
    double[] yi = new double[kept];
    for (int row = 0; row < re.length; row++) {
      java.util.Arrays.fill(yr, 0);
      java.util.Arrays.fill(yi, 0);
      Products.addRow(re[row], im[row], 0, vr, vi, width, kept, yr, yi);
      System.arraycopy(yr, 0, a[row / 2], row % 2 * kept, kept);
      System.arraycopy(yi, 0, b[row / 2], row % 2 * kept, kept);
    }
    re = a;
    im = b;
    right = kept;
  }
}
