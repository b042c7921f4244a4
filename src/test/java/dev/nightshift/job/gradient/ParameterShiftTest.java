package dev.nightshift.job.gradient;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static dev.nightshift.circuit.ParameterExpression.PI;
import static dev.nightshift.circuit.ParameterExpression.of;
import static dev.nightshift.circuit.ParameterExpression.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Parameter;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.oracle.FiniteDifference;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plans against finite differences and Qiskit's values; the dense oracle is the backend. */
class ParameterShiftTest {
  private static final Parameter A = parameter("a");
  private static final Parameter B = parameter("b");

  static Circuit nano() {
    return Circuit.builder(4)
        .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
        .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
        .build();
  }

  /** The values of a template's rows, by the oracle. */
  private static double[] run(Circuit template, Bindings bindings, Observable observable) {
    return IntStream.range(0, bindings.rows())
        .mapToDouble(row -> {
          double[] values = new double[bindings.columns()];
          Arrays.setAll(values, column -> bindings.value(row, column));
          return DenseOracle.expectation(template, observable, values);
        })
        .toArray();
  }

  private static Gradients gradients(
      Circuit circuit, List<String> wanted, Bindings rows, Observable observable) {
    ParameterShift plan = ParameterShift.of(circuit, wanted);
    ParameterShift.Expansion expansion = plan.expand(rows);
    return expansion.combine(run(plan.template(), expansion.bindings(), observable));
  }

  private static void agreesWithFiniteDifferences(Circuit circuit, double[] values) {
    Observable observable = observable(circuit.qubits());
    double[] expected = new double[values.length];
    Arrays.setAll(
        expected,
        i ->
            FiniteDifference.derivative(
                at -> DenseOracle.expectation(circuit, observable, at), values, i));

    Gradients found =
        gradients(
            circuit, circuit.parameters(), Bindings.row(circuit.parameters(), values), observable);

    assertThatNumbers(found.values())
        .isCloseTo(new double[] {DenseOracle.expectation(circuit, observable, values)}, 1e-10);
    // The error of the difference grows with the fifth derivative, so with a steep angle.
    double steepest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThatNumbers(found.jacobian()).isCloseTo(expected, 1e-6 * (1 + steepest));
  }

  /** A weighted sum that sees every qubit along two axes and all of them together. */
  private static Observable observable(int qubits) {
    Map<String, Double> terms = new TreeMap<>();
    for (int qubit = 0; qubit < qubits; qubit++) {
      String left = "I".repeat(qubits - 1 - qubit);
      terms.merge(left + "X" + "I".repeat(qubit), 0.7 + qubit, Double::sum);
      terms.merge(left + "Z" + "I".repeat(qubit), -0.4 * (qubit + 1), Double::sum);
    }
    terms.merge("Y".repeat(qubits), 1.3, Double::sum);
    return Observable.of(terms);
  }

  @Test
  void givenRandomCircuits_whenDifferentiated_thenFiniteDifferencesAgree() {
    Properties.forAll(
        20261123,
        60,
        CircuitGenerator.unitary(3, 10, 3).with(CircuitGenerator.Feature.POWER),
        ParameterShiftTest::agreesWithFiniteDifferences);
  }

  @Test
  void givenRandomCircuitsWithSingleUses_whenDifferentiated_thenFiniteDifferencesAgree() {
    Properties.forAll(
        20261124,
        40,
        CircuitGenerator.unitary(2, 6, 12).without(CircuitGenerator.Feature.EXPRESSIONS),
        ParameterShiftTest::agreesWithFiniteDifferences);
  }

  static Stream<Gate> gatesWithAngles() {
    return Arrays.stream(StandardGate.values())
        .filter(gate -> gate.parameters() > 0)
        .flatMap(gate ->
            Stream.of(
                gate,
                new ModifiedGate.Inverse(gate),
                new ModifiedGate.Controlled(gate, true),
                new ModifiedGate.Controlled(gate, false),
                new ModifiedGate.Inverse(
                    new ModifiedGate.Controlled(new ModifiedGate.Controlled(gate, true), false))));
  }

  @ParameterizedTest
  @MethodSource("gatesWithAngles")
  void everyGateWithAnglesHasARuleThatFiniteDifferencesConfirm(Gate gate) {
    var circuit = Circuit.builder(4);
    for (int qubit = 0; qubit < 4; qubit++) {
      circuit.ry(of(0.4 + 0.3 * qubit), qubit).rz(of(1.1 - 0.7 * qubit), qubit);
    }
    List<ParameterExpression> angles = new ArrayList<>();
    double[] values = new double[gate.parameters()];
    for (int i = 0; i < gate.parameters(); i++) {
      angles.add(parameter("t" + i));
      values[i] = 0.9 - 0.6 * i;
    }
    circuit.apply(gate, angles, IntStream.range(0, gate.qubits()).toArray());
    for (int qubit = 0; qubit < 3; qubit++) {
      circuit.cx(qubit, qubit + 1).rx(of(0.6 + 0.2 * qubit), qubit);
    }

    agreesWithFiniteDifferences(circuit.build(), values);
  }

  @Test
  void givenTheNanoCircuit_whenDifferentiatedByWeights_thenItIsItsOwnTemplateAndQiskitAgrees()
      throws IOException {
    Circuit circuit = nano();
    List<String> weights = circuit.parameters().subList(4, 16);
    ParameterShift plan = ParameterShift.of(circuit, weights);
    assertThat(plan.template()).isSameAs(circuit);
    assertThat(plan.rowsPerBinding()).isEqualTo(25);

    for (double[][] golden : goldenNano()) {
      Gradients found =
          gradients(
              circuit,
              weights,
              Bindings.row(circuit.parameters(), golden[0]),
              Observable.of("ZZZZ"));

      assertThatNumbers(found.values()).isCloseTo(golden[1], 1e-12);
      assertThatNumbers(found.jacobian()).isCloseTo(golden[2], 1e-12);
      assertThatNumbers(found.jacobianErrors()).isCloseTo(new double[12], 0);
    }
  }

  @Test
  void givenTheNanoCircuit_whenDifferentiatedByInputs_thenAnglesAreFreshAndQiskitAgrees()
      throws IOException {
    Circuit circuit = nano();
    ParameterShift plan = ParameterShift.of(circuit, circuit.parameters());
    assertThat(plan.template().parameters())
        .startsWith("shift0000", "shift0001")
        .contains("y0000", "y0011")
        .doesNotContain("x0000")
        .hasSize(20);
    assertThat(plan.rowsPerBinding()).isEqualTo(1 + 2 * 8 + 2 * 12);

    for (double[][] golden : goldenNano().subList(0, 10)) {
      Gradients found =
          gradients(
              circuit,
              List.of("x0000", "x0001", "x0002", "x0003"),
              Bindings.row(circuit.parameters(), golden[0]),
              Observable.of("ZZZZ"));

      assertThatNumbers(found.jacobian()).isCloseTo(golden[3], 1e-12);
    }
  }

  /** Per line: parameter values, value, derivatives by weights, derivatives by inputs. */
  private static List<double[][]> goldenNano() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            ParameterShiftTest.class.getResourceAsStream("/golden/circuit/nano.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line ->
              Arrays.stream(line.split(" \\| "))
                  .map(part ->
                      Arrays.stream(part.split(" ")).mapToDouble(Double::parseDouble).toArray())
                  .toArray(double[][]::new))
          .toList();
    }
  }

  @Test
  void givenAScaledAngle_whenPlanned_thenTheParameterMovesByTheScaledShift() {
    Circuit circuit = Circuit.builder(1).rx(A.times(-2), 0).build();

    ParameterShift plan = ParameterShift.of(circuit, List.of("a"));

    assertThat(plan.template()).isSameAs(circuit);
    assertThatNumbers(plan.expand(Bindings.row(List.of("a"), 0.3)).bindings().values())
        .isCloseTo(new double[] {0.3, 0.3 - Math.PI / 4, 0.3 + Math.PI / 4}, 1e-15);
    // <Z> = cos 2a, so the derivative is -2 sin 2a.
    assertThatNumbers(
            gradients(circuit, List.of("a"), Bindings.row(List.of("a"), 0.3), Observable.of("Z"))
                .jacobian())
        .isCloseTo(new double[] {-2 * Math.sin(0.6)}, 1e-14);
  }

  @Test
  void givenAParameterUsedTwice_whenPlanned_thenEachUseGetsAParameterOfItsOwn() {
    Circuit circuit = Circuit.builder(1).rx(A, 0).rz(B, 0).rx(A, 0).build();

    Circuit template = ParameterShift.of(circuit, List.of("a")).template();

    assertThat(template)
        .isEqualTo(
            Circuit.builder(1)
                .rx(parameter("shift0000"), 0)
                .rz(B, 0)
                .rx(parameter("shift0001"), 0)
                .build());
  }

  @Test
  void givenAParameterOfThatName_whenPlanned_thenFreshNamesAvoidIt() {
    Circuit circuit = Circuit.builder(1).rx(A, 0).rx(A, 0).rz(parameter("shift0000"), 0).build();

    assertThat(ParameterShift.of(circuit, List.of("a")).template().parameters())
        .containsExactly("shift0000", "shift_0000", "shift_0001");
  }

  @Test
  void givenAnAngleOfTwoParameters_whenPlanned_thenOneShiftServesBoth() {
    Circuit circuit = Circuit.builder(1).ry(A.plus(B.times(3)), 0).build();
    ParameterShift plan = ParameterShift.of(circuit, List.of("b", "a"));

    assertThat(plan.rowsPerBinding()).isEqualTo(3);
    assertThat(plan.template()).isSameAs(circuit);
    // <Z> = cos(a + 3b).
    assertThatNumbers(
            gradients(
                    circuit,
                    List.of("b", "a"),
                    Bindings.row(List.of("a", "b"), 0.2, 0.5),
                    Observable.of("Z"))
                .jacobian())
        .isCloseTo(new double[] {-3 * Math.sin(1.7), -Math.sin(1.7)}, 1e-14);
  }

  @Test
  void givenNoDependence_whenDifferentiated_thenTheDerivativeIsZeroAndCostsNothing() {
    Circuit circuit =
        Circuit.builder(1)
            .parameter("unused")
            .h(0)
            .apply(StandardGate.GPHASE, List.of(A))
            .globalPhase(B)
            .build();
    ParameterShift plan = ParameterShift.of(circuit, circuit.parameters());

    assertThat(plan.rowsPerBinding()).isEqualTo(1);
    ParameterShift.Expansion expansion =
        plan.expand(Bindings.row(circuit.parameters(), 0.1, 0.2, 0.3));
    assertThatNumbers(expansion.combine(new double[] {0.25}).jacobian())
        .isCloseTo(new double[3], 0);
  }

  @Test
  void givenManyRowsAndObservables_whenCombined_thenTheLayoutIsObservableRowParameter() {
    Circuit circuit = Circuit.builder(2).ry(A, 0).ry(B, 1).build();
    double[] rows = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
    ParameterShift plan = ParameterShift.of(circuit, List.of("a", "b"));
    ParameterShift.Expansion expansion =
        plan.expand(Bindings.of(List.of("a", "b"), Shape.of(3, 1), rows));
    List<Observable> observables = List.of(Observable.of("IZ"), Observable.of("ZI"));
    var pub = expansion.pub(observables, null);
    assertThat(pub.shape()).isEqualTo(Shape.of(2, 15));

    double[] evs =
        observables.stream()
            .flatMapToDouble(
                observable -> Arrays.stream(run(pub.circuit(), pub.bindings(), observable)))
            .toArray();
    Gradients found = expansion.combine(evs);

    double[] values = new double[6];
    double[] jacobian = new double[12];
    for (int row = 0; row < 3; row++) {
      values[row] = Math.cos(rows[2 * row]);
      values[3 + row] = Math.cos(rows[2 * row + 1]);
      jacobian[2 * row] = -Math.sin(rows[2 * row]);
      jacobian[6 + 2 * row + 1] = -Math.sin(rows[2 * row + 1]);
    }
    assertThatNumbers(found.values()).isCloseTo(values, 1e-14);
    assertThatNumbers(found.jacobian()).isCloseTo(jacobian, 1e-14);
  }

  @Test
  void givenColumnsInAnotherOrder_whenExpanded_thenTheyArePutInOrder() {
    Circuit circuit = Circuit.builder(2).ry(A, 0).ry(B, 1).build();

    Bindings expanded =
        ParameterShift.of(circuit, List.of())
            .expand(Bindings.row(List.of("b", "a"), 2, 1))
            .bindings();

    assertThat(expanded).isEqualTo(Bindings.rows(List.of("a", "b"), new double[] {1, 2}));
  }

  @Test
  void givenSampledValues_whenCombined_thenErrorsPropagate() {
    Circuit circuit = Circuit.builder(1).ry(A.times(2), 0).ry(A, 0).build();
    ParameterShift.Expansion expansion =
        ParameterShift.of(circuit, List.of("a")).expand(Bindings.row(List.of("a"), 0.1));

    Gradients found =
        expansion.combine(
            new double[] {0.5, 0.4, 0.2, 0.3, 0.1}, new double[] {0.01, 0.02, 0.03, 0.04, 0.05});

    assertThatNumbers(found.values()).isCloseTo(new double[] {0.5}, 0);
    assertThatNumbers(found.valueErrors()).isCloseTo(new double[] {0.01}, 0);
    assertThatNumbers(found.jacobian()).isCloseTo(new double[] {2 * 0.1 + 0.1}, 1e-15);
    assertThatNumbers(found.jacobianErrors())
        .isCloseTo(
            new double[] {Math.sqrt(.02 * .02 + .03 * .03 + .02 * .02 + .025 * .025)}, 1e-15);
  }

  @Test
  void givenDefinedGates_whenTheirAnglesAreWanted_thenTheyAreWrittenOut() {
    var gate =
        new dev.nightshift.circuit.gate.DefinedGate(
            "mine",
            List.of("t"),
            2,
            List.of(
                new Instruction.Apply(StandardGate.RY, List.of(parameter("t")), List.of(1)),
                new Instruction.Apply(StandardGate.CX, List.of(), List.of(1, 0)),
                new Instruction.Apply(
                    StandardGate.RZ, List.of(parameter("t").times(2)), List.of(0)),
                new Instruction.Apply(StandardGate.H, List.of(), List.of(0))));
    Circuit circuit =
        Circuit.builder(3)
            .h(0)
            .h(2)
            .apply(new ModifiedGate.Controlled(gate, true), List.of(A.times(B)), 2, 0, 1)
            .apply(new ModifiedGate.Inverse(gate), List.of(PI.minus(A)), 1, 2)
            .build();

    agreesWithFiniteDifferences(circuit, new double[] {0.7, -0.4});
  }

  @Test
  void givenBadArguments_whenPlanned_thenTheErrorSaysWhat() {
    Circuit circuit = Circuit.builder(1).ry(A, 0).build();
    refused(
        () -> ParameterShift.of(circuit, List.of("z")),
        ErrorCode.PARAMETER_UNBOUND,
        "a gradient by z is asked for, but the circuit has the parameters [a]");
    refused(
        () -> ParameterShift.of(circuit, List.of("a", "a")),
        ErrorCode.USAGE,
        "a gradient by a is asked for twice; name it once");
    Circuit root =
        Circuit.builder(1)
            .apply(new ModifiedGate.Power(StandardGate.RX, 0.5), List.of(A), 0)
            .build();
    assertThat(ParameterShift.of(root, List.of()).template()).isSameAs(root);
    refused(
        () -> ParameterShift.of(root, List.of("a")),
        ErrorCode.GRADIENT_UNSUPPORTED,
        "gate pow(0.5) @ rx has no parameter-shift rule for its angle 0; write it out in rotations,"
            + " or use adjoint gradients on the embedded backend");
    ParameterShift.Expansion expansion =
        ParameterShift.of(circuit, List.of("a")).expand(Bindings.row(List.of("a"), 0.1));
    refused(
        () -> expansion.combine(new double[4]),
        ErrorCode.BINDING_SHAPE,
        "a step of parameter shift of 3 rows got 4 values; give one a row and observable");
  }

  private static void refused(Runnable call, ErrorCode code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(thrown -> ((NightshiftException) thrown).code())
        .isEqualTo(code);
  }

  @Test
  void aPlanIsUsedForManySteps() {
    Circuit circuit = nano();
    ParameterShift plan = ParameterShift.of(circuit, circuit.parameters().subList(4, 16));
    double[] values = Seed.of(3).random().doubles(8 * 16, -1, 1).toArray();

    Bindings once = plan.expand(Bindings.rows(circuit.parameters(), values)).bindings();

    assertThat(once.rows()).isEqualTo(8 * 25);
    assertThat(plan.expand(Bindings.rows(circuit.parameters(), values)).bindings()).isEqualTo(once);
  }
}
