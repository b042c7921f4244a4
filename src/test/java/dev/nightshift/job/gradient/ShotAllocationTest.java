package dev.nightshift.job.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.Pub;
import dev.nightshift.job.Workload;
import dev.nightshift.job.gradient.ShotAllocation.Share;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShotAllocationTest {
  private static double[] weights(SplittableRandom random, int rows) {
    double[] weights = new double[rows];
    double spread = random.nextDouble(4);
    Arrays.setAll(weights, i -> Math.exp(spread * random.nextGaussian()));
    if (random.nextInt(4) == 0) {
      Arrays.fill(weights, 0, random.nextInt(rows + 1), 0);
    }
    return weights;
  }

  @Test
  void whateverTheWeights_everyRowIsThereOnceAndEveryShotIsSpent() {
    SplittableRandom random = new SplittableRandom(20261126);
    for (int draw = 0; draw < 2_000; draw++) {
      int rows = 1 + random.nextInt(200);
      int shots = 1 + random.nextInt(draw % 2 == 0 ? 20 : 100_000);
      double[] weights = weights(random, rows);

      List<Share> shares = ShotAllocation.of(weights, shots);

      assertThat(shares).hasSize(ShotAllocation.groups(rows));
      assertThat(shares.stream().flatMap(share -> share.rows().stream()).sorted())
          .containsExactlyElementsOf(IntStream.range(0, rows).boxed().toList());
      assertThat(shares).allSatisfy(share -> assertThat(share.shots()).isPositive());
      assertThat(
              shares.stream().mapToLong(share -> (long) share.shots() * share.rows().size()).sum())
          .isEqualTo((long) rows * shots);
    }
  }

  @Test
  void equalWeightsGetEqualShots() {
    for (double weight : new double[] {0, 1, 3e-5}) {
      double[] weights = new double[37];
      Arrays.fill(weights, weight);

      assertThat(ShotAllocation.of(weights, 1_024)).extracting(Share::shots).containsOnly(1_024);
    }
  }

  @Test
  void aPubOfAShareAsksForJustItsShots() {
    Circuit circuit = Circuit.builder(1).h(0).build();
    for (int shots = 1; shots < 3_000_000; shots += 1 + shots / 50) {
      Pub pub =
          new Pub.Estimator(
              circuit,
              ObservablesArray.of(Observable.of("Z")),
              Bindings.row(List.of()),
              new Share(List.of(0), shots).precision());

      assertThat(Workload.shots(pub, JobOptions.NONE.withShots(5))).isEqualTo(shots);
    }
  }

  /** Weights as the nano-GPT's positions have them: the later, the more. */
  @Test
  void givenWeightsThatDiffer_whenSpread_thenTheErrorIsCloseToTheLeastThatThereIs() {
    int shots = 1_000;
    double[] weights = new double[64];
    Arrays.setAll(weights, i -> (1 + i % 8) * (i < 32 ? 0.5 : 1));
    double squares = 0;
    double sum = 0;
    double spread = 0;
    for (double weight : weights) {
      squares += weight * weight;
      sum += weight;
    }
    for (Share share : ShotAllocation.of(weights, shots)) {
      for (int row : share.rows()) {
        spread += weights[row] * weights[row] / share.shots();
      }
    }

    double equal = squares / shots;
    double least = sum * sum / (64.0 * shots);
    assertThat(Math.sqrt(least / equal)).isCloseTo(0.8454, within(1e-4));
    assertThat(Math.sqrt(spread / equal)).isBetween(0.8454, 0.87);
  }
}
