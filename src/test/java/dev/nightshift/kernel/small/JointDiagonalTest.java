package dev.nightshift.kernel.small;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;

import dev.nightshift.base.random.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JointDiagonalTest {
  private static final int SIZE = 4;

  /** Eigenvalues from few numbers, so that most coincide in one matrix, and some in both. */
  @Test
  void commutingMatricesOfAnyDegeneracyAreDiagonalInOneBasis() {
    SplittableRandom random = Seed.of(37).random();
    for (int i = 0; i < 2000; i++) {
      double[] basis = rotation(random);
      double near = i % 3 == 0 ? Math.pow(10, -random.nextInt(1, 17)) : 0;
      double[] x = inBasis(basis, random, near);
      double[] y = inBasis(basis, random, near);
      double[] dx = x.clone();
      double[] dy = y.clone();

      double[] v = JointDiagonal.of(dx, dy, SIZE);

      assertThatNumbers(turned(x, v)).as("case %d", i).isCloseTo(diagonal(dx), 4e-15);
      assertThatNumbers(turned(y, v)).as("case %d", i).isCloseTo(diagonal(dy), 4e-15);
      assertThatNumbers(
              turned(diagonal(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}), v))
          .isCloseTo(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 4e-15);
    }
  }

  private static double[] rotation(SplittableRandom random) {
    double[] v = new double[SIZE * SIZE];
    for (int i = 0; i < SIZE; i++) {
      v[5 * i] = 1;
    }
    for (int p = 0; p < SIZE; p++) {
      for (int q = p + 1; q < SIZE; q++) {
        double angle = random.nextInt(4) * (Math.PI / 4) + random.nextInt(2) * random.nextDouble(3);
        for (int i = 0; i < SIZE; i++) {
          double a = v[SIZE * i + p];
          double b = v[SIZE * i + q];
          v[SIZE * i + p] = Math.cos(angle) * a + Math.sin(angle) * b;
          v[SIZE * i + q] = Math.cos(angle) * b - Math.sin(angle) * a;
        }
      }
    }
    return v;
  }

  /** v diag(numbers) v^T. */
  private static double[] inBasis(double[] v, SplittableRandom random, double near) {
    double[] m = new double[SIZE * SIZE];
    for (int k = 0; k < SIZE; k++) {
      double value = random.nextInt(-1, 2) + near * random.nextDouble();
      for (int i = 0; i < SIZE; i++) {
        for (int j = 0; j < SIZE; j++) {
          m[SIZE * i + j] += value * v[SIZE * i + k] * v[SIZE * j + k];
        }
      }
    }
    return m;
  }

  /** v^T m v. */
  private static double[] turned(double[] m, double[] v) {
    double[] result = new double[SIZE * SIZE];
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        for (int k = 0; k < SIZE; k++) {
          for (int l = 0; l < SIZE; l++) {
            result[SIZE * i + j] += v[SIZE * k + i] * m[SIZE * k + l] * v[SIZE * l + j];
          }
        }
      }
    }
    return result;
  }

  private static double[] diagonal(double[] m) {
    double[] result = new double[SIZE * SIZE];
    for (int i = 0; i < SIZE; i++) {
      result[5 * i] = m[5 * i];
    }
    return result;
  }
}
