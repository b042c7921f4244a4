package dev.nightshift.sim.stabilizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SynthesisTest {
  @Test
  void theStepsOfARandomCliffordGateConjugateAsItsMatrixDoes() {
    for (int qubits = 1; qubits <= 4; qubits++) {
      int width = qubits;
      Properties.forAll(
          100 + qubits,
          40,
          CircuitGenerator.clifford(qubits, 12),
          (circuit, values) -> {
            Conjugation gate =
                Conjugation.of(DenseOracle.unitary(circuit, values), width).orElseThrow();

            int[] steps = Synthesis.of(gate);

            Conjugation made = Conjugation.identity(width);
            for (int at = 0; at < steps.length; at += Op.STRIDE) {
              made.then(Op.of(steps[at]), steps[at + 1], steps[at + 2]);
            }
            assertThat(made).isEqualTo(gate);
          });
    }
  }

  @Test
  void gatesThatAreStepsTakeOne() {
    assertThat(steps(StandardGate.CZ)).containsExactly(Op.CZ.ordinal(), 0, 1);
    assertThat(steps(StandardGate.SXDG)).containsExactly(Op.SXDG.ordinal(), 0, 0);
    assertThat(steps(StandardGate.ID)).isEmpty();
  }

  private static int[] steps(StandardGate gate) {
    return Synthesis.of(Conjugation.of(gate.matrix(), gate.qubits()).orElseThrow());
  }

  @Test
  void aMatrixThatIsNotCliffordHasNoConjugation() {
    assertThat(Conjugation.of(StandardGate.T.matrix(), 1)).isEqualTo(Optional.empty());
    assertThat(Conjugation.of(StandardGate.CCX.matrix(), 3)).isEqualTo(Optional.empty());
    assertThat(Conjugation.of(StandardGate.RX.matrix(0.3), 1)).isEqualTo(Optional.empty());
  }
}
