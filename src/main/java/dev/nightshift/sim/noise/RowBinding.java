package dev.nightshift.sim.noise;

import dev.nightshift.value.Bindings;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The values of a circuit's parameters in one row of its bindings. */
public final class RowBinding implements ToDoubleFunction<String> {
  private final Bindings bindings;
  private final int row;
  private final Map<String, Integer> columns = new HashMap<>();

  /**
   * @param bindings that name every parameter of the circuit
   */
  public RowBinding(Bindings bindings, int row) {
    this.bindings = bindings;
    this.row = row;
    for (int column = 0; column < bindings.columns(); column++) {
      columns.put(bindings.parameters().get(column), column);
    }
  }

  public int row() {
    return row;
  }

  @Override
  public double applyAsDouble(String parameter) {
    Integer column = columns.get(parameter);
    if (column == null) {
      throw new IllegalArgumentException("the bindings have no parameter " + parameter);
    }
    return bindings.value(row, column);
  }
}
