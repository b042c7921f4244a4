package dev.nightshift.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/**
 * The handful of neural operations a model needs, straight on the native library.
 *
 * <p>DJL's blocks wrap each of these into lists, parameter look-ups and shape checks, which on
 * arrays of a thousand numbers costs more than the arithmetic. Every result lives in the manager of
 * the first argument, so the argument that comes from the batch stands first.
 */
final class Torch {
  private Torch() {}

  /** x wᵀ + b; x {@code [..., in]}, w {@code [out, in]}, b {@code [out]}. */
  static NDArray linear(NDArray x, NDArray w, @Nullable NDArray b) {
    return JniUtils.linear((PtNDArray) x, (PtNDArray) w, (PtNDArray) b);
  }

  /** Rows of a table; indices of any shape, table {@code [rows, width]}. */
  static NDArray embedding(NDArray indices, NDArray table) {
    return JniUtils.embedding((PtNDArray) indices, (PtNDArray) table, false);
  }

  /** Normalises the last axis with PyTorch's epsilon of 1e-5. */
  static NDArray layerNorm(NDArray x, NDArray gamma, NDArray beta) {
    return JniUtils.layerNorm(
        (PtNDArray) x,
        new Shape(gamma.getShape().get(0)),
        (PtNDArray) gamma,
        (PtNDArray) beta,
        1e-5);
  }

  /** x with each element zeroed with probability {@code rate}, the others scaled up; may be x. */
  static NDArray dropout(NDArray x, double rate, boolean active) {
    return active && rate > 0 ? JniUtils.dropout((PtNDArray) x, rate, true) : x;
  }

  static NDArray relu(NDArray x) {
    return JniUtils.relu((PtNDArray) x);
  }
}
