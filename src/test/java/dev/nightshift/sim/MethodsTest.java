package dev.nightshift.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Bindings;
import java.util.List;
import org.junit.jupiter.api.Test;

class MethodsTest {
  private static final int FITS = 28;

  private static Circuit clifford(int qubits) {
    return Circuit.builder(qubits).h(0).cx(0, qubits - 1).build();
  }

  private static Circuit other(int qubits) {
    return Circuit.builder(qubits)
        .append(clifford(qubits))
        .apply(StandardGate.T, List.of(), 0)
        .build();
  }

  @Test
  void narrowCircuitsStayWithTheStateVector() {
    assertThat(Methods.automatic(clifford(24), Bindings.none(), FITS))
        .isEqualTo(SimulationMethod.STATEVECTOR);
    assertThat(Methods.automatic(other(28), Bindings.none(), FITS))
        .isEqualTo(SimulationMethod.STATEVECTOR);
  }

  @Test
  void wideCliffordCircuitsGoToTheStabilizers() {
    assertThat(Methods.automatic(clifford(25), Bindings.none(), FITS))
        .isEqualTo(SimulationMethod.STABILIZER);
    assertThat(Methods.automatic(clifford(500), Bindings.none(), FITS))
        .isEqualTo(SimulationMethod.STABILIZER);
    assertThat(Methods.automatic(clifford(20), Bindings.none(), 16))
        .isEqualTo(SimulationMethod.STABILIZER);
  }

  @Test
  void givenOneRowThatIsNotClifford_thenAllRowsTakeAnotherMethod() {
    Circuit circuit = Circuit.builder(40).rz(ParameterExpression.parameter("a"), 0).build();

    assertThat(
            Methods.automatic(
                circuit, Bindings.rows(List.of("a"), new double[] {0, Math.PI}), FITS))
        .isEqualTo(SimulationMethod.STABILIZER);
    assertThat(Methods.automatic(circuit, Bindings.rows(List.of("a"), new double[] {0, 0.3}), FITS))
        .isEqualTo(SimulationMethod.MATRIX_PRODUCT_STATE);
  }

  @Test
  void whatNoStateVectorHoldsGoesToTheMatrixProductState() {
    assertThat(Methods.automatic(other(29), Bindings.none(), FITS))
        .isEqualTo(SimulationMethod.MATRIX_PRODUCT_STATE);
  }

  @Test
  void methodsHaveAersNames() {
    for (SimulationMethod method : SimulationMethod.values()) {
      assertThat(SimulationMethod.named(method.aerName())).contains(method);
    }
    assertThat(SimulationMethod.MATRIX_PRODUCT_STATE.aerName()).isEqualTo("matrix_product_state");
    assertThat(SimulationMethod.named("Stabilizer")).isEmpty();
  }
}
