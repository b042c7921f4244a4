package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.NoisyOptions.Method;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.sim.noise.GoldenNoise;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Thirty circuits on a made-up device, against Aer's density matrix. */
class NoisyParityTest {
  private static final int SHOTS = 4096;

  private static final List<String> GOLDEN = GoldenNoise.lines("sim/noise/parity.txt");
  private static final List<GoldenNoise.Case> CASES = GoldenNoise.cases(GOLDEN);
  private static final NoiseModel MODEL =
      NoiseModel.of(GoldenNoise.device(GOLDEN), NoiseOptions.ALL);

  private final NoisyOptions options = NoisyOptions.defaults().withThreads(2);
  private final NoisySimulator automatic = new NoisySimulator(MODEL, options);
  private final NoisySimulator trajectories =
      new NoisySimulator(MODEL, options.withMethod(Method.STATEVECTOR));
  private final NoisySimulator dense =
      new NoisySimulator(MODEL, options.withMethod(Method.DENSITY_MATRIX));

  @Test
  void expectationValuesAreThoseOfAersDensityMatrix() {
    assertThat(CASES).hasSizeGreaterThanOrEqualTo(30);
    for (GoldenNoise.Case golden : CASES) {
      List<Observable> observables = golden.values().keySet().stream().map(Observable::of).toList();

      double[] found = automatic.expectations(golden.body(), observables, Bindings.none());

      assertThatNumbers(found)
          .as(golden.text())
          .isCloseTo(
              golden.values().values().stream().mapToDouble(Double::doubleValue).toArray(), 1e-9);
    }
  }

  @Test
  void probabilitiesAreThoseOfAersDensityMatrixAsTheReadoutsMisreadThem() {
    for (GoldenNoise.Case golden : CASES) {
      assertThatNumbers(probabilities(golden.circuit()))
          .as(golden.text())
          .isCloseTo(golden.probabilities(), 1e-9);
    }
  }

  private double[] probabilities(Circuit circuit) {
    double[] found = new double[1 << circuit.bits()];
    automatic
        .probabilities(circuit, Bindings.none(), 0)
        .forEach((bits, weight) -> found[Integer.parseInt(bits, 2)] = weight);
    return found;
  }

  /**
   * The total variation distance of N samples from K probabilities exceeds sqrt(K / N) / 2 +
   * sqrt(ln(1/δ) / 2N) with probability below δ (its mean is bounded by the first term, and one
   * sample moves it by at most 1/N: McDiarmid). Here δ = 1e-9, for 3 methods and 30 circuits: a
   * false alarm in 1e7 changes of the seed.
   */
  @Test
  void samplesLieWithinTheBoundOfSampling() {
    for (NoisySimulator simulator : List.of(automatic, trajectories, dense)) {
      for (int k = 0; k < CASES.size(); k++) {
        GoldenNoise.Case golden = CASES.get(k);
        int values = golden.probabilities().length;

        BitArray found =
            simulator
                .sample(golden.circuit(), Bindings.none(), SHOTS, Seed.of(31).split(k))
                .firstEntry()
                .getValue();

        double[] shares = new double[values];
        found
            .counts(0)
            .forEach((bits, count) -> shares[Integer.parseInt(bits, 2)] = count / (double) SHOTS);
        double distance = 0;
        for (int value = 0; value < values; value++) {
          distance += Math.abs(shares[value] - golden.probabilities()[value]) / 2;
        }
        double bound =
            Math.sqrt(values / (double) SHOTS) / 2 + Math.sqrt(Math.log(1e9) / (2 * SHOTS));
        assertThat(distance).as(golden.text()).isLessThan(bound);
      }
    }
  }

  /**
   * Five standard errors for each of some 150 numbers and 2 methods: false alarms with probability
   * 2e-4 a change of the seed, which is fixed.
   */
  @Test
  void sampledValuesLieWithinFiveStandardErrors() {
    for (Method method : List.of(Method.STATEVECTOR, Method.DENSITY_MATRIX)) {
      NoisySimulator simulator =
          new NoisySimulator(MODEL, options.withMethod(method).withMisreadEstimates(false));
      for (int k = 0; k < CASES.size(); k++) {
        GoldenNoise.Case golden = CASES.get(k);
        List<Observable> observables =
            golden.values().keySet().stream().map(Observable::of).toList();
        double[] expected =
            golden.values().values().stream().mapToDouble(Double::doubleValue).toArray();
        double[] errors = new double[expected.length];
        for (int i = 0; i < errors.length; i++) {
          errors[i] = Math.sqrt((1 - expected[i] * expected[i]) / SHOTS);
        }

        double[] found =
            simulator
                .estimate(golden.body(), observables, Bindings.none(), SHOTS, Seed.of(7).split(k))
                .values();

        assertThatNumbers(found)
            .as("%s by %s", golden.text(), method)
            .isWithinStandardErrors(expected, errors, 5);
      }
    }
  }
}
