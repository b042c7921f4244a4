package dev.nightshift.kernel.small;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EulerAnglesTest {
  @Test
  void theAnglesOfARandomUnitaryMakeItAgain() {
    SplittableRandom random = Seed.of(31).random();
    for (int i = 0; i < 2000; i++) {
      double[] u = RandomUnitaries.haar(2, random);

      assertThatNumbers(EulerAngles.of(u).matrix()).isCloseTo(u, 4e-15);
    }
  }

  @Test
  void theAnglesOfEveryNamedGateMakeItAgainWithItsPhase() {
    double[] angles = {0, 1e-9, -1e-13, 0.3, Math.PI / 2, Math.PI, -Math.PI, 3 * Math.PI, 6.9};
    for (StandardGate gate : StandardGate.values()) {
      if (gate.qubits() != 1) {
        continue;
      }
      for (double angle : angles) {
        double[] values = new double[gate.parameters()];
        Arrays.fill(values, angle);
        double[] u = gate.matrix(values);

        assertThatNumbers(EulerAngles.of(u).matrix()).as("%s(%s)", gate, angle).isCloseTo(u, 4e-15);
      }
    }
  }

  @Test
  void aTurnNearNoneOrNearAHalfOneKeepsAllItsDigits() {
    for (double small = 1e-2; small > 1e-14; small /= 3) {
      EulerAngles none = EulerAngles.of(StandardGate.U.matrix(small, 0.4, -1.1));
      EulerAngles half = EulerAngles.of(StandardGate.U.matrix(Math.PI - small, 0.4, -1.1));

      assertThat(none.theta()).isCloseTo(small, within(1e-17 + small * 1e-15));
      assertThat(Math.PI - half.theta()).isCloseTo(small, within(1e-15));
    }
  }
}
