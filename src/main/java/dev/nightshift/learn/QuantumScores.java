package dev.nightshift.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.nightshift.base.random.Seed;
import dev.nightshift.learn.quantum.CircuitEvaluator;
import dev.nightshift.learn.quantum.Surrogate;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the quantum heads of one layer add to their attention weights: sigmoid(⟨Z…Z⟩) times a
 * trained scale.
 *
 * <p>Takes tanh of the queries' means over the head, {@code [quantum heads][batch][positions]}; as
 * many of them feed a circuit as it has qubits. One job a call.
 *
 * <p>Sigmoid, scale and the mean over the batch are worked out here together with the derivatives,
 * and enter the graph as one {@link Surrogate}: as native operations of their own they would cost
 * more than the circuits. Angles and scale of a head lie side by side in one array {@code [quantum
 * heads][angles, then scale][1]}.
 */
final class QuantumScores extends AbstractBlock {
  private static final float INITIAL_SCALE = 0.1f;
  private static final float INITIAL_SPREAD = 0.1f;

  private final int layerIndex;
  private final QuantumConfig config;
  private final CircuitEvaluator evaluator;
  private final int heads;
  private final int angles;
  private final Parameter weights;
  private final NDArray[] allowed;
  private final List<float[]> drawn = new ArrayList<>();
  private Seed seed = Seed.of(0);
  private long round;

  /** Angles and scales of the last pass with derivatives; empty where its angles are free. */
  private float[] held = {};

  /** Where shots go by what rows weigh; null where all rows get the same. */
  private final @Nullable ShotWeights shotWeights;

  /** The last pass with derivatives, for {@link #learnShots}; null where shots are not spread. */
  private @Nullable Pending pending;

  /**
   * A pass whose upstream gradient is still to come.
   *
   * @param probe zeros added to the scores, {@code [heads][outputs][1]}: it gets their gradient
   * @param slopes ds/dv of each row, {@code [heads][rows]}
   */
  private record Pending(NDArray probe, double[] slopes, CircuitEvaluator.Evaluation found) {}

  QuantumScores(int layerIndex, QuantumConfig config, CircuitEvaluator evaluator, int blockSize) {
    this.layerIndex = layerIndex;
    this.config = config;
    this.evaluator = evaluator;
    heads = config.heads();
    angles = evaluator.weights();
    allowed = new NDArray[blockSize + 1];
    shotWeights =
        config.spreadShots() && config.shots().isPresent()
            ? new ShotWeights(heads, config.mode() == QuantumMode.CAUSAL ? blockSize : 1)
            : null;
    weights =
        addParameter(
            NanoGpt.parameter("angles_scale", Parameter.Type.OTHER, heads, angles + 1L, 1));
    weights.setInitializer(this::initialWeights);
  }

  int heads() {
    return heads;
  }

  boolean inputGradients() {
    return config.inputGradients();
  }

  /** Starts the seeds of initial weights and of shots anew. */
  void reseed(Seed seed) {
    this.seed = seed.split(layerIndex);
    round = 0;
  }

  /** Draws the angles of the next head from PyTorch's generator, for {@code initialize} to use. */
  void drawAngles(NDManager manager) {
    try (NDArray normal = manager.randomNormal(0f, 1f, new Shape(angles), DataType.FLOAT32)) {
      drawn.add(normal.muli(INITIAL_SPREAD).toFloatArray());
    }
  }

  private NDArray initialWeights(NDManager manager, Shape shape, DataType type) {
    // Drawn beside PyTorch's generator where nobody asked for its draws, so that both models start
    // from the same other weights.
    SplittableRandom random = seed.split("weights").random();
    float[] numbers = new float[heads * (angles + 1)];
    for (int head = 0; head < heads; head++) {
      int from = head * (angles + 1);
      for (int i = 0; i < angles; i++) {
        numbers[from + i] =
            drawn.isEmpty() ? (float) (INITIAL_SPREAD * random.nextGaussian()) : drawn.get(head)[i];
      }
      numbers[from + angles] = INITIAL_SCALE;
    }
    drawn.clear();
    return manager.create(numbers, shape);
  }

  /**
   * The term to add, head by head.
   *
   * @param inputs {@code [quantum heads][batch][positions]}
   * @param graph the same inside the recorded graph, where they take gradients; else null
   * @return an array a quantum head, {@code [batch or 1][positions or 1][positions or 1]}; none
   *     where the published program adds nothing
   */
  NDList headByHead(
      NDManager manager, float[] inputs, @Nullable NDArray graph, long batch, Pass pass) {
    int positions = (int) (inputs.length / (heads * batch));
    NDArray scores = scores(manager, inputs, graph, (int) batch, pass);
    if (scores == null) {
      return new NDList();
    }
    long outputs = scores.getShape().get(1);
    NDArray added =
        switch (config.mode()) {
          case FAITHFUL -> outputs == 1 ? scores : scores.reshape(heads * outputs, 1, 1);
          case CAUSAL ->
              scores.reshape(heads * batch, positions, 1).mul(allowed(manager, positions));
        };
    return added.split(heads, 0);
  }

  /**
   * The term to add, all heads in one.
   *
   * @return {@code [quantum heads][batch or 1][positions or 1][positions or 1]}; null where the
   *     published program adds nothing
   */
  @Nullable NDArray together(
      NDManager manager, float[] inputs, @Nullable NDArray graph, long batch, Pass pass) {
    int positions = (int) (inputs.length / (heads * batch));
    NDArray scores = scores(manager, inputs, graph, (int) batch, pass);
    if (scores == null) {
      return null;
    }
    return switch (config.mode()) {
      case FAITHFUL -> scores.reshape(heads, scores.getShape().get(1), 1, 1);
      case CAUSAL -> scores.reshape(heads, batch, positions, 1).mul(allowed(manager, positions));
    };
  }

  /** {@code [heads][outputs][1]}; outputs are 1, the sequences, or all their positions. */
  private @Nullable NDArray scores(
      NDManager manager, float[] inputs, @Nullable NDArray graph, int batch, Pass pass) {
    int positions = inputs.length / (heads * batch);
    int qubits = config.qubits();
    boolean faithful = config.mode() == QuantumMode.FAITHFUL;
    if (faithful && positions < qubits) {
      return null;
    }
    NDArray parameter = pass.store().getValue(weights, manager.getDevice(), pass.gradients());
    float[] numbers = parameter.toFloatArray();
    double[] theta = new double[heads * angles];
    for (int head = 0; head < heads; head++) {
      for (int i = 0; i < angles; i++) {
        theta[head * angles + i] = numbers[head * (angles + 1) + i];
      }
    }
    double[] windows = faithful ? first(inputs, positions) : windows(inputs, positions);
    int rows = windows.length / (heads * qubits);
    CircuitEvaluator.Evaluation found =
        evaluator.evaluate(
            windows,
            theta,
            rows,
            wanted(graph, pass),
            seed.split("round").split(round++).value(),
            shotWeights != null && pass.gradients() ? shotWeights.importance(rows) : new double[0]);
    if (pass.gradients()) {
      held = found.frozen() ? numbers : new float[0];
    }
    Outputs outputs = outputs(found, numbers, rows, faithful ? pass.group() : 1, pass);
    if (!pass.gradients()) {
      return manager.create(outputs.values, new Shape(heads, outputs.count, 1));
    }
    NDArray scores = Surrogate.of(manager, outputs.values, outputs.weightJacobian, parameter);
    if (shotWeights != null) {
      NDArray probe = manager.zeros(scores.getShape());
      probe.setRequiresGradient(true);
      pending = new Pending(probe, slopes(outputs, numbers, rows), found);
      scores = scores.add(probe);
    }
    return graph == null
        ? scores
        : scores.add(inputTerm(graph, outputs, rows, positions, faithful));
  }

  /** ds/dv of each row, {@code [heads][rows]}. */
  private double[] slopes(Outputs outputs, float[] numbers, int rows) {
    double[] slopes = new double[heads * rows];
    for (int i = 0; i < slopes.length; i++) {
      int head = i / rows;
      int output = head * outputs.count + (outputs.count == 1 ? 0 : i % rows);
      double sigmoid = outputs.weightJacobian[output * (angles + 1) + angles];
      slopes[i] = numbers[head * (angles + 1) + angles] * sigmoid * (1 - sigmoid);
    }
    return slopes;
  }

  /** After a backward pass: learns what the rows of the last pass weighed. */
  void learnShots() {
    Pending pass = pending;
    pending = null;
    if (shotWeights == null || pass == null || pass.found.frozen()) {
      return;
    }
    float[] gradient = pass.probe.getGradient().toFloatArray();
    int rows = pass.slopes.length / heads;
    int outputs = gradient.length / heads;
    double[] upstream = new double[pass.slopes.length];
    for (int i = 0; i < upstream.length; i++) {
      // Where all rows are one output, each has its share.
      double above =
          outputs == 1 ? gradient[i / rows] / rows : gradient[i / rows * outputs + i % rows];
      upstream[i] = above * pass.slopes[i];
    }
    evaluator.tally(upstream, pass.found);
    shotWeights.learn(upstream, pass.found);
  }

  /** What a checkpoint keeps of the shots' weights; empty where shots are not spread. */
  double[] shotState() {
    return shotWeights == null ? new double[0] : shotWeights.state();
  }

  /**
   * Puts frozen angles back where they were before the optimizer's step, whose momentum and decay
   * move them without a gradient too; the scales stay trained.
   */
  void holdFrozen() {
    if (held.length == 0) {
      return;
    }
    FloatBuffer memory = weights.getArray().toByteBuffer(true).asFloatBuffer();
    for (int head = 0; head < heads; head++) {
      int from = head * (angles + 1);
      memory.put(from, held, from, angles);
    }
  }

  private static CircuitEvaluator.Wanted wanted(@Nullable NDArray graph, Pass pass) {
    if (!pass.gradients()) {
      return CircuitEvaluator.Wanted.VALUES;
    }
    return graph == null
        ? CircuitEvaluator.Wanted.WEIGHT_GRADIENTS
        : CircuitEvaluator.Wanted.ALL_GRADIENTS;
  }

  /** Scores of each head with their derivatives by its angles and scale, and by the inputs. */
  private static final class Outputs {
    final int count;
    final float[] values;
    final float[] weightJacobian;
    final float[] inputJacobian;

    Outputs(int heads, int count, int weights, int inputs) {
      this.count = count;
      values = new float[heads * count];
      weightJacobian = new float[heads * count * weights];
      inputJacobian = new float[inputs];
    }
  }

  /**
   * s = scale · σ(m), m the mean of a group's values; ∂s/∂θ = scale σ(1 - σ) · mean ∂v/∂θ,
   * ∂s/∂scale = σ. Where all rows are one group there is one output, else every row has its
   * group's.
   */
  private Outputs outputs(
      CircuitEvaluator.Evaluation found, float[] numbers, int rows, int group, Pass pass) {
    int count = group == rows ? 1 : rows;
    boolean withWeights = pass.gradients();
    Outputs outputs =
        new Outputs(heads, count, withWeights ? angles + 1 : 0, found.inputJacobian().length);
    int qubits = config.qubits();
    for (int head = 0; head < heads; head++) {
      float scale = numbers[head * (angles + 1) + angles];
      for (int output = 0; output < count; output++) {
        int firstRow = head * rows + output / group * group;
        float sum = 0;
        for (int row = firstRow; row < firstRow + group; row++) {
          sum += (float) found.values()[row];
        }
        float sigmoid = (float) (1 / (1 + Math.exp(-sum / group)));
        outputs.values[head * count + output] = sigmoid * scale;
        if (!withWeights) {
          continue;
        }
        double slope = (double) scale * sigmoid * (1 - sigmoid) / group;
        int to = (head * count + output) * (angles + 1);
        for (int i = 0; i < angles; i++) {
          double derivative = 0;
          for (int row = firstRow; row < firstRow + group; row++) {
            derivative += found.weightJacobian()[row * angles + i];
          }
          outputs.weightJacobian[to + i] = (float) (slope * derivative);
        }
        outputs.weightJacobian[to + angles] = sigmoid;
        if (outputs.inputJacobian.length > 0) {
          // Every row of a group moves all of the group's outputs alike.
          for (int i = firstRow * qubits; i < (firstRow + group) * qubits; i++) {
            outputs.inputJacobian[i] = (float) (slope * found.inputJacobian()[i]);
          }
        }
      }
    }
    return outputs;
  }

  /**
   * The term that carries the derivative by the inputs, broadcast to {@code [heads][outputs][1]}.
   */
  private NDArray inputTerm(
      NDArray graph, Outputs outputs, int rows, int positions, boolean faithful) {
    int qubits = config.qubits();
    NDArray x =
        faithful
            ? (positions == qubits ? graph : graph.split(new long[] {qubits}, 2).getFirst())
            : windows(graph);
    NDArray term = Surrogate.term(x, outputs.inputJacobian).sum(new int[] {-1}); // [heads][rows]
    if (outputs.count == 1) {
      return term.sum(new int[] {1}).reshape(heads, 1, 1);
    }
    if (faithful) {
      throw GptConfig.value(
          "input gradients of the faithful mode need the whole pass to be one batch; train with"
              + " groups as large as the batch");
    }
    return term.reshape(heads, rows, 1);
  }

  /** Of {@code [...][positions]} the first ones, {@code [...][qubits]}. */
  private double[] first(float[] numbers, int positions) {
    int qubits = config.qubits();
    int rows = numbers.length / positions;
    double[] first = new double[rows * qubits];
    for (int row = 0; row < rows; row++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        first[row * qubits + qubit] = numbers[row * positions + qubit];
      }
    }
    return first;
  }

  /**
   * Of {@code [...][positions]} those that end at each position, {@code [...][positions][qubits]}.
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
      mask.attach(weights.getArray().getManager());
      allowed[positions] = mask;
    }
    return mask;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    int batch = (int) x.getShape().get(1);
    NDArray added =
        together(
            x.getManager(),
            x.toFloatArray(),
            training && inputGradients() ? x : null,
            batch,
            new Pass(store, training, training, batch));
    return added == null ? new NDList() : new NDList(added);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    Shape shape = inputs[0];
    return switch (config.mode()) {
      case FAITHFUL -> new Shape[] {new Shape(shape.get(0), 1, 1, 1)};
      case CAUSAL -> new Shape[] {shape.add(shape.get(2))};
    };
  }
}
