package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdamWTest {
  private static final int SIZE = 19;
  private static final double LEARNING_RATE = 0.05;

  /** The loss is Σ c·θ²/2, so the gradient is c·θ; the oracle is the paper's formula in doubles. */
  @Test
  void stepsFollowTheFormulaAndLeaveTheGradientAtZero() {
    float[] start = new float[SIZE];
    float[] factors = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      start[i] = (float) Math.cos(3 * i);
      factors[i] = (float) Math.pow(10, i % 7 - 5.0); // down to where epsilon matters
    }
    try (NDManager manager = TorchRuntime.newManager()) {
      Parameter parameter =
          Parameter.builder().setName("theta").setType(Parameter.Type.OTHER).build();
      parameter.setArray(manager.create(start, new Shape(SIZE)));
      parameter.getArray().setRequiresGradient(true);
      AdamW optimizer = new AdamW(List.of(parameter), LEARNING_RATE);
      NDArray theta = parameter.getArray();
      double[] expected = new double[SIZE];
      double[] first = new double[SIZE];
      double[] second = new double[SIZE];
      for (int i = 0; i < SIZE; i++) {
        expected[i] = start[i];
      }
      for (int step = 1; step <= 30; step++) {
        try (NDManager batch = manager.newSubManager();
            GradientCollector tape = Engine.getInstance().newGradientCollector()) {
          NDArray c = batch.create(factors, new Shape(SIZE));
          tape.backward(c.mul(theta).mul(theta).sum().mul(0.5));
        }

        optimizer.step();

        for (int i = 0; i < SIZE; i++) {
          double gradient = factors[i] * expected[i];
          first[i] = 0.9 * first[i] + 0.1 * gradient;
          second[i] = 0.999 * second[i] + 0.001 * gradient * gradient;
          double m = first[i] / (1 - Math.pow(0.9, step));
          double v = second[i] / (1 - Math.pow(0.999, step));
          expected[i] =
              expected[i] * (1 - LEARNING_RATE * 0.01) - LEARNING_RATE * m / (Math.sqrt(v) + 1e-8);
        }
        float[] found = theta.toFloatArray();
        for (int i = 0; i < SIZE; i++) {
          assertThat((double) found[i])
              .as("step %d, number %d", step, i)
              .isCloseTo(expected[i], within(2e-5));
        }
        assertThat(theta.getGradient().toFloatArray()).containsOnly(0f);
      }
      assertThat(optimizer.steps()).isEqualTo(30);
    }
  }
}
