package dev.nightshift.sim;

import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.Gate;
import java.util.List;

/**
 * What a circuit is made of once names and modifiers are gone: five kinds of unitary, two that
 * measure.
 *
 * <p>The indices i with {@code i & mask == value} are where a step acts; controls are bits of the
 * mask, whatever their polarity.
 */
sealed interface Step {

  /**
   * An angle of a step.
   *
   * @param expression radians, already scaled and signed
   * @param gate the name of the gate it came from, for messages
   * @param qubits the operands of that gate, for messages
   */
  record Angle(ParameterExpression expression, String gate, List<Integer> qubits) {
    boolean isConstant() {
      return expression.isConstant();
    }
  }

  /** exp(-i angle P), P the Pauli string of x and z: the angle is half the gate's. */
  record Rotation(int x, int z, int mask, int value, Angle angle) implements Step {}

  /** Multiplies by e^{i angle}. */
  record Phase(int mask, int value, Angle angle) implements Step {}

  /** Exchanges the amplitudes at i | a and i | b; the bits of both are in the mask, as 0. */
  record Exchange(int a, int b, int mask, int value) implements Step {}

  /**
   * Any other matrix.
   *
   * @param targets operand bits as masks, operand 0 first; they are in {@code mask}, as 0
   * @param adjoint whether the conjugate transpose is meant
   */
  record Matrix(
      List<Integer> targets, int mask, int value, Gate gate, List<Angle> angles, boolean adjoint)
      implements Step {}

  record Measure(int qubit, int bit) implements Step {}

  record Reset(int qubit) implements Step {}

  /** The angles, in order; empty where there are none. */
  default List<Angle> angles() {
    return switch (this) {
      case Rotation rotation -> List.of(rotation.angle());
      case Phase phase -> List.of(phase.angle());
      case Matrix matrix -> matrix.angles();
      case Exchange _, Measure _, Reset _ -> List.of();
    };
  }

  default boolean isUnitary() {
    return !(this instanceof Measure || this instanceof Reset);
  }

  default boolean isConstant() {
    return angles().stream().allMatch(Angle::isConstant);
  }
}
