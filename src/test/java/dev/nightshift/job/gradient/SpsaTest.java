package dev.nightshift.job.gradient;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static dev.nightshift.circuit.ParameterExpression.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.PubResult;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimator against averages over all directions, parameter shift, and Spall's variances. */
class SpsaTest {
  private static final Seed SEED = Seed.of(20261126);

  private static Circuit product(int qubits) {
    var circuit = Circuit.builder(qubits);
    for (int qubit = 0; qubit < qubits; qubit++) {
      circuit.ry(parameter("a" + qubit), qubit);
    }
    return circuit.build();
  }

  private static Bindings repeated(Circuit circuit, double[] at, int rows) {
    double[] values = new double[rows * at.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(at, 0, values, row * at.length, at.length);
    }
    return Bindings.of(circuit.parameters(), Shape.of(rows), values);
  }

  private static double[] angles(int count) {
    double[] angles = new double[count];
    Arrays.setAll(angles, i -> 0.4 + 0.3 * i - 0.05 * i * i);
    return angles;
  }

  /** Means of value and derivatives over every direction once, by the dense oracle. */
  private static Gradients averaged(Circuit circuit, Observable observable, double[] at, double c) {
    int angles = at.length;
    Spsa spsa = Spsa.of(circuit, circuit.parameters(), c);
    // So many draws miss one of 2^d directions with a chance of less than e^-30.
    int rows = (30 + angles) << angles;
    Bindings drawn = spsa.expand(repeated(circuit, at, rows), SEED).bindings();
    Map<String, Integer> rowOf = new HashMap<>();
    for (int row = 0; row < rows; row++) {
      rowOf.putIfAbsent(Arrays.toString(row(drawn, 2 * row)), row);
    }
    assertThat(rowOf).hasSize(1 << angles);
    double value = 0;
    double[] jacobian = new double[angles];
    for (int row : rowOf.values()) {
      Spsa.Expansion one = spsa.expand(repeated(circuit, at, row + 1), SEED);
      double[] evs = new double[2 * (row + 1)];
      evs[2 * row] = DenseOracle.expectation(circuit, observable, row(one.bindings(), 2 * row));
      evs[2 * row + 1] =
          DenseOracle.expectation(circuit, observable, row(one.bindings(), 2 * row + 1));
      Gradients found = one.combine(evs);
      value += found.values()[row] / rowOf.size();
      for (int i = 0; i < angles; i++) {
        jacobian[i] += found.jacobian()[row * angles + i] / rowOf.size();
      }
    }
    return new Gradients(new double[] {value}, jacobian, new double[1], new double[angles]);
  }

  private static double[] row(Bindings bindings, int row) {
    double[] values = new double[bindings.columns()];
    Arrays.setAll(values, column -> bindings.value(row, column));
    return values;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5})
  void givenAProductOfAngles_whenAveragedOverAllDirections_thenTheBiasIsThatOfTheNotes(double c) {
    int qubits = 4;
    double[] at = angles(qubits);
    double value = Arrays.stream(at).map(Math::cos).reduce(1, (a, b) -> a * b);

    Gradients found = averaged(product(qubits), Observable.of("ZZZZ"), at, c);

    assertThatNumbers(found.values())
        .isCloseTo(new double[] {value * Math.pow(Math.cos(c), qubits)}, 1e-12);
    double[] expected = new double[qubits];
    Arrays.setAll(
        expected,
        i -> -value * Math.tan(at[i]) * Math.sin(c) / c * Math.pow(Math.cos(c), qubits - 1));
    assertThatNumbers(found.jacobian()).isCloseTo(expected, 1e-12);
  }

  @Test
  void givenEntangledAngles_whenTheMoveIsHalved_thenTheBiasIsAQuarter() {
    Circuit circuit = Ansatz.realAmplitudes(2, 2, Entanglement.LINEAR);
    Observable observable = Observable.of(Map.of("ZZ", 1.0, "XI", 0.6));
    double[] at = angles(circuit.parameters().size());
    ParameterShift shift = ParameterShift.of(circuit, circuit.parameters());
    ParameterShift.Expansion rows = shift.expand(Bindings.row(circuit.parameters(), at));
    Gradients exact =
        rows.combine(
            IntStream.range(0, rows.bindings().rows())
                .mapToDouble(
                    row -> DenseOracle.expectation(circuit, observable, row(rows.bindings(), row)))
                .toArray());

    Gradients whole = averaged(circuit, observable, at, 0.1);
    Gradients half = averaged(circuit, observable, at, 0.05);

    double bias = whole.values()[0] - exact.values()[0];
    assertThat(Math.abs(bias)).isGreaterThan(1e-3);
    assertThat(bias / (half.values()[0] - exact.values()[0])).isCloseTo(4, within(0.1));
    for (int i = 0; i < at.length; i++) {
      double ofWhole = whole.jacobian()[i] - exact.jacobian()[i];
      double ofHalf = half.jacobian()[i] - exact.jacobian()[i];
      assertThat(ofWhole - 4 * ofHalf).as("angle %d", i).isCloseTo(0, within(2e-4));
    }
  }

  /**
   * The nano-GPT's circuit at 100 shots and 4,000 draws. False-alarm rate: 12 means within five
   * standard errors of the exact derivative, 7e-6; their variance within 7 of its own, 1e-9 (the
   * variance of a square is at most twice that of a normal one's).
   */
  @Test
  void givenShots_whenDrawnOften_thenMeansAndVariancesAreThoseOfTheNotes() {
    Circuit circuit = ParameterShiftTest.nano();
    List<String> weights = circuit.parameters().subList(4, 16);
    double[] at = nanoAngles(new SplittableRandom(5));
    int shots = 100;
    int draws = 4_000;
    double c = 0.1;
    Gradients exact = shifted(circuit, weights, at);
    double all = Arrays.stream(exact.jacobian()).map(g -> g * g).sum();
    Spsa.Expansion expansion =
        Spsa.of(circuit, weights, c).expand(repeated(circuit, at, draws), SEED);

    PubResult.Estimated found = run(expansion, JobOptions.NONE.withShots(shots).withSeed(3));
    Gradients gradients = expansion.combine(found.evs(), found.stds());

    double oneShot = 1 - exact.values()[0] * exact.values()[0];
    for (int i = 0; i < 12; i++) {
      double g = exact.jacobian()[i];
      double mean = 0;
      double square = 0;
      double reported = 0;
      for (int draw = 0; draw < draws; draw++) {
        double estimate = gradients.jacobian()[draw * 12 + i];
        mean += estimate / draws;
        square += (estimate - g) * (estimate - g) / draws;
        reported += Math.pow(gradients.jacobianErrors()[draw * 12 + i], 2) / draws;
      }
      double ofShots = oneShot / (2 * c * c * shots);
      double variance = ofShots + all - g * g;
      // Bias: 12 angles, and no product of them is larger than the value can be.
      double bias = (1 / 6.0 + 11 / 2.0) * c * c;
      assertThat(mean)
          .as("mean %d", i)
          .isCloseTo(g, within(5 * Math.sqrt(variance / draws) + bias));
      assertThat(square / variance)
          .as("variance %d", i)
          .isCloseTo(1, within(7 * Math.sqrt(2.0 / draws) + 2 * 12 * c * c / 2));
      assertThat(reported / ofShots).as("reported %d", i).isCloseTo(1, within(0.1));
    }
  }

  /** What the choice of the move stands on; see the notes in the source. */
  @Test
  void givenTheNanoCircuit_whenMeasured_thenTheDrawsVarianceIsFarAboveThatOf1024Shots() {
    Circuit circuit = ParameterShiftTest.nano();
    List<String> weights = circuit.parameters().subList(4, 16);
    SplittableRandom random = new SplittableRandom(1);
    double all = 0;
    int points = 200;
    for (int point = 0; point < points; point++) {
      double[] jacobian = shifted(circuit, weights, nanoAngles(random)).jacobian();
      all += Arrays.stream(jacobian).map(g -> g * g).sum() / points;
    }
    double ofShots = 1 / (2 * Spsa.DEFAULT_MOVE * Spsa.DEFAULT_MOVE * 1_024);

    assertThat(all).isCloseTo(0.67, within(0.01));
    assertThat(ofShots).isLessThan(all / 10);
  }

  /** Inputs are tanh of something; weights start at a tenth of a normal number. */
  private static double[] nanoAngles(SplittableRandom random) {
    double[] at = new double[16];
    Arrays.setAll(at, i -> i < 4 ? Math.tanh(random.nextGaussian()) : 0.1 * random.nextGaussian());
    return at;
  }

  private static Gradients shifted(Circuit circuit, List<String> wanted, double[] at) {
    ParameterShift.Expansion rows =
        ParameterShift.of(circuit, wanted).expand(Bindings.row(circuit.parameters(), at));
    return rows.combine(run(rows, JobOptions.NONE).evs());
  }

  private static PubResult.Estimated run(GradientRows rows, JobOptions options) {
    try (EmbeddedBackend backend = new EmbeddedBackend("embedded", new Simulator(), new Meter())) {
      return backend
          .run(
              JobRequest.estimate(List.of(rows.pub(List.of(Observable.of("ZZZZ")), null)), options))
          .estimated(0);
    }
  }

  /** 2,485 means, each within six standard errors of 0: false-alarm rate 5e-6. */
  @Test
  void directionsAreFairAndIndependentBeyondAWordOfBitsToo() {
    int angles = 70;
    int rows = 4_000;
    var builder = Circuit.builder(1);
    for (int i = 0; i < angles; i++) {
      builder.ry(parameter("a%02d".formatted(i)), 0);
    }
    Circuit circuit = builder.build();
    double c = 0.5;
    Bindings drawn =
        Spsa.of(circuit, circuit.parameters(), c)
            .expand(repeated(circuit, new double[angles], rows), SEED)
            .bindings();

    double bound = 6 / Math.sqrt(rows);
    for (int i = 0; i < angles; i++) {
      for (int j = 0; j <= i; j++) {
        double mean = 0;
        for (int row = 0; row < rows; row++) {
          double sign = drawn.value(2 * row, i) / c;
          assertThat(Math.abs(sign)).isEqualTo(1);
          assertThat(drawn.value(2 * row + 1, i)).isEqualTo(-drawn.value(2 * row, i));
          mean += (i == j ? sign : sign * drawn.value(2 * row, j) / c) / rows;
        }
        assertThat(mean).as("%d, %d", i, j).isCloseTo(0, within(bound));
      }
    }
  }

  @Test
  void aRowsDirectionIsOfItsSeedAndNumberAlone() {
    Circuit circuit = product(3);
    Spsa spsa = Spsa.of(circuit, List.of("a2", "a0"), 0.25);
    Bindings many = repeated(circuit, angles(3), 50);

    double[] whole = spsa.expand(many, SEED).bindings().values();

    double[] again = spsa.expand(many, SEED).bindings().values();
    double[] fewer = spsa.expand(repeated(circuit, angles(3), 20), SEED).bindings().values();
    double[] other = spsa.expand(many, Seed.of(1)).bindings().values();
    assertThat(again).isEqualTo(whole);
    assertThat(fewer).isEqualTo(Arrays.copyOf(whole, fewer.length));
    assertThat(other).isNotEqualTo(whole);
    assertThat(IntStream.range(0, 100).mapToDouble(row -> whole[3 * row + 1]))
        .as("an angle that is not wanted stays")
        .containsOnly(angles(3)[1]);
    assertThat(spsa.template()).isSameAs(circuit);
    assertThat(spsa.rowsPerBinding()).isEqualTo(2);
  }

  @Test
  void sampledValuesGiveTheErrorsOfMeanAndDifference() {
    Circuit circuit = product(2);
    Spsa.Expansion expansion =
        Spsa.of(circuit, List.of("a1"), 0.5).expand(Bindings.row(List.of("a0", "a1"), 1, 2), SEED);
    double sign = Math.signum(expansion.bindings().value(0, 1) - 2);

    Gradients found = expansion.combine(new double[] {0.7, 0.1}, new double[] {0.03, 0.04});

    assertThatNumbers(found.values()).isCloseTo(new double[] {0.4}, 1e-15);
    assertThatNumbers(found.valueErrors()).isCloseTo(new double[] {0.025}, 1e-15);
    assertThatNumbers(found.jacobian()).isCloseTo(new double[] {0.6 * sign}, 1e-15);
    assertThatNumbers(found.jacobianErrors()).isCloseTo(new double[] {0.05}, 1e-15);
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    Circuit circuit = product(1);

    refused(
        () -> Spsa.of(circuit, List.of("b"), 0.1),
        ErrorCode.PARAMETER_UNBOUND,
        "a gradient by b is asked for, but the circuit has the parameters [a0]");
    refused(
        () -> Spsa.of(circuit, List.of("a0"), Double.NaN),
        ErrorCode.USAGE,
        "moves of SPSA are NaN radians; give an angle in [1.0E-4, 1.0]");
    Spsa.Expansion expansion =
        Spsa.of(circuit, List.of("a0"), 0.1).expand(Bindings.row(List.of("a0"), 0.1), SEED);
    refused(
        () -> expansion.combine(new double[3]),
        ErrorCode.BINDING_SHAPE,
        "a step of SPSA of 2 rows got 3 values; give one a row and observable");
    refused(
        () -> expansion.combine(new double[2], new double[1]),
        ErrorCode.BINDING_SHAPE,
        "a step of SPSA of 2 rows got 1 values; give one a row and observable");
  }

  private static void refused(Runnable call, ErrorCode code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            NightshiftException.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
