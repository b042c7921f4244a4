package dev.nightshift.snippet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Parameter;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.gradient.ParameterShift;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitSnippetsTest {
  @Test
  void circuit() {
    // @start region="circuit"
    Parameter theta = ParameterExpression.parameter("theta");
    Circuit circuit =
        Circuit.builder(2).h(0).cx(0, 1).rz(theta.times(2), 1).cx(0, 1).measureAll().build();

    circuit.depth(); // 5
    circuit.parameters(); // [theta]
    // @end
    assertThat(circuit.depth()).isEqualTo(5);
    assertThat(circuit.parameters()).containsExactly("theta");
  }

  @Test
  void library() {
    // @start region="library"
    Circuit model =
        Circuit.builder(4)
            .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
            .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
            .build();

    model.parameters(); // [x0000, ..., x0003, y0000, ..., y0011]: inputs, then weights
    // @end
    assertThat(model.parameters()).hasSize(16).startsWith("x0000").endsWith("y0011");
  }

  @Test
  void gradient() {
    // @start region="gradient"
    Circuit circuit = Circuit.builder(1).ry(ParameterExpression.parameter("y"), 0).build();
    ParameterShift plan = ParameterShift.of(circuit, List.of("y"));

    ParameterShift.Expansion step = plan.expand(Bindings.row(List.of("y"), 0.3));
    double[] evs = values(plan.template(), step.bindings()); // three rows: y, y + π/2, y - π/2
    double slope = step.combine(evs).jacobian()[0]; // -sin 0.3
    // @end
    assertThat(slope).isCloseTo(-Math.sin(0.3), within(1e-15));
  }

  private static double[] values(Circuit circuit, Bindings rows) {
    double[] values = new double[rows.rows()];
    for (int row = 0; row < values.length; row++) {
      values[row] = DenseOracle.expectation(circuit, Observable.of("Z"), rows.value(row, 0));
    }
    return values;
  }
}
