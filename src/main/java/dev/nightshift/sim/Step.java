package dev.nightshift.sim;

import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.Gate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a circuit is made of once names and modifiers are gone: kinds of unitary, two that measure,
 * and jumps ahead over what is not to happen.
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

  /**
   * Goes on with a later step.
   *
   * @param unless the steps in between happen where this holds; null where they never do
   * @param to the number of the step to go on with
   */
  record Jump(@Nullable Condition unless, int to) implements Step {}

  /** The angles, in order; empty where there are none. */
  default List<Angle> angles() {
    return switch (this) {
      case Rotation rotation -> List.of(rotation.angle());
      case Phase phase -> List.of(phase.angle());
      case Matrix matrix -> matrix.angles();
      case Exchange _, Measure _, Reset _, Jump _ -> List.of();
    };
  }

  /** The qubits whose bit a unitary step may flip. */
  default int active() {
    return switch (this) {
      case Rotation rotation -> rotation.x();
      case Phase _ -> 0;
      case Exchange(int a, int b, _, _) -> a | b;
      case Matrix matrix -> matrix.targets().stream().mapToInt(Integer::intValue).sum();
      case Measure _, Reset _, Jump _ -> throw new IllegalStateException("not unitary");
    };
  }

  /** Where a unitary step acts, together with {@link #value}. */
  default int mask() {
    return switch (this) {
      case Rotation rotation -> rotation.mask;
      case Phase phase -> phase.mask;
      case Exchange exchange -> exchange.mask;
      case Matrix matrix -> matrix.mask;
      case Measure _, Reset _, Jump _ -> throw new IllegalStateException("not unitary");
    };
  }

  /** The bits of the mask where a unitary step acts. */
  default int value() {
    return switch (this) {
      case Rotation rotation -> rotation.value;
      case Phase phase -> phase.value;
      case Exchange exchange -> exchange.value;
      case Matrix matrix -> matrix.value;
      case Measure _, Reset _, Jump _ -> throw new IllegalStateException("not unitary");
    };
  }

  /** The qubits that a unitary step touches or looks at. */
  default int bits() {
    return switch (this) {
      case Rotation(int x, int z, int mask, _, _) -> x | z | mask;
      case Phase(int mask, _, _) -> mask;
      case Exchange(_, _, int mask, _) -> mask;
      case Matrix matrix -> matrix.mask();
      case Measure _, Reset _, Jump _ -> throw new IllegalStateException("not unitary");
    };
  }

  /**
   * A unitary step on some qubits, which are numbered anew from 0 in their order.
   *
   * @param bits all that the step touches or looks at, and maybe more
   */
  default Step compressed(int bits) {
    return switch (this) {
      case Rotation(int x, int z, int mask, int value, var angle) ->
          new Rotation(
              Integer.compress(x, bits),
              Integer.compress(z, bits),
              Integer.compress(mask, bits),
              Integer.compress(value, bits),
              angle);
      case Phase(int mask, int value, var angle) ->
          new Phase(Integer.compress(mask, bits), Integer.compress(value, bits), angle);
      case Exchange(int a, int b, int mask, int value) ->
          new Exchange(
              Integer.compress(a, bits),
              Integer.compress(b, bits),
              Integer.compress(mask, bits),
              Integer.compress(value, bits));
      case Matrix matrix ->
          new Matrix(
              matrix.targets().stream().map(target -> Integer.compress(target, bits)).toList(),
              Integer.compress(matrix.mask(), bits),
              Integer.compress(matrix.value(), bits),
              matrix.gate(),
              matrix.angles(),
              matrix.adjoint());
      case Measure _, Reset _, Jump _ -> throw new IllegalStateException("not unitary");
    };
  }

  default boolean isUnitary() {
    return !(this instanceof Measure || this instanceof Reset || this instanceof Jump);
  }

  default boolean isConstant() {
    return angles().stream().allMatch(Angle::isConstant);
  }
}
