package dev.nightshift.sim;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.value.Bindings;

/** The angles of a gate at one row of the bindings. */
public final class BoundAngles {
  private BoundAngles() {}

  /**
   * @param index of the gate among the circuit's instructions
   * @param rows in the circuit's order of parameters
   * @return radians
   * @throws NightshiftException BINDING_VALUE when one is not finite
   */
  public static double[] of(
      Circuit circuit, int index, Instruction.Apply apply, Bindings rows, int row) {
    double[] angles = new double[apply.angles().size()];
    for (int k = 0; k < angles.length; k++) {
      ParameterExpression expression = apply.angles().get(k);
      angles[k] = expression.evaluate(name -> rows.value(row, circuit.parameters().indexOf(name)));
      if (!Double.isFinite(angles[k])) {
        throw new NightshiftException(
            ErrorCode.BINDING_VALUE,
            "the angle of instruction %d, %s on qubits %s, an expression of %s, is %s at row %d of"
                    .formatted(
                        index,
                        apply.gate().qasmName(),
                        apply.qubits(),
                        expression.parameters(),
                        angles[k],
                        row)
                + " the bindings; give values at which it is finite");
      }
    }
    return angles;
  }
}
