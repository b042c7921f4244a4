package dev.nightshift.circuit.library;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Parameter;
import java.util.ArrayList;
import java.util.List;

/** Parameters whose code-point order is their index order, and the checks of common arguments. */
final class Names {
  private Names() {}

  /** {@code prefix0000}, {@code prefix0001}, ...; more digits where {@code count} needs them. */
  static List<Parameter> vector(String prefix, int count) {
    int digits = Math.max(4, Integer.toString(Math.max(count - 1, 0)).length());
    List<Parameter> parameters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String index = Integer.toString(i);
      parameters.add(
          ParameterExpression.parameter(prefix + "0".repeat(digits - index.length()) + index));
    }
    return parameters;
  }

  static void check(String what, int qubits, int reps) {
    if (qubits < 1) {
      throw invalid("%s has %d qubits; give at least 1".formatted(what, qubits));
    }
    if (reps < 0) {
      throw invalid("%s has %d repetitions; give 0 or more".formatted(what, reps));
    }
  }

  static NightshiftException invalid(String message) {
    return new NightshiftException(ErrorCode.CIRCUIT_INVALID, message);
  }
}
