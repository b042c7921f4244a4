package dev.nightshift.circuit.gate;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;

/**
 * A gate under a modifier, as OpenQASM's {@code ctrl @}, {@code negctrl @}, {@code inv @} and
 * {@code pow @} write it.
 */
public sealed interface ModifiedGate extends Gate {

  Gate base();

  @Override
  default int parameters() {
    return base().parameters();
  }

  /**
   * One more operand in front; the base acts where it is 1 ({@code ctrl}) or 0 ({@code negctrl}).
   */
  record Controlled(Gate base, boolean onOne) implements ModifiedGate {
    @Override
    public String qasmName() {
      return (onOne ? "ctrl @ " : "negctrl @ ") + base.qasmName();
    }

    @Override
    public int qubits() {
      return base.qubits() + 1;
    }

    @Override
    public double[] matrix(double... angles) {
      double[] plain = base.matrix(angles);
      double[] onOneMatrix = StandardGate.controlled(plain);
      if (onOne) {
        return onOneMatrix;
      }
      int size = 2 << base.qubits();
      double[] flipped = new double[onOneMatrix.length];
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          int from = 2 * ((row ^ 1) * size + (column ^ 1));
          int to = 2 * (row * size + column);
          flipped[to] = onOneMatrix[from];
          flipped[to + 1] = onOneMatrix[from + 1];
        }
      }
      return flipped;
    }
  }

  /** The inverse: the conjugate transpose. */
  record Inverse(Gate base) implements ModifiedGate {
    @Override
    public String qasmName() {
      return "inv @ " + base.qasmName();
    }

    @Override
    public int qubits() {
      return base.qubits();
    }

    @Override
    public double[] matrix(double... angles) {
      double[] plain = base.matrix(angles);
      int size = 1 << base.qubits();
      double[] adjoint = new double[plain.length];
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          adjoint[2 * (row * size + column)] = plain[2 * (column * size + row)];
          adjoint[2 * (row * size + column) + 1] = -plain[2 * (column * size + row) + 1];
        }
      }
      return adjoint;
    }
  }

  /**
   * A real power: an integer repeats the gate (0 is the identity, negative ones its inverse),
   * anything else is the principal power with eigenvalue phases in (-π, π].
   *
   * @param exponent finite
   */
  record Power(Gate base, double exponent) implements ModifiedGate {
    public Power {
      if (!Double.isFinite(exponent)) {
        throw new NightshiftException(
            ErrorCode.CIRCUIT_INVALID,
            "the exponent %s of pow @ %s is not finite; give a finite number"
                .formatted(exponent, base.qasmName()));
      }
      exponent = exponent == 0 ? 0.0 : exponent;
    }

    @Override
    public String qasmName() {
      String number =
          exponent == Math.rint(exponent) && Math.abs(exponent) < 1e15
              ? Long.toString((long) exponent)
              : Double.toString(exponent);
      return "pow(" + number + ") @ " + base.qasmName();
    }

    @Override
    public int qubits() {
      return base.qubits();
    }

    @Override
    public double[] matrix(double... angles) {
      return UnitaryPower.of(base.matrix(angles), exponent);
    }
  }
}
