package dev.nightshift.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The oracle of a batch is every row alone: a call of one row shares nothing. */
class SharedPrefixesTest {
  private static final int NANO_OPERATIONS = 20;

  /** The circuit of the nano-GPT's heads: four inputs, then twelve weights. */
  private static Circuit nano() {
    return Circuit.builder(4)
        .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
        .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
        .build();
  }

  /** So costly a row that alike rows are looked for wherever they stand. */
  private static Circuit costly() {
    return Circuit.builder(6)
        .append(FeatureMaps.zzFeatureMap(6, 1, Entanglement.LINEAR))
        .append(Ansatz.realAmplitudes(6, 2, Entanglement.LINEAR))
        .build();
  }

  /** Every binding as it is, then with each column from {@code first} on moved back and forth. */
  private static List<double[]> shifts(List<double[]> bindings, int first) {
    List<double[]> rows = new ArrayList<>();
    for (double[] binding : bindings) {
      rows.add(binding);
      for (int column = first; column < binding.length; column++) {
        for (double move : new double[] {Math.PI / 2, -Math.PI / 2}) {
          double[] moved = binding.clone();
          moved[column] += move;
          rows.add(moved);
        }
      }
    }
    return rows;
  }

  private static List<double[]> unrelated(int rows, int columns, long seed) {
    SplittableRandom random = Seed.of(seed).random();
    return IntStream.range(0, rows)
        .mapToObj(_ -> random.doubles(columns, -3, 3).toArray())
        .toList();
  }

  private static List<double[]> shuffled(List<double[]> rows, long seed) {
    List<double[]> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }

  private static Bindings bindings(Circuit circuit, List<double[]> rows) {
    double[] values = rows.stream().flatMapToDouble(Arrays::stream).toArray();
    return Bindings.rows(circuit.parameters(), values);
  }

  private static List<Observable> observables(int qubits) {
    return List.of(
        Observable.of("Z".repeat(qubits)),
        new Observable(
            List.of(
                new Observable.Term("XYZIXY".substring(0, qubits), 1.0),
                new Observable.Term("IZZXIZ".substring(0, qubits), -0.5))));
  }

  private static void assertSameBits(double[] actual, double[] expected) {
    assertThat(Arrays.stream(actual).mapToLong(Double::doubleToRawLongBits).toArray())
        .isEqualTo(Arrays.stream(expected).mapToLong(Double::doubleToRawLongBits).toArray());
  }

  private static double[] apart(
      Circuit circuit, List<Observable> observables, List<double[]> rows) {
    Simulator simulator = new Simulator(1);
    return rows.stream()
        .map(row -> Bindings.row(circuit.parameters(), row))
        .flatMapToDouble(row -> Arrays.stream(simulator.expectations(circuit, observables, row)))
        .toArray();
  }

  private static void assertSharingChangesNoBit(Circuit circuit, List<double[]> rows) {
    List<Observable> observables = observables(circuit.qubits());
    Bindings all = bindings(circuit, rows);

    double[] together = new Simulator(1).expectations(circuit, observables, all);
    double[] threads = new Simulator(3).expectations(circuit, observables, all);

    double[] expected = apart(circuit, observables, rows);
    assertSameBits(together, expected);
    assertSameBits(threads, expected);
  }

  private static void assertSharingChangesNoSlope(Circuit circuit, List<double[]> rows) {
    Observable observable = observables(circuit.qubits()).getLast();
    Simulator simulator = new Simulator(1);
    List<String> wanted = circuit.parameters();

    double[] together =
        simulator.gradients(circuit, observable, bindings(circuit, rows), wanted).jacobian();

    double[] expected =
        rows.stream()
            .map(row -> Bindings.row(wanted, row))
            .flatMapToDouble(row ->
                Arrays.stream(simulator.gradients(circuit, observable, row, wanted).jacobian()))
            .toArray();
    assertSameBits(together, expected);
  }

  private static double sharedPart(Circuit circuit, List<double[]> rows) {
    LaneProgram program = LaneProgram.of(Compiled.of(circuit));
    Bindings one = bindings(circuit, rows.subList(0, 1));
    long alone = program.laneOperations(one) * rows.size();
    return 1 - (double) program.laneOperations(bindings(circuit, rows)) / alone;
  }

  /** Expressions of several parameters, parameters of several gates or of none, constant gates. */
  @Test
  void shiftsOfRandomCircuitsHaveTheBitsOfEachRowAlone() {
    for (int qubits = 1; qubits <= 6; qubits++) {
      for (int gates : new int[] {12, 40}) {
        Properties.forAll(
            700 + qubits,
            6,
            CircuitGenerator.unitary(qubits, gates, 5),
            (circuit, values) -> {
              double[] other = Arrays.stream(values).map(x -> 1 - x).toArray();
              double[] inputs = other.clone();
              System.arraycopy(values, 0, inputs, 0, 2);
              List<double[]> rows = shifts(List.of(values, other, inputs), 0);

              assertSharingChangesNoBit(circuit, rows);
              assertSharingChangesNoBit(circuit, shuffled(rows, 1));
              assertSharingChangesNoBit(circuit, shifts(List.of(values, other), 2));
            });
      }
    }
  }

  @Test
  void gradientsOfRandomCircuitsHaveTheBitsOfEachRowAlone() {
    for (int qubits = 2; qubits <= 6; qubits += 2) {
      Properties.forAll(
          750 + qubits,
          4,
          CircuitGenerator.unitary(qubits, 40, 4),
          (circuit, values) ->
              assertSharingChangesNoSlope(circuit, shuffled(shifts(List.of(values), 1), 2)));
    }
    Circuit circuit = costly();
    assertSharingChangesNoSlope(circuit, shifts(unrelated(3, 24, 7), 20));
  }

  @Test
  void givenTheRowsOfATrainingStep_thenTheyTakeFewerOperationsAndNoBitChanges() {
    List<double[]> rows = shifts(unrelated(8, 16, 11), 4);

    assertSharingChangesNoBit(nano(), rows);
    assertThat(rows).hasSize(200);
    // Six blocks of 32 rows take 12, 10, ... 2 of the operations: 7 on the average.
    assertThat(sharedPart(nano(), rows))
        .isEqualTo(192.0 * (NANO_OPERATIONS - 7) / (200 * NANO_OPERATIONS));
  }

  /** 2,500 rows are enough work for several threads. */
  @Test
  void givenManyThreads_thenManyShiftsHaveTheBitsOfEachRowAlone() {
    assertSharingChangesNoBit(nano(), shifts(unrelated(110, 16, 12), 4));
  }

  @Test
  void givenShiftsThatAreNotNeighbours_thenACostlyCircuitSharesAsMuch() {
    List<double[]> rows = shifts(unrelated(6, 24, 13), 6);
    List<double[]> shuffled = shuffled(rows, 3);

    assertSharingChangesNoBit(costly(), shuffled);
    assertThat(sharedPart(costly(), rows)).isGreaterThan(0.5);
    assertThat(sharedPart(costly(), shuffled)).isGreaterThan(0.5);
  }

  /** The first row of a variational circuit is moved at its first gates already. */
  @Test
  void givenACircuitWithoutInputs_thenTheBaseSurvivesTheRowsThatDifferAtOnce() {
    Circuit circuit = Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR);
    List<double[]> rows = shifts(unrelated(5, 12, 14), 0);

    assertSharingChangesNoBit(circuit, rows);
    assertThat(sharedPart(circuit, rows)).isGreaterThan(0.33);
  }

  @Test
  void givenBindingsWhoseFirstInputsAreEqual_thenEachIsTheBaseOfItsOwnShifts() {
    List<double[]> bindings = new ArrayList<>(unrelated(8, 16, 31));
    bindings.forEach(binding -> binding[0] = bindings.getFirst()[0]);
    List<double[]> rows = shifts(bindings, 4);

    assertSharingChangesNoBit(nano(), rows);
    assertThat(sharedPart(nano(), rows)).isGreaterThan(0.5);
  }

  @Test
  void givenRowsThatShareNothing_thenEachRunsAlone() {
    List<double[]> few = unrelated(7, 16, 15);
    List<double[]> many = unrelated(203, 16, 16);

    assertSharingChangesNoBit(nano(), few);
    assertSharingChangesNoBit(nano(), many);
    assertThat(sharedPart(nano(), few)).isZero();
    assertThat(sharedPart(nano(), many)).isZero();
    assertThat(sharedPart(costly(), unrelated(203, 24, 17))).isZero();
  }

  @Test
  void givenEqualRows_thenTheyTakeTheFinalStateOfTheFirst() {
    double[] row = unrelated(1, 16, 18).getFirst();
    List<double[]> equal = Collections.nCopies(64, row);

    assertSharingChangesNoBit(nano(), equal);
    assertSharingChangesNoBit(costly(), Collections.nCopies(64, Arrays.copyOf(row, 24)));
    assertThat(sharedPart(nano(), equal)).isEqualTo(63.0 / 64);
  }

  /** Equal numbers they are, but one is the other's opposite where an angle is arctan(1/b). */
  @Test
  void givenZerosOfEitherSign_thenTheyAreNotTakenForEachOther() {
    ParameterExpression a = ParameterExpression.parameter("a");
    ParameterExpression b = ParameterExpression.parameter("b");
    ParameterExpression side =
        ParameterExpression.call(
            ParameterExpression.Function.ARCTAN, ParameterExpression.of(1).over(b));
    List<double[]> rows =
        IntStream.range(0, 40).mapToObj(k -> new double[] {0.5, k % 3 == 0 ? -0.0 : 0.0}).toList();
    for (int qubits : new int[] {2, 8}) {
      var builder = Circuit.builder(qubits);
      for (int k = 0; k < 8; k++) {
        builder.ry(a, k % 2).cx(0, 1);
      }
      Circuit circuit = builder.rx(side, 0).build();
      List<Observable> observables = List.of(Observable.of("I".repeat(qubits - 1) + "Y"));

      double[] together =
          new Simulator(1).expectations(circuit, observables, bindings(circuit, rows));

      assertSameBits(together, apart(circuit, observables, rows));
      assertThat(together[0]).isNotEqualTo(together[1]);
      assertThat(sharedPart(circuit, rows)).isGreaterThan(0.5);
    }
  }

  /** The block of a costly circuit's later generation may begin before its lanes' parents do. */
  @Test
  void givenRowsThatBranchOffFromBranches_thenTheyHaveTheBitsOfEachRowAlone() {
    SplittableRandom random = Seed.of(19).random();
    for (int round = 0; round < 10; round++) {
      List<double[]> rows = new ArrayList<>(unrelated(2, 24, 20 + round));
      while (rows.size() < 150) {
        double[] row = rows.get(random.nextInt(rows.size())).clone();
        row[random.nextInt(24)] += 1;
        rows.add(row);
      }

      assertSharingChangesNoBit(costly(), rows);
      assertSharingChangesNoBit(nano(), rows.stream().map(r -> Arrays.copyOf(r, 16)).toList());
    }
  }

  /** At ten qubits some 4,000 rows are as many as states are kept of. */
  @Test
  void givenMoreRowsThanStatesAreKept_thenRowsOfEveryPieceHaveTheBitsOfEachRowAlone() {
    ParameterExpression a = ParameterExpression.parameter("a");
    ParameterExpression b = ParameterExpression.parameter("b");
    Circuit circuit = Circuit.builder(10).h(0).ry(a, 0).cx(0, 9).rz(a, 9).rx(a, 4).rx(b, 9).build();
    List<double[]> rows =
        IntStream.range(0, 9000).mapToObj(row -> new double[] {row % 5, row}).toList();
    List<Observable> observables = List.of(Observable.of("ZIIIIIIIIY"));

    double[] together =
        new Simulator(2).expectations(circuit, observables, bindings(circuit, rows));

    int[] some = IntStream.range(0, 9000).filter(row -> row % 61 == 0).toArray();
    assertSameBits(
        Arrays.stream(some).mapToDouble(row -> together[row]).toArray(),
        apart(circuit, observables, Arrays.stream(some).mapToObj(rows::get).toList()));
  }

  @Test
  void givenCallsAtOnceWithDifferentBatches_thenEachHasItsOwnBits() throws Exception {
    Circuit circuit = nano();
    Simulator simulator = new Simulator(2);
    List<Observable> observables = observables(4);
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<double[]>> found = new ArrayList<>();
      List<List<double[]>> batches = new ArrayList<>();
      for (int k = 0; k < 24; k++) {
        List<double[]> rows =
            k % 3 == 0
                ? unrelated(50 + k, 16, 60 + k)
                : shifts(unrelated(1 + k, 16, 60 + k), k % 3 == 1 ? 4 : 9);
        Callable<double[]> call =
            () -> simulator.expectations(circuit, observables, bindings(circuit, rows));
        batches.add(rows);
        found.add(pool.submit(call));
      }
      for (int k = 0; k < found.size(); k++) {
        assertSameBits(found.get(k).get(), apart(circuit, observables, batches.get(k)));
      }
    }
  }

  @Test
  void givenAnAngleThatIsNotFiniteInARowThatBeginsLikeAnother_thenTheErrorNamesThatRow() {
    ParameterExpression a = ParameterExpression.parameter("a");
    ParameterExpression b = ParameterExpression.parameter("b");
    Circuit circuit =
        Circuit.builder(2)
            .rx(a, 0)
            .ry(a, 1)
            .rz(a.times(a), 1)
            .rx(a, 1)
            .rx(ParameterExpression.of(1).over(b), 0)
            .build();
    double[] values = new double[2 * 40];
    Arrays.setAll(values, k -> k % 2 == 0 ? 0.5 : k);
    values[2 * 33 + 1] = 0;

    assertThatThrownBy(() ->
            new Simulator(1)
                .expectations(
                    circuit,
                    List.of(Observable.of("ZZ")),
                    Bindings.rows(circuit.parameters(), values)))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINDING_VALUE))
        .hasMessageContaining("is Infinity at row 33 of the bindings");
  }

  @Test
  void givenAnInterruptedThread_thenSharedRowsStopAndTheFlagStays() {
    Bindings rows = bindings(nano(), shifts(unrelated(8, 16, 90), 4));

    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () -> new Simulator(1).expectations(nano(), List.of(Observable.of("ZZZZ")), rows))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theNanoCircuitHasAsManyOperationsAsTheFiguresHereSay() {
    LaneProgram program = LaneProgram.of(Compiled.of(nano()));

    assertThat(program.laneOperations(bindings(nano(), unrelated(1, 16, 91))))
        .isEqualTo(NANO_OPERATIONS);
  }
}
