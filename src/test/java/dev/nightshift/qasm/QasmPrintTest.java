package dev.nightshift.qasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.qasm.lower.GateLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QasmPrintTest {
  private static final ParameterExpression A = ParameterExpression.parameter("a");
  private static final ParameterExpression B = ParameterExpression.parameter("b");

  private static String angle(ParameterExpression expression) {
    String text = Qasm.print(Circuit.builder(1).rx(expression, 0).build());
    int from = text.indexOf("rx(") + 3;
    return text.substring(from, text.lastIndexOf(") q[0]"));
  }

  @Test
  void functionsThatOpenQasmLacksAreRefusedByName() {
    assertThatThrownBy(() -> angle(ParameterExpression.call(ParameterExpression.Function.ABS, A)))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.QASM_UNSUPPORTED))
        .hasMessage("OpenQASM 3 has no function abs; bind the parameters first");
  }

  @Test
  void everyDoubleIsReadBackAsItself() {
    SplittableRandom random = Seed.of(7).random();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        values.add(value);
      }
      values.add(random.nextInt(-70, 70) * Math.PI / random.nextInt(1, 130));
      values.add(Math.nextUp(random.nextInt(-70, 70) * Math.PI / 4));
    }
    values.addAll(List.of(Double.MIN_VALUE, Double.MAX_VALUE, 1e15, 1e16, 123456789012345678.0));

    for (double value : values) {
      Circuit circuit = Circuit.builder(1).rx(ParameterExpression.of(value), 0).build();
      assertThat(Qasm.read("x", Qasm.print(circuit))).as("%s", value).isEqualTo(circuit);
    }
  }

  @Test
  void fractionsOfPiAreNamedOnlyWhereTheyAreExact() {
    assertThat(angle(ParameterExpression.of(Math.PI / 2))).isEqualTo("pi / 2");
    assertThat(angle(ParameterExpression.of(-3 * Math.PI / 4))).isEqualTo("-3 * pi / 4");
    assertThat(angle(ParameterExpression.of(-Math.PI))).isEqualTo("-pi");
    assertThat(angle(ParameterExpression.of(1.5707963267948968))).isEqualTo("1.5707963267948968");
    assertThat(angle(ParameterExpression.of(0))).isEqualTo("0.0");
    assertThat(angle(ParameterExpression.of(-0.0))).isEqualTo("0.0");
    assertThat(angle(ParameterExpression.of(1e-7))).isEqualTo("1.0e-7");
  }

  @Test
  void parenthesesStandWhereThePrecedenceNeedsThemAndNowhereElse() {
    ParameterExpression two = ParameterExpression.of(2);
    assertThat(angle(A.minus(B.minus(two)))).isEqualTo("a - (b - 2.0)");
    assertThat(angle(A.minus(B).minus(two))).isEqualTo("a - b - 2.0");
    assertThat(angle(A.plus(B).times(two))).isEqualTo("(a + b) * 2.0");
    assertThat(angle(A.times(B).over(two))).isEqualTo("a * b / 2.0");
    assertThat(angle(A.over(B.times(two)))).isEqualTo("a / (b * 2.0)");
    assertThat(angle(A.power(B).power(two))).isEqualTo("(a ** b) ** 2.0");
    assertThat(angle(A.power(B.power(two)))).isEqualTo("a ** b ** 2.0");
    assertThat(angle(A.negated().power(two))).isEqualTo("(-a) ** 2.0");
    assertThat(angle(A.power(two).negated())).isEqualTo("-a ** 2.0");
    assertThat(angle(A.times(B).negated())).isEqualTo("-(a * b)");
    assertThat(angle(A.plus(ParameterExpression.of(-1)))).isEqualTo("a + (-1.0)");
    assertThat(angle(A.times(ParameterExpression.of(Math.PI / 4)))).isEqualTo("a * (pi / 4)");
    assertThat(angle(ParameterExpression.of(Math.PI / 4).times(A))).isEqualTo("pi / 4 * a");
  }

  @Test
  void namesThatTheLanguageHasTakenGetASuffixAndTheMapSaysSo() {
    Circuit circuit =
        Circuit.builder()
            .qubits("gate", 1)
            .bits("q", 1)
            .rx(ParameterExpression.parameter("θ[0]").plus(ParameterExpression.parameter("pi")), 0)
            .ry(ParameterExpression.parameter("x"), 0)
            .build();

    String text = Qasm.print(circuit);

    assertThat(text)
        .contains("input float[64] pi_0;", "input float[64] x_0;", "input float[64] θ_0_;")
        .contains("qubit[1] gate_0;", "rx(θ_0_ + pi_0) gate_0[0];", "ry(x_0) gate_0[0];");
    assertThat(Qasm.parameterNames(circuit))
        .containsEntry("pi", "pi_0")
        .containsEntry("x", "x_0")
        .containsEntry("θ[0]", "θ_0_");
    assertThat(Qasm.print(Qasm.read("again", text))).isEqualTo(text);
  }

  @Test
  void equalDefinitionsAreWrittenOnceAndOthersOfTheNameGetASuffix() {
    DefinedGate one = defined("mine", StandardGate.X);
    DefinedGate same = defined("mine", StandardGate.X);
    DefinedGate other = defined("mine", StandardGate.Y);
    Circuit circuit =
        Circuit.builder(1)
            .apply(one, List.of(), 0)
            .apply(same, List.of(), 0)
            .apply(other, List.of(), 0)
            .build();

    assertThat(Qasm.print(circuit))
        .endsWith(
            """
            gate mine q0 {
              x q0;
            }
            gate mine_0 q0 {
              y q0;
            }
            qubit[1] q;
            mine q[0];
            mine q[0];
            mine_0 q[0];
            """);
  }

  private static DefinedGate defined(String name, StandardGate gate) {
    return new DefinedGate(
        name, List.of(), 1, List.of(new Instruction.Apply(gate, List.of(), List.of(0))));
  }

  @Test
  void parametersOfAGateThatDoNotSortAreRenamedSoThatPositionAndAlphabetAgree() {
    DefinedGate gate =
        new DefinedGate(
            "turn",
            List.of("theta", "phi"),
            1,
            List.of(
                new Instruction.Apply(
                    StandardGate.RX,
                    List.of(
                        ParameterExpression.parameter("theta")
                            .minus(ParameterExpression.parameter("phi"))),
                    List.of(0))));
    Circuit circuit = Circuit.builder(1).apply(gate, List.of(A, B), 0).build();

    assertThat(Qasm.print(circuit)).contains("gate turn(p0, p1) q0 {\n  rx(p0 - p1) q0;\n}");
  }

  @Test
  void theQiskitProfileWritesPowersAsProductsAndRefusesFunctions() {
    Circuit power = Circuit.builder(1).rx(A.minus(B).power(ParameterExpression.of(2)), 0).build();
    Circuit function =
        Circuit.builder(1)
            .rx(ParameterExpression.call(ParameterExpression.Function.SIN, A), 0)
            .build();

    assertThat(Qasm.print(power, Profile.QISKIT)).contains("rx(((a - b) * (a - b))) q[0];");
    assertThatThrownBy(() -> Qasm.print(function, Profile.QISKIT))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("Qiskit's importer knows no sin in an angle; bind the parameters first")
        .extracting("code")
        .isEqualTo(ErrorCode.QASM_UNSUPPORTED);
  }

  @Test
  void theQiskitProfileDefinesTheBuiltInGateUnderAControlWithItsPhase() {
    Circuit circuit =
        Circuit.builder(2)
            .apply(
                new ModifiedGate.Controlled(GateLibrary.BUILT_IN_U, true), List.of(A, B, A), 0, 1)
            .build();

    assertThat(Qasm.print(circuit)).contains("ctrl @ U(a, b, a) q[0], q[1];");
    assertThat(Qasm.print(circuit, Profile.QISKIT))
        .contains("gate U_0(p0, p1, p2) q0 {\n  gphase(p0 / 2.0);\n  u(p0, p1, p2) q0;\n}")
        .contains("ctrl @ U_0(a, b, a) q[0], q[1];");
  }

  @Test
  void theIbmProfileHasNoDefinitionsAndNoGlobalPhase() {
    Circuit circuit =
        Circuit.builder()
            .qubits("$", 2)
            .globalPhase(ParameterExpression.of(0.3))
            .apply(StandardGate.ECR, List.of(), 0, 1)
            .build();

    String text = Qasm.print(circuit, Profile.IBM);

    assertThat(text).isEqualTo("OPENQASM 3.0;\ninclude \"stdgates.inc\";\necr $0, $1;\n");
    assertThat(Qasm.read("ibm", text).instructions()).isEqualTo(circuit.instructions());
    assertThatThrownBy(() ->
            Qasm.print(
                Circuit.builder(1)
                    .apply(new ModifiedGate.Inverse(StandardGate.SX), List.of(), 0)
                    .build(),
                Profile.IBM))
        .hasMessageContaining("modified gates");
  }

  @Test
  void theLocaleDoesNotShow() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(angle(ParameterExpression.of(1234.5))).isEqualTo("1234.5");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aBrokenProgramThrowsItsFirstFindingOnOneLine() {
    assertThatThrownBy(() -> Qasm.read("a.qasm", "OPENQASM 3.0;\nqubit q;\nfoo q;\nbar q;\n"))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("a.qasm:3:1: the gate 'foo' is not defined")
        .extracting("code")
        .isEqualTo(ErrorCode.QASM_INVALID);
    assertThatThrownBy(() -> Qasm.read("a.qasm", "OPENQASM 3.0;\nbox { }\n"))
        .hasMessage("a.qasm:2:1: box is not supported yet; write the circuit without it")
        .extracting("code")
        .isEqualTo(ErrorCode.QASM_UNSUPPORTED);
  }
}
