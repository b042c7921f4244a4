package dev.nightshift.learn;

import ai.djl.Device;
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
import dev.nightshift.job.Meanwhile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Causal self-attention of several heads; {@code [batch][positions][width]} in and out.
 *
 * <p>softmax(q kᵀ / √width + mask), plus what the quantum heads add, dropped out, times v; the
 * heads side by side through one linear map. The scale is the published program's: the whole width,
 * not the head's.
 *
 * <p>The two styles differ in the order of the same sums. One head after the other reproduces the
 * published stream of dropout draws and the order in which PyTorch adds gradients up; all heads at
 * once needs a third of the native calls.
 */
final class Attention extends AbstractBlock {
  private final Style style;
  private final @Nullable QuantumScores quantum;
  private final int width;
  private final int heads;
  private final int headSize;
  private final double dropout;
  private final float scale;
  private final List<Parameter> keys = new ArrayList<>();
  private final List<Parameter> queries = new ArrayList<>();
  private final List<Parameter> values = new ArrayList<>();
  private final @Nullable Parameter joint;
  private final Parameter weight;
  private final Parameter bias;
  private final NDArray[] masks;
  private @Nullable NDArray scaleArray;

  Attention(GptConfig config, Style style, @Nullable QuantumScores quantum) {
    this.style = style;
    width = config.embedding();
    heads = config.heads();
    headSize = config.headSize();
    dropout = config.dropout();
    scale = (float) Math.pow(width, -0.5);
    masks = new NDArray[config.blockSize() + 1];
    if (style == Style.FAITHFUL) {
      for (int head = 0; head < heads; head++) {
        keys.add(projection("key" + head, headSize));
        queries.add(projection("query" + head, headSize));
        values.add(projection("value" + head, headSize));
      }
      joint = null;
    } else {
      joint = projection("query_key_value", 3 * width);
    }
    weight = projection("weight", width);
    bias = addParameter(NanoGpt.parameter("bias", Parameter.Type.BIAS, width));
    bias.setInitializer(Initial.linearBias(width));
    this.quantum = quantum == null ? null : addChildBlock("quantum", quantum);
  }

  private Parameter projection(String name, int outputs) {
    Parameter parameter =
        addParameter(NanoGpt.parameter(name, Parameter.Type.WEIGHT, outputs, width));
    parameter.setInitializer(Initial.linearWeight(width));
    return parameter;
  }

  List<QuantumScores> quantumScores() {
    return quantum == null ? List.of() : List.of(quantum);
  }

  NDArray apply(NDArray x, Pass pass) {
    NDArray joined = joint == null ? oneByOne(x, pass) : batched(joint, x, pass);
    return Torch.linear(joined, value(weight, x, pass), value(bias, x, pass));
  }

  private NDArray oneByOne(NDArray x, Pass pass) {
    NDList outputs = quantum == null ? classicalHeads(x, pass) : quantumHeads(quantum, x, pass);
    return heads == 1 ? outputs.singletonOrThrow() : NDArrays.concat(outputs, -1);
  }

  /** In the published order, in which PyTorch adds the gradients up. */
  private NDList classicalHeads(NDArray x, Pass pass) {
    NDList outputs = new NDList(heads);
    for (int head = 0; head < heads; head++) {
      NDArray key = linear(keys.get(head), x, pass);
      NDArray query = linear(queries.get(head), x, pass);
      NDArray attention = Torch.dropout(attention(query, key), dropout, pass.dropout());
      outputs.add(attention.batchMatMul(linear(values.get(head), x, pass)));
    }
    return outputs;
  }

  /**
   * The layer's one job needs the queries of all quantum heads before the first head goes on; what
   * needs no answer is done while it travels.
   */
  private NDList quantumHeads(QuantumScores scores, NDArray x, Pass pass) {
    NDList keysOfHeads = new NDList(heads);
    NDList queriesOfHeads = new NDList(heads);
    for (int head = 0; head < heads; head++) {
      keysOfHeads.add(linear(keys.get(head), x, pass));
      queriesOfHeads.add(linear(queries.get(head), x, pass));
    }
    NDList attentions = new NDList(heads);
    NDList valuesOfHeads = new NDList(heads);
    NDList added =
        Meanwhile.during(
            () -> {
              for (int head = 0; head < heads; head++) {
                attentions.add(attention(queriesOfHeads.get(head), keysOfHeads.get(head)));
                valuesOfHeads.add(linear(values.get(head), x, pass));
              }
            },
            () -> addedOneByOne(scores, queriesOfHeads, pass));
    NDList outputs = new NDList(heads);
    for (int head = 0; head < heads; head++) {
      NDArray attention = attentions.get(head);
      if (head < added.size()) {
        attention = attention.add(added.get(head));
      }
      attention = Torch.dropout(attention, dropout, pass.dropout());
      outputs.add(attention.batchMatMul(valuesOfHeads.get(head)));
    }
    return outputs;
  }

  private NDArray linear(Parameter projection, NDArray x, Pass pass) {
    return Torch.linear(x, value(projection, x, pass), null);
  }

  private NDList addedOneByOne(QuantumScores scores, NDList queriesOfHeads, Pass pass) {
    NDArray first = queriesOfHeads.get(0);
    long batch = first.getShape().get(0);
    NDList quantumQueries = new NDList(queriesOfHeads.subList(0, scores.heads()));
    if (scores.inputGradients() && pass.gradients()) {
      NDArray inputs = NDArrays.stack(quantumQueries, 0).mean(new int[] {-1}).tanh();
      return scores.headByHead(first.getManager(), inputs.toFloatArray(), inputs, batch, pass);
    }
    int each = (int) (first.size() / headSize);
    float[] inputs = new float[scores.heads() * each];
    for (int head = 0; head < scores.heads(); head++) {
      squashedMeans(quantumQueries.get(head).toFloatArray(), inputs, head * each, each);
    }
    return scores.headByHead(first.getManager(), inputs, null, batch, pass);
  }

  /** tanh of the mean over each query's {@code headSize} numbers. */
  private void squashedMeans(float[] query, float[] into, int from, int count) {
    for (int row = 0; row < count; row++) {
      float sum = 0;
      for (int i = row * headSize; i < (row + 1) * headSize; i++) {
        sum += query[i];
      }
      into[from + row] = (float) Math.tanh(sum / headSize);
    }
  }

  private NDArray batched(Parameter projection, NDArray x, Pass pass) {
    long batch = x.getShape().get(0);
    int positions = (int) x.getShape().get(1);
    // Three times [heads · batch][positions][headSize], copied once: the products need no copies.
    NDList parts =
        linear(projection, x, pass)
            .reshape(batch, positions, 3, heads, headSize)
            .transpose(2, 3, 0, 1, 4)
            .reshape(3 * heads * batch, positions, headSize)
            .split(3, 0);
    NDArray query = parts.get(0);
    return Torch.dropout(attention(query, parts.get(1), pass), dropout, pass.dropout())
        .batchMatMul(parts.get(2))
        .reshape(heads, batch, positions, headSize)
        .transpose(1, 2, 0, 3)
        .reshape(batch, positions, width);
  }

  /** The weights of all heads, with what the quantum heads add to theirs. */
  private NDArray attention(NDArray query, NDArray key, Pass pass) {
    if (quantum == null) {
      return attention(query, key);
    }
    NDList classical = new NDList(1);
    Optional<NDArray> added =
        Meanwhile.during(
            () -> classical.add(attention(query, key)),
            () -> Optional.ofNullable(addedBatched(quantum, query, pass)));
    NDArray attention = classical.singletonOrThrow();
    if (added.isEmpty()) {
      return attention;
    }
    Shape shape = attention.getShape();
    long batch = shape.get(0) / heads;
    return attention
        .reshape(heads, batch, shape.get(1), shape.get(2))
        .add(added.get())
        .reshape(shape);
  }

  private @Nullable NDArray addedBatched(QuantumScores scores, NDArray query, Pass pass) {
    long batch = query.getShape().get(0) / heads;
    long positions = query.getShape().get(1);
    int rows = (int) (batch * positions);
    NDArray graph = null;
    float[] inputs;
    if (scores.inputGradients() && pass.gradients()) {
      NDArray means = query.mean(new int[] {-1}).reshape(heads, batch, positions);
      NDArray quantumMeans =
          scores.heads() == heads ? means : means.split(new long[] {scores.heads()}, 0).getFirst();
      graph = quantumMeans.tanh();
      inputs = graph.toFloatArray();
    } else {
      inputs = new float[scores.heads() * rows];
      squashedMeans(query.toFloatArray(), inputs, 0, inputs.length);
    }
    NDArray added = scores.together(query.getManager(), inputs, graph, batch, pass);
    int classical = heads - scores.heads();
    if (added == null || classical == 0) {
      return added;
    }
    Shape shape = added.getShape();
    NDArray none =
        query.getManager().zeros(new Shape(classical, shape.get(1), shape.get(2), shape.get(3)));
    return added.concat(none, 0);
  }

  /**
   * softmax(q kᵀ · scale + mask) over the last axis; q and k {@code [any][positions][headSize]}.
   */
  private NDArray attention(NDArray query, NDArray key) {
    int positions = (int) query.getShape().get(1);
    return query
        .batchMatMul(key.swapAxes(1, 2))
        .mul(scaleArray(query.getManager()))
        .add(mask(query.getManager(), positions))
        .softmax(-1);
  }

  private NDArray value(Parameter parameter, NDArray x, Pass pass) {
    Device device = x.getDevice();
    return pass.store().getValue(parameter, device, pass.gradients());
  }

  /** 0 where a position may look, -∞ where it may not; kept beside the parameters. */
  private NDArray mask(NDManager manager, int positions) {
    NDArray mask = masks[positions];
    if (mask == null) {
      float[] numbers = new float[positions * positions];
      for (int row = 0; row < positions; row++) {
        for (int column = row + 1; column < positions; column++) {
          numbers[row * positions + column] = Float.NEGATIVE_INFINITY;
        }
      }
      mask = manager.create(numbers, new Shape(positions, positions));
      mask.attach(weight.getArray().getManager());
      masks[positions] = mask;
    }
    return mask;
  }

  private NDArray scaleArray(NDManager manager) {
    NDArray array = scaleArray;
    if (array == null) {
      array = manager.create(scale);
      array.attach(weight.getArray().getManager());
      scaleArray = array;
    }
    return array;
  }

  void drawDropout(NDManager manager, int batch, int positions) {
    if (style == Style.FAITHFUL) {
      for (int head = 0; head < heads; head++) {
        Torch.dropout(manager.zeros(new Shape(batch, positions, positions)), dropout, true);
      }
    } else {
      Shape shape = new Shape((long) heads * batch, positions, positions);
      Torch.dropout(manager.zeros(shape), dropout, true);
    }
  }

  @Override
  public void initialize(NDManager manager, DataType type, Shape... inputs) {
    if (quantum != null && style == Style.FAITHFUL && !isInitialized()) {
      // The published program draws a head's circuit weights right after the head's projections.
      for (int head = 0; head < heads; head++) {
        keys.get(head).initialize(manager, type);
        queries.get(head).initialize(manager, type);
        values.get(head).initialize(manager, type);
        if (head < quantum.heads()) {
          quantum.drawAngles(manager);
        }
      }
    }
    super.initialize(manager, type, inputs);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    if (quantum != null) {
      quantum.initialize(manager, type, new Shape(heads, inputs[0].get(0), inputs[0].get(1)));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    int batch = (int) x.getShape().get(0);
    return new NDList(apply(x, new Pass(store, training, training, batch)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0]};
  }
}
