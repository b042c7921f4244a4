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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** x + attention(norm(x)), then x + feed-forward(norm(x)); {@code [batch][positions][width]}. */
final class DecoderLayer extends AbstractBlock {
  private final int width;
  private final double dropout;
  private final Attention attention;
  private final FeedForward feedForward;
  private final Parameter gamma1;
  private final Parameter beta1;
  private final Parameter gamma2;
  private final Parameter beta2;

  DecoderLayer(GptConfig config, Style style, @Nullable QuantumScores quantum) {
    width = config.embedding();
    dropout = config.dropout();
    gamma1 = addParameter(NanoGpt.parameter("gamma1", Parameter.Type.GAMMA, width));
    beta1 = addParameter(NanoGpt.parameter("beta1", Parameter.Type.BETA, width));
    gamma2 = addParameter(NanoGpt.parameter("gamma2", Parameter.Type.GAMMA, width));
    beta2 = addParameter(NanoGpt.parameter("beta2", Parameter.Type.BETA, width));
    attention = addChildBlock("attention", new Attention(config, style, quantum));
    feedForward = addChildBlock("feed", new FeedForward(width));
  }

  List<QuantumScores> quantumScores() {
    return attention.quantumScores();
  }

  NDArray apply(NDArray x, Pass pass) {
    Device device = x.getDevice();
    ParameterStore store = pass.store();
    boolean gradients = pass.gradients();
    NDArray first =
        Torch.layerNorm(
            x, store.getValue(gamma1, device, gradients), store.getValue(beta1, device, gradients));
    NDArray y = x.add(Torch.dropout(attention.apply(first, pass), dropout, pass.dropout()));
    NDArray second =
        Torch.layerNorm(
            y, store.getValue(gamma2, device, gradients), store.getValue(beta2, device, gradients));
    return y.add(Torch.dropout(feedForward.apply(second, pass), dropout, pass.dropout()));
  }

  void drawDropout(NDManager manager, int batch, int positions) {
    if (dropout == 0) {
      return;
    }
    attention.drawDropout(manager, batch, positions);
    for (int draw = 0; draw < 2; draw++) {
      Torch.dropout(manager.zeros(new Shape(batch, positions, width)), dropout, true);
    }
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    attention.initialize(manager, type, inputs);
    feedForward.initialize(manager, type, inputs);
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

  /** Two linear maps with a ReLU between, four times as wide inside. */
  private static final class FeedForward extends AbstractBlock {
    private final Parameter weight1;
    private final Parameter bias1;
    private final Parameter weight2;
    private final Parameter bias2;

    FeedForward(int width) {
      int inner = 4 * width;
      weight1 = addParameter(NanoGpt.parameter("weight1", Parameter.Type.WEIGHT, inner, width));
      weight1.setInitializer(Initial.linearWeight(width));
      bias1 = addParameter(NanoGpt.parameter("bias1", Parameter.Type.BIAS, inner));
      bias1.setInitializer(Initial.linearBias(width));
      weight2 = addParameter(NanoGpt.parameter("weight2", Parameter.Type.WEIGHT, width, inner));
      weight2.setInitializer(Initial.linearWeight(inner));
      bias2 = addParameter(NanoGpt.parameter("bias2", Parameter.Type.BIAS, width));
      bias2.setInitializer(Initial.linearBias(inner));
    }

    NDArray apply(NDArray x, Pass pass) {
      Device device = x.getDevice();
      ParameterStore store = pass.store();
      boolean gradients = pass.gradients();
      NDArray inner =
          Torch.relu(
              Torch.linear(
                  x,
                  store.getValue(weight1, device, gradients),
                  store.getValue(bias1, device, gradients)));
      return Torch.linear(
          inner,
          store.getValue(weight2, device, gradients),
          store.getValue(bias2, device, gradients));
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
      return new Shape[] {inputs[0]};
    }
  }
}
