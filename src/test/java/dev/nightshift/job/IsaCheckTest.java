package dev.nightshift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.IsaCheck.Reason;
import dev.nightshift.job.IsaCheck.Spelling;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class IsaCheckTest {
  private static final String ADVICE =
      " Transpile your circuits for the target before submitting a primitive query.";

  /**
   * Three qubits; ecr on (1, 0) and, out of order, on (1, 2); rzz on (0, 1); qubit 2 only waits.
   */
  private static final Target TARGET = target();

  private static Target target() {
    List<Operation> operations = new ArrayList<>();
    for (int qubit = 0; qubit < 3; qubit++) {
      for (String name : List.of("id", "rz", "sx", "measure")) {
        operations.add(operation(name, 0.001, qubit));
      }
    }
    operations.add(operation("ecr", 0.01, 1, 0));
    operations.add(operation("ecr", 1, 1, 2));
    operations.add(operation("rzz", 0.01, 0, 1));
    operations.add(operation("delay", 0, 2));
    return new Target(
        "three",
        Collections.nCopies(3, QubitFacts.UNKNOWN),
        operations,
        OptionalDouble.empty(),
        250e-6);
  }

  private static Operation operation(String name, double error, Integer... qubits) {
    return new Operation(name, List.of(qubits), OptionalDouble.of(error), OptionalDouble.empty());
  }

  private static CircuitBuilder circuit() {
    return Circuit.builder(3).bits("c", 3);
  }

  private static ParameterExpression number(double value) {
    return ParameterExpression.of(value);
  }

  private static String unsupported(String instruction, String qubits) {
    return "The instruction %s on qubits %s is not supported by the target system."
            .formatted(instruction, qubits)
        + ADVICE;
  }

  private static Optional<String> misfit(CircuitBuilder circuit) {
    return IsaCheck.misfit(circuit.build(), TARGET).map(Reason::text);
  }

  @Test
  void givenOnlyWhatTheDeviceLists_whenChecked_thenTheCircuitFits() {
    CircuitBuilder fits =
        circuit()
            .rz(number(-7), 0)
            .apply(StandardGate.SX, List.of(), 1)
            .apply(StandardGate.ECR, List.of(), 1, 0)
            .barrier()
            .add(new Instruction.Delay(100, "ns", List.of(2)))
            .globalPhase(number(1))
            .measure(0, 0);

    assertThat(misfit(fits)).isEmpty();
  }

  @Test
  void givenAGateTheDeviceLacks_whenChecked_thenTheReasonIsTheServices() {
    assertThat(misfit(circuit().h(0))).hasValue(unsupported("h", "(0,)"));
    assertThat(misfit(circuit().cz(0, 1))).hasValue(unsupported("cz", "(0, 1)"));
    assertThat(misfit(circuit().apply(new ModifiedGate.Inverse(StandardGate.SX), List.of(), 2)))
        .hasValue(unsupported("inv @ sx", "(2,)"));
  }

  @Test
  void givenAPairThatIsNotCoupledInThisDirectionOrOutOfOrder_whenChecked_thenItIsRefused() {
    assertThat(misfit(circuit().apply(StandardGate.ECR, List.of(), 0, 1)))
        .hasValue(unsupported("ecr", "(0, 1)"));
    assertThat(misfit(circuit().apply(StandardGate.ECR, List.of(), 0, 2)))
        .hasValue(unsupported("ecr", "(0, 2)"));
    assertThat(misfit(circuit().apply(StandardGate.ECR, List.of(), 1, 2)))
        .hasValue(unsupported("ecr", "(1, 2)"));
  }

  @Test
  void givenWhatIsNoGate_whenChecked_thenItMustBeListedToo() {
    assertThat(misfit(circuit().reset(1))).hasValue(unsupported("reset", "(1,)"));
    assertThat(misfit(circuit().add(new Instruction.Delay(8, "dt", List.of(2, 0)))))
        .hasValue(unsupported("delay", "(0,)"));
  }

  @Test
  void givenSeveralMisfits_whenChecked_thenTheFirstIsTold() {
    assertThat(misfit(circuit().measure(2, 0).reset(1).h(0)))
        .hasValue(unsupported("reset", "(1,)"));
  }

  @Test
  void givenMoreQubitsThanTheDevice_whenChecked_thenTheReasonSaysBoth() {
    assertThat(misfit(Circuit.builder(4)))
        .hasValue("The circuit has 4 qubits but the target system requires 3 qubits." + ADVICE);
  }

  @Test
  void givenAnAngleOfRzz_whenChecked_thenItMustLieBetween0AndHalfPi() {
    for (double fits : new double[] {0, -0.0, 0.7, Math.PI / 2, Math.PI / 2 + 9e-11}) {
      assertThat(misfit(circuit().apply(StandardGate.RZZ, List.of(number(fits)), 0, 1)))
          .as("%s", fits)
          .isEmpty();
    }
    for (double outside : new double[] {-1e-9, -0.5, 1.571, 4}) {
      assertThat(misfit(circuit().apply(StandardGate.RZZ, List.of(number(outside)), 0, 1)))
          .hasValue(
              "The instruction rzz on qubits (0, 1) is supported only for angles in the range [0,"
                  + " pi/2], but an angle (%s) outside of this range has been requested."
                      .formatted(outside));
    }
  }

  @Test
  void givenAFreeAngleOfRzz_whenBound_thenEveryRowIsJudged() {
    Circuit circuit =
        circuit()
            .apply(
                StandardGate.RZZ,
                List.of(
                    ParameterExpression.parameter("b").minus(ParameterExpression.parameter("a"))),
                0,
                1)
            .build();
    List<String> names = List.of("a", "b");

    assertThat(IsaCheck.misfit(circuit, TARGET)).isEmpty();
    assertThat(
            IsaCheck.misfit(
                circuit, Bindings.rows(names, new double[] {0, 0.5, 1, 1, 3, 3.25}), TARGET))
        .isEmpty();
    assertThat(
            IsaCheck.misfit(circuit, Bindings.rows(names, new double[] {0, 0.5, 0.75, 0.5}), TARGET)
                .map(Reason::text))
        .hasValueSatisfying(text -> assertThat(text).contains("an angle (-0.25) outside"));
    assertThat(
            IsaCheck.misfit(circuit, Bindings.row(List.of("b", "a"), 0.5, 0.75), TARGET)
                .map(Reason::text))
        .hasValueSatisfying(text -> assertThat(text).contains("an angle (-0.25) outside"));
    assertThatThrownBy(() -> IsaCheck.misfit(circuit, Bindings.row(List.of("a"), 0.5), TARGET))
        .hasMessageContaining("parameter b has no value");
  }

  @Test
  void givenAProgramsOwnDefinition_whenItHasTheNameOfABasisGate_thenItIsThatGate() {
    DefinedGate rzz =
        new DefinedGate(
            "rzz",
            List.of("t"),
            2,
            List.of(
                new Instruction.Apply(StandardGate.CX, List.of(), List.of(0, 1)),
                new Instruction.Apply(
                    StandardGate.RZ, List.of(ParameterExpression.parameter("t")), List.of(1)),
                new Instruction.Apply(StandardGate.CX, List.of(), List.of(0, 1))));
    DefinedGate own = new DefinedGate("mine", List.of(), 1, List.of());
    DefinedGate angleless = new DefinedGate("rzz", List.of(), 2, List.of());

    assertThat(misfit(circuit().apply(rzz, List.of(number(0.5)), 0, 1))).isEmpty();
    assertThat(misfit(circuit().apply(rzz, List.of(number(0.5)), 1, 0)))
        .hasValue(unsupported("rzz", "(1, 0)"));
    assertThat(misfit(circuit().apply(rzz, List.of(number(2)), 0, 1)))
        .hasValueSatisfying(text -> assertThat(text).contains("an angle (2.0) outside"));
    assertThat(misfit(circuit().apply(angleless, List.of(), 0, 1)))
        .hasValue(unsupported("rzz", "(0, 1)"));
    assertThat(misfit(circuit().apply(own, List.of(), 0))).hasValue(unsupported("mine", "(0,)"));
  }

  @Test
  void givenABareIdInAText_whenChecked_thenItIsTheUThatTheIncludeFileMakesOfIt() {
    IsaCheck check = new IsaCheck(TARGET);
    Circuit bare = circuit().apply(StandardGate.ID, List.of(), 0).build();
    Circuit defined =
        circuit().apply(new DefinedGate("id", List.of(), 1, List.of()), List.of(), 0).build();

    assertThat(check.misfit(bare, Spelling.GATES)).isEmpty();
    assertThat(check.misfit(bare, Spelling.OPENQASM).map(Reason::text))
        .hasValue(unsupported("u", "(0,)"));
    assertThat(check.misfit(defined, Spelling.OPENQASM)).isEmpty();
  }

  @Test
  void givenAnOperationOfAnyQubits_whenChecked_thenItFitsEverywhere() {
    Target anywhere =
        new Target(
            "any",
            Collections.nCopies(2, QubitFacts.UNKNOWN),
            List.of(operation("cz", 0.01)),
            OptionalDouble.empty(),
            250e-6);

    assertThat(IsaCheck.misfit(Circuit.builder(2).cz(1, 0).build(), anywhere)).isEmpty();
  }
}
