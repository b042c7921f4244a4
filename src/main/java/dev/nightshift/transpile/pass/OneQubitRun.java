package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Constant;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.EulerAngles;
import dev.nightshift.kernel.small.Matrices;
import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring gates of one qubit as one: a product that is written out with the fewest pulses.
 *
 * <p>The product is kept as factors: fixed matrices and free rz of symbolic angles, in turn. A free
 * rz swallows the next across a fixed factor that is diagonal, or that exchanges 0 and 1 (then with
 * the other sign); fixed factors multiply. So symbols only ever meet symbols by sums.
 *
 * <p>Written, a fixed factor is rz, or rz sx rz, or rz sx rz sx rz, whose outer rz join the free
 * ones. An x costs no pulse where the run has an sx: x sx is rz(π) sx rz(π) up to a phase, and it
 * gets there through every rz with a change of sign.
 */
final class OneQubitRun {
  private static final double NEAR = AngleSum.NOTHING;
  private static final double HALF = Math.PI / 2;
  private static final double[] H = StandardGate.H.matrix();
  private static final double[] SX = StandardGate.SX.matrix();
  private static final double[] X = StandardGate.X.matrix();

  /** A factor of the product. */
  private sealed interface Factor permits Fixed, Free {}

  private record Fixed(double[] matrix) implements Factor {
    boolean isDiagonal() {
      return Math.hypot(matrix[4], matrix[5]) < NEAR;
    }

    boolean isFlip() {
      return Math.hypot(matrix[0], matrix[1]) < NEAR;
    }
  }

  private record Free(AngleSum angle) implements Factor {}

  private final List<Factor> factors = new ArrayList<>(4);
  private AngleSum phase = AngleSum.ZERO;

  /** Whether a gate can be part of a run. */
  static boolean takes(Gate gate, List<ParameterExpression> angles) {
    return gate.qubits() == 1 && (isFixed(angles) || isTurn(gate));
  }

  static boolean isFixed(List<ParameterExpression> angles) {
    for (int i = 0; i < angles.size(); i++) {
      if (!(angles.get(i) instanceof Constant) && !angles.get(i).isConstant()) {
        return false;
      }
    }
    return true;
  }

  static double[] numbers(List<ParameterExpression> angles) {
    double[] numbers = new double[angles.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          angles.get(i) instanceof Constant(double value)
              ? value
              : angles.get(i).evaluate(_ -> Double.NaN);
    }
    return numbers;
  }

  private static boolean isTurn(Gate gate) {
    return gate instanceof StandardGate standard
        && switch (standard) {
          case RX, RY, RZ, P, U1, U2, U3, U, R -> true;
          default -> false;
        };
  }

  /** Appends a gate that {@link #takes} allows. */
  void add(Instruction.Apply apply) {
    List<ParameterExpression> angles = apply.angles();
    if (isFixed(angles)) {
      if (apply.gate() == StandardGate.RZ) {
        addRz(AngleSum.of(numbers(angles)[0]));
        return;
      }
      addFixed(
          apply.gate() == StandardGate.SX
              ? SX
              : apply.gate() == StandardGate.X ? X : apply.gate().matrix(numbers(angles)));
      return;
    }
    AngleSum first = AngleSum.of(angles.getFirst());
    switch ((StandardGate) apply.gate()) {
      case RZ -> addRz(first);
      case P, U1 -> {
        addRz(first);
        phase = phase.plus(first.times(0.5));
      }
      case RX -> addRx(first);
      case RY -> addRy(first);
      case R -> {
        AngleSum axis = AngleSum.of(angles.get(1));
        addRz(axis.negated());
        addRx(first);
        addRz(axis);
      }
      case U2 -> addU(AngleSum.of(HALF), first, AngleSum.of(angles.get(1)));
      case U, U3 -> addU(first, AngleSum.of(angles.get(1)), AngleSum.of(angles.get(2)));
      default -> throw new IllegalArgumentException(apply.gate().qasmName());
    }
  }

  private void addU(AngleSum theta, AngleSum phi, AngleSum lambda) {
    addRz(lambda);
    addRy(theta);
    addRz(phi);
    phase = phase.plus(phi.plus(lambda).times(0.5));
  }

  void addRx(AngleSum angle) {
    addFixed(H);
    addRz(angle);
    addFixed(H);
  }

  void addRy(AngleSum angle) {
    addRz(AngleSum.of(-HALF));
    addRx(angle);
    addRz(AngleSum.of(HALF));
  }

  /** Appends a matrix, 8 doubles, which is not changed. */
  void addFixed(double[] matrix) {
    if (!factors.isEmpty() && factors.getLast() instanceof Fixed(double[] last)) {
      factors.set(factors.size() - 1, new Fixed(Matrices.times(matrix, last, 2)));
    } else {
      factors.add(new Fixed(matrix));
    }
  }

  void addRz(AngleSum angle) {
    int size = factors.size();
    if (size > 0 && factors.get(size - 1) instanceof Free(AngleSum last)) {
      factors.remove(size - 1);
      addRz(last.plus(angle));
      return;
    }
    if (angle.isConstant()) {
      double c = Math.cos(angle.constant() / 2);
      double s = Math.sin(angle.constant() / 2);
      addFixed(new double[] {c, -s, 0, 0, 0, 0, c, s});
      return;
    }
    if (size > 1
        && factors.get(size - 1) instanceof Fixed last
        && factors.get(size - 2) instanceof Free(AngleSum before)
        && (last.isDiagonal() || last.isFlip())) {
      factors.remove(size - 1);
      factors.remove(size - 2);
      addRz(last.isFlip() ? before.minus(angle) : before.plus(angle));
      addFixed(last.matrix);
    } else {
      factors.add(new Free(angle));
    }
  }

  /**
   * Writes the run in rz, sx and x, and rx where it may, and empties it.
   *
   * @param device says whether the qubit has x, else sx stands twice, and rx, one pulse for two sx
   */
  void write(Draft out, int qubit, DeviceGates device) {
    Pulses pulses = new Pulses();
    pulses.phase = phase;
    for (Factor factor : factors) {
      switch (factor) {
        case Free(AngleSum angle) -> pulses.z = pulses.z.plus(angle);
        case Fixed(double[] matrix) -> pulses.add(EulerAngles.of(matrix));
      }
    }
    factors.clear();
    phase = AngleSum.ZERO;
    pulses.settle();
    pulses.write(out, qubit, device);
  }

  /** rz(z) x^flip after sx rz(before[n-1]) ... sx rz(before[0]), times e^{i phase}. */
  private static final class Pulses {
    private final List<AngleSum> before = new ArrayList<>(4);
    private AngleSum z = AngleSum.ZERO;
    private boolean flip;
    private AngleSum phase = AngleSum.ZERO;

    private void add(EulerAngles e) {
      phase = phase.plus(e.phase());
      double theta = e.theta();
      if (theta < NEAR) {
        z = z.plus(e.phi() + e.lambda());
      } else if (theta > Math.PI - NEAR) {
        // rz(φ) ry(π) rz(λ) = i x rz(λ - φ + π)
        z = z.plus(e.lambda() - e.phi() + Math.PI).negated();
        flip = !flip;
        phase = phase.plus(HALF);
      } else if (Math.abs(theta - HALF) < NEAR) {
        z = z.plus(e.lambda() - HALF);
        pulse();
        z = z.plus(e.phi() + HALF);
        phase = phase.plus(-HALF / 2);
      } else {
        z = z.plus(e.lambda());
        pulse();
        z = z.plus(theta + Math.PI);
        pulse();
        z = z.plus(e.phi() - Math.PI);
        phase = phase.plus(-HALF);
      }
    }

    /** Appends sx; sx rz(z) x = sx x rz(-z) = i rz(π) sx rz(π - z). */
    private void pulse() {
      if (flip) {
        before.add(z.negated().plus(Math.PI));
        z = AngleSum.of(Math.PI);
        phase = phase.plus(HALF);
        flip = false;
      } else {
        before.add(z);
        z = AngleSum.ZERO;
      }
    }

    /** Hides an x in the last sx, if there is one: x sx = i rz(π) sx rz(π). */
    private void settle() {
      if (flip && !before.isEmpty()) {
        before.set(before.size() - 1, before.getLast().plus(Math.PI));
        z = z.plus(Math.PI);
        phase = phase.plus(HALF);
        flip = false;
      }
    }

    private void write(Draft out, int qubit, DeviceGates device) {
      boolean rx = device.turns(qubit);
      if (flip && device.flips(qubit)) {
        out.add(StandardGate.X, qubit);
      } else if (flip) {
        out.add(StandardGate.SX, qubit);
        out.add(StandardGate.SX, qubit);
      }
      for (int i = 0; i < before.size(); i++) {
        if (rx && i + 1 < before.size()) {
          // sx rz(w) sx = i rz(3π/2) rx(w - π) rz(-π/2)
          writeRz(out, before.get(i).plus(-HALF), qubit);
          writeTurn(out, StandardGate.RX, before.get(i + 1).plus(-Math.PI), qubit);
          phase = phase.plus(HALF);
          if (i + 2 < before.size()) {
            before.set(i + 2, before.get(i + 2).plus(3 * HALF));
          } else {
            z = z.plus(3 * HALF);
          }
          i++;
        } else {
          writeRz(out, before.get(i), qubit);
          out.add(StandardGate.SX, qubit);
        }
      }
      writeRz(out, z, qubit);
      out.turn(phase);
    }

    private void writeRz(Draft out, AngleSum angle, int qubit) {
      writeTurn(out, StandardGate.RZ, angle, qubit);
    }

    /** A full turn of rz or rx is -1. */
    private void writeTurn(Draft out, StandardGate gate, AngleSum angle, int qubit) {
      long turns = angle.turns();
      if ((turns & 1) != 0) {
        phase = phase.plus(Math.PI);
      }
      AngleSum rest = angle.lessTurns(turns);
      if (!rest.isNothing()) {
        out.add(gate, rest.toExpression(), qubit);
      } else if (rest.constant() < -Math.PI || rest.constant() > Math.PI) {
        phase = phase.plus(Math.PI);
      }
    }
  }
}
