package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published program's numbers; the oracle is PyTorch 2.7.1 itself, run once from Python. */
class PublishedRunTest {
  private static final double[] CLASSICAL = {
    4.385958194732666, 3.8517165184020996, 3.482599973678589, 3.3505592346191406,
    3.2785449028015137, 3.3660995960235596, 3.2490005493164062, 3.1479430198669434,
    3.0262796878814697, 2.977926254272461, 3.040961980819702, 2.9622340202331543,
    2.922657012939453, 2.9462203979492188, 2.931161403656006, 2.796038866043091,
    2.8502039909362793, 2.7627084255218506, 2.7552173137664795, 2.70055890083313
  };
  private static final String CLASSICAL_SAMPLE =
      "\nI\nTe he be the the the te the and the the the the the the the the the the the anou the"
          + " the t the me the the the the anou";

  @Test
  void theClassicalModelEqualsThePublishedOneStepByStep() throws IOException {
    TrainingText text = Plans.publishedText();
    List<Double> losses = new ArrayList<>();
    try (TrainingRun run = TrainingRun.start(Plans.published(null), text, null)) {

      TrainingResult result = run.train(collect(losses), CheckpointPolicy.NONE);

      assertThat(result.parameters()).isEqualTo(8_769);
      assertThat(losses.subList(0, 4))
          .usingComparatorForType(Plans.within(1e-6), Double.class)
          .containsExactly(
              4.2284369468688965, 4.395183086395264, 4.397984981536865, 4.361924648284912);
      for (int i = 0; i < CLASSICAL.length; i++) {
        assertThat(result.evalLosses().get(i))
            .as("evaluation %d", i)
            .isCloseTo(CLASSICAL[i], within(2e-6));
      }
      assertThat("%.4f".formatted(result.loss())).isEqualTo("2.7006");
      assertThat(run.sample()).isEqualTo(CLASSICAL_SAMPLE);
      // The second time the stream of random numbers is made again from the seed.
      assertThat(run.sample()).isEqualTo(CLASSICAL_SAMPLE);
      assertThat(run.probeCausality().verdict()).isEqualTo("PASS");
    }
  }

  private static TrainingListener collect(List<Double> losses) {
    return new TrainingListener() {
      @Override
      public void onStep(int done, int of, double loss, double stepsPerSecond) {
        losses.add(loss);
      }
    };
  }
}
