package dev.nightshift.qasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class QasmRoundTripTest {
  /**
   * A global phase as an instruction is read back as the circuit's phase; the rest is identical.
   */
  private static final StandardGate[] GATES =
      Arrays.stream(StandardGate.values())
          .filter(gate -> gate != StandardGate.GPHASE)
          .toArray(StandardGate[]::new);

  @Test
  void whatIsPrintedIsReadBackAsTheSameCircuit() {
    CircuitGenerator generator =
        CircuitGenerator.unitary(4, 25, 3).with(Feature.MEASURE, Feature.RESET).withGates(GATES);

    Properties.forAll(
        20261123,
        300,
        generator,
        (circuit, _) -> {
          String text = Qasm.print(circuit);
          Circuit back = Qasm.read("random.qasm", text);
          assertThat(back).isEqualTo(circuit);
          assertThat(Qasm.print(back)).isEqualTo(text);
        });
  }

  @Test
  void givenDecisions_whenPrintedAndRead_thenTheCircuitIsTheSame() {
    CircuitGenerator generator =
        CircuitGenerator.unitary(3, 20, 2)
            .with(Feature.MEASURE, Feature.RESET, Feature.IF)
            .withGates(GATES);

    Properties.forAll(
        20261130,
        300,
        generator,
        (circuit, _) -> {
          String text = Qasm.print(circuit);
          Circuit back = Qasm.read("random.qasm", text);
          assertThat(back).isEqualTo(circuit);
          assertThat(Qasm.print(back)).isEqualTo(text);
        });
  }

  @Test
  void aSmallProgramIsPrintedInCanonicalOrder() {
    Circuit circuit =
        Circuit.builder(2)
            .bits("c", 2)
            .globalPhase(ParameterExpression.of(Math.PI / 4))
            .h(0)
            .apply(
                StandardGate.RZZ,
                List.of(
                    ParameterExpression.of(2)
                        .times(
                            ParameterExpression.PI.minus(ParameterExpression.parameter("p0000")))),
                0,
                1)
            .measure(0, 0)
            .build();

    assertThat(Qasm.print(circuit))
        .isEqualTo(
            """
            OPENQASM 3.0;
            include "stdgates.inc";
            input float[64] p0000;
            gate rzz(p0) q0, q1 {
              cx q0, q1;
              rz(p0) q1;
              cx q0, q1;
            }
            bit[2] c;
            qubit[2] q;
            gphase(pi / 4);
            h q[0];
            rzz(2.0 * (pi - p0000)) q[0], q[1];
            c[0] = measure q[0];
            """);
  }
}
