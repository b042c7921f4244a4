package dev.nightshift.learn.quantum;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import dev.nightshift.base.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Expectation values of parameterised circuits, with exact gradients.
 *
 * <p>A layer has units, each a circuit with weights of its own; every unit sees every row of its
 * input. It helps where a circuit is the model's point; where a linear map would do it only costs
 * executions.
 *
 * <p>Formula: {@code y[n][u] = ⟨ψ(x[n][u], θ[u])| H |ψ(x[n][u], θ[u])⟩}. Input {@code
 * [rows][units][inputs]} in radians, output {@code [rows][units]}, dimensionless, FLOAT32; weights
 * {@code [units][weights][1]}.
 *
 * <p><b>Gradients</b> are exact and take part in automatic differentiation by a {@link Surrogate}.
 * The derivatives are found in the same round as the values: by the adjoint method, or from 2
 * shifted circuits a weight and row. (With SPSA they are found from 2 circuits a row and right on
 * average only.) Without gradients a pass costs one circuit a row and unit. Inputs get a gradient
 * only where the layer was made with {@code inputGradients}.
 */
public final class QuantumLayer extends AbstractBlock {
  private final CircuitEvaluator evaluator;
  private final boolean inputGradients;
  private final Parameter weights;
  private Seed seed = Seed.of(0);
  private long round;

  /**
   * @param inputGradients whether derivatives flow back into the inputs
   * @param initial draws the weights, shape {@code [units][weights][1]}
   */
  public QuantumLayer(CircuitEvaluator evaluator, boolean inputGradients, Initializer initial) {
    this.evaluator = evaluator;
    this.inputGradients = inputGradients;
    weights =
        addParameter(
            Parameter.builder()
                .setName("theta")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(evaluator.units(), evaluator.weights(), 1))
                .optInitializer(initial)
                .build());
  }

  public CircuitEvaluator evaluator() {
    return evaluator;
  }

  public boolean inputGradients() {
    return inputGradients;
  }

  /** The trained angles, {@code [units][weights][1]}. */
  public Parameter weights() {
    return weights;
  }

  /** Starts the seeds of the shots anew; the next rounds take its streams 0, 1, ... */
  public void reseed(Seed seed) {
    this.seed = seed;
    round = 0;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    return new NDList(apply(x.transpose(1, 0, 2), store, training).transpose());
  }

  /**
   * The same with the units outermost.
   *
   * @param x {@code [units][rows][inputs]}
   * @param gradients whether derivatives will be asked for
   * @return {@code [units][rows]} in the manager of {@code x}
   */
  public NDArray apply(NDArray x, ParameterStore store, boolean gradients) {
    float[] numbers = x.toFloatArray();
    double[] inputs = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      inputs[i] = numbers[i];
    }
    int rows = (int) x.getShape().get(1);
    return evaluate(
        x.getManager(), inputs, gradients && inputGradients ? x : null, rows, store, gradients);
  }

  /**
   * The same from plain numbers, which take no gradient.
   *
   * @param inputs {@code [units][rows][inputs]}
   */
  public NDArray apply(
      NDManager manager, double[] inputs, int rows, ParameterStore store, boolean gradients) {
    return evaluate(manager, inputs, null, rows, store, gradients);
  }

  private NDArray evaluate(
      NDManager manager,
      double[] inputs,
      @Nullable NDArray x,
      int rows,
      ParameterStore store,
      boolean gradients) {
    NDArray theta = store.getValue(weights, manager.getDevice(), gradients);
    float[] angles = theta.toFloatArray();
    double[] unitWeights = new double[angles.length];
    for (int i = 0; i < angles.length; i++) {
      unitWeights[i] = angles[i];
    }
    CircuitEvaluator.Wanted wanted = CircuitEvaluator.Wanted.VALUES;
    if (gradients) {
      wanted =
          x == null
              ? CircuitEvaluator.Wanted.WEIGHT_GRADIENTS
              : CircuitEvaluator.Wanted.ALL_GRADIENTS;
    }
    CircuitEvaluator.Evaluation found =
        evaluator.evaluate(inputs, unitWeights, rows, wanted, seed.split(round++).value());
    int units = evaluator.units();
    float[] values = Surrogate.singles(found.values());
    if (!gradients) {
      return manager.create(values, new Shape(units, rows));
    }
    NDArray value =
        Surrogate.of(manager, values, Surrogate.singles(found.weightJacobian()), theta)
            .reshape(units, rows);
    if (x != null) {
      NDArray term = Surrogate.term(x, Surrogate.singles(found.inputJacobian()));
      value = value.add(term.sum(new int[] {-1}));
    }
    return value;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {inputs[0].slice(0, 2)};
  }
}
