package dev.nightshift.transpile.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.transpile.Receipt.Figures;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ResynthesizeLinearBlocksTest {
  private final ResynthesizeLinearBlocks pass = new ResynthesizeLinearBlocks();

  private Circuit run(Circuit circuit) {
    return pass.run(circuit, PassChecks.on(PassChecks.full(circuit.qubits(), "cx")));
  }

  @Test
  void fullEntanglementBecomesChainsAroundTheSameRotations() {
    Circuit circuit = Ansatz.realAmplitudes(6, 3, Entanglement.FULL);

    Circuit shorter = run(circuit);

    assertThat(Figures.of(circuit).twoQubitGates()).isEqualTo(3 * 15);
    assertThat(Figures.of(shorter).twoQubitGates()).isEqualTo(3 * 5);
    assertThat(shorter.parameters()).isEqualTo(circuit.parameters());
    double[] values = new double[circuit.parameters().size()];
    Arrays.setAll(values, i -> 0.1 + 0.3 * i);
    assertThat(DenseOracle.unitary(shorter, values))
        .containsExactly(DenseOracle.unitary(circuit, values), Offset.offset(1e-12));
  }

  @Test
  void theUnitaryStaysWhateverStandsBetween() {
    Properties.forAll(
        20261128,
        200,
        CircuitGenerator.clifford(5, 40),
        (circuit, values) ->
            assertThat(DenseOracle.unitary(run(circuit), values))
                .containsExactly(DenseOracle.unitary(circuit, values), Offset.offset(1e-9)));
  }

  @Test
  void gatesStayWhereFewerAreNotToBeHad() {
    Circuit chain = Circuit.builder(4).cx(0, 1).cx(1, 2).cx(2, 3).h(3).cx(3, 2).cx(2, 1).build();

    assertThat(run(chain)).isSameAs(chain);
  }

  @Test
  void nothingMovesAcrossABarrierOrAReading() {
    Circuit parted =
        Circuit.builder(3)
            .bits("c", 1)
            .cx(0, 1)
            .cx(0, 2)
            .barrier()
            .cx(0, 1)
            .cx(0, 2)
            .measure(1, 0)
            .cx(1, 2)
            .build();

    assertThat(run(parted)).isSameAs(parted);
  }
}
