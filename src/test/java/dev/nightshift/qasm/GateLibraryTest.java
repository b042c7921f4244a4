package dev.nightshift.qasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.qasm.lower.GateLibrary;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateLibraryTest {
  private static final double[] ANGLES = {0.3, -1.1, 2.7, 0.4};

  @ParameterizedTest
  @EnumSource(StandardGate.class)
  void everyStandardGateIsOfTheLibraryOrHasADefinitionExactToThePhase(StandardGate gate) {
    DefinedGate definition = GateLibrary.definition(gate);
    if (definition == null) {
      assertThat(gate == StandardGate.GPHASE || GateLibrary.STDGATES.containsValue(gate)).isTrue();
      return;
    }
    double[] angles = Arrays.copyOf(ANGLES, gate.parameters());

    double[] matrix = DenseOracle.matrix(definition, angles);

    assertThat(GateLibrary.STDGATES).doesNotContainValue(gate);
    double[] expected = gate.matrix(angles);
    assertThat(matrix).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(matrix[i]).as("entry %d", i).isCloseTo(expected[i], within(1e-15));
    }
  }
}
