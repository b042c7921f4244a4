package dev.nightshift.transpile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.FinalMeasurements;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Circuits;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.pass.PassLists;
import dev.nightshift.transpile.proof.Equivalence;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TranspilerTest {
  /** Of each of five kinds; -Dnightshift.transpile.cases=1000 makes it the 5,000. */
  private static final int CASES = Integer.getInteger("nightshift.transpile.cases", 75);

  private static final TranspileOptions QUICK = TranspileOptions.DEFAULT.withLevel(1);

  @Test
  void givenAnyUnitary_whenTranspiledToAnyTarget_thenItFitsAndDoesTheSame() {
    Properties.forAll(
        20261126,
        CASES,
        CircuitGenerator.unitary(4, 14, 3),
        (circuit, values) -> checked(circuit, values, 6));
  }

  @Test
  void givenMeasurementsAndResetsOnTheWay_whenTranspiled_thenReadingsAreTheSame() {
    Properties.forAll(
        20261127,
        CASES,
        CircuitGenerator.unitary(3, 12, 2).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) -> checked(circuit, values, 5));
  }

  @Test
  void givenDecisionsOnMeasuredBits_whenTranspiled_thenReadingsAreTheSame() {
    Properties.forAll(
        20261201,
        CASES,
        CircuitGenerator.unitary(3, 12, 2).with(Feature.MEASURE, Feature.RESET, Feature.IF),
        (circuit, values) -> checked(circuit, values, 5));
  }

  @Test
  void givenPowers_whenTranspiled_thenTheyAreExact() {
    Properties.forAll(
        20261128,
        CASES,
        CircuitGenerator.unitary(5, 8, 0).with(Feature.POWER),
        (circuit, values) -> checked(circuit, values, 5));
  }

  @Test
  void givenAWideCliffordCircuit_whenTranspiled_thenTheTableauIsTheSame() {
    Properties.forAll(
        20261129,
        CASES,
        CircuitGenerator.clifford(14, 60),
        (circuit, values) -> checked(circuit, values, 20));
  }

  /** None mostly; else a list of one's own, in any order. */
  private static List<String> passes(Seed seed) {
    SplittableRandom random = seed.random();
    List<String> all = PassLists.passes();
    return random.nextInt(4) > 0
        ? List.of()
        : random.ints(1 + random.nextInt(5), 0, all.size()).mapToObj(all::get).toList();
  }

  private static void checked(Circuit circuit, double[] values, int width) {
    Seed seed = Seed.of(circuit.hashCode());
    Target target = RandomTargets.random(width, seed);
    TranspileOptions options =
        new TranspileOptions(
            (int) Math.floorMod(seed.split("level").value(), 4L),
            seed,
            List.of(),
            seed.split("fractional").value() % 2 == 0,
            passes(seed.split("passes")),
            Scheduling.NONE);

    Transpiled transpiled = Transpiler.transpile(circuit, target, options);

    assertThat(
            IsaCheck.misfit(
                transpiled.circuit(), Bindings.row(circuit.parameters(), values), target))
        .isEmpty();
    assertThat(transpiled.circuit().parameters()).isEqualTo(circuit.parameters());
    Equivalence.Verdict verdict = Equivalence.check(circuit, transpiled, seed);
    assertThat(verdict.equivalent()).as("%s at level %d", verdict, options.level()).isTrue();
  }

  @Test
  void givenTheNanoGptsCircuit_whenTranspiledAtLevel3_thenItTakesNoMoreThanTheBestKnown() {
    Circuit circuit = nanoGpt();

    Transpiled transpiled =
        Transpiler.transpile(
            circuit, device("nightshift_hex27"), TranspileOptions.DEFAULT.withLevel(3));

    // Qiskit 2.6.2 at level 3 makes 31 of them.
    assertThat(transpiled.receipt().after().twoQubitGates()).isLessThanOrEqualTo(31);
    assertThat(transpiled.circuit().parameters()).isEqualTo(circuit.parameters());
    assertThat(Equivalence.check(circuit, transpiled, Seed.of(1)).toString())
        .startsWith("equivalent by unitary");
  }

  @Test
  void givenAChainThatFits_whenTranspiled_thenNoSwapIsPaidAndTheBestQubitsAreTaken() {
    List<Operation> operations = RandomTargets.oneQubit(6, new SplittableRandom(2));
    double[] errors = {0.05, 0.001, 0.002, 0.05, 0.05};
    for (int q = 0; q < errors.length; q++) {
      operations.add(RandomTargets.operation("cz", errors[q], q, q + 1));
    }
    Target target = RandomTargets.target("uneven", 6, operations);

    Transpiled transpiled = Transpiler.transpile(Circuits.ghz(3), target, QUICK);

    assertThat(transpiled.receipt().after().twoQubitGates()).isEqualTo(2);
    assertThat(transpiled.initialLayout()).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(transpiled.initialLayout().get(1)).isEqualTo(2);
  }

  @Test
  void givenTheSameSeed_whenTranspiledOnOtherThreads_thenTheBytesAreTheSame() throws Exception {
    Circuit circuit = CircuitGenerator.unitary(9, 60, 2).circuit(Seed.of(5));
    Target target = device("nightshift_hex27");
    TranspileOptions options = TranspileOptions.DEFAULT.withLevel(3).withSeed(Seed.of(11));

    String alone;
    try (ForkJoinPool one = new ForkJoinPool(1)) {
      alone = one.submit(() -> digest(circuit, target, options)).get();
    }
    List<String> together =
        IntStream.range(0, 4).parallel().mapToObj(_ -> digest(circuit, target, options)).toList();

    assertThat(together).containsOnly(alone);
    assertThat(digest(circuit, target, options.withSeed(Seed.of(12)))).isNotEqualTo(alone);
  }

  private static String digest(Circuit circuit, Target target, TranspileOptions options) {
    return Transpiler.transpile(circuit, target, options).receipt().outputDigest();
  }

  @Test
  void givenAnInitialLayout_whenTranspiled_thenQubitsStartThere() {
    Circuit circuit = Circuit.builder(3).h(0).cx(0, 1).cx(1, 2).cx(0, 2).build();
    Target target = RandomTargets.line(6, "ecr");

    Transpiled transpiled =
        Transpiler.transpile(circuit, target, QUICK.withInitialLayout(List.of(5, 1, 3)));

    assertThat(transpiled.initialLayout()).containsExactly(5, 1, 3);
    assertThat(Equivalence.check(circuit, transpiled, Seed.of(1)).equivalent()).isTrue();
  }

  @Test
  void givenAnObservable_whenItFollowsTheLayout_thenItsValueStays() {
    Circuit circuit = CircuitGenerator.unitary(4, 20, 0).circuit(Seed.of(8));
    Observable observable = Observable.of(Map.of("XYZI", 0.5, "IIIZ", -1.5, "IIII", 2.0));
    Target target = RandomTargets.random(6, Seed.of(8));

    Transpiled transpiled = Transpiler.transpile(circuit, target, QUICK);
    Observable moved = transpiled.observable(observable);

    Simulator simulator = new Simulator();
    double[] expected =
        simulator.expectations(circuit, List.of(observable), Bindings.row(List.of()));
    double[] found =
        simulator.expectations(transpiled.circuit(), List.of(moved), Bindings.row(List.of()));
    assertThat(found[0]).isCloseTo(expected[0], org.assertj.core.data.Offset.offset(1e-9));
    assertThatThrownBy(() -> transpiled.observable(Observable.of("ZZ")))
        .hasMessage(
            "observable 'ZZ' has 2 letters but the circuit has 4 qubits; give one letter a qubit");
  }

  @Test
  void givenFractionalGates_whenAnglesAreNumbers_thenRzzIsUsedInItsRange() {
    CircuitBuilder builder = Circuit.builder(2);
    for (double angle : new double[] {0.3, -0.7, 2.9, -2.2, 7.5}) {
      builder.apply(StandardGate.RZZ, List.of(ParameterExpression.of(angle)), 0, 1);
      builder.rx(ParameterExpression.of(angle), 0).rx(ParameterExpression.of(angle), 1);
    }
    Circuit circuit = builder.build();
    Target target = device("nightshift_hex156");

    Transpiled transpiled =
        Transpiler.transpile(circuit, target, QUICK.withFractional(true).withLevel(1));

    assertThat(transpiled.circuit().counts()).containsEntry("rzz", 5).doesNotContainKey("cz");
    assertThat(IsaCheck.misfit(transpiled.circuit(), target)).isEmpty();
    assertThat(Equivalence.check(circuit, transpiled, Seed.of(1)).equivalent()).isTrue();
  }

  @Test
  void givenFinalMeasurements_whenSwapsAreNeeded_thenNothingFollowsThemAndBitsStay() {
    Circuit circuit =
        Circuit.builder(4)
            .bits("c", 4)
            .h(0)
            .measure(3, 0)
            .cx(0, 2)
            .cx(1, 0)
            .cx(2, 1)
            .measure(0, 3)
            .measure(1, 1)
            .measure(2, 2)
            .build();

    Transpiled transpiled = Transpiler.transpile(circuit, RandomTargets.line(4, "cz"), QUICK);

    assertThat(FinalMeasurements.misfit(transpiled.circuit())).isEmpty();
    assertThat(Equivalence.check(circuit, transpiled, Seed.of(2)).equivalent()).isTrue();
  }

  @Test
  void givenADecisionOnOnePair_whenItsQubitsAreApart_thenSwapsAreOutsideTheBranch() {
    Circuit circuit =
        Circuit.builder(3)
            .bits("c", 1)
            .h(0)
            .cx(0, 1)
            .cx(1, 2)
            .measure(1, 0)
            .ifElse(
                Condition.bit(0),
                List.of(new Instruction.Apply(StandardGate.CZ, List.of(), List.of(2, 0))),
                List.of())
            .build();

    Transpiled transpiled = Transpiler.transpile(circuit, RandomTargets.line(3, "cz"), QUICK);

    List<Instruction> branch =
        transpiled.circuit().instructions().stream()
            .filter(Instruction.IfElse.class::isInstance)
            .map(step -> ((Instruction.IfElse) step).then())
            .findFirst()
            .orElseThrow();
    assertThat(branch).hasSize(1);
    assertThat(transpiled.finalLayout()).isNotEqualTo(transpiled.initialLayout());
    assertThat(Equivalence.check(circuit, transpiled, Seed.of(2)).equivalent()).isTrue();
  }

  @Test
  void givenABranchWhosePairsFitNowhere_whenTranspiled_thenItEndsInTheLayoutItBeganIn() {
    List<Instruction> all = new ArrayList<>();
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < a; b++) {
        all.add(new Instruction.Apply(StandardGate.CH, List.of(), List.of(a, b)));
      }
    }
    Circuit circuit =
        Circuit.builder(5)
            .bits("c", 2)
            .h(0)
            .cx(0, 4)
            .measure(0, 0)
            .ifElse(Condition.bit(0), all, List.of(new Instruction.Reset(2)))
            .cx(4, 3)
            .measure(3, 1)
            .build();
    Target target = RandomTargets.line(6, "ecr");

    for (int level = 0; level <= 3; level++) {
      Transpiled transpiled = Transpiler.transpile(circuit, target, QUICK.withLevel(level));

      assertThat(IsaCheck.misfit(transpiled.circuit(), target)).isEmpty();
      assertThat(Equivalence.check(circuit, transpiled, Seed.of(2)).toString())
          .startsWith("equivalent by readings");
    }
  }

  @Test
  void givenASwapOfTheProgram_whenTranspiled_thenItCostsNothing() {
    Circuit circuit =
        Circuit.builder(3).h(0).apply(StandardGate.SWAP, List.of(), 0, 2).cx(2, 1).build();

    Transpiled transpiled = Transpiler.transpile(circuit, RandomTargets.line(3, "cx"), QUICK);

    assertThat(transpiled.receipt().after().twoQubitGates()).isEqualTo(1);
    assertThat(transpiled.finalLayout()).isNotEqualTo(transpiled.initialLayout());
    assertThat(Equivalence.check(circuit, transpiled, Seed.of(2)).equivalent()).isTrue();
  }

  // What cannot be done --------------------------------------------------------------------------

  @Test
  void givenACircuitThatIsTooWide_whenTranspiled_thenTheErrorSaysWhatFits() {
    assertRefused(
        Circuits.ghz(6),
        RandomTargets.line(5, "cz"),
        QUICK,
        ErrorCode.CIRCUIT_TOO_WIDE,
        "the circuit has 6 qubits but line5 has 5; take a wider device, or cut the circuit");
  }

  @Test
  void givenADeviceInParts_whenTranspiled_thenTheErrorSaysHowLargeTheyAre() {
    List<Operation> operations = RandomTargets.oneQubit(5, new SplittableRandom(3));
    operations.add(RandomTargets.operation("cz", 0.01, 0, 1));
    operations.add(RandomTargets.operation("cz", 1.0, 1, 2));
    operations.add(RandomTargets.operation("cz", 0.01, 2, 3));
    operations.add(RandomTargets.operation("cz", 0.01, 3, 4));

    assertRefused(
        Circuits.ghz(4),
        RandomTargets.target("broken", 5, operations),
        QUICK,
        ErrorCode.TARGET_UNSUITABLE,
        "the circuit joins 4 qubits by two-qubit gates but broken falls into 2 parts, the largest"
            + " of 3 qubits, as its other pairs are out of order or missing; at most 3 fit");
  }

  @Test
  void givenADeadQubit_whenTranspiled_thenItIsNotUsed() {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : RandomTargets.line(5, "cz").operations()) {
      operations.add(
          operation.qubits().contains(0)
              ? new Operation(
                  operation.name(),
                  operation.qubits(),
                  java.util.OptionalDouble.of(1),
                  operation.durationSeconds())
              : operation);
    }
    Target target = RandomTargets.target("dead0", 5, operations);

    assertThat(Transpiler.transpile(Circuits.ghz(4), target, QUICK).initialLayout())
        .doesNotContain(0);
    assertRefused(
        Circuits.ghz(5),
        target,
        QUICK,
        ErrorCode.CIRCUIT_TOO_WIDE,
        "the circuit has 5 qubits but only 4 of the 5 of dead0 are in order; at most 4 fit");
    assertRefused(
        Circuits.ghz(2),
        target,
        QUICK.withInitialLayout(List.of(0, 1)),
        ErrorCode.OPTION_VALUE,
        "the initial layout names qubit 0, which is out of order on dead0; take another");
  }

  @Test
  void givenATargetOfOtherGates_whenTranspiled_thenTheErrorNamesWhatIsMissing() {
    Target target =
        RandomTargets.target(
            "ions",
            2,
            List.of(
                RandomTargets.operation("rz", 0, 0),
                RandomTargets.operation("rz", 0, 1),
                RandomTargets.operation("rxx", 0.01, 0, 1)));

    assertRefused(
        Circuits.ghz(2),
        target,
        QUICK,
        ErrorCode.TARGET_UNSUITABLE,
        "target ions has no sx; circuits are written in rz, sx and one of cz, ecr, cx: its gates"
            + " are [rz, rxx]");
  }

  @Test
  void givenABrokenPowerOfAFreeAngle_whenTranspiled_thenTheErrorSaysWhatToDo() {
    Circuit circuit =
        Circuit.builder(1)
            .apply(
                new ModifiedGate.Power(StandardGate.RX, 0.5),
                List.of(ParameterExpression.parameter("theta")),
                0)
            .build();

    assertRefused(
        circuit,
        RandomTargets.line(2, "cz"),
        QUICK,
        ErrorCode.GATE_UNSUPPORTED,
        "pow(0.5) @ rx has no fixed form while its angles are free; bind them first, or write the"
            + " gate with the smaller angle");
  }

  @Test
  void givenAWrongInitialLayout_whenTranspiled_thenTheErrorSaysWhy() {
    Target target = RandomTargets.line(3, "cz");

    assertRefused(
        Circuits.ghz(2),
        target,
        QUICK.withInitialLayout(List.of(0)),
        ErrorCode.OPTION_VALUE,
        "the initial layout has 1 qubits but the circuit has 2; give one physical qubit for each");
    assertRefused(
        Circuits.ghz(2),
        target,
        QUICK.withInitialLayout(List.of(0, 3)),
        ErrorCode.OPTION_VALUE,
        "the initial layout names qubit 3, which is outside [0, 3)");
    assertRefused(
        Circuits.ghz(2),
        target,
        QUICK.withInitialLayout(List.of(1, 1)),
        ErrorCode.OPTION_VALUE,
        "the initial layout names qubit 1 twice; physical qubits must differ");
  }

  private static void assertRefused(
      Circuit circuit, Target target, TranspileOptions options, ErrorCode code, String message) {
    assertThatThrownBy(() -> Transpiler.transpile(circuit, target, options))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(e -> ((NightshiftException) e).code())
        .isEqualTo(code);
  }

  @Test
  void givenAResult_whenItIsPrintedAndRead_thenItStillFits() {
    Circuit circuit = nanoGpt();
    Target target = device("nightshift_hex127");

    Circuit read =
        Qasm.read("<test>", Qasm.print(Transpiler.transpile(circuit, target, QUICK).circuit()));

    assertThat(new IsaCheck(target).misfit(read, IsaCheck.Spelling.OPENQASM)).isEmpty();
  }

  private static Circuit nanoGpt() {
    return Circuit.builder(4)
        .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
        .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
        .build();
  }

  private static Target device(String name) {
    return DeviceCatalog.standard(null, Map.of()).find(name).target();
  }
}
