package dev.nightshift.kernel.small;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KakTest {
  private static final double PI_4 = Math.PI / 4;

  @Test
  void theFactorsOfARandomUnitaryMakeItAgain() {
    SplittableRandom random = Seed.of(41).random();
    for (int i = 0; i < 2000; i++) {
      check(RandomUnitaries.haar(4, random), "random " + i);
    }
  }

  @Test
  void theFactorsOfEveryNamedGateMakeItAgain() {
    for (StandardGate gate : StandardGate.values()) {
      if (gate.qubits() != 2) {
        continue;
      }
      for (double angle :
          new double[] {0, 1e-13, 1e-8, 0.3, Math.PI / 2, Math.PI, 5, 2 * Math.PI}) {
        double[] values = new double[gate.parameters()];
        Arrays.fill(values, angle);
        check(gate.matrix(values), gate + "(" + angle + ")");
        check(TwoQubits.exchanged(gate.matrix(values)), gate + " exchanged");
      }
    }
  }

  /** Degenerate spectra are where decompositions by eigenvectors break. */
  @Test
  void theFactorsOfCliffordGatesAndOfTheirNeighboursMakeThemAgain() {
    SplittableRandom random = Seed.of(43).random();
    double[][] ones = {
      StandardGate.H.matrix(),
      StandardGate.S.matrix(),
      StandardGate.SX.matrix(),
      StandardGate.X.matrix()
    };
    for (int i = 0; i < 1000; i++) {
      double[] u = Matrices.identity(4);
      for (int step = 0; step < 1 + i % 12; step++) {
        TwoQubits.apply(u, random.nextInt(2), ones[random.nextInt(4)]);
        if (random.nextBoolean()) {
          u = Matrices.times(StandardGate.CX.matrix(), u, 4);
        }
      }
      check(u, "clifford " + i);
      double near = Math.pow(10, -random.nextInt(1, 16));
      check(
          Matrices.times(RandomUnitaries.canonical(near, near / 3, -near / 2), u, 4), "near " + i);
    }
  }

  @Test
  void coordinatesAreThoseOfTheChamber() {
    assertCoordinates(Matrices.identity(4), 0, 0, 0);
    assertCoordinates(StandardGate.CX.matrix(), PI_4, 0, 0);
    assertCoordinates(StandardGate.CZ.matrix(), PI_4, 0, 0);
    assertCoordinates(StandardGate.ECR.matrix(), PI_4, 0, 0);
    assertCoordinates(StandardGate.ISWAP.matrix(), PI_4, 0, PI_4);
    assertCoordinates(StandardGate.DCX.matrix(), PI_4, 0, PI_4);
    assertCoordinates(StandardGate.SWAP.matrix(), PI_4, PI_4, PI_4);
    assertCoordinates(StandardGate.RZZ.matrix(0.4), 0.2, 0, 0);
    assertCoordinates(StandardGate.CP.matrix(-0.4), 0.1, 0, 0);
    // The B gate, from which two make everything.
    assertCoordinates(RandomUnitaries.canonical(PI_4, PI_4 / 2, 0), PI_4, 0, PI_4 / 2);
    // The square root of swap and its inverse differ in the sign of the smallest coordinate.
    assertCoordinates(
        RandomUnitaries.canonical(PI_4 / 2, PI_4 / 2, PI_4 / 2), PI_4 / 2, PI_4 / 2, PI_4 / 2);
    assertCoordinates(
        RandomUnitaries.canonical(-PI_4 / 2, -PI_4 / 2, -PI_4 / 2), PI_4 / 2, -PI_4 / 2, PI_4 / 2);
    // On the wall x = π/4 the sign of y means nothing.
    assertCoordinates(RandomUnitaries.canonical(PI_4, -0.2, 0.5), PI_4, 0.2, 0.5);
  }

  @Test
  void oneQubitGatesChangeNoCoordinate() {
    SplittableRandom random = Seed.of(47).random();
    for (int i = 0; i < 300; i++) {
      double[] u = RandomUnitaries.haar(4, random);
      Kak before = Kak.of(u);
      double[] v = Matrices.times(Matrices.times(locals(random), u, 4), locals(random), 4);

      Kak after = Kak.of(v);

      assertThatNumbers(after.x(), after.y(), after.z())
          .isCloseTo(new double[] {before.x(), before.y(), before.z()}, 1e-14);
    }
  }

  static double[] locals(SplittableRandom random) {
    return TwoQubits.product(RandomUnitaries.haar(2, random), RandomUnitaries.haar(2, random));
  }

  private static void assertCoordinates(double[] u, double x, double y, double z) {
    Kak kak = Kak.of(u);
    assertThatNumbers(kak.x(), kak.y(), kak.z()).isCloseTo(new double[] {x, y, z}, 1e-15);
  }

  /** u times e^{i phase}. */
  static double[] turned(double[] u, double phase) {
    double[] result = new double[u.length];
    for (int i = 0; i < u.length; i += 2) {
      result[i] = u[i] * Math.cos(phase) - u[i + 1] * Math.sin(phase);
      result[i + 1] = u[i] * Math.sin(phase) + u[i + 1] * Math.cos(phase);
    }
    return result;
  }

  private static void check(double[] u, String what) {
    Kak kak = Kak.of(u);
    double[] canonical = RandomUnitaries.canonical(kak.x(), kak.y(), kak.z());
    double[] left = TwoQubits.product(kak.a1(), kak.b1());
    double[] right = TwoQubits.product(kak.a0(), kak.b0());
    double[] made = Matrices.times(Matrices.times(left, canonical, 4), right, 4);

    assertThatNumbers(turned(made, kak.phase())).as(what).isCloseTo(u, 1e-14);
    assertThat(kak.x()).as(what).isBetween(0.0, PI_4 + Kak.TOLERANCE);
    assertThat(kak.z()).as(what).isBetween(0.0, kak.x());
    assertThat(Math.abs(kak.y())).as(what).isLessThanOrEqualTo(kak.z());
    if (kak.x() > PI_4 - 1e-13) {
      assertThat(kak.y()).as(what).isGreaterThanOrEqualTo(0.0);
    }
    for (double[] local : List.of(kak.a0(), kak.a1(), kak.b0(), kak.b1())) {
      assertThat(Matrices.distanceFromUnitary(local)).as(what).isCloseTo(0, within(4e-15));
    }
  }
}
