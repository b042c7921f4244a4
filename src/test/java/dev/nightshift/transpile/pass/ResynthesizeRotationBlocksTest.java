package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static dev.nightshift.transpile.pass.PassChecks.B;
import static dev.nightshift.transpile.pass.PassChecks.number;
import static dev.nightshift.transpile.pass.PassChecks.sx;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.kernel.small.Kak;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.transpile.PassContext;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResynthesizeRotationBlocksTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(2, "cz"));
  private static final PassContext ECR = PassChecks.on(PassChecks.oneWay(2, "ecr"));
  private static final PassContext CX = PassChecks.on(PassChecks.oneWay(2, "cx"));
  private static final List<PassContext> DEVICES = List.of(CZ, ECR, CX);
  private final ResynthesizeRotationBlocks pass = new ResynthesizeRotationBlocks();

  private static CircuitBuilder circuit() {
    return Circuit.builder(2);
  }

  private void assertEntanglers(Circuit given, int expected, double... values) {
    for (PassContext device : DEVICES) {
      Circuit result = pass.run(given, device);

      assertThat(PassChecks.entanglers(result)).isEqualTo(expected);
      PassChecks.assertFits(result, device);
      PassChecks.assertSame(result, given, values);
    }
  }

  @Test
  void givenASwapBesideASymbolicRotation_whenResynthesized_thenItCostsOneMore() {
    CircuitBuilder rotation = circuit().cx(0, 1).rz(A, 1).cx(0, 1);
    assertEntanglers(rotation.apply(StandardGate.SWAP, List.of(), 0, 1).build(), 3, 0.3);

    Circuit other =
        circuit().apply(StandardGate.SWAP, List.of(), 0, 1).cx(1, 0).rz(A, 0).cx(1, 0).build();
    assertEntanglers(other, 3, 0.3);
  }

  @Test
  void givenRotationsAboutOnePauli_whenResynthesized_thenTheyAreOne() {
    Circuit given =
        circuit().cx(0, 1).rz(A, 1).cx(0, 1).rz(A, 0).rz(B, 1).cx(1, 0).rz(B, 0).cx(1, 0).build();

    assertEntanglers(given, 2, 0.3, 0.9);
  }

  @Test
  void givenRotationsThatCancel_whenResynthesized_thenNoEntanglerIsLeft() {
    Circuit given =
        circuit()
            .apply(StandardGate.RZZ, List.of(A), 0, 1)
            .rz(B, 0)
            .apply(StandardGate.RZZ, List.of(A.negated()), 0, 1)
            .build();

    assertEntanglers(given, 0, 0.3, 0.9);
  }

  @Test
  void givenXxYyAndZzOfSymbols_whenResynthesized_thenTheyShareTheirEntanglers() {
    Circuit given =
        circuit()
            .apply(StandardGate.RXX, List.of(A), 0, 1)
            .apply(StandardGate.RYY, List.of(B), 0, 1)
            .apply(StandardGate.RZZ, List.of(A), 0, 1)
            .build();

    // XX and ZZ are single in one frame, YY is single in its neighbour: there, over and back.
    for (PassContext device : DEVICES) {
      Circuit result = pass.run(given, device);

      assertThat(PassChecks.entanglers(result)).isLessThanOrEqualTo(4);
      PassChecks.assertSame(result, given, 0.3, 0.9);
    }
  }

  @Test
  void givenASymbolicRzz_whenTheDeviceHasNone_thenTwoEntanglersMakeIt() {
    assertEntanglers(circuit().apply(StandardGate.RZZ, List.of(A), 0, 1).build(), 2, 0.3);
    assertEntanglers(circuit().apply(StandardGate.RYY, List.of(A), 1, 0).build(), 2, 0.3);
  }

  @Test
  void givenASymbolicRotationUnderAControl_whenResynthesized_thenTwoEntanglersMakeIt() {
    for (StandardGate gate :
        List.of(StandardGate.CP, StandardGate.CRX, StandardGate.CRY, StandardGate.CRZ)) {
      assertEntanglers(circuit().apply(gate, List.of(A), 0, 1).build(), 2, 0.3);
      assertEntanglers(circuit().apply(gate, List.of(A), 1, 0).build(), 2, 0.3);
    }
  }

  @Test
  void givenAsFewEntanglersAsItTakes_whenResynthesized_thenItIsTheSameCircuit() {
    Circuit given = sx(sx(circuit().rz(A, 1).cz(0, 1), 1).rz(B, 1), 1).cz(0, 1).build();

    assertThat(pass.run(given, CZ)).isSameAs(given);
  }

  @Test
  void givenNoSymbols_whenResynthesized_thenItIsTheSameCircuit() {
    Circuit given = circuit().cx(0, 1).rz(number(0.3), 1).cx(0, 1).cx(0, 1).build();

    assertThat(pass.run(given, CX)).isSameAs(given);
  }

  @Test
  void thereAreTwentyFramesAndTheirDistancesAreThoseOfTheirGates() {
    assertThat(PairFrames.frames()).hasSize(20);
    for (PairFrames.Frame one : PairFrames.frames()) {
      for (PairFrames.Frame other : PairFrames.frames()) {
        double[] way = Matrices.times(other.matrix(), Matrices.adjoint(one.matrix(), 4), 4);

        assertThat(one.entanglersTo(other)).isEqualTo(Kak.of(way).entanglers());
        assertThat(one.zeros() == other.zeros() && one.ones() == other.ones())
            .isEqualTo(one.equals(other));
      }
    }
  }

  @Test
  void randomBlocksKeepTheirUnitaryAndNeverGrow() {
    SplittableRandom random = Seed.of(541).random();
    StandardGate[] gates = {
      StandardGate.CX, StandardGate.CZ, StandardGate.SWAP, StandardGate.ECR, StandardGate.ISWAP,
      StandardGate.H, StandardGate.SX, StandardGate.S, StandardGate.T, StandardGate.RZ,
      StandardGate.RX, StandardGate.RY, StandardGate.P, StandardGate.RZZ, StandardGate.RXX,
      StandardGate.RYY, StandardGate.RZX, StandardGate.U, StandardGate.CP, StandardGate.CRX,
      StandardGate.CRY, StandardGate.CRZ
    };
    for (int i = 0; i < 400; i++) {
      Circuit given =
          new CircuitGenerator(2, 3 + random.nextInt(14), 2, List.of(gates), Set.of())
              .circuit(Seed.of(541).split(i));
      double[] values = CircuitGenerator.values(given, Seed.of(541).split(i));
      for (PassContext device : DEVICES) {
        Circuit result = pass.run(given, device);

        PassChecks.assertSame(result, given, values);
      }
    }
  }

  @Test
  void aDeviceCircuitKeepsItsUnitaryAndStaysOnTheDevice() {
    PassChecks.keepsDeviceCircuits(pass, CZ, 542, 100);
    PassChecks.keepsDeviceCircuits(pass, ECR, 543, 100);
    PassChecks.keepsDeviceCircuits(pass, PassChecks.on(PassChecks.oneWay(4, "cx")), 544, 100);
    PassChecks.keepsDeviceCircuits(
        pass, PassChecks.fractionalOn(PassChecks.full(3, "cz", "rzz")), 545, 100);
  }
}
