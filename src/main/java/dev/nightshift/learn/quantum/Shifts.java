package dev.nightshift.learn.quantum;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Bindings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of the two-term shift rule: for a parameter that is the whole angle of one rotation, ∂f
 * = (f(θ + π/2) - f(θ - π/2)) / 2.
 *
 * @param rows rows of the original bindings
 * @param columns parameters differentiated
 * @param bindings for each original row the row itself, then for each parameter its two shifted
 *     rows
 */
record Shifts(int rows, int columns, Bindings bindings) {
  private static final Set<StandardGate> ROTATIONS =
      EnumSet.of(StandardGate.RX, StandardGate.RY, StandardGate.RZ);

  static Shifts of(CircuitUnit unit, Bindings original, List<String> parameters) {
    int width = original.columns();
    int stride = 1 + 2 * parameters.size();
    int[] columns = new int[parameters.size()];
    for (int i = 0; i < columns.length; i++) {
      checkRotation(unit, parameters.get(i));
      columns[i] = original.parameters().indexOf(parameters.get(i));
    }
    double[] values = new double[original.rows() * stride * width];
    int target = 0;
    for (int row = 0; row < original.rows(); row++) {
      for (int copy = 0; copy < stride; copy++) {
        System.arraycopy(original.values(), row * width, values, target, width);
        if (copy > 0) {
          values[target + columns[(copy - 1) / 2]] += copy % 2 == 1 ? Math.PI / 2 : -Math.PI / 2;
        }
        target += width;
      }
    }
    return new Shifts(
        original.rows(), columns.length, Bindings.rows(original.parameters(), values));
  }

  private static void checkRotation(CircuitUnit unit, String name) {
    int uses = 0;
    for (Instruction instruction : unit.circuit().instructions()) {
      if (instruction instanceof Instruction.Apply(var gate, var angles, _)) {
        for (ParameterExpression angle : angles) {
          if (angle.parameters().contains(name)) {
            boolean whole = angle instanceof ParameterExpression.Parameter;
            uses += whole && gate instanceof StandardGate own && ROTATIONS.contains(own) ? 1 : 2;
          }
        }
      }
    }
    if (uses != 1) {
      throw new NightshiftException(
          ErrorCode.GRADIENT_UNSUPPORTED,
          "parameter %s is not the whole angle of exactly one rx, ry or rz, so two shifts do not give its derivative; use adjoint gradients"
              .formatted(name));
    }
  }

  double[] values(double[] evs) {
    int stride = 1 + 2 * columns;
    double[] values = new double[rows];
    for (int row = 0; row < rows; row++) {
      values[row] = evs[row * stride];
    }
    return values;
  }

  double[] jacobian(double[] evs) {
    int stride = 1 + 2 * columns;
    double[] jacobian = new double[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = row * stride + 1 + 2 * column;
        jacobian[row * columns + column] = (evs[at] - evs[at + 1]) / 2;
      }
    }
    return jacobian;
  }
}
