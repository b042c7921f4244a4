package dev.nightshift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.kernel.plain.OneSidedJacobi;
import dev.nightshift.kernel.plain.PivotedQr;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What makes a singular value decomposition: orthonormal vectors that span the rows, images of the
 * right lengths that are orthogonal too. Random matrices come from the seeds in the tests.
 */
class SingularValuesTest {
  /** Singular values, descending, and right vectors by row. */
  private record Decomposition(double[] values, double[][] re, double[][] im) {}

  private static Decomposition decompose(double[][] re, double[][] im) {
    int rows = re.length;
    int columns = re[0].length;
    double[][] a = copy(re);
    double[][] b = copy(im);
    int[] order = new int[columns];
    double[][] work = {
      new double[rows], new double[rows], new double[columns], new double[columns]
    };
    int rank = PivotedQr.factor(a, b, rows, columns, order, work, new double[columns]);
    double[][] xr = new double[rank][columns];
    double[][] xi = new double[rank][columns];
    for (int k = 0; k < rank; k++) {
      for (int j = k; j < columns; j++) {
        xr[k][order[j]] = a[k][j];
        xi[k][order[j]] = -b[k][j];
      }
    }
    double[] values = new double[rank];
    OneSidedJacobi.orthogonalize(xr, xi, rank, columns, values);
    for (int k = 0; k < rank; k++) {
      values[k] = Math.sqrt(values[k]);
      for (int j = 0; j < columns; j++) {
        xr[k][j] /= values[k];
        xi[k][j] /= values[k];
      }
    }
    return new Decomposition(values, xr, xi);
  }

  private static double[][] copy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }

  private static double[][] random(int rows, int columns, SplittableRandom random) {
    double[][] matrix = new double[rows][];
    for (int i = 0; i < rows; i++) {
      matrix[i] = random.doubles(columns, -1, 1).toArray();
    }
    return matrix;
  }

  /** Σ conj(a) b, as {re, im}. */
  private static double[] product(double[] ar, double[] ai, double[] br, double[] bi) {
    double re = 0;
    double im = 0;
    for (int j = 0; j < ar.length; j++) {
      re += ar[j] * br[j] + ai[j] * bi[j];
      im += ar[j] * bi[j] - ai[j] * br[j];
    }
    return new double[] {re, im};
  }

  private static void check(double[][] re, double[][] im, double tolerance) {
    Decomposition found = decompose(re, im);
    int rank = found.values().length;
    int rows = re.length;
    // Images A v_k, by k.
    double[][] ur = new double[rank][rows];
    double[][] ui = new double[rank][rows];
    for (int k = 0; k < rank; k++) {
      for (int i = 0; i < rows; i++) {
        double[] image = times(re[i], im[i], found.re()[k], found.im()[k]);
        ur[k][i] = image[0];
        ui[k][i] = image[1];
      }
    }
    for (int k = 0; k < rank; k++) {
      assertThat(k == 0 || found.values()[k] <= found.values()[k - 1] * (1 + 1e-12)).isTrue();
      for (int l = 0; l < rank; l++) {
        double[] unit = product(found.re()[k], found.im()[k], found.re()[l], found.im()[l]);
        double[] scaled = product(ur[k], ui[k], ur[l], ui[l]);
        assertThat(unit[0]).isCloseTo(k == l ? 1 : 0, within(tolerance));
        assertThat(unit[1]).isCloseTo(0, within(tolerance));
        assertThat(scaled[0])
            .isCloseTo(k == l ? found.values()[k] * found.values()[k] : 0, within(tolerance));
        assertThat(scaled[1]).isCloseTo(0, within(tolerance));
      }
    }
    // A = Σ_k (A v_k) v_k*.
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < re[0].length; j++) {
        double sumRe = 0;
        double sumIm = 0;
        for (int k = 0; k < rank; k++) {
          double vr = found.re()[k][j];
          double vi = -found.im()[k][j];
          sumRe += ur[k][i] * vr - ui[k][i] * vi;
          sumIm += ur[k][i] * vi + ui[k][i] * vr;
        }
        assertThat(sumRe).isCloseTo(re[i][j], within(tolerance));
        assertThat(sumIm).isCloseTo(im[i][j], within(tolerance));
      }
    }
  }

  /** Σ a b. */
  private static double[] times(double[] ar, double[] ai, double[] br, double[] bi) {
    double re = 0;
    double im = 0;
    for (int j = 0; j < ar.length; j++) {
      re += ar[j] * br[j] - ai[j] * bi[j];
      im += ar[j] * bi[j] + ai[j] * br[j];
    }
    return new double[] {re, im};
  }

  @Test
  void randomMatricesOfAnyShapeAreDecomposed() {
    SplittableRandom random = Seed.of(1).random();
    int[][] shapes = {{1, 1}, {2, 2}, {1, 6}, {6, 1}, {4, 4}, {3, 8}, {8, 3}, {16, 16}, {33, 31}};
    for (int[] shape : shapes) {
      check(random(shape[0], shape[1], random), random(shape[0], shape[1], random), 1e-12);
    }
  }

  @Test
  void givenAMatrixOfLowRank_thenOnlyThatManyValuesRemain() {
    SplittableRandom random = Seed.of(2).random();
    double[][] left = random(12, 3, random);
    double[][] right = random(3, 10, random);
    double[][] re = new double[12][10];
    for (int i = 0; i < 12; i++) {
      for (int k = 0; k < 3; k++) {
        for (int j = 0; j < 10; j++) {
          re[i][j] += left[i][k] * right[k][j];
        }
      }
    }

    Decomposition found = decompose(re, new double[12][10]);

    assertThat(found.values()).hasSize(3);
    check(re, new double[12][10], 1e-12);
  }

  @Test
  void givenAZeroMatrix_thenNoValueRemains() {
    assertThat(decompose(new double[3][4], new double[3][4]).values()).isEmpty();
  }

  @Test
  void givenValuesOfManyMagnitudes_thenEachIsFoundToItsOwnPrecision() {
    // Diagonal times a rotation of two neighbours: singular values stay those of the diagonal.
    int size = 12;
    double[][] re = new double[size][size];
    for (int k = 0; k < size; k++) {
      re[k][k] = Math.pow(10, -k);
    }
    for (int k = 0; k + 1 < size; k++) {
      for (int i = 0; i < size; i++) {
        double a = re[i][k];
        double b = re[i][k + 1];
        re[i][k] = 0.6 * a + 0.8 * b;
        re[i][k + 1] = -0.8 * a + 0.6 * b;
      }
    }

    double[] found = decompose(re, new double[size][size]).values();

    for (int k = 0; k < size; k++) {
      assertThat(found[k]).isCloseTo(Math.pow(10, -k), within(1e-13 * Math.pow(10, -k)));
    }
  }

  @Test
  void equalValuesAreNoTrouble() {
    double[][] re = new double[8][8];
    double[][] im = new double[8][8];
    for (int k = 0; k < 8; k++) {
      re[k][(k + 3) % 8] = 0.6;
      im[k][(k + 3) % 8] = 0.8;
    }

    check(re, im, 1e-14);
    assertThat(decompose(re, im).values())
        .containsExactly(new double[] {1, 1, 1, 1, 1, 1, 1, 1}, within(1e-14));
  }

  @Test
  void givenNumbersThatAreNone_thenItEndsWithAnError() {
    double[][] re = {{Double.NaN, 1}, {1, 2}};

    assertThatThrownBy(
            () -> OneSidedJacobi.orthogonalize(re, new double[2][2], 2, 2, new double[2]))
        .isInstanceOf(ArithmeticException.class);
  }
}
