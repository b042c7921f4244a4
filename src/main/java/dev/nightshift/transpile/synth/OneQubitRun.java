package dev.nightshift.transpile.synth;

import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Matrices;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of one-qubit gates on one qubit, boiled down as it grows: M₀ RZ(s₁) M₁ RZ(s₂) ... Mₖ in
 * time order, where the M are matrices of numbers and the s are angles with parameters.
 *
 * <p>Numbers between two free angles are one matrix, however many gates they came from. A diagonal
 * M lets the angles on its sides add up, an antidiagonal one (X and its kin) lets them pass with
 * the other sign; so θ and -θ around an echo are gone. Written, each M takes at most two pulses: rz
 * sx rz sx rz (McKay et al. 2017), one where its angle is a right one, none where it is diagonal.
 */
public final class OneQubitRun {
  /** How pulses are written. */
  public enum Pulses {
    /** rz, sx, x. */
    SX,
    /** rz, sx, x, and rx of any angle for two sx. */
    RX,
    /** rz and sx, twice for x. */
    SX_ONLY
  }

  private static final double[] IDENTITY = Matrices.identity(2);

  private final List<double[]> matrices = new ArrayList<>(List.of(IDENTITY));
  private final List<Angle> angles = new ArrayList<>();
  private Angle phase = Angle.ZERO;
  private boolean empty = true;

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return empty;
  }

  /** Adds a gate behind the run. */
  public void add(StandardGate gate, List<ParameterExpression> expressions) {
    empty = false;
    List<Angle> given = expressions.stream().map(Angle::of).toList();
    if (given.stream().allMatch(Angle::isConstant)) {
      number(gate.matrix(given.stream().mapToDouble(Angle::constant).toArray()));
      return;
    }
    Angle a = given.getFirst();
    switch (gate) {
      case RZ -> turn(a);
      case P, U1 -> {
        turn(a);
        phase = phase.plus(a.times(0.5));
      }
      case RX -> aboutX(a);
      case RY -> aboutY(a);
      case R -> {
        turn(given.get(1).negated());
        aboutX(a);
        turn(given.get(1));
      }
      case U, U3 -> any(a, given.get(1), given.get(2));
      case U2 -> any(Angle.of(Math.PI / 2), a, given.get(1));
      default -> throw new IllegalStateException(gate + " is no one-qubit gate with angles");
    }
  }

  private void aboutX(Angle angle) {
    number(StandardGate.H.matrix());
    turn(angle);
    number(StandardGate.H.matrix());
  }

  private void aboutY(Angle angle) {
    number(StandardGate.SX.matrix());
    turn(angle);
    number(StandardGate.SXDG.matrix());
  }

  private void any(Angle theta, Angle phi, Angle lambda) {
    turn(lambda);
    aboutY(theta);
    turn(phi);
    phase = phase.plus(phi.plus(lambda).times(0.5));
  }

  private void number(double[] matrix) {
    int last = matrices.size() - 1;
    matrices.set(last, Matrices.times(matrix, matrices.get(last), 2));
  }

  private void turn(Angle angle) {
    if (angle.constant() != 0) {
      number(StandardGate.RZ.matrix(angle.constant()));
    }
    Angle free = angle.free();
    if (free.isConstant()) {
      return;
    }
    int last = matrices.size() - 1;
    OneQubit own = OneQubit.of(matrices.get(last));
    if (last > 0 && (own.isDiagonal() || own.isAntidiagonal())) {
      Angle sum = own.isDiagonal() ? angles.getLast().plus(free) : angles.getLast().minus(free);
      if (sum.isConstant()) {
        double[] behind = matrices.removeLast();
        angles.removeLast();
        number(Matrices.times(behind, StandardGate.RZ.matrix(sum.constant()), 2));
      } else {
        angles.set(last - 1, sum);
      }
    } else if (last == 0 && own.isAntidiagonal()) {
      double[] matrix = matrices.set(0, IDENTITY);
      angles.add(free.negated());
      matrices.add(matrix);
    } else if (last == 0 && own.isDiagonal()) {
      double[] matrix = matrices.set(0, IDENTITY);
      angles.add(free);
      matrices.add(matrix);
    } else {
      angles.add(free);
      matrices.add(IDENTITY);
    }
  }

  /** Writes the run and starts an empty one. */
  public void write(GateSink out, int qubit, Pulses pulses) {
    if (!empty) {
      new Writer(out, qubit, pulses).write();
      matrices.clear();
      matrices.add(IDENTITY);
      angles.clear();
      phase = Angle.ZERO;
      empty = true;
    }
  }

  /** Turns a₀, pulse, a₁, pulse, ... into gates. */
  private final class Writer {
    private final GateSink out;
    private final int qubit;
    private final Pulses pulses;
    private final List<Angle> turns = new ArrayList<>(List.of(Angle.ZERO));
    private final List<StandardGate> between = new ArrayList<>();

    Writer(GateSink out, int qubit, Pulses pulses) {
      this.out = out;
      this.qubit = qubit;
      this.pulses = pulses;
    }

    void write() {
      for (int k = 0; k < matrices.size(); k++) {
        if (k > 0) {
          turn(angles.get(k - 1));
        }
        matrix(OneQubit.of(matrices.get(k)));
      }
      if (pulses == Pulses.RX) {
        pairPulses();
      }
      out.phase(phase);
      rz(turns.getFirst());
      for (int k = 0; k < between.size(); k++) {
        if (between.get(k) == StandardGate.RX) {
          rx(turns.get(++k));
        } else if (between.get(k) == StandardGate.X && pulses == Pulses.SX_ONLY) {
          out.gate(StandardGate.SX, qubit).gate(StandardGate.SX, qubit);
        } else {
          out.gate(between.get(k), qubit);
        }
        rz(turns.get(k + 1));
      }
    }

    /**
     * SX RZ(x) SX = -i RZ(-π/2) RX(x - π) RZ(-π/2); the angle of rx stands as the turn behind it.
     */
    private void pairPulses() {
      for (int k = 0; k + 1 < between.size(); k++) {
        if (between.get(k) == StandardGate.SX && between.get(k + 1) == StandardGate.SX) {
          between.set(k, StandardGate.RX);
          turns.set(k, turns.get(k).plus(-Math.PI / 2));
          turns.set(k + 1, turns.get(k + 1).plus(-Math.PI));
          turns.set(k + 2, turns.get(k + 2).plus(-Math.PI / 2));
          phase = phase.plus(-Math.PI / 2);
          k++;
        }
      }
    }

    private void turn(Angle angle) {
      turns.set(turns.size() - 1, turns.getLast().plus(angle));
    }

    private void pulse(StandardGate gate) {
      between.add(gate);
      turns.add(Angle.ZERO);
    }

    private void matrix(OneQubit u) {
      double theta = u.theta();
      double phi = u.phi();
      double lambda = u.lambda();
      phase = phase.plus(u.gamma());
      if (u.isDiagonal()) {
        turn(Angle.of(phi + lambda));
        phase = phase.plus((phi + lambda) / 2);
      } else if (u.isAntidiagonal()) {
        // u(π, φ, λ) = e^{i(φ - b/2)} RZ(b) X with b = φ - λ + π.
        double b = phi - lambda + Math.PI;
        pulse(StandardGate.X);
        turn(Angle.of(b));
        phase = phase.plus(phi - b / 2);
      } else if (theta == Math.PI / 2) {
        turn(Angle.of(lambda - Math.PI / 2));
        pulse(StandardGate.SX);
        turn(Angle.of(phi + Math.PI / 2));
        phase = phase.plus((phi + lambda) / 2 - Math.PI / 4);
      } else {
        // RZ(φ) RY(θ) RZ(λ) = i RZ(φ+π) SX RZ(θ+π) SX RZ(λ).
        turn(Angle.of(lambda));
        pulse(StandardGate.SX);
        turn(Angle.of(theta + Math.PI));
        pulse(StandardGate.SX);
        turn(Angle.of(phi + Math.PI));
        phase = phase.plus((phi + lambda) / 2 + Math.PI / 2);
      }
    }

    /** RZ(a - 2πk) = (-1)^k RZ(a). */
    private Angle wrapped(Angle angle) {
      double constant = OneQubit.snap(OneQubit.wrap(angle.constant()));
      double turnsAround = Math.rint((angle.constant() - constant) / (2 * Math.PI));
      if (turnsAround % 2 != 0) {
        out.phase(Math.PI);
      }
      return angle.free().plus(constant);
    }

    private void rz(Angle angle) {
      Angle wrapped = wrapped(angle);
      if (!wrapped.isConstant() || wrapped.constant() != 0) {
        out.gate(StandardGate.RZ, wrapped, qubit);
      }
    }

    private void rx(Angle angle) {
      Angle wrapped = wrapped(angle);
      if (!wrapped.isConstant() || wrapped.constant() != 0) {
        out.gate(StandardGate.RX, wrapped, qubit);
      }
    }
  }
}
