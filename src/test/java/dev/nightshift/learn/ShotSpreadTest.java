package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.random.Seed;
import dev.nightshift.job.Meter;
import dev.nightshift.job.gradient.Spsa;
import dev.nightshift.learn.quantum.GradientMethod;
import dev.nightshift.learn.quantum.Ladder;
import dev.nightshift.sim.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The gradient of the whole model, with shots spread and with equal ones, against the exact one.
 */
class ShotSpreadTest {
  private static final int DRAWS = 300;
  private static final int SHOTS = 100;
  private static final GptConfig SIZES = new GptConfig(65, 16, 2, 2, 8, 0);

  private final Meter meter = new Meter();
  private final EmbeddedBackend backend = new EmbeddedBackend("embedded", new Simulator(), meter);

  private QuantumHeads heads(OptionalInt shots, boolean spread) {
    return new QuantumHeads(
        new QuantumConfig(
            4,
            2,
            QuantumMode.CAUSAL,
            GradientMethod.PARAMETER_SHIFT,
            Spsa.DEFAULT_MOVE,
            false,
            shots,
            spread,
            Ladder.PAUSE_ONLY),
        backend,
        meter);
  }

  /**
   * Gradients by the circuits' angles and scales, a list a draw, of one batch and equal weights.
   */
  private static List<List<float[]>> gradients(QuantumHeads heads, int draws) {
    List<List<float[]>> found = new ArrayList<>();
    TorchRuntime.seed(5);
    try (NDManager manager = TorchRuntime.newManager()) {
      NanoGpt model = new NanoGpt(SIZES, Style.BATCHED, heads);
      model.reseed(Seed.of(5));
      model.initialize(manager);
      ParameterStore store = new ParameterStore(manager, false);
      SplittableRandom random = new SplittableRandom(7);
      long[] tokens = random.longs(4 * 8, 0, 65).toArray();
      long[] targets = random.longs(4 * 8, 0, 65).toArray();
      for (int draw = 0; draw < draws; draw++) {
        model.reseed(Seed.of(draw));
        List<float[]> all = new ArrayList<>();
        try (NDManager batch = manager.newSubManager();
            GradientCollector tape = Engine.getInstance().newGradientCollector()) {
          NDArray logits =
              model.logits(batch.create(tokens, new Shape(4, 8)), new Pass(store, false, true, 4));
          NDArray picked =
              logits
                  .reshape(32, 65)
                  .logSoftmax(1)
                  .gather(batch.create(targets, new Shape(32, 1)), 1);
          tape.backward(picked.mean().neg());
          model.learnShots();
          model
              .getParameters()
              .forEach(parameter -> {
                NDArray gradient = parameter.getValue().getArray().getGradient();
                if (parameter.getKey().endsWith("angles_scale")) {
                  all.add(gradient.toFloatArray());
                }
                gradient.muli(0);
              });
        }
        found.add(all);
      }
    }
    return found;
  }

  private static double meanSquare(List<List<float[]>> draws, List<float[]> exact) {
    double sum = 0;
    for (List<float[]> draw : draws) {
      for (int layer = 0; layer < exact.size(); layer++) {
        for (int i = 0; i < exact.get(layer).length; i++) {
          boolean angle = i % 13 < 12;
          sum += angle ? Math.pow(draw.get(layer)[i] - exact.get(layer)[i], 2) : 0;
        }
      }
    }
    return sum / draws.size();
  }

  /**
   * 14,400 squares of either kind: their means have standard errors of 1.2 %, the ratio of them 1.7
   * %. Bound: five of those, so a false-alarm rate of 6e-7.
   */
  @Test
  void givenEqualShotsInAll_whenSpread_thenTheGradientsErrorIsLessByWhatIsReported() {
    List<float[]> exact = gradients(heads(OptionalInt.empty(), false), 1).getFirst();
    long before = meter.get(Meter.Count.SHOTS);
    double equal = meanSquare(gradients(heads(OptionalInt.of(SHOTS), false), DRAWS), exact);
    long shotsOfEqual = meter.get(Meter.Count.SHOTS) - before;
    QuantumHeads spreading = heads(OptionalInt.of(SHOTS), true);

    double spread = meanSquare(gradients(spreading, DRAWS), exact);

    assertThat(meter.get(Meter.Count.SHOTS) - before).isEqualTo(2 * shotsOfEqual);
    double reported = spreading.errors().overEqualShots().orElseThrow();
    assertThat(spread / equal / (reported * reported)).isCloseTo(1, within(5 * 0.017));
    assertThat(Math.sqrt(spread / equal)).isLessThan(0.95);
  }
}
