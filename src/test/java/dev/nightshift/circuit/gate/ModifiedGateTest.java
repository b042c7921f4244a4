package dev.nightshift.circuit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.circuit.gate.ModifiedGate.Controlled;
import dev.nightshift.circuit.gate.ModifiedGate.Inverse;
import dev.nightshift.circuit.gate.ModifiedGate.Power;
import org.junit.jupiter.api.Test;

class ModifiedGateTest {
  private static void same(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("entry %d", i).isCloseTo(expected[i], within(1e-14));
    }
  }

  @Test
  void theSquareRootOfXIsSx() {
    same(new Power(StandardGate.X, 0.5).matrix(), StandardGate.SX.matrix());
  }

  @Test
  void aQuarterPowerOfZIsT() {
    same(new Power(StandardGate.Z, 0.25).matrix(), StandardGate.T.matrix());
  }

  @Test
  void wholePowersRepeatAndNegativeOnesInvert() {
    same(new Power(StandardGate.T, 2).matrix(), StandardGate.S.matrix());
    same(new Power(StandardGate.S, -1).matrix(), StandardGate.SDG.matrix());
    same(new Power(StandardGate.H, 0).matrix(), StandardGate.ID.matrix());
  }

  @Test
  void aMinusOneEigenvalueKeepsItsPhaseAtPlusPi() {
    // pow(-p) is the inverse of pow(p), yet pow(p) of the inverse is not: -1 stays at +pi.
    Power third = new Power(StandardGate.X, 1 / 3.0);
    same(new Power(StandardGate.X, -1 / 3.0).matrix(), new Inverse(third).matrix());
    same(new Power(new Inverse(StandardGate.X), 1 / 3.0).matrix(), third.matrix());
  }

  @Test
  void everyGateRaisedToAThirdThreeTimesIsTheGate() {
    double[] angles = {0.3, -1.1, 2.7, 0.4};
    for (StandardGate gate : StandardGate.values()) {
      double[] own = java.util.Arrays.copyOf(angles, gate.parameters());
      Power third = new Power(gate, 1 / 3.0);
      same(UnitaryPower.of(third.matrix(own), 3), gate.matrix(own));
    }
  }

  @Test
  void aPowerUnderControlActsOnlyWhereTheControlIsOne() {
    same(new Controlled(new Power(StandardGate.X, 0.5), true).matrix(), StandardGate.CSX.matrix());
  }
}
