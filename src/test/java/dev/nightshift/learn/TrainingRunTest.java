package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingRunTest {
  private static final TrainingText TEXT = Plans.smallText();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Style.class)
  void trainingLowersTheLossBelowThatOfGuessingEvenly(Style style) {
    try (TrainingRun run = TrainingRun.start(Plans.small(style, null, 150), TEXT, null)) {

      TrainingResult result = run.train(TrainingListener.NONE, CheckpointPolicy.NONE);

      assertThat(result.evalLosses()).hasSize(30);
      assertThat(result.evalLosses().getFirst()).isGreaterThan(2.5);
      assertThat(result.loss()).isLessThan(0.6 * Math.log(TEXT.tokenizer().size()));
      assertThat(result.tokensPerSecond()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void givenARunStoppedInTheMiddle_whenResumed_thenItEndsWithTheSameBits(Style style)
      throws IOException {
    TrainingPlan plan = Plans.small(style, null, 23);
    Path unbroken = folder.resolve("unbroken");
    String sample;
    TrainingResult whole;
    try (TrainingRun run = TrainingRun.start(plan, TEXT, null)) {
      whole = run.train(TrainingListener.NONE, CheckpointPolicy.NONE);
      sample = run.sample();
      run.save(unbroken);
    }

    Path broken = folder.resolve("broken");
    int[] asked = {0};
    CheckpointPolicy stopAt13 = new CheckpointPolicy(broken, 5, () -> asked[0]++ == 13);
    try (TrainingRun run = TrainingRun.start(plan, TEXT, null)) {
      assertThatThrownBy(() -> run.train(TrainingListener.NONE, stopAt13))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              error -> assertThat(error.code()).isEqualTo(ErrorCode.INTERRUPTED))
          .hasMessage(
              "the training of the classical model was stopped after 13 of 23 steps; resume the run"
                  + " to go on");
    }
    try (TrainingRun run = TrainingRun.resume(plan, TEXT, null, broken)) {
      assertThat(run.step()).isEqualTo(13);
      TrainingResult resumed = run.train(TrainingListener.NONE, CheckpointPolicy.NONE);

      assertThat(resumed.evalLosses()).isEqualTo(whole.evalLosses());
      assertThat(resumed.trainLoss()).isEqualTo(whole.trainLoss());
      assertThat(run.sample()).isEqualTo(sample);
      run.save(broken);
    }
    assertThat(weights(broken)).isEqualTo(weights(unbroken));
  }

  private static String weights(Path file) {
    StringBuilder bits = new StringBuilder();
    List<Checkpoint.Tensor> tensors = new ArrayList<>(Checkpoint.read(file).tensors());
    tensors.sort(Comparator.comparing(Checkpoint.Tensor::name));
    for (Checkpoint.Tensor tensor : tensors) {
      bits.append(tensor.name());
      for (float[] numbers : new float[][] {tensor.weights(), tensor.first(), tensor.second()}) {
        for (float number : numbers) {
          bits.append(' ').append(Float.floatToIntBits(number));
        }
      }
    }
    return bits.toString();
  }

  @Test
  void givenADamagedCheckpoint_whenResumed_thenEveryFlippedByteIsFound() throws IOException {
    TrainingPlan plan = Plans.small(Style.BATCHED, null, 1);
    Path file = folder.resolve("checkpoint");
    try (TrainingRun run = TrainingRun.start(plan, TEXT, null)) {
      run.save(file);
    }
    byte[] good = Files.readAllBytes(file);
    for (int at : new int[] {0, 7, 8, 100, good.length / 2, good.length - 33, good.length - 1}) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(file, bad);

      assertCorrupt(plan, file);
    }
    for (int length : new int[] {0, 8, 40, good.length - 1}) {
      Files.write(file, Arrays.copyOf(good, length));

      assertCorrupt(plan, file);
    }
  }

  private static void assertCorrupt(TrainingPlan plan, Path file) {
    assertThatThrownBy(() -> TrainingRun.resume(plan, TEXT, null, file).close())
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.CHECKPOINT_CORRUPT))
        .hasMessageContaining("take an older one or start the run anew");
  }

  @Test
  void givenACheckpointOfAnotherPlan_whenResumed_thenBothPlansAreNamed() {
    Path file = folder.resolve("checkpoint");
    try (TrainingRun run = TrainingRun.start(Plans.small(Style.BATCHED, null, 1), TEXT, null)) {
      run.save(file);
    }

    assertThatThrownBy(() ->
            TrainingRun.resume(Plans.small(Style.FAITHFUL, null, 1), TEXT, null, file).close())
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.CHECKPOINT_MISMATCH))
        .hasMessageContaining("BATCHED")
        .hasMessageContaining("FAITHFUL");
  }

  @Test
  void givenNoCheckpoint_whenResumed_thenTheFileIsNamed() {
    Path file = folder.resolve("nothing");

    assertThatThrownBy(
            () -> TrainingRun.resume(Plans.small(Style.BATCHED, null, 1), TEXT, null, file).close())
        .isInstanceOfSatisfying(
            NightshiftException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.FILE_MISSING))
        .hasMessageContaining(file.toString());
  }

  @Test
  void aPromptIsGoneOnFromInTheModelsOwnCharacters() {
    try (TrainingRun run = TrainingRun.start(Plans.small(Style.BATCHED, null, 150), TEXT, null)) {
      run.train(TrainingListener.NONE, CheckpointPolicy.NONE);

      String greedy = run.generate("The night", new SampleConfig(12, false, 0));
      String warm = run.generate("The night", new SampleConfig(12, false, 1));

      assertThat(greedy).startsWith("The night").hasSize(21);
      assertThat(warm).startsWith("The night").hasSize(21);
      assertThat(run.generate("The night", new SampleConfig(12, false, 1))).isEqualTo(warm);
      assertThatThrownBy(() -> run.generate("Θ", new SampleConfig(1, false, 0)))
          .hasMessageStartingWith("character 'Θ' (U+0398) does not occur in the model's text");
      assertThatThrownBy(() -> run.generate("", new SampleConfig(1, false, 0)))
          .hasMessage("the prompt is empty; give at least one character");
    }
  }
}
