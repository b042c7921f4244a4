package dev.nightshift.circuit.gate;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import java.util.List;

/**
 * A gate that a program defines by other gates.
 *
 * @param qasmName its name
 * @param parameterNames in binding order; they are the only free parameters of the body
 * @param qubits number of operands
 * @param body gates on operands {@code 0..qubits-1}
 */
public record DefinedGate(
    String qasmName, List<String> parameterNames, int qubits, List<Instruction.Apply> body)
    implements Gate {
  public DefinedGate {
    parameterNames = List.copyOf(parameterNames);
    body = List.copyOf(body);
  }

  @Override
  public int parameters() {
    return parameterNames.size();
  }

  /** The value of an expression of the body at the gate's angles. */
  public double value(ParameterExpression expression, double... angles) {
    return expression.evaluate(name -> angles[parameterNames.indexOf(name)]);
  }

  @Override
  public double[] matrix(double... angles) {
    int size = 1 << qubits;
    double[] result = new double[2 * size * size];
    for (int i = 0; i < size; i++) {
      result[2 * (i * size + i)] = 1;
    }
    for (Instruction.Apply step : body) {
      double[] values = step.angles().stream().mapToDouble(angle -> value(angle, angles)).toArray();
      result = times(step.gate().matrix(values), step.qubits(), result, size);
    }
    return result;
  }

  /** The product of a small matrix on some operands with a full one. */
  private static double[] times(double[] small, List<Integer> operands, double[] full, int size) {
    double[] result = new double[full.length];
    int width = 1 << operands.size();
    for (int row = 0; row < size; row++) {
      int smallRow = 0;
      int rest = row;
      for (int k = 0; k < operands.size(); k++) {
        smallRow |= (row >> operands.get(k) & 1) << k;
        rest &= ~(1 << operands.get(k));
      }
      for (int k = 0; k < width; k++) {
        double re = small[2 * (smallRow * width + k)];
        double im = small[2 * (smallRow * width + k) + 1];
        if (re == 0 && im == 0) {
          continue;
        }
        int from = rest;
        for (int j = 0; j < operands.size(); j++) {
          from |= (k >> j & 1) << operands.get(j);
        }
        for (int column = 0; column < size; column++) {
          int source = 2 * (from * size + column);
          int to = 2 * (row * size + column);
          result[to] += re * full[source] - im * full[source + 1];
          result[to + 1] += re * full[source + 1] + im * full[source];
        }
      }
    }
    return result;
  }
}
