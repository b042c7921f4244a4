package dev.nightshift.experiment;

import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.learn.GptConfig;
import dev.nightshift.learn.ModelKind;
import dev.nightshift.learn.QuantumConfig;
import dev.nightshift.learn.QuantumMode;
import dev.nightshift.learn.SampleConfig;
import dev.nightshift.learn.Style;
import dev.nightshift.learn.TrainConfig;
import dev.nightshift.learn.TrainingPlan;
import dev.nightshift.learn.quantum.GradientMethod;
import java.util.OptionalInt;

/** A run's config in the words of {@code learn}. */
public final class Plans {
  private Plans() {}

  /**
   * The hybrid model's plan; {@link TrainingPlan#classical} is its twin's.
   *
   * @param adjoint whether gradients come from the simulator itself
   */
  public static TrainingPlan hybrid(RunConfig config, int vocabulary, boolean adjoint) {
    RunConfig.Model model = config.model();
    RunConfig.Train train = config.train();
    boolean faithful = config.quantum().mode() == RunConfig.Mode.FAITHFUL;
    return new TrainingPlan(
        ModelKind.HYBRID,
        new GptConfig(
            vocabulary,
            model.embedding(),
            model.heads(),
            model.layers(),
            model.blockSize(),
            model.dropout()),
        new TrainConfig(
            train.batchSize(),
            train.learningRate(),
            train.maxIterations(),
            train.evalInterval(),
            train.evalIterations()),
        quantum(config.quantum(), faithful, adjoint),
        new SampleConfig(config.sample().tokens(), config.sample().dropout(), 0),
        faithful ? Style.FAITHFUL : Style.BATCHED,
        config.seed());
  }

  private static GradientMethod shifted(RunConfig.Gradient gradient) {
    return gradient == RunConfig.Gradient.SPSA
        ? GradientMethod.SPSA
        : GradientMethod.PARAMETER_SHIFT;
  }

  private static QuantumConfig quantum(
      RunConfig.Quantum quantum, boolean faithful, boolean adjoint) {
    return new QuantumConfig(
        quantum.qubits(),
        quantum.heads(),
        faithful ? QuantumMode.FAITHFUL : QuantumMode.CAUSAL,
        adjoint ? GradientMethod.ADJOINT : shifted(quantum.gradient()),
        quantum.spsaMove(),
        quantum.inputGradients(),
        quantum.exact() ? OptionalInt.empty() : OptionalInt.of(quantum.shots()),
        quantum.allocation() == RunConfig.ShotAllocation.GRADIENT,
        quantum.ladder());
  }
}
