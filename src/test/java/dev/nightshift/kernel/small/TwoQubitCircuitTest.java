package dev.nightshift.kernel.small;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TwoQubitCircuitTest {
  private static final double PI_4 = Math.PI / 4;

  @Test
  void everyCircuitMakesItsUnitaryWithTheFewestEntanglers() {
    SplittableRandom random = Seed.of(53).random();
    List<double[]> shapes =
        new ArrayList<>(
            List.of(
                new double[] {0, 0, 0, 0},
                new double[] {PI_4, 0, 0, 1},
                new double[] {0.3, 0, 0, 2},
                new double[] {1e-6, 0, 0, 2},
                new double[] {PI_4, 0, PI_4, 2},
                new double[] {0.5, 0, 0.2, 2},
                new double[] {PI_4, PI_4, PI_4, 3},
                new double[] {PI_4, 0.1, PI_4, 3},
                new double[] {0.5, -0.1, 0.3, 3},
                new double[] {0.5, 1e-7, 0.3, 3}));
    for (double[] shape : shapes) {
      for (int i = 0; i < 40; i++) {
        double[] canonical = RandomUnitaries.canonical(shape[0], shape[1], shape[2]);
        double[] u =
            Matrices.times(
                Matrices.times(KakTest.locals(random), canonical, 4), KakTest.locals(random), 4);
        Kak kak = Kak.of(u);
        assertThat(kak.entanglers()).isEqualTo((int) shape[3]);
        for (TwoQubitCircuit.Entangler entangler : TwoQubitCircuit.Entangler.values()) {
          TwoQubitCircuit circuit = TwoQubitCircuit.of(kak, entangler);

          double[] gate = StandardGate.valueOf(entangler.name()).matrix();
          assertThat(circuit.entanglers()).isEqualTo((int) shape[3]);
          assertThatNumbers(made(circuit, gate)).as("%s", entangler).isCloseTo(u, 1e-14);
        }
        if (kak.isRotation()) {
          TwoQubitCircuit circuit = TwoQubitCircuit.ofRotation(kak);

          assertThat(circuit.angle()).isBetween(0.0, Math.PI / 2 + 1e-14);
          assertThatNumbers(made(circuit, StandardGate.RZZ.matrix(circuit.angle())))
              .isCloseTo(u, 1e-14);
        }
      }
    }
  }

  @Test
  void aRandomUnitaryTakesThreeOfEachEntangler() {
    SplittableRandom random = Seed.of(59).random();
    for (int i = 0; i < 500; i++) {
      double[] u = RandomUnitaries.haar(4, random);
      for (TwoQubitCircuit.Entangler entangler : TwoQubitCircuit.Entangler.values()) {
        TwoQubitCircuit circuit = TwoQubitCircuit.of(Kak.of(u), entangler);

        assertThat(circuit.entanglers()).isEqualTo(3);
        assertThatNumbers(made(circuit, StandardGate.valueOf(entangler.name()).matrix()))
            .isCloseTo(u, 1e-14);
      }
    }
  }

  private static double[] made(TwoQubitCircuit circuit, double[] gate) {
    double[] u = Matrices.identity(4);
    for (int j = 0; j <= circuit.entanglers(); j++) {
      if (j > 0) {
        u = Matrices.times(gate, u, 4);
      }
      TwoQubits.apply(u, 0, circuit.locals()[2 * j]);
      TwoQubits.apply(u, 1, circuit.locals()[2 * j + 1]);
    }
    return KakTest.turned(u, circuit.phase());
  }
}
