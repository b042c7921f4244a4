package dev.nightshift.learn;

import ai.djl.training.initializer.Initializer;

/** PyTorch's default initial values, drawn in PyTorch's order and bit by bit the same. */
final class Initial {
  static final Initializer NORMAL =
      (manager, shape, type) -> manager.randomNormal(0f, 1f, shape, type);

  private Initial() {}

  /** Weight of a linear map: Kaiming's uniform with a = √5, in PyTorch's order of operations. */
  static Initializer linearWeight(int inputs) {
    double gain = Math.sqrt(2.0 / (1 + 5));
    return uniform(Math.sqrt(3.0) * (gain / Math.sqrt(inputs)));
  }

  static Initializer linearBias(int inputs) {
    return uniform(1 / Math.sqrt(inputs));
  }

  private static Initializer uniform(double bound) {
    return (manager, shape, type) ->
        manager.randomUniform((float) -bound, (float) bound, shape, type);
  }
}
