package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import dev.nightshift.base.random.Seed;
import dev.nightshift.job.Meter;
import dev.nightshift.learn.quantum.GradientMethod;
import dev.nightshift.learn.quantum.Ladder;
import dev.nightshift.learn.quantum.StandardErrors;
import dev.nightshift.oracle.OracleBackend;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The hybrid model, with circuits evaluated by dense matrices; few steps, because those are slow.
 */
class HybridTest {
  private static final TrainingText TEXT = Plans.smallText();

  private final OracleBackend oracle = new OracleBackend();
  private final Meter meter = new Meter();

  @TempDir Path folder;

  static Stream<Arguments> stylesAndModes() {
    return Stream.of(Style.values())
        .flatMap(style -> Stream.of(QuantumMode.values()).map(mode -> Arguments.of(style, mode)));
  }

  private static QuantumConfig two(QuantumMode mode, GradientMethod method, boolean inputs) {
    return new QuantumConfig(2, 1, mode, method, inputs, OptionalInt.empty());
  }

  /** One layer, two heads of which one is quantum, contexts of 3. */
  private static TrainingPlan tiny(Style style, QuantumConfig quantum, int steps) {
    return new TrainingPlan(
        ModelKind.HYBRID,
        new GptConfig(TEXT.tokenizer().size(), 4, 2, 1, 3, 0),
        new TrainConfig(2, 1e-2, steps, 2, 2),
        quantum,
        new SampleConfig(4, false, 0),
        style,
        3);
  }

  @Test
  void thePublishedSizesGiveThePublishedNumberOfParameters() {
    TrainingPlan plan = Plans.published(Plans.FAITHFUL_QUANTUM);
    QuantumHeads heads = new QuantumHeads(Plans.FAITHFUL_QUANTUM, oracle, meter);

    try (NDManager manager = TorchRuntime.newManager()) {
      for (Style style : Style.values()) {
        NanoGpt model = new NanoGpt(plan.model(), style, heads);
        model.initialize(manager);

        assertThat(model.parameterCount()).isEqualTo(8_821);
      }
    }
    assertThat(QuantumHeads.circuit(4).instructions()).hasSize(40);
    assertThat(QuantumHeads.circuit(4).parameters()).hasSize(16);
  }

  /** Faithful looks at later positions and at the whole batch; causal must not. */
  @ParameterizedTest
  @MethodSource("stylesAndModes")
  void theProbeFindsTheLeakOfTheFaithfulModeAndNoneInTheCausalOne(Style style, QuantumMode mode) {
    QuantumConfig quantum = two(mode, GradientMethod.ADJOINT, false);
    try (TrainingRun run =
        TrainingRun.start(
            tiny(style, quantum, 3), TEXT, new QuantumHeads(quantum, oracle, meter))) {
      run.train(TrainingListener.NONE, CheckpointPolicy.NONE);

      Causality causality = run.probeCausality();

      switch (mode) {
        case FAITHFUL -> {
          assertThat(causality.verdict()).isEqualTo("LEAK");
          assertThat(causality.moved()).isLessThan(causality.changed());
        }
        case CAUSAL -> assertThat(causality).isEqualTo(new Causality(false, 0, 0, 0));
      }
    }
  }

  /** Every parameter's gradient against a central difference of the loss itself. */
  @ParameterizedTest
  @MethodSource("stylesAndModes")
  void withInputGradientsTheWholeModelsGradientIsThatOfItsLoss(Style style, QuantumMode mode) {
    QuantumConfig quantum = two(mode, GradientMethod.PARAMETER_SHIFT, true);
    QuantumHeads heads = new QuantumHeads(quantum, oracle, meter);
    GptConfig sizes = new GptConfig(5, 4, 2, 1, 3, 0);
    TorchRuntime.seed(5);
    try (NDManager manager = TorchRuntime.newManager()) {
      NanoGpt model = new NanoGpt(sizes, style, heads);
      model.reseed(Seed.of(5));
      model.initialize(manager);
      ParameterStore store = new ParameterStore(manager, false);
      NDArray tokens = manager.create(new long[] {0, 1, 2, 3, 4, 0}, new Shape(2, 3));
      float[] factors = new float[2 * 3 * 5];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = (float) Math.sin(i + 1);
      }
      NDArray weights = manager.create(factors, new Shape(2, 3, 5));
      try (GradientCollector tape = Engine.getInstance().newGradientCollector()) {
        tape.backward(model.logits(tokens, new Pass(store, false, true, 2)).mul(weights).sum());
      }

      for (Pair<String, Parameter> parameter : model.getParameters()) {
        NDArray array = parameter.getValue().getArray();
        float[] gradient = array.getGradient().toFloatArray();
        FloatBuffer memory = array.toByteBuffer(true).asFloatBuffer();
        for (int i = 0; i < gradient.length; i += Math.max(1, gradient.length / 3)) {
          float before = memory.get(i);
          float step = 1e-2f;
          memory.put(i, before + step);
          double up = loss(model, store, tokens, factors);
          memory.put(i, before - step);
          double down = loss(model, store, tokens, factors);
          memory.put(i, before);
          assertThat((double) gradient[i])
              .as("%s[%d]", parameter.getKey(), i)
              .isCloseTo((up - down) / (2 * step), within(5e-3));
        }
      }
    }
  }

  private static double loss(NanoGpt model, ParameterStore store, NDArray tokens, float[] factors) {
    try (TorchRuntime.GradientPause _ = TorchRuntime.pauseGradients()) {
      float[] logits = model.logits(tokens, new Pass(store, false, false, 2)).toFloatArray();
      double sum = 0;
      for (int i = 0; i < logits.length; i++) {
        sum += (double) logits[i] * factors[i];
      }
      return sum;
    }
  }

  @Test
  void theSwitchOfInputGradientsChangesWhatTheQueriesGetAndNothingElse() {
    Map<String, float[]> off = gradients(false);
    Map<String, float[]> on = gradients(true);

    String query = "01layer_01attention_query0"; // of the quantum head
    assertThat(on.get(query)).isNotEqualTo(off.get(query));
    for (String name : List.of("query1", "key0", "value0", "weight", "01quantum_angles_scale")) {
      String key = "01layer_01attention_" + name;
      assertThat(on.get(key)).as(key).isNotNull().isEqualTo(off.get(key));
    }
  }

  private Map<String, float[]> gradients(boolean inputGradients) {
    QuantumConfig quantum = two(QuantumMode.CAUSAL, GradientMethod.ADJOINT, inputGradients);
    TorchRuntime.seed(5);
    try (NDManager manager = TorchRuntime.newManager()) {
      NanoGpt model =
          new NanoGpt(
              new GptConfig(5, 4, 2, 1, 3, 0),
              Style.FAITHFUL,
              new QuantumHeads(quantum, oracle, meter));
      model.initialize(manager);
      NDArray tokens = manager.create(new long[] {0, 1, 2, 3, 4, 0}, new Shape(2, 3));
      try (GradientCollector tape = Engine.getInstance().newGradientCollector()) {
        Pass pass = new Pass(new ParameterStore(manager, false), false, true, 2);
        tape.backward(model.logits(tokens, pass).square().sum());
      }
      Map<String, float[]> gradients = new HashMap<>();
      model
          .getParameters()
          .forEach(parameter ->
              gradients.put(
                  parameter.getKey(),
                  parameter.getValue().getArray().getGradient().toFloatArray()));
      return gradients;
    }
  }

  @Test
  void adjointAndParameterShiftTrainAlike() {
    double[] losses = new double[2];
    for (GradientMethod method : List.of(GradientMethod.ADJOINT, GradientMethod.PARAMETER_SHIFT)) {
      QuantumConfig quantum = two(QuantumMode.CAUSAL, method, false);
      try (TrainingRun run =
          TrainingRun.start(
              tiny(Style.BATCHED, quantum, 4), TEXT, new QuantumHeads(quantum, oracle, meter))) {
        losses[method.ordinal()] =
            run.train(TrainingListener.NONE, CheckpointPolicy.NONE).trainLoss();
      }
    }

    assertThat(losses[0]).isCloseTo(losses[1], within(1e-5));
  }

  @Test
  void aStepIsOneJobALayerAndAnEvaluationToo() {
    QuantumConfig quantum = two(QuantumMode.FAITHFUL, GradientMethod.PARAMETER_SHIFT, false);
    try (TrainingRun run =
        TrainingRun.start(
            tiny(Style.FAITHFUL, quantum, 3), TEXT, new QuantumHeads(quantum, oracle, meter))) {
      run.train(TrainingListener.NONE, CheckpointPolicy.NONE);

      // Evaluations before steps 0 and 2, three steps, one layer.
      assertThat(oracle.requests).hasSize(5);
      oracle.requests.clear();
      run.sample();

      // Contexts of one character are too short for two qubits: 4 tokens, 3 jobs.
      assertThat(oracle.requests).hasSize(3);
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndModes")
  void givenAHybridRunStopped_whenResumed_thenItEndsWithTheSameNumbers(
      Style style, QuantumMode mode) {
    QuantumConfig quantum = two(mode, GradientMethod.ADJOINT, false);
    QuantumHeads heads = new QuantumHeads(quantum, oracle, meter);
    TrainingPlan plan = tiny(style, quantum, 5);
    TrainingResult whole;
    String text;
    try (TrainingRun run = TrainingRun.start(plan, TEXT, heads)) {
      whole = run.train(TrainingListener.NONE, CheckpointPolicy.NONE);
      text = run.sample();
    }
    Path file = folder.resolve("checkpoint");
    int[] asked = {0};
    try (TrainingRun run = TrainingRun.start(plan, TEXT, heads)) {
      CheckpointPolicy stop = new CheckpointPolicy(file, 0, () -> asked[0]++ == 2);
      assertThatThrownBy(() -> run.train(TrainingListener.NONE, stop))
          .hasMessageContaining("stopped after 2 of 5 steps");
    }

    try (TrainingRun run = TrainingRun.resume(plan, TEXT, heads, file)) {
      TrainingResult resumed = run.train(TrainingListener.NONE, CheckpointPolicy.NONE);

      assertThat(resumed.evalLosses()).isEqualTo(whole.evalLosses());
      assertThat(resumed.trainLoss()).isEqualTo(whole.trainLoss());
      assertThat(run.sample()).isEqualTo(text);
    }
  }

  @Test
  void aCheckpointGoesOnWithAnotherExactMethodButNotWithSpsaOrOtherMoves() {
    QuantumConfig adjoint = two(QuantumMode.CAUSAL, GradientMethod.ADJOINT, false);
    QuantumConfig shift = two(QuantumMode.CAUSAL, GradientMethod.PARAMETER_SHIFT, false);
    QuantumConfig spsa = two(QuantumMode.CAUSAL, GradientMethod.SPSA, false);
    QuantumConfig farther =
        new QuantumConfig(
            2,
            1,
            QuantumMode.CAUSAL,
            GradientMethod.SPSA,
            0.2,
            false,
            OptionalInt.empty(),
            false,
            Ladder.PAUSE_ONLY);

    String exact = tiny(Style.BATCHED, adjoint, 1).fingerprint();

    assertThat(tiny(Style.BATCHED, shift, 1).fingerprint()).isEqualTo(exact);
    assertThat(tiny(Style.BATCHED, spsa, 1).fingerprint())
        .isEqualTo(exact + ", spsa by moves of 0.1");
    assertThat(tiny(Style.BATCHED, farther, 1).fingerprint())
        .isEqualTo(exact + ", spsa by moves of 0.2");
    assertThatThrownBy(() ->
            new QuantumConfig(
                2,
                1,
                QuantumMode.CAUSAL,
                GradientMethod.SPSA,
                2,
                false,
                OptionalInt.empty(),
                false,
                Ladder.PAUSE_ONLY))
        .hasMessage("quantum.spsa_move is 2.0; give a number in [1.0E-4, 1.0]");
  }

  /** AdamW moves a weight without a gradient too: by momentum and decay. */
  @ParameterizedTest
  @MethodSource("stylesAndModes")
  void whatTheLadderFreezesStaysBitForBitAndTheScaleIsTrainedOn(Style style, QuantumMode mode) {
    QuantumConfig quantum = two(mode, GradientMethod.PARAMETER_SHIFT, false);
    Ladder ladder = new Ladder(List.of(Ladder.Rung.FROZEN));
    ladder.recall(List.of(new Ladder.Event(3, 1, Ladder.Rung.FROZEN, "enough")));
    List<float[]> parameters = new ArrayList<>();
    try (TrainingRun run =
        TrainingRun.start(
            tiny(style, quantum, 6),
            TEXT,
            new QuantumHeads(quantum, oracle, meter, ladder, new StandardErrors()))) {
      run.train(
          new TrainingListener() {
            @Override
            public void onStep(int done, int of, double loss, double stepsPerSecond) {
              parameters.add(run.parameter("angles_scale"));
            }
          },
          CheckpointPolicy.NONE);
    }

    for (int done = 2; done <= 6; done++) {
      float[] before = parameters.get(done - 2);
      float[] after = parameters.get(done - 1);
      for (int i = 0; i < after.length; i++) {
        boolean frozen = done > 3 && i < after.length - 1;
        assertThat(after[i] == before[i]).as("step %d, number %d", done, i).isEqualTo(frozen);
      }
    }
  }

  @Test
  void wrongSizesAreRefusedWithTheKeyToChange() {
    QuantumConfig three =
        new QuantumConfig(
            2, 3, QuantumMode.CAUSAL, GradientMethod.ADJOINT, false, OptionalInt.empty());
    QuantumConfig wide = two(QuantumMode.FAITHFUL, GradientMethod.ADJOINT, false);
    QuantumConfig tooWide =
        new QuantumConfig(
            4, 1, QuantumMode.FAITHFUL, GradientMethod.ADJOINT, false, OptionalInt.empty());

    assertThatThrownBy(() ->
            TrainingRun.start(
                tiny(Style.BATCHED, three, 1), TEXT, new QuantumHeads(three, oracle, meter)))
        .hasMessage("quantum.heads is 3, but a layer has only 2 heads; give at most that many");
    assertThatThrownBy(() ->
            TrainingRun.start(
                tiny(Style.BATCHED, tooWide, 1), TEXT, new QuantumHeads(tooWide, oracle, meter)))
        .hasMessage(
            "quantum.qubits is 4, but a context has only 3 positions to feed them; give at most"
                + " that many");
    assertThatThrownBy(() -> TrainingRun.start(tiny(Style.BATCHED, wide, 1), TEXT, null))
        .hasMessage("the plan's quantum heads are not those given with a backend");
  }
}
