package dev.nightshift.learn.quantum;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A value found outside, with its derivatives, as part of a recorded graph.
 *
 * <p>DJL has no functions with a gradient of their own. So the value goes in plus a term that is
 * zero and carries the derivative: {@code v + J (p - s(p))}, where s stops gradients. The value is
 * bit by bit v, the gradient by p exactly Jᵀ times what comes from above.
 */
public final class Surrogate {
  private Surrogate() {}

  /**
   * Values that depend on the weights of their unit.
   *
   * @param values {@code [units][outputs]}, finite
   * @param jacobian {@code [units][outputs][weights]}, finite
   * @param weights the trained array, {@code [units][weights][1]}
   * @return {@code [units][outputs][1]} in {@code manager}
   */
  public static NDArray of(NDManager manager, float[] values, float[] jacobian, NDArray weights) {
    Shape shape = weights.getShape();
    long units = shape.get(0);
    long outputs = values.length / units;
    // What comes of an array lives as long as it does, and the weights outlive the pass.
    NDArray fixed = weights.stopGradient();
    fixed.attach(manager);
    NDArray zero = fixed.sub(weights);
    return manager
        .create(values, new Shape(units, outputs, 1))
        .sub(manager.create(jacobian, new Shape(units, outputs, shape.get(1))).batchMatMul(zero));
  }

  /** The term that carries the derivative by inputs: zero, shape of the inputs. */
  public static NDArray term(NDArray inputs, float[] jacobian) {
    NDArray slopes = inputs.getManager().create(jacobian, inputs.getShape());
    return inputs.sub(inputs.stopGradient()).mul(slopes);
  }

  static float[] singles(double[] numbers) {
    float[] singles = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      singles[i] = (float) numbers[i];
    }
    return singles;
  }
}
