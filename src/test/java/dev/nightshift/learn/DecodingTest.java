package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecodingTest {
  @Test
  void withoutTemperatureTheFirstOfTheLargestIsChosen() {
    float[] logits = {0f, 2f, -1f, 2f};

    assertThat(Decoding.choose(logits, 0, new SplittableRandom(1))).isEqualTo(1);
  }

  /** Seed 1; five standard errors of a frequency: a false alarm in about 2 of a million seeds. */
  @Test
  void withTemperatureTokensComeAsOftenAsTheSoftmaxSays() {
    float[] logits = {0f, 1f, 3f};
    double temperature = 2;
    int draws = 100_000;
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[3];
    for (int draw = 0; draw < draws; draw++) {
      counts[Decoding.choose(logits, temperature, random)]++;
    }

    double sum = 1 + Math.exp(0.5) + Math.exp(1.5);
    for (int token = 0; token < 3; token++) {
      double p = Math.exp(logits[token] / temperature) / sum;
      assertThat(counts[token] / (double) draws)
          .isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / draws)));
    }
  }
}
