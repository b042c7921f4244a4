package dev.nightshift.sim.mps;

import dev.nightshift.kernel.plain.Products;
import java.util.Arrays;

/**
 * Makes a product of tensors right-canonical, with norm 1 and the Schmidt coefficients of every
 * bond, whatever it was before.
 *
 * <p>From left to right each tensor is replaced by orthonormal vectors, and what they are to be
 * multiplied with goes on to the next. Then, from right to left, what stands between orthonormal
 * vectors of both sides is decomposed, which gives the coefficients.
 */
final class Canonical {
  private static final MpsOptions ALL = new MpsOptions(0, MpsOptions.UNLIMITED);

  private Canonical() {}

  /**
   * @param sites a product that is not 0
   * @param bonds receives the coefficients of the bond on the left of each site
   */
  static void make(Site[] sites, double[][] bonds, MpsOptions options) {
    double[][] re = {{1}};
    double[][] im = {{0}};
    for (int i = 0; i < sites.length - 1; i++) {
      Site site = sites[i].after(re, im);
      sites[i] = leftVectors(site);
      re = new double[sites[i].right()][site.right()];
      im = new double[sites[i].right()][site.right()];
      carry(sites[i], site, re, im);
    }
    Site centre = sites[sites.length - 1].after(re, im);
    for (int i = sites.length - 1; i > 0; i--) {
      Schmidt schmidt =
          Schmidt.of(rows(centre.re()), rows(centre.im()), 2 * centre.right(), options);
      sites[i] = new Site(schmidt.re(), schmidt.im(), centre.right());
      bonds[i] = schmidt.values();
      centre = absorb(sites[i - 1], centre, sites[i]);
    }
    sites[0] = normalized(centre);
  }

  private static double[][] rows(double[][] matrix) {
    double[][] copy = new double[matrix.length][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = matrix[i].clone();
    }
    return copy;
  }

  /**
   * The left vectors U of a tensor, read as a matrix from (left, value) to right: the right vectors
   * of its conjugate transpose.
   */
  private static Site leftVectors(Site site) {
    int rows = site.left();
    int right = site.right();
    double[][] a = new double[right][2 * rows];
    double[][] b = new double[right][2 * rows];
    for (int l = 0; l < rows; l++) {
      for (int s = 0; s < 2; s++) {
        for (int r = 0; r < right; r++) {
          a[r][2 * l + s] = site.re()[l][s * right + r];
          b[r][2 * l + s] = -site.im()[l][s * right + r];
        }
      }
    }
    Schmidt schmidt = Schmidt.of(a, b, 2 * rows, ALL);
    int kept = schmidt.values().length;
    double[][] ur = new double[rows][2 * kept];
    double[][] ui = new double[rows][2 * kept];
    for (int k = 0; k < kept; k++) {
      for (int l = 0; l < rows; l++) {
        for (int s = 0; s < 2; s++) {
          ur[l][s * kept + k] = schmidt.re()[k][2 * l + s];
          ui[l][s * kept + k] = -schmidt.im()[k][2 * l + s];
        }
      }
    }
    return new Site(ur, ui, kept);
  }

  /** Adds U* M, the product of two tensors read as matrices from (left, value) to right. */
  private static void carry(Site u, Site m, double[][] re, double[][] im) {
    for (int k = 0; k < u.right(); k++) {
      for (int l = 0; l < u.left(); l++) {
        for (int s = 0; s < 2; s++) {
          double a = u.re()[l][s * u.right() + k];
          double b = -u.im()[l][s * u.right() + k];
          for (int r = 0; r < m.right(); r++) {
            double x = m.re()[l][s * m.right() + r];
            double y = m.im()[l][s * m.right() + r];
            re[k][r] += a * x - b * y;
            im[k][r] += a * y + b * x;
          }
        }
      }
    }
  }

  /** A site times M V, where M is the tensor on its right and V* its right vectors. */
  private static Site absorb(Site left, Site m, Site vectors) {
    int kept = vectors.left();
    int width = 2 * m.right();
    double[][] vr = new double[width][kept];
    double[][] vi = new double[width][kept];
    for (int k = 0; k < kept; k++) {
      for (int j = 0; j < width; j++) {
        vr[j][k] = vectors.re()[k][j];
        vi[j][k] = -vectors.im()[k][j];
      }
    }
    double[][] mr = new double[m.left()][kept];
    double[][] mi = new double[m.left()][kept];
    for (int l = 0; l < m.left(); l++) {
      Products.addRow(m.re()[l], m.im()[l], 0, vr, vi, width, kept, mr[l], mi[l]);
    }
    double[][] a = new double[left.left()][2 * kept];
    double[][] b = new double[left.left()][2 * kept];
    double[] yr = new double[kept];
    double[] yi = new double[kept];
    for (int l = 0; l < a.length; l++) {
      for (int s = 0; s < 2; s++) {
        Arrays.fill(yr, 0);
        Arrays.fill(yi, 0);
        Products.addRow(
            left.re()[l], left.im()[l], s * left.right(), mr, mi, left.right(), kept, yr, yi);
        System.arraycopy(yr, 0, a[l], s * kept, kept);
        System.arraycopy(yi, 0, b[l], s * kept, kept);
      }
    }
    return new Site(a, b, kept);
  }

  private static Site normalized(Site site) {
    double square = 0;
    for (int l = 0; l < site.left(); l++) {
      for (int j = 0; j < 2 * site.right(); j++) {
        square += site.re()[l][j] * site.re()[l][j] + site.im()[l][j] * site.im()[l][j];
      }
    }
    double scale = 1 / Math.sqrt(square);
    return site.turned(new double[] {scale, 0, 0, 0, 0, 0, scale, 0});
  }
}
