package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.kernel.small.Matrices;
import java.util.List;

/**
 * A gate that is not opened any further, under controls or as its inverse.
 *
 * @param gate on the operands behind the controls
 * @param inverse whether the conjugate transpose is meant
 * @param controls how many operands in front are controls
 * @param controlValue their bits at which the gate acts, operand 0 the lowest
 * @param angles one a parameter of the gate
 * @param place of the gate it came from, for messages
 */
public record GateCall(
    Gate gate,
    boolean inverse,
    int controls,
    int controlValue,
    List<ParameterExpression> angles,
    Place place) {

  /**
   * Where in the circuit a gate stands.
   *
   * @param gate its name
   * @param qubits its operands
   */
  public record Place(String gate, List<Integer> qubits) {}

  public GateCall {
    angles = List.copyOf(angles);
  }

  /** A gate without angles, controls and modifiers. */
  static GateCall of(Gate gate, List<Integer> qubits) {
    return new GateCall(gate, false, 0, 0, List.of(), new Place(gate.qasmName(), qubits));
  }

  /** Number of operands, controls included. */
  public int qubits() {
    return controls + gate.qubits();
  }

  public boolean isConstant() {
    return angles.stream().allMatch(ParameterExpression::isConstant);
  }

  /**
   * The matrix on the operands behind the controls.
   *
   * @throws NightshiftException BINDING_VALUE when an angle is not finite at the row
   */
  public double[] matrix(RowBinding binding) {
    double[] values = new double[angles.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = angles.get(i).evaluate(binding);
      if (!Double.isFinite(values[i])) {
        throw new NightshiftException(
            ErrorCode.BINDING_VALUE,
            "the angle of %s on qubits %s, an expression of %s, is %s at row %d of the bindings;"
                    .formatted(
                        place.gate(),
                        place.qubits(),
                        angles.get(i).parameters(),
                        values[i],
                        binding.row())
                + " give values at which it is finite");
      }
    }
    double[] plain = gate.matrix(values);
    return inverse ? Matrices.adjoint(plain, 1 << gate.qubits()) : plain;
  }

  /** The matrix on all operands. */
  public double[] fullMatrix(RowBinding binding) {
    double[] plain = matrix(binding);
    return controls == 0 ? plain : Matrices.controlled(plain, controls, controlValue);
  }
}
