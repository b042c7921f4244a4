package dev.nightshift.sim;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Function;
import dev.nightshift.circuit.ParameterExpression.Operator;
import dev.nightshift.value.Bindings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The expressions of a circuit as a straight line of operations on slots, each slot an array with
 * one number a lane.
 *
 * <p>Equal expressions share a slot. The first slots are the circuit's parameters, in their order.
 */
final class Angles {
  private enum Kind {
    PARAMETER,
    CONSTANT,
    NEGATE,
    BINARY,
    CALL
  }

  private record Operation(
      Kind kind, int left, int right, double value, Operator operator, Function function) {
    static Operation of(Kind kind, int left, double value) {
      return new Operation(kind, left, 0, value, Operator.ADD, Function.SIN);
    }
  }

  private final List<String> parameters;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<ParameterExpression, Integer> slots = new HashMap<>();
  private final List<Step.Angle> checked = new ArrayList<>();
  private final List<Integer> checkedSlots = new ArrayList<>();

  Angles(List<String> parameters) {
    this.parameters = parameters;
    for (int i = 0; i < parameters.size(); i++) {
      operations.add(Operation.of(Kind.PARAMETER, i, 0));
      slots.put(ParameterExpression.parameter(parameters.get(i)), i);
    }
  }

  /** The slot of an angle, whose values are checked to be finite. */
  int slot(Step.Angle angle) {
    int slot = slot(angle.expression());
    // A parameter's value is finite already, and so is a constant.
    if (slot >= parameters.size() && !angle.isConstant() && !checkedSlots.contains(slot)) {
      checked.add(angle);
      checkedSlots.add(slot);
    }
    return slot;
  }

  /** The slot of an expression. */
  int slot(ParameterExpression expression) {
    Integer known = slots.get(expression);
    if (known != null) {
      return known;
    }
    Operation operation =
        switch (expression) {
          case ParameterExpression.Constant(double value) -> Operation.of(Kind.CONSTANT, 0, value);
          case ParameterExpression.Parameter(String name) ->
              throw new NightshiftException(
                  ErrorCode.PARAMETER_UNBOUND,
                  "parameter %s is not one of the circuit's %s".formatted(name, parameters));
          case ParameterExpression.Negate(var operand) ->
              Operation.of(Kind.NEGATE, slot(operand), 0);
          case ParameterExpression.Binary(Operator operator, var left, var right) ->
              new Operation(Kind.BINARY, slot(left), slot(right), 0, operator, Function.SIN);
          case ParameterExpression.Call(Function function, var argument) ->
              new Operation(Kind.CALL, slot(argument), 0, 0, Operator.ADD, function);
        };
    operations.add(operation);
    slots.put(expression, operations.size() - 1);
    return operations.size() - 1;
  }

  /** Number of slots. */
  int size() {
    return operations.size();
  }

  /** Arrays for {@link #evaluate}, constants already in. */
  double[][] workspace(int lanes) {
    double[][] values = new double[operations.size()][lanes];
    for (int slot = 0; slot < values.length; slot++) {
      if (operations.get(slot).kind() == Kind.CONSTANT) {
        java.util.Arrays.fill(values[slot], operations.get(slot).value());
      }
    }
    return values;
  }

  /**
   * Fills the slots for some rows of the bindings.
   *
   * @param rows the row of each lane; lanes beyond {@code count} repeat the last
   * @throws NightshiftException BINDING_VALUE when an angle is not finite
   */
  void evaluate(Bindings bindings, int[] rows, int count, double[][] values) {
    int columns = parameters.size();
    double[] source = bindings.values();
    int lanes = values.length == 0 ? 0 : values[0].length;
    for (int lane = 0; lane < lanes; lane++) {
      int at = rows[Math.min(lane, count - 1)] * columns;
      for (int column = 0; column < columns; column++) {
        values[column][lane] = source[at + column];
      }
    }
    for (int slot = columns; slot < values.length; slot++) {
      operate(slot, values);
    }
    for (int i = 0; i < checkedSlots.size(); i++) {
      check(i, rows, count, values);
    }
  }

  /**
   * Fills the slots that are used from some point on; the others stay as they are.
   *
   * @param lastUse by slot where it is used last, as {@link #spread} leaves it
   */
  void evaluate(
      Bindings bindings, int[] rows, int count, double[][] values, int[] lastUse, int from) {
    int columns = parameters.size();
    double[] source = bindings.values();
    for (int column = 0; column < columns; column++) {
      if (lastUse[column] >= from) {
        double[] own = values[column];
        for (int lane = 0; lane < own.length; lane++) {
          own[lane] = source[rows[Math.min(lane, count - 1)] * columns + column];
        }
      }
    }
    for (int slot = columns; slot < values.length; slot++) {
      if (lastUse[slot] >= from) {
        operate(slot, values);
      }
    }
    for (int i = 0; i < checkedSlots.size(); i++) {
      if (lastUse[checkedSlots.get(i)] >= from) {
        check(i, rows, count, values);
      }
    }
  }

  /** Where slots are used last, given where each is by itself: what uses it is used there too. */
  void spread(int[] lastUse) {
    for (int slot = lastUse.length - 1; slot >= parameters.size(); slot--) {
      Operation operation = operations.get(slot);
      switch (operation.kind()) {
        case PARAMETER, CONSTANT -> {}
        case NEGATE, CALL ->
            lastUse[operation.left()] = Math.max(lastUse[operation.left()], lastUse[slot]);
        case BINARY -> {
          lastUse[operation.left()] = Math.max(lastUse[operation.left()], lastUse[slot]);
          lastUse[operation.right()] = Math.max(lastUse[operation.right()], lastUse[slot]);
        }
      }
    }
  }

  private void operate(int slot, double[][] values) {
    Operation operation = operations.get(slot);
    switch (operation.kind()) {
      case PARAMETER, CONSTANT -> {}
      case NEGATE -> negate(values[operation.left()], values[slot]);
      case BINARY ->
          binary(
              operation.operator(),
              values[operation.left()],
              values[operation.right()],
              values[slot]);
      case CALL -> call(operation.function(), values[operation.left()], values[slot]);
    }
  }

  private void check(int number, int[] rows, int count, double[][] values) {
    double[] angles = values[checkedSlots.get(number)];
    double worst = 0;
    for (double angle : angles) {
      worst = Math.max(worst, Math.abs(angle));
    }
    if (!Double.isFinite(worst)) {
      throw notFinite(checked.get(number), rows, count, angles);
    }
  }

  private static NightshiftException notFinite(
      Step.Angle angle, int[] rows, int count, double[] angles) {
    int lane = 0;
    while (lane < count - 1 && Double.isFinite(angles[lane])) {
      lane++;
    }
    return new NightshiftException(
        ErrorCode.BINDING_VALUE,
        "the angle of %s on qubits %s, an expression of %s, is %s at row %d of the bindings; give"
                .formatted(
                    angle.gate(),
                    angle.qubits(),
                    angle.expression().parameters(),
                    angles[lane],
                    rows[lane])
            + " values at which it is finite");
  }

  private static void negate(double[] a, double[] out) {
    for (int l = 0; l < out.length; l++) {
      out[l] = -a[l];
    }
  }

  private static void binary(Operator operator, double[] a, double[] b, double[] out) {
    switch (operator) {
      case ADD -> {
        for (int l = 0; l < out.length; l++) {
          out[l] = a[l] + b[l];
        }
      }
      case SUBTRACT -> {
        for (int l = 0; l < out.length; l++) {
          out[l] = a[l] - b[l];
        }
      }
      case MULTIPLY -> {
        for (int l = 0; l < out.length; l++) {
          out[l] = a[l] * b[l];
        }
      }
      case DIVIDE -> {
        for (int l = 0; l < out.length; l++) {
          out[l] = a[l] / b[l];
        }
      }
      case POWER -> {
        for (int l = 0; l < out.length; l++) {
          out[l] = Math.pow(a[l], b[l]);
        }
      }
    }
  }

  private static void call(Function function, double[] a, double[] out) {
    for (int l = 0; l < out.length; l++) {
      out[l] = function.apply(a[l]);
    }
  }
}
