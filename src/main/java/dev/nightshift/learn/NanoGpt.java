package dev.nightshift.learn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.nightshift.base.random.Seed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Logits of the next character at every position: a character GPT (token and position embeddings,
 * decoder layers, a last normalisation, a linear readout), classical or with quantum heads.
 *
 * <p>Input {@code [batch][positions]} of INT64 tokens, at most {@link GptConfig#blockSize}
 * positions; output {@code [batch][positions][vocabulary]} FLOAT32. With quantum heads each layer
 * asks its circuits once a pass, in one job.
 *
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a> for the attention
 */
public final class NanoGpt extends AbstractBlock {
  private final GptConfig config;
  private final Parameter tokenTable;
  private final Parameter positionTable;
  private final List<DecoderLayer> layers = new ArrayList<>();
  private final Readout readout;

  /**
   * @param quantum the quantum heads; null for the classical model
   */
  public NanoGpt(GptConfig config, Style style, @Nullable QuantumHeads quantum) {
    this.config = config;
    tokenTable =
        addParameter(
            parameter("token", Parameter.Type.WEIGHT, config.vocabulary(), config.embedding()));
    tokenTable.setInitializer(Initial.NORMAL);
    positionTable =
        addParameter(
            parameter("position", Parameter.Type.WEIGHT, config.blockSize(), config.embedding()));
    positionTable.setInitializer(Initial.NORMAL);
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(
          addChildBlock(
              "layer",
              new DecoderLayer(
                  config, style, quantum == null ? null : quantum.ofLayer(layer, config))));
    }
    readout = addChildBlock("readout", new Readout(config));
  }

  public GptConfig config() {
    return config;
  }

  /** Makes every parameter in a manager, with draws from the process's random generator. */
  public void initialize(NDManager manager) {
    initialize(manager, DataType.FLOAT32, new Shape(1, config.blockSize()));
  }

  /** Number of trained numbers. */
  public long parameterCount() {
    return getParameters().values().stream().mapToLong(each -> each.getShape().size()).sum();
  }

  /** Starts the seeds of the quantum heads anew: of their initial weights, and of their shots. */
  public void reseed(Seed seed) {
    layers.forEach(layer -> layer.quantumScores().forEach(scores -> scores.reseed(seed)));
  }

  /** After a backward pass: learns what the circuits of the last pass weighed. */
  void learnShots() {
    layers.forEach(layer -> layer.quantumScores().forEach(QuantumScores::learnShots));
  }

  /** What is known of the circuits' weights, layer by layer: the running estimates' own arrays. */
  List<double[]> shotStates() {
    return layers.stream()
        .flatMap(layer -> layer.quantumScores().stream())
        .map(QuantumScores::shotState)
        .toList();
  }

  /** After an optimizer's step: puts the angles back that were to stay. */
  void holdFrozen() {
    layers.forEach(layer -> layer.quantumScores().forEach(QuantumScores::holdFrozen));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    Shape hidden = new Shape(inputs[0].get(0), inputs[0].get(1), config.embedding());
    for (DecoderLayer layer : layers) {
      layer.initialize(manager, type, hidden);
    }
    readout.initialize(manager, type, hidden);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray tokens = inputs.singletonOrThrow();
    int batch = (int) tokens.getShape().get(0);
    return new NDList(logits(tokens, new Pass(store, training, training, batch)));
  }

  /** The logits of a pass; results live in the tokens' manager. */
  NDArray logits(NDArray tokens, Pass pass) {
    int positions = (int) tokens.getShape().get(1);
    if (positions > config.blockSize()) {
      throw GptConfig.value(
          "a context has %d tokens, the model takes at most %d; cut it"
              .formatted(positions, config.blockSize()));
    }
    Device device = tokens.getDevice();
    NDArray token =
        Torch.embedding(tokens, pass.store().getValue(tokenTable, device, pass.gradients()));
    NDArray position = pass.store().getValue(positionTable, device, pass.gradients());
    if (positions < config.blockSize()) {
      NDArray place = tokens.getManager().arange(0, positions, 1, DataType.INT64);
      position = Torch.embedding(place, position);
    }
    NDArray x = token.add(position);
    for (DecoderLayer layer : layers) {
      x = layer.apply(x, pass);
    }
    return readout.apply(x, pass);
  }

  /** Makes the random draws of a training pass of this shape, and nothing else. */
  void drawDropout(NDManager manager, int batch, int positions) {
    for (DecoderLayer layer : layers) {
      layer.drawDropout(manager, batch, positions);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0].add(config.vocabulary())};
  }

  static Parameter parameter(String name, Parameter.Type type, long... shape) {
    return Parameter.builder().setName(name).setType(type).optShape(new Shape(shape)).build();
  }

  /** Last normalisation and linear map to the vocabulary. */
  private static final class Readout extends AbstractBlock {
    private final int vocabulary;
    private final Parameter gamma;
    private final Parameter beta;
    private final Parameter weight;
    private final Parameter bias;

    Readout(GptConfig config) {
      int width = config.embedding();
      vocabulary = config.vocabulary();
      gamma = addParameter(parameter("gamma", Parameter.Type.GAMMA, width));
      beta = addParameter(parameter("beta", Parameter.Type.BETA, width));
      weight = addParameter(parameter("weight", Parameter.Type.WEIGHT, vocabulary, width));
      weight.setInitializer(Initial.linearWeight(width));
      bias = addParameter(parameter("bias", Parameter.Type.BIAS, vocabulary));
      bias.setInitializer(Initial.linearBias(width));
    }

    NDArray apply(NDArray x, Pass pass) {
      Device device = x.getDevice();
      ParameterStore store = pass.store();
      NDArray normal =
          Torch.layerNorm(
              x,
              store.getValue(gamma, device, pass.gradients()),
              store.getValue(beta, device, pass.gradients()));
      return Torch.linear(
          normal,
          store.getValue(weight, device, pass.gradients()),
          store.getValue(bias, device, pass.gradients()));
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store,
        NDList inputs,
        boolean training,
        @Nullable PairList<String, Object> params) {
      NDArray x = inputs.singletonOrThrow();
      return new NDList(apply(x, new Pass(store, training, training, 1)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      Shape shape = inputs[0];
      return new Shape[] {shape.slice(0, shape.dimension() - 1).add(vocabulary)};
    }
  }
}
