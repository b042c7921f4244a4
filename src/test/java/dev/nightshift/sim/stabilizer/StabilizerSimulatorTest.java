package dev.nightshift.sim.stabilizer;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.gen.SurfaceCode;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random circuits, and shots, come from the seeds in the tests. */
class StabilizerSimulatorTest {
  private final StabilizerSimulator simulator = new StabilizerSimulator();

  /** All Pauli strings of a width. */
  private static List<Observable> strings(int qubits) {
    List<Observable> strings = new ArrayList<>();
    for (int index = 0; index < 1 << 2 * qubits; index++) {
      StringBuilder letters = new StringBuilder();
      for (int k = 0; k < qubits; k++) {
        letters.append("IXYZ".charAt(index >> 2 * k & 3));
      }
      strings.add(Observable.of(letters.toString()));
    }
    return strings;
  }

  private static double[] expected(
      Circuit circuit, List<Observable> observables, double... values) {
    return observables.stream()
        .mapToDouble(observable -> DenseOracle.expectation(circuit, observable, values))
        .toArray();
  }

  @Test
  void everyPauliStringOfARandomCircuitHasTheOraclesValue() {
    for (int qubits = 1; qubits <= 3; qubits++) {
      List<Observable> all = strings(qubits);
      Properties.forAll(
          10 + qubits,
          30,
          CircuitGenerator.clifford(qubits, 20).with(Feature.MEASURE, Feature.RESET),
          (circuit, values) ->
              assertThatNumbers(simulator.expectations(circuit, all, Bindings.none()))
                  .isCloseTo(expected(circuit, all), 1e-12));
    }
  }

  /** False-alarm rate: at most 16 x 40 counts at five standard errors, 4e-4; seeds are fixed. */
  @Test
  void sampledBitsFollowTheDistributionOfTheOracle() {
    Properties.forAll(
        20,
        40,
        CircuitGenerator.clifford(4, 24).with(Feature.MEASURE, Feature.RESET),
        (circuit, values) -> {
          // Not a multiple of 64, and more than one block.
          int shots = 5000;
          Map<String, Integer> counts =
              simulator
                  .sample(circuit, Bindings.none(), shots, Seed.of(3))
                  .firstEntry()
                  .getValue()
                  .counts(0);
          Map<String, Double> expected = DenseOracle.distribution(circuit, values);

          assertThat(expected.keySet()).containsAll(counts.keySet());
          expected.forEach((reading, p) ->
              assertThat((double) counts.getOrDefault(reading, 0))
                  .as(reading)
                  .isCloseTo(
                      p * shots, within(5 * Math.sqrt(Math.max(0, p * (1 - p)) * shots) + 1e-6)));
        });
  }

  /**
   * The parities that never vary in samples, taken from the tableau and frames, are the Z strings
   * that the strings taken backwards, which know no tableau, find to be ±1. 300 shots leave a false
   * parity of 60 bits standing with a probability of 2^60 / 2^300.
   */
  @Test
  void parityChecksOfWideSamplesAreTheExactExpectations() {
    int qubits = 60;
    for (int seed = 0; seed < 12; seed++) {
      Circuit circuit =
          Circuit.builder(qubits)
              .append(
                  CircuitGenerator.clifford(qubits, 150 + 50 * seed)
                      .with(Feature.RESET)
                      .circuit(Seed.of(seed)))
              .measureAll()
              .build();
      BitArray bits =
          simulator.sample(circuit, Bindings.none(), 300, Seed.of(seed)).lastEntry().getValue();
      long[] shots = new long[300];
      for (int shot = 0; shot < 300; shot++) {
        shots[shot] = Long.parseUnsignedLong(bits.bitString(0, shot), 2);
      }

      List<Long> checks = checks(shots, qubits);

      assertThat(checks).isNotEmpty();
      List<Observable> observables = new ArrayList<>();
      List<Double> expected = new ArrayList<>();
      for (long check : checks) {
        StringBuilder letters = new StringBuilder();
        for (int qubit = qubits - 1; qubit >= 0; qubit--) {
          letters.append((check >>> qubit & 1) == 1 ? 'Z' : 'I');
        }
        observables.add(Observable.of(letters.toString()));
        expected.add((Long.bitCount(shots[0] & check) & 1) == 0 ? 1.0 : -1.0);
      }
      assertThatNumbers(simulator.expectations(circuit, observables, Bindings.none()))
          .isCloseTo(expected.stream().mapToDouble(e -> e).toArray(), 0);
    }
  }

  /** A basis of the masks whose parity is the same in all shots. */
  private static List<Long> checks(long[] shots, int qubits) {
    // Reduced rows of the differences; the free columns give the orthogonal complement.
    List<Long> basis = new ArrayList<>();
    for (long shot : shots) {
      long row = shot ^ shots[0];
      for (long known : basis) {
        row = (row & Long.highestOneBit(known)) != 0 ? row ^ known : row;
      }
      if (row != 0) {
        long pivot = Long.highestOneBit(row);
        long fresh = row;
        basis.replaceAll(known -> (known & pivot) != 0 ? known ^ fresh : known);
        basis.add(row);
      }
    }
    long pivots = 0;
    for (long row : basis) {
      pivots |= Long.highestOneBit(row);
    }
    List<Long> checks = new ArrayList<>();
    for (int column = 0; column < qubits; column++) {
      if ((pivots >>> column & 1) == 0) {
        long check = 1L << column;
        for (long row : basis) {
          check |= (row >>> column & 1) == 1 ? Long.highestOneBit(row) : 0;
        }
        checks.add(check);
      }
    }
    return checks;
  }

  /** False-alarm rate of the count: 6e-7; the seed is fixed. */
  @Test
  void givenAGhzStateOf1000Qubits_thenEveryShotIsAllZerosOrAllOnes() {
    int qubits = 1000;
    var builder = Circuit.builder(qubits).h(0);
    for (int qubit = 1; qubit < qubits; qubit++) {
      builder.cx(qubit - 1, qubit);
    }
    Circuit state = builder.build();
    Circuit circuit = Circuit.builder(qubits).append(state).measureAll().build();

    Map<String, Integer> counts =
        simulator
            .sample(circuit, Bindings.none(), 1024, Seed.of(5))
            .firstEntry()
            .getValue()
            .counts(0);
    double[] values =
        simulator.expectations(
            state,
            List.of(
                Observable.of("X".repeat(qubits)),
                Observable.of("Z" + "I".repeat(qubits - 2) + "Z"),
                Observable.of("Z" + "I".repeat(qubits - 1)),
                // i^1000 XZ on all: even numbers of Y keep the sign (-1)^(500) on GHZ.
                Observable.of("Y".repeat(qubits))),
            Bindings.none());

    assertThat(counts).containsOnlyKeys("0".repeat(qubits), "1".repeat(qubits));
    assertThat((double) counts.getOrDefault("1".repeat(qubits), 0))
        .isCloseTo(512, within(5 * 16.0));
    assertThat(values).containsExactly(1, 1, 0, 1);
  }

  /** False-alarm rate of the counts: 4 x 6e-7; the seed is fixed. */
  @Test
  void givenASurfaceCode_thenTheFirstRoundIsRandomInXAndEveryOtherRepeatsIt() {
    int rounds = 4;
    int shots = 1000;

    BitArray bits =
        simulator
            .sample(SurfaceCode.memory(rounds), Bindings.none(), shots, Seed.of(1))
            .firstEntry()
            .getValue();

    for (int check = 0; check < SurfaceCode.CHECKS; check++) {
      int ones = 0;
      for (int shot = 0; shot < shots; shot++) {
        ones += bits.bit(0, shot, check) ? 1 : 0;
        for (int round = 1; round < rounds; round++) {
          assertThat(bits.bit(0, shot, SurfaceCode.CHECKS * round + check))
              .isEqualTo(bits.bit(0, shot, check));
        }
      }
      boolean isX = check < SurfaceCode.X_CHECKS.size();
      assertThat((double) ones).isCloseTo(isX ? 500 : 0, within(isX ? 5 * Math.sqrt(250) : 0));
    }
    // The data read the checks of Z again, and the logical Z along the first row.
    for (int shot = 0; shot < shots; shot++) {
      for (List<Integer> string :
          Stream.concat(SurfaceCode.Z_CHECKS.stream(), Stream.of(List.of(0, 1, 2))).toList()) {
        int odd = 0;
        for (int data : string) {
          odd ^= bits.bit(0, shot, SurfaceCode.CHECKS * rounds + data) ? 1 : 0;
        }
        assertThat(odd).isZero();
      }
    }
  }

  @Test
  void givenEveryStandardGateAtRightAngles_thenExactlyTheCliffordOnesAreTaken() {
    List<Observable> all = strings(3);
    Circuit start = CircuitGenerator.clifford(3, 30).circuit(Seed.of(2));
    for (StandardGate gate : StandardGate.values()) {
      for (int turns = 0; turns < 1 << 2 * gate.parameters(); turns++) {
        List<ParameterExpression> angles = new ArrayList<>();
        double[] numbers = new double[gate.parameters()];
        for (int k = 0; k < numbers.length; k++) {
          numbers[k] = (turns >> 2 * k & 3) * (Math.PI / 2);
          angles.add(ParameterExpression.of(numbers[k]));
        }
        Circuit circuit =
            Circuit.builder(3)
                .append(start)
                .apply(gate, angles, List.of(2, 0, 1).subList(0, gate.qubits()))
                .build();

        boolean taken = StabilizerSimulator.misfit(circuit, Bindings.none()).isEmpty();

        assertThat(taken).as("%s %s", gate, turns).isEqualTo(isClifford(gate, turns));
        if (taken) {
          assertThatNumbers(simulator.expectations(circuit, all, Bindings.none()))
              .isCloseTo(expected(circuit, all), 1e-12);
        }
      }
    }
  }

  /** By hand: a controlled gate is Clifford when the gate is a Pauli gate times a power of i. */
  private static boolean isClifford(StandardGate gate, int turns) {
    return switch (gate) {
      case T, TDG, CH, CS, CSDG, CSX, CCX, CCZ, CSWAP -> false;
      case CP, CU1, CRX, CRY, CRZ -> turns % 2 == 0;
      // u(θ, φ, λ) is diagonal or not by θ; then φ + λ or φ - λ must be whole half turns.
      case CU, CU3 -> {
        int theta = turns & 3;
        int phi = turns >> 2 & 3;
        int lambda = turns >> 4 & 3;
        yield theta % 2 == 0 && (phi + lambda) % 2 == 0;
      }
      default -> true;
    };
  }

  @Test
  void anglesWithin1e12OfARightAngleAreTakenAsItAndOthersRefused() {
    Circuit near =
        Circuit.builder(1).h(0).rz(ParameterExpression.of(Math.PI / 2 + 5e-13), 0).build();
    Circuit off =
        Circuit.builder(1).h(0).rz(ParameterExpression.of(Math.PI / 2 + 1e-11), 0).build();

    assertThat(simulator.expectations(near, List.of(Observable.of("Y")), Bindings.none()))
        .containsExactly(1);
    assertThat(StabilizerSimulator.misfit(off, Bindings.none())).isPresent();
  }

  @Test
  void givenAGateThatIsNotClifford_thenTheErrorNamesItAndItsQubits() {
    Circuit circuit =
        Circuit.builder(4)
            .h(0)
            .apply(
                new ModifiedGate.Controlled(StandardGate.RZ, true),
                List.of(ParameterExpression.of(0.5)),
                3,
                1)
            .build();

    assertThatThrownBy(
            () -> simulator.expectations(circuit, List.of(Observable.of("ZZZZ")), Bindings.none()))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.METHOD_UNSUPPORTED))
        .hasMessage(
            "instruction 1, ctrl @ rz(0.5) on qubits [3, 1], is not a Clifford gate; the"
                + " stabilizer method takes Clifford circuits only: use statevector or"
                + " matrix_product_state");
  }

  @Test
  void givenBindings_thenEachRowIsItsOwnCliffordCircuit() {
    ParameterExpression theta = ParameterExpression.parameter("theta");
    Circuit circuit = Circuit.builder(1).bits("c", 1).ry(theta, 0).measure(0, 0).build();
    Bindings rows = Bindings.rows(List.of("theta"), new double[] {0, Math.PI, 2 * Math.PI});

    assertThat(simulator.expectations(circuit, List.of(Observable.of("Z")), rows))
        .containsExactly(1, -1, 1);
    assertThat(simulator.sample(circuit, rows, 3, Seed.of(1)).get("c"))
        .isEqualTo(new BitArray(Shape.of(3), 3, 1, new byte[] {0, 0, 0, 1, 1, 1, 0, 0, 0}));
    assertThatThrownBy(() ->
            simulator.expectations(
                circuit,
                List.of(Observable.of("Z")),
                Bindings.rows(List.of("theta"), new double[] {0, 0.25})))
        .hasMessageStartingWith("instruction 0, ry(0.25) on qubits [0], is not a Clifford gate");
  }

  @Test
  void givenAnyNumberOfThreads_thenTheSamplesAreTheSame() {
    Circuit circuit =
        CircuitGenerator.clifford(20, 200).with(Feature.MEASURE, Feature.RESET).circuit(Seed.of(7));

    BitArray one =
        new StabilizerSimulator(1, 1 << 26, PauliNoise.NONE)
            .sample(circuit, Bindings.none(), 20_000, Seed.of(9))
            .get("c");
    BitArray five =
        new StabilizerSimulator(5, 1 << 26, PauliNoise.NONE)
            .sample(circuit, Bindings.none(), 20_000, Seed.of(9))
            .get("c");

    assertThat(five).isEqualTo(one);
    assertThat(simulator.sample(circuit, Bindings.none(), 20_000, Seed.of(10)).get("c"))
        .isNotEqualTo(one);
  }

  /** False-alarm rate: 3 numbers at five standard errors, 2e-6; the seed is fixed. */
  @Test
  void estimatesLieWithinFiveStandardErrorsOfTheExactValues() {
    Circuit circuit = CircuitGenerator.clifford(3, 25).circuit(Seed.of(12));
    List<Observable> observables =
        List.of(
            Observable.of("ZZZ"),
            new Observable(
                List.of(
                    new Observable.Term("XYZ", 0.7),
                    new Observable.Term("XII", -1.3),
                    new Observable.Term("IZZ", 0.4),
                    new Observable.Term("III", -0.2))),
            Observable.of("III"));

    Simulator.Estimates found =
        simulator.estimate(circuit, observables, Bindings.none(), 4000, Seed.of(4));

    double[] exact = expected(circuit, observables);
    for (int i = 0; i < exact.length; i++) {
      assertThat(found.values()[i]).isCloseTo(exact[i], within(5 * found.stds()[i] + 1e-12));
    }
    assertThat(found.settings()).containsExactly(1, 2, 0);
  }

  @Test
  void givenACircuitWiderThanTheMemory_thenTheErrorSaysHowManyQubitsFit() {
    StabilizerSimulator small = new StabilizerSimulator(1, 1 << 20, PauliNoise.NONE);

    assertThat(small.maxQubits()).isBetween(1000, 1448);
    assertThatThrownBy(
            () -> small.sample(Circuit.builder(5000).build(), Bindings.none(), 1, Seed.of(1)))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CIRCUIT_TOO_WIDE))
        .hasMessage(
            "the stabilizer state of 5000 qubits needs 12 MB; %d qubits fit into the 1 MB that the"
                    .formatted(small.maxQubits())
                + " simulator may use; use fewer qubits or a larger heap (-Xmx)");
  }

  @Test
  void givenShotsOrObservablesThatDoNotFit_thenTheErrorSaysWhatFits() {
    Circuit circuit = Circuit.builder(2).bits("c", 1).build();

    assertThatThrownBy(() -> simulator.sample(circuit, Bindings.none(), 0, Seed.of(1)))
        .hasMessage("0 shots cannot be taken; give at least 1");
    assertThatThrownBy(
            () -> simulator.expectations(circuit, List.of(Observable.of("Z")), Bindings.none()))
        .hasMessage("observable Z has 1 letters, the circuit 2 qubits; give one letter a qubit");
  }

  @Test
  void givenAnInterruptedThread_thenTheSimulationStopsAndTheFlagStays() {
    Circuit circuit = Circuit.builder(1).bits("c", 1).h(0).measure(0, 0).build();

    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> simulator.sample(circuit, Bindings.none(), 10, Seed.of(1)))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }
}
