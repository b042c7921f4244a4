package dev.nightshift.value;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Arrays;
import java.util.List;

/**
 * Values of a circuit's parameters for many executions: an array of rows, one value a parameter and
 * row.
 *
 * <p>The names and the value array are not copied: who makes a Bindings gives the array away.
 */
public final class Bindings {
  private final List<String> parameters;
  private final Shape shape;
  private final double[] values;

  private Bindings(List<String> parameters, Shape shape, double[] values) {
    this.parameters = parameters;
    this.shape = shape;
    this.values = values;
  }

  /** The one empty row of a circuit without parameters. */
  public static Bindings none() {
    return new Bindings(List.of(), Shape.SCALAR, new double[0]);
  }

  /** One row of shape (). */
  public static Bindings row(List<String> parameters, double... values) {
    return of(parameters, Shape.SCALAR, values);
  }

  /** Rows of shape (rows). */
  public static Bindings rows(List<String> parameters, double[] values) {
    int columns = parameters.size();
    return of(parameters, Shape.of(columns == 0 ? 1 : values.length / columns), values);
  }

  /**
   * @param parameters names, one a column, each once
   * @param shape the rows' shape, without the axis of the parameters
   * @param values angles in radians (or whatever the parameter means), row-major {@code shape x
   *     parameters}; finite
   * @throws NightshiftException BINDING_SHAPE when the count differs, BINDING_VALUE when one is not
   *     finite
   */
  public static Bindings of(List<String> parameters, Shape shape, double[] values) {
    List<String> names = List.copyOf(parameters);
    long expected = (long) shape.size() * names.size();
    if (values.length != expected) {
      throw new NightshiftException(
          ErrorCode.BINDING_SHAPE,
          "bindings of shape %s for %d parameters need %d values, found %d"
              .formatted(shape, names.size(), expected, values.length));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new NightshiftException(
            ErrorCode.BINDING_VALUE,
            "parameter %s of binding %d is %s; parameter values must be finite numbers"
                .formatted(names.get(i % names.size()), i / names.size(), values[i]));
      }
    }
    return new Bindings(names, shape, values);
  }

  public List<String> parameters() {
    return parameters;
  }

  public Shape shape() {
    return shape;
  }

  /** Number of rows: the size of the shape. */
  public int rows() {
    return shape.size();
  }

  public int columns() {
    return parameters.size();
  }

  public double value(int row, int column) {
    return values[row * parameters.size() + column];
  }

  /** The values themselves, row-major; not a copy, not to be written. */
  public double[] values() {
    return values;
  }

  /** The same rows with the columns in another order of the same names. */
  public Bindings inOrder(List<String> names) {
    if (names.equals(parameters)) {
      return this;
    }
    int columns = names.size();
    int[] from = new int[columns];
    for (int i = 0; i < columns; i++) {
      from[i] = parameters.indexOf(names.get(i));
      if (from[i] < 0) {
        throw new NightshiftException(
            ErrorCode.PARAMETER_UNBOUND,
            "parameter %s has no value; give one for each of %s".formatted(names.get(i), names));
      }
    }
    if (columns != parameters.size()) {
      throw new NightshiftException(
          ErrorCode.BINDING_SHAPE,
          "the circuit has the parameters %s, but the bindings name %s"
              .formatted(names, parameters));
    }
    double[] sorted = new double[values.length];
    for (int row = 0; row < rows(); row++) {
      for (int i = 0; i < columns; i++) {
        sorted[row * columns + i] = values[row * columns + from[i]];
      }
    }
    return new Bindings(List.copyOf(names), shape, sorted);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bindings that
        && parameters.equals(that.parameters)
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * parameters.hashCode() + shape.hashCode()) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Bindings" + shape + parameters;
  }
}
