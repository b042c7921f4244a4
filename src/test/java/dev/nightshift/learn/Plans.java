package dev.nightshift.learn;

import dev.nightshift.learn.quantum.GradientMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Plans and texts the tests of this room share. */
final class Plans {
  static final SampleConfig PUBLISHED_SAMPLE = new SampleConfig(120, true, 0);
  static final QuantumConfig FAITHFUL_QUANTUM = quantum(QuantumMode.FAITHFUL);
  static final QuantumConfig CAUSAL_QUANTUM = quantum(QuantumMode.CAUSAL);

  private Plans() {}

  static QuantumConfig quantum(QuantumMode mode) {
    return new QuantumConfig(4, 2, mode, GradientMethod.ADJOINT, false, OptionalInt.empty());
  }

  /** The published run of 1,000 steps, seed 0. */
  static TrainingPlan published(@Nullable QuantumConfig quantum) {
    return new TrainingPlan(
        quantum == null ? ModelKind.CLASSICAL : ModelKind.HYBRID,
        new GptConfig(65, 16, 2, 2, 8, 0.1),
        new TrainConfig(4, 1e-3, 1000, 50, 20),
        quantum,
        PUBLISHED_SAMPLE,
        Style.FAITHFUL,
        0);
  }

  /** The published sizes on a text of our own, for a few steps. */
  static TrainingPlan small(Style style, @Nullable QuantumConfig quantum, int steps) {
    return new TrainingPlan(
        quantum == null ? ModelKind.CLASSICAL : ModelKind.HYBRID,
        new GptConfig(smallText().tokenizer().size(), 16, 2, 2, 8, 0.1),
        new TrainConfig(4, 1e-2, steps, 5, 3),
        quantum,
        new SampleConfig(20, style == Style.FAITHFUL, 0),
        style,
        7);
  }

  static TrainingText smallText() {
    return TrainingText.of("The night shift counts the stars, one by one.\n".repeat(40), 0.9);
  }

  /** The published text; the calling test is skipped, and says so, where it is not at hand. */
  static TrainingText publishedText() throws IOException {
    String folder = System.getenv("NIGHTSHIFT_DATA");
    Path file = Path.of(folder == null ? "." : folder, "tinyshakespeare.txt");
    Assumptions.assumeTrue(
        Files.isRegularFile(file),
        "skipped: set NIGHTSHIFT_DATA to the folder of tinyshakespeare.txt to compare with the"
            + " published run");
    return TrainingText.of(Files.readString(file), 0.9);
  }

  /** Doubles that differ by no more count as equal. */
  static Comparator<Double> within(double tolerance) {
    return (a, b) -> Math.abs(a - b) <= tolerance ? 0 : Double.compare(a, b);
  }
}
