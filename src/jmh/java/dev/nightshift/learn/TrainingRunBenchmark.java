package dev.nightshift.learn;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One training step of the classical model at the published sizes (65 characters, width 16, 2
 * layers of 2 heads, contexts of 8, batches of 4), evaluations of 20 batches every 50 steps
 * included; goal of the batched style: 0.6 of what a step of the same program takes in Python, CPU
 * time.
 *
 * <p>Run with {@code ./dev bench TrainingRun}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(1)
public class TrainingRunBenchmark {
  private static final int STEPS = 1_000;

  @Param({"FAITHFUL", "BATCHED"})
  public Style style = Style.BATCHED;

  private final TrainingText text = text();

  private static TrainingText text() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append((char) ('0' + (i < 65 ? i : random.nextInt(65))));
    }
    return TrainingText.of(text.toString(), 0.9);
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double step() {
    TrainingPlan plan =
        new TrainingPlan(
            ModelKind.CLASSICAL,
            new GptConfig(65, 16, 2, 2, 8, 0.1),
            new TrainConfig(4, 1e-3, STEPS, 50, 20),
            null,
            new SampleConfig(0, false, 0),
            style,
            0);
    try (TrainingRun run = TrainingRun.start(plan, text, null)) {
      return run.train(TrainingListener.NONE, CheckpointPolicy.NONE).loss();
    }
  }
}
