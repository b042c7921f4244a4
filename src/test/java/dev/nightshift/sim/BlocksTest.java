package dev.nightshift.sim;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static final List<Blocks.Shape> SHAPES =
      List.of(
          new Blocks.Shape(2, 0, 1),
          new Blocks.Shape(3, 1, 1),
          new Blocks.Shape(4, 1, 1),
          new Blocks.Shape(5, 3, 1),
          Blocks.Shape.CACHE);

  private static final StandardGate[] PHASES = {
    StandardGate.RZ,
    StandardGate.P,
    StandardGate.S,
    StandardGate.T,
    StandardGate.CZ,
    StandardGate.CP,
    StandardGate.CRZ,
    StandardGate.RZZ,
    StandardGate.RZZ,
    StandardGate.CP,
    StandardGate.H
  };

  private static double[][] angles(Compiled compiled, double[] values) {
    double[][] slots = compiled.angles().workspace(1);
    compiled
        .angles()
        .evaluate(Bindings.row(compiled.circuit().parameters(), values), new int[1], 1, slots);
    return Branches.angles(compiled, slots, 0);
  }

  private static double[] blocked(
      Circuit circuit, double[] values, Blocks.Shape shape, Workers workers) {
    Compiled compiled = Compiled.of(circuit);
    StateVector state = StateVector.zero(circuit.qubits(), workers);
    double[][] angles = angles(compiled, values);
    Blocks.apply(state, compiled.steps(), angles, 0, angles.length, shape);
    return flat(state);
  }

  private static double[] gateByGate(Circuit circuit, double[] values) {
    Compiled compiled = Compiled.of(circuit);
    StateVector state = StateVector.zero(circuit.qubits(), new Workers(1));
    double[][] angles = angles(compiled, values);
    for (int k = 0; k < angles.length; k++) {
      state.apply(compiled.steps().get(k), angles[k], false);
    }
    return flat(state);
  }

  private static double[] flat(StateVector state) {
    double[] numbers = new double[2 * state.size()];
    for (int i = 0; i < state.size(); i++) {
      numbers[2 * i] = state.re()[i];
      numbers[2 * i + 1] = state.im()[i];
    }
    return numbers;
  }

  @Test
  void randomCircuitsInBlocksOfAnySizeGiveTheStateOfTheOracle() {
    for (int qubits = 1; qubits <= 6; qubits++) {
      for (Blocks.Shape shape : SHAPES) {
        Properties.forAll(
            81 + qubits,
            15,
            CircuitGenerator.unitary(qubits, 30, 3).with(Feature.POWER),
            (circuit, values) ->
                assertThatNumbers(blocked(circuit, values, shape, new Workers(1)))
                    .isCloseTo(DenseOracle.state(circuit, values), 1e-12));
      }
    }
  }

  /** Twelve qubits: rows of phases, bits above them within a block, and qubits outside. */
  @Test
  void randomPhasesAreMultipliedAsIfOneByOne() {
    for (Blocks.Shape shape : List.of(new Blocks.Shape(10, 2, 1), new Blocks.Shape(12, 6, 1))) {
      Properties.forAll(
          191,
          10,
          CircuitGenerator.unitary(12, 150, 3).without(Feature.DEFINED).withGates(PHASES),
          (circuit, values) ->
              assertThatNumbers(blocked(circuit, values, shape, new Workers(2)))
                  .isCloseTo(gateByGate(circuit, values), 1e-12));
    }
  }

  /** 18 qubits: blocks on several threads, and vectors as soon as they are warm. */
  @Test
  void givenAWideCircuit_thenBlocksAndSingleStepsAgreeOnAnyNumberOfThreads() {
    Circuit circuit = CircuitGenerator.unitary(18, 120, 2).circuit(Seed.of(91));
    double[] values = {0.3, -1.2};

    double[] one = blocked(circuit, values, Blocks.Shape.CACHE, new Workers(1));
    double[] three = blocked(circuit, values, Blocks.Shape.CACHE, new Workers(3));
    double[] small = blocked(circuit, values, new Blocks.Shape(9, 3, 1), new Workers(3));

    assertThat(Arrays.equals(one, three)).isTrue();
    assertThatNumbers(one).isCloseTo(gateByGate(circuit, values), 1e-12);
    assertThatNumbers(small).isCloseTo(one, 1e-12);
  }

  /** One end of a walk. */
  private record End(double[] state, boolean[] bits) {}

  @Test
  void givenMeasurementsAndResetsInMidCircuit_thenEveryBranchIsThatOfSingleSteps() {
    Properties.forAll(
        291,
        30,
        CircuitGenerator.unitary(5, 25, 2).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) -> {
          List<End> plain = ends(circuit, values, Blocks.Shape.CACHE);
          List<End> blocked = ends(circuit, values, new Blocks.Shape(3, 1, 1));

          assertThat(blocked).hasSameSizeAs(plain);
          for (int k = 0; k < plain.size(); k++) {
            assertThat(blocked.get(k).bits()).isEqualTo(plain.get(k).bits());
            assertThatNumbers(blocked.get(k).state()).isCloseTo(plain.get(k).state(), 1e-12);
          }
        });
  }

  private static List<End> ends(Circuit circuit, double[] values, Blocks.Shape shape) {
    Compiled compiled = Compiled.of(circuit);
    double[][] slots = compiled.angles().workspace(1);
    compiled.angles().evaluate(Bindings.row(circuit.parameters(), values), new int[1], 1, slots);
    List<End> ends = new ArrayList<>();
    new Branches(compiled, slots, 0, shape)
        .walk(
            StateVector.zero(circuit.qubits(), new Workers(1)),
            (state, bits, shots) -> ends.add(new End(flat(state), bits.clone())));
    return ends;
  }

  private static Circuit qft(int qubits, int start) {
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int qubit = 0; qubit < qubits; qubit++) {
      if ((start >> qubit & 1) != 0) {
        builder.x(qubit);
      }
    }
    for (int target = qubits - 1; target >= 0; target--) {
      builder.h(target);
      for (int control = target - 1; control >= 0; control--) {
        builder.apply(
            StandardGate.CP,
            List.of(ParameterExpression.of(Math.PI / (1 << target - control))),
            control,
            target);
      }
    }
    for (int qubit = 0; qubit < qubits / 2; qubit++) {
      builder.apply(StandardGate.SWAP, List.of(), qubit, qubits - 1 - qubit);
    }
    return builder.build();
  }

  @Test
  void theQuantumFourierTransformOfAnIndexIsAWave() {
    for (Blocks.Shape shape : List.of(new Blocks.Shape(5, 2, 1), new Blocks.Shape(10, 6, 1))) {
      int size = 1 << 13;
      int start = 4711;
      double[] wave = new double[2 * size];
      for (int i = 0; i < size; i++) {
        double angle = 2 * Math.PI * ((long) i * start % size) / size;
        wave[2 * i] = Math.cos(angle) / Math.sqrt(size);
        wave[2 * i + 1] = Math.sin(angle) / Math.sqrt(size);
      }

      double[] found = blocked(qft(13, start), new double[0], shape, new Workers(2));

      assertThatNumbers(found).isCloseTo(wave, 1e-14);
    }
  }

  private static Circuit brickwork(int qubits, int depth) {
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int layer = 0; layer < depth; layer++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        builder.ry(ParameterExpression.of(0.1 * qubit + layer), qubit);
        builder.rz(ParameterExpression.of(0.2 * qubit - layer), qubit);
      }
      for (int qubit = layer % 2; qubit + 1 < qubits; qubit += 2) {
        builder.cx(qubit, qubit + 1);
      }
    }
    return builder.build();
  }

  private static List<Stages.Stage> plan(Circuit circuit) {
    Compiled compiled = Compiled.of(circuit);
    double[][] angles = angles(compiled, new double[0]);
    return Stages.plan(
        Fusion.fuse(circuit.qubits(), compiled.steps(), angles, 0, angles.length),
        circuit.qubits(),
        Blocks.Shape.CACHE);
  }

  /** 300 phases and Hadamards, 12 swaps; 230 bricks of two qubits each. */
  @Test
  void givenTwentyFourQubits_thenTheStateIsCrossedAFewTimesOnly() {
    assertThat(plan(qft(24, 0))).hasSizeLessThanOrEqualTo(6);
    assertThat(plan(brickwork(24, 20))).hasSizeLessThanOrEqualTo(14);
  }

  @Test
  void everythingIsDoneOnceInOneStage() {
    List<Stages.Stage> plan = plan(brickwork(20, 9));

    int done = plan.stream().mapToInt(stage -> stage.acts().size()).sum();
    List<Fused> all = plan.stream().flatMap(stage -> stage.acts().stream()).distinct().toList();
    assertThat(all).hasSize(done);
    assertThat(plan)
        .allSatisfy(stage -> assertThat(Integer.bitCount(stage.resident())).isEqualTo(15));
  }

  /** All that one thread allocates, whether it lives on or not, beside 64 MiB of amplitudes. */
  @Test
  void aStateTakesSixteenBytesAnAmplitudeAndTenPercent() {
    Circuit circuit = brickwork(22, 2);
    List<Observable> observables = List.of(Observable.of("Z".repeat(22)));
    Simulator simulator = new Simulator(1);
    simulator.compile(circuit);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    // A kernel that the JVM has not compiled yet boxes its vectors: the least of three is the
    // code's own.
    for (int i = 0; i < 3; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      double[] values = simulator.expectations(circuit, observables, Bindings.none());
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(values[0]).isBetween(-1.0, 1.0);
    }
    assertThat(allocated).isBetween(16L << 22, (long) (1.1 * (16L << 22)));
  }

  @Test
  void givenAGhzStateOfFourteenQubits_whenEstimated_thenItsParitiesAreOne() {
    var builder = Circuit.builder(14).h(0);
    for (int qubit = 1; qubit < 14; qubit++) {
      builder.cx(qubit - 1, qubit);
    }
    Circuit ghz = builder.build();

    double[] found =
        new Simulator(2)
            .expectations(
                ghz,
                List.of(
                    Observable.of("X".repeat(14)),
                    Observable.of("Z".repeat(14)),
                    Observable.of("Z" + "I".repeat(13))),
                Bindings.none());

    assertThatNumbers(found).isCloseTo(new double[] {1, 1, 0}, 1e-12);
    assertThat(blocked(ghz, new double[0], new Blocks.Shape(6, 2, 1), new Workers(1))[0])
        .isCloseTo(Math.sqrt(0.5), within(1e-15));
  }

  @Test
  void aBlockThatHoldsNoTwoFreeQubitsIsRefused() {
    assertThatThrownBy(() -> new Blocks.Shape(4, 3, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a block of 4 qubits, 3 of them low, has no room for two others");
  }
}
