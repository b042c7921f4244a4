package dev.nightshift.wire.qpy;

import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.Gate;
import java.util.List;

/**
 * What an instruction applies.
 *
 * @param size gates it is when its definitions are written out
 * @param depth how deep its definitions nest
 */
record Applied(Gate gate, List<ParameterExpression> angles, long size, int depth) {
  Applied {
    angles = List.copyOf(angles);
    Scope.checked(depth);
  }

  /** The same with another gate made of this one, one deeper. */
  Applied wrapped(Gate other) {
    return new Applied(other, angles, size, depth + 1);
  }
}
