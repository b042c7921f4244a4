package dev.nightshift.transpile.synth;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.transpile.Coupling;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.pass.ExpandTwoQubitGates;
import dev.nightshift.transpile.pass.MergeOneQubitGates;
import dev.nightshift.transpile.pass.UnrollGates;
import dev.nightshift.transpile.pass.UseEntangler;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnrollerTest {
  private static final Target LINE =
      DeviceCatalog.standard(null, Map.of()).find("nightshift_line5").target();
  private static final Target ECR =
      DeviceCatalog.standard(null, Map.of()).find("nightshift_hex27").target();

  /** Under no, one and two controls, its inverse, with numbers and with parameters. */
  @ParameterizedTest
  @EnumSource(StandardGate.class)
  void givenAStandardGate_whenUnrolled_thenMatrixAndPhaseAreTheSame(StandardGate gate) {
    List<Gate> forms = new ArrayList<>(List.of(gate, new ModifiedGate.Inverse(gate)));
    forms.add(new ModifiedGate.Controlled(gate, true));
    forms.add(new ModifiedGate.Controlled(new ModifiedGate.Inverse(gate), false));
    forms.add(new ModifiedGate.Controlled(new ModifiedGate.Controlled(gate, true), false));
    for (Gate form : forms) {
      checked(form, false);
      checked(form, true);
    }
  }

  private static void checked(Gate gate, boolean symbolic) {
    int qubits = Math.max(1, gate.qubits());
    CircuitBuilder builder = Circuit.builder(qubits);
    double[] values =
        Seed.of(gate.qasmName().hashCode()).random().doubles(gate.parameters(), -3, 3).toArray();
    List<ParameterExpression> angles = new ArrayList<>();
    for (int k = 0; k < values.length; k++) {
      angles.add(
          symbolic ? ParameterExpression.parameter("a" + k) : ParameterExpression.of(values[k]));
    }
    // Operands in falling order, so that a mix-up shows.
    int[] operands = IntStream.range(0, gate.qubits()).map(k -> qubits - 1 - k).toArray();
    Circuit circuit = builder.apply(gate, angles, operands).build();
    double[] bound = symbolic ? values : new double[0];
    PassContext context = new PassContext(LINE, TranspileOptions.DEFAULT.withLevel(1), Seed.of(1));

    Circuit unrolled = new UnrollGates().run(circuit, context);

    assertThat(unrolled.instructions())
        .allMatch(step ->
            step instanceof Instruction.Apply apply
                && apply.gate() instanceof StandardGate
                && apply.qubits().size() <= 2
                && !apply.qubits().isEmpty());
    assertThatNumbers(DenseOracle.unitary(unrolled, bound))
        .as(gate.qasmName())
        .isCloseTo(DenseOracle.unitary(circuit, bound), 1e-9);
    if (qubits == 2) {
      for (Target target : List.of(LINE, ECR)) {
        translated(gate, unrolled, bound, target);
      }
    }
  }

  private static void translated(Gate gate, Circuit unrolled, double[] bound, Target target) {
    Coupling coupling = Coupling.of(target);
    PassContext context =
        new PassContext(target, TranspileOptions.DEFAULT.withLevel(1), Seed.of(1));

    Circuit expanded = new ExpandTwoQubitGates(coupling).run(unrolled, context);
    Circuit native2 = new UseEntangler(coupling).run(expanded, context);
    Circuit merged = new MergeOneQubitGates().run(native2, context);

    assertThatNumbers(DenseOracle.unitary(merged, bound))
        .as(gate.qasmName())
        .isCloseTo(DenseOracle.unitary(unrolled, bound), 1e-9);
    assertThat(merged.counts().keySet())
        .as(gate.qasmName())
        .isSubsetOf("rz", "sx", "x", target == ECR ? "ecr" : "cz");
  }

  @Test
  void givenManyControls_whenUnrolled_thenTheGateIsExactAndGrowsSlowly() {
    for (int controls = 2; controls <= 7; controls++) {
      Gate gate = StandardGate.X;
      for (int k = 0; k < controls; k++) {
        gate = new ModifiedGate.Controlled(gate, true);
      }
      int[] operands = IntStream.rangeClosed(0, controls).toArray();
      Circuit circuit = Circuit.builder(controls + 1).apply(gate, List.of(), operands).build();

      Circuit unrolled =
          new UnrollGates()
              .run(circuit, new PassContext(LINE, TranspileOptions.DEFAULT, Seed.of(1)));

      long wide =
          unrolled.instructions().stream()
              .filter(step -> step instanceof Instruction.Apply apply && apply.qubits().size() == 2)
              .count();
      assertThatNumbers(DenseOracle.unitary(unrolled))
          .as("%d controls", controls)
          .isCloseTo(gate.matrix(), 1e-9);
      assertThat(wide).as("%d controls", controls).isLessThan(30L * controls * controls);
    }
  }

  @Test
  void givenABrokenPowerOfAWideGate_whenUnrolled_thenItsMatrixIsTheSame() {
    for (StandardGate gate :
        List.of(StandardGate.ISWAP, StandardGate.CCX, StandardGate.ECR, StandardGate.CSWAP)) {
      checked(new ModifiedGate.Power(gate, 0.37), false);
      checked(new ModifiedGate.Controlled(new ModifiedGate.Power(gate, -1.5), true), false);
    }
  }

  @Test
  void givenAngles_whenTheyAddUp_thenTermsCancel() {
    ParameterExpression a = ParameterExpression.parameter("a");
    ParameterExpression b = ParameterExpression.parameter("b");

    Angle sum =
        Angle.of(a.times(2).plus(b).minus(ParameterExpression.PI))
            .plus(Angle.of(a.negated()))
            .minus(Angle.of(b.plus(a)))
            .plus(Math.PI);

    assertThat(sum.isConstant()).isTrue();
    assertThat(sum.constant()).isZero();
    assertThat(Angle.of(a.times(b).times(3)).times(-0.5).toExpression().parameters())
        .containsExactly("a", "b");
  }
}
