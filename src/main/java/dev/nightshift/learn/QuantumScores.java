package dev.nightshift.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.nightshift.base.random.Seed;
import dev.nightshift.learn.quantum.CircuitEvaluator;
import dev.nightshift.learn.quantum.QuantumLayer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the quantum heads of one layer add to their attention weights: sigmoid(⟨Z…Z⟩) times a
 * trained scale.
 *
 * <p>Takes the queries' means over the head, {@code [quantum heads][batch][positions]}; a circuit's
 * inputs are the tanh of as many of them as it has qubits. One job a call.
 */
final class QuantumScores extends AbstractBlock {
  private static final float INITIAL_SCALE = 0.1f;
  private static final float INITIAL_SPREAD = 0.1f;

  private final int layerIndex;
  private final QuantumConfig config;
  private final int blockSize;
  private final QuantumLayer layer;
  private final Parameter scale;
  private final NDArray[] allowed;
  private final NDList drawn = new NDList();
  private Seed seed = Seed.of(0);

  QuantumScores(int layerIndex, QuantumConfig config, CircuitEvaluator evaluator, int blockSize) {
    this.layerIndex = layerIndex;
    this.config = config;
    this.blockSize = blockSize;
    allowed = new NDArray[blockSize + 1];
    scale = addParameter(NanoGpt.parameter("scale", Parameter.Type.OTHER, config.heads(), 1));
    scale.setInitializer((manager, shape, type) -> manager.full(shape, INITIAL_SCALE, type));
    layer =
        addChildBlock(
            "layer", new QuantumLayer(evaluator, config.inputGradients(), this::initialWeights));
  }

  int heads() {
    return config.heads();
  }

  boolean inputGradients() {
    return config.inputGradients();
  }

  /** Starts the seeds of initial weights and of shots anew. */
  void reseed(Seed seed) {
    this.seed = seed.split(layerIndex);
    layer.reseed(this.seed);
  }

  /** Draws the weights of the next head now, for {@code initialize} to use. */
  void drawWeights(NDManager manager) {
    Shape one = new Shape(1, config.weightsPerHead());
    drawn.add(manager.randomNormal(0f, 1f, one, DataType.FLOAT32).muli(INITIAL_SPREAD));
  }

  private NDArray initialWeights(NDManager manager, Shape shape, DataType type) {
    if (drawn.isEmpty()) {
      // Drawn beside the process's generator, so both models start from the same other weights.
      SplittableRandom random = seed.split("weights").random();
      float[] numbers = new float[(int) shape.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) (INITIAL_SPREAD * random.nextGaussian());
      }
      return manager.create(numbers, shape);
    }
    NDArray all = NDArrays.concat(drawn, 0);
    drawn.forEach(NDArray::close);
    drawn.clear();
    return all;
  }

  /**
   * The term to add.
   *
   * @param means {@code [quantum heads][batch][positions]}
   * @return {@code [quantum heads][batch or 1][positions or 1][positions or 1]}; null where the
   *     published program adds nothing
   */
  @Nullable NDArray apply(NDArray means, Pass pass) {
    NDArray inputs = means.tanh();
    return switch (config.mode()) {
      case FAITHFUL -> faithful(inputs, pass);
      case CAUSAL -> causal(inputs, pass);
    };
  }

  private @Nullable NDArray faithful(NDArray inputs, Pass pass) {
    long heads = inputs.getShape().get(0);
    long batch = inputs.getShape().get(1);
    long positions = inputs.getShape().get(2);
    if (positions < config.qubits()) {
      return null;
    }
    NDArray first =
        positions == config.qubits()
            ? inputs
            : inputs.split(new long[] {config.qubits()}, 2).getFirst();
    NDArray values = layer.apply(first, pass.store(), pass.gradients());
    long groups = batch / pass.group();
    NDArray mean = values.reshape(heads, groups, pass.group()).mean(new int[] {2});
    NDArray scores = scaled(mean, pass);
    if (groups == 1) {
      return scores.reshape(heads, 1, 1, 1);
    }
    return scores.repeat(1, pass.group()).reshape(heads, batch, 1, 1);
  }

  private NDArray causal(NDArray inputs, Pass pass) {
    long heads = inputs.getShape().get(0);
    long batch = inputs.getShape().get(1);
    int positions = (int) inputs.getShape().get(2);
    NDArray values =
        config.inputGradients() && pass.gradients()
            ? layer.apply(windows(inputs), pass.store(), true)
            : layer.apply(
                inputs.getManager(),
                windows(inputs.toFloatArray(), positions),
                (int) (batch * positions),
                pass.store(),
                pass.gradients());
    return scaled(values, pass)
        .reshape(heads, batch, positions, 1)
        .mul(allowed(inputs.getManager(), positions));
  }

  private NDArray scaled(NDArray values, Pass pass) {
    NDArray factor = pass.store().getValue(scale, values.getDevice(), pass.gradients());
    return Activation.sigmoid(values).mul(factor);
  }

  /**
   * {@code [...][positions]} to {@code [...][positions][qubits]}: the qubits numbers ending there.
   */
  private double[] windows(float[] numbers, int positions) {
    int qubits = config.qubits();
    double[] windows = new double[numbers.length * qubits];
    for (int at = 0; at < numbers.length; at++) {
      int position = at % positions;
      for (int qubit = 0; qubit < qubits; qubit++) {
        int back = qubits - 1 - qubit;
        windows[at * qubits + qubit] = position < back ? 0 : numbers[at - back];
      }
    }
    return windows;
  }

  /** The same inside the recorded graph, {@code [heads][batch · positions][qubits]}. */
  private NDArray windows(NDArray inputs) {
    Shape shape = inputs.getShape();
    long heads = shape.get(0);
    long batch = shape.get(1);
    long positions = shape.get(2);
    int qubits = config.qubits();
    NDArray padded =
        inputs.getManager().zeros(new Shape(heads, batch, qubits - 1)).concat(inputs, 2);
    NDList columns = new NDList(qubits);
    for (int qubit = 0; qubit < qubits; qubit++) {
      columns.add(padded.get("..., {}:{}", qubit, qubit + positions));
    }
    return NDArrays.stack(columns, 3).reshape(heads, batch * positions, qubits);
  }

  /** 1 where a position may look, 0 where it may not; kept beside the parameters. */
  private NDArray allowed(NDManager manager, int positions) {
    NDArray mask = allowed[positions];
    if (mask == null) {
      float[] numbers = new float[positions * positions];
      for (int row = 0; row < positions; row++) {
        for (int column = 0; column <= row; column++) {
          numbers[row * positions + column] = 1;
        }
      }
      mask = manager.create(numbers, new Shape(positions, positions));
      mask.attach(scale.getArray().getManager());
      allowed[positions] = mask;
    }
    return mask;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    layer.initialize(manager, type, new Shape(blockSize, config.heads(), config.qubits()));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray means = inputs.singletonOrThrow();
    Pass pass = new Pass(store, training, training, (int) means.getShape().get(1));
    NDArray added = apply(means, pass);
    return added == null ? new NDList() : new NDList(added);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape shape = inputs[0];
    return new Shape[] {
      new Shape(shape.get(0), shape.get(1), shape.get(2), shape.get(2)) // at most
    };
  }
}
