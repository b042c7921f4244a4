package dev.nightshift.transpile.synth;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Constant;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes any gate by standard gates on one and two qubits, exactly, the phase included.
 *
 * <p>Modifiers are pushed inwards: controls gather until a standard gate is reached, an inverse
 * turns a definition round, a whole power repeats. Angles stay symbolic but in one case, the broken
 * power of a gate that has no simple one: there the matrix is needed.
 */
public final class Unroller {
  /** Gates that a nest of definitions may come to; it may double with each line of a program. */
  private static final int MOST_GATES = 4_000_000;

  /** Widest gate that is taken by its matrix. */
  private static final int WIDEST_MATRIX = 6;

  private static final int MOST_REPEATS = 4_096;

  private static final Map<StandardGate, StandardGate> INVERSES =
      Map.of(
          StandardGate.S, StandardGate.SDG,
          StandardGate.SDG, StandardGate.S,
          StandardGate.T, StandardGate.TDG,
          StandardGate.TDG, StandardGate.T,
          StandardGate.SX, StandardGate.SXDG,
          StandardGate.SXDG, StandardGate.SX,
          StandardGate.CS, StandardGate.CSDG,
          StandardGate.CSDG, StandardGate.CS);

  private final GateSink out;
  private final ControlledGates controlled;

  public Unroller(GateSink out) {
    this.out = out;
    this.controlled = new ControlledGates(out);
  }

  public void unroll(Instruction.Apply apply) {
    put(apply.gate(), apply.angles(), ints(apply.qubits()), new int[0], false);
  }

  private void put(
      Gate gate, List<ParameterExpression> angles, int[] qubits, int[] controls, boolean inverse) {
    if (out.size() > MOST_GATES) {
      throw unsupported(
          "gate %s unrolls to more than %,d gates; write it by fewer"
              .formatted(gate.qasmName(), MOST_GATES));
    }
    switch (gate) {
      case StandardGate standard -> {
        if (inverse) {
          inverse(standard, angles, qubits, controls);
        } else {
          standard(standard, angles, qubits, controls);
        }
      }
      case DefinedGate defined -> {
        for (int i = 0; i < defined.body().size(); i++) {
          int at = inverse ? defined.body().size() - 1 - i : i;
          Instruction.Apply step = defined.body().get(at);
          put(step.gate(), values(defined, step, angles), of(qubits, step), controls, inverse);
        }
      }
      case ModifiedGate.Controlled(Gate base, boolean onOne) -> {
        if (!onOne) {
          out.gate(StandardGate.X, qubits[0]);
        }
        put(base, angles, rest(qubits), with(controls, qubits[0]), inverse);
        if (!onOne) {
          out.gate(StandardGate.X, qubits[0]);
        }
      }
      case ModifiedGate.Inverse(Gate base) -> put(base, angles, qubits, controls, !inverse);
      case ModifiedGate.Power(Gate base, double exponent) ->
          power(base, inverse ? -exponent : exponent, angles, qubits, controls);
    }
  }

  private static List<ParameterExpression> values(
      DefinedGate gate, Instruction.Apply step, List<ParameterExpression> angles) {
    return step.angles().stream()
        .map(angle ->
            angle.substitute(
                parameter -> angles.get(gate.parameterNames().indexOf(parameter.name()))))
        .toList();
  }

  // Inverses -------------------------------------------------------------------------------------

  private void inverse(
      StandardGate gate, List<ParameterExpression> angles, int[] qubits, int[] controls) {
    StandardGate paired = INVERSES.get(gate);
    if (paired != null) {
      standard(paired, angles, qubits, controls);
      return;
    }
    switch (gate) {
      case U, U3 -> standard(gate, turned(angles), qubits, controls);
      case U2 -> {
        List<ParameterExpression> all = new ArrayList<>(angles);
        all.addFirst(ParameterExpression.of(Math.PI / 2));
        standard(StandardGate.U, turned(all), qubits, controls);
      }
      case CU -> {
        List<ParameterExpression> turned = new ArrayList<>(turned(angles));
        turned.add(angles.get(3).negated());
        standard(gate, turned, qubits, controls);
      }
      case CU3 -> standard(gate, turned(angles), qubits, controls);
      case R ->
          standard(gate, List.of(angles.getFirst().negated(), angles.get(1)), qubits, controls);
      case CSX -> standard(StandardGate.SXDG, angles, rest(qubits), with(controls, qubits[0]));
      case DCX -> standard(gate, angles, new int[] {qubits[1], qubits[0]}, controls);
      case ISWAP -> {
        List<ParameterExpression> right = List.of(ParameterExpression.of(Math.PI / 2));
        standard(StandardGate.RXX, right, qubits, controls);
        standard(StandardGate.RYY, right, qubits, controls);
      }
      default ->
          standard(
              gate, angles.stream().map(ParameterExpression::negated).toList(), qubits, controls);
    }
  }

  /** u(θ, φ, λ)* is u(-θ, -λ, -φ). */
  private static List<ParameterExpression> turned(List<ParameterExpression> angles) {
    return List.of(angles.getFirst().negated(), angles.get(2).negated(), angles.get(1).negated());
  }

  // Powers ---------------------------------------------------------------------------------------

  private void power(
      Gate base, double exponent, List<ParameterExpression> angles, int[] qubits, int[] controls) {
    boolean whole = exponent == Math.rint(exponent);
    // An eigenvalue 1 stays 1, so the power of a controlled gate is the controlled power.
    if (base instanceof ModifiedGate.Controlled(Gate inner, boolean onOne)) {
      put(
          new ModifiedGate.Controlled(new ModifiedGate.Power(inner, exponent), onOne),
          angles,
          qubits,
          controls,
          false);
    } else if (whole && base instanceof StandardGate gate && isRotation(gate)) {
      standard(gate, List.of(angles.getFirst().times(exponent)), qubits, controls);
    } else if (whole && Math.abs(exponent) <= 4) {
      repeat(base, (int) exponent, angles, qubits, controls);
    } else if (qubits.length <= WIDEST_MATRIX
        && angles.stream().allMatch(ParameterExpression::isConstant)) {
      double[] values = angles.stream().mapToDouble(angle -> angle.evaluate(_ -> 0)).toArray();
      matrix(new ModifiedGate.Power(base, exponent).matrix(values), qubits, controls);
    } else if (whole && Math.abs(exponent) <= MOST_REPEATS) {
      repeat(base, (int) exponent, angles, qubits, controls);
    } else if (whole) {
      throw unsupported(
          "pow(%s) @ %s would repeat the gate too often; bind its angles, or write the power out"
              .formatted(exponent, base.qasmName()));
    } else {
      throw unsupported(
          "pow(%s) @ %s has no fixed form %s; %s"
              .formatted(
                  exponent,
                  base.qasmName(),
                  qubits.length > WIDEST_MATRIX
                      ? "on more than " + WIDEST_MATRIX + " qubits"
                      : "while its angles are free",
                  qubits.length > WIDEST_MATRIX
                      ? "take powers of the gates inside it"
                      : "bind them first, or write the gate with the smaller angle"));
    }
  }

  private void repeat(
      Gate base, int times, List<ParameterExpression> angles, int[] qubits, int[] controls) {
    for (int i = 0; i < Math.abs(times); i++) {
      put(base, angles, qubits, controls, times < 0);
    }
  }

  /** Gates whose whole powers have the multiplied angle. */
  private static boolean isRotation(StandardGate gate) {
    return switch (gate) {
      case GPHASE, P, U1, RX, RY, RZ, CP, CU1, CRX, CRY, CRZ, RXX, RYY, RZZ, RZX -> true;
      default -> false;
    };
  }

  // Matrices -------------------------------------------------------------------------------------

  /*
   * Givens rotations between basis states that differ in one bit, in the order of Gray's code
   * (Nielsen and Chuang, 4.5.1 and 4.5.2): U = R_1* R_2* ... D, each R on one qubit under controls
   * on all others. Quadratic in the matrix's size, so for narrow gates only.
   */
  private void matrix(double[] u, int[] qubits, int[] controls) {
    int size = 1 << qubits.length;
    double[] rest = u.clone();
    List<Runnable> backward = new ArrayList<>();
    for (int column = 0; column < size - 1; column++) {
      int c = gray(column);
      for (int k = size - 1; k > column; k--) {
        int low = gray(k);
        int high = gray(k - 1);
        double[] a = entry(rest, size, high, c);
        double[] b = entry(rest, size, low, c);
        if (Math.hypot(b[0], b[1]) < 1e-14) {
          continue;
        }
        double norm = Math.sqrt(a[0] * a[0] + a[1] * a[1] + b[0] * b[0] + b[1] * b[1]);
        // G = [[a*, b*], [-b, a]] / norm sends (a, b) to (norm, 0).
        double[] g = {
          a[0] / norm, -a[1] / norm, b[0] / norm, -b[1] / norm,
          -b[0] / norm, -b[1] / norm, a[0] / norm, a[1] / norm
        };
        rotate(rest, size, high, low, g);
        double[] undo = {
          a[0] / norm, a[1] / norm, -b[0] / norm, b[1] / norm,
          b[0] / norm, b[1] / norm, a[0] / norm, -a[1] / norm
        };
        backward.add(() -> twoLevel(undo, high, low, qubits, controls));
      }
    }
    for (int state = 0; state < size; state++) {
      double[] d = entry(rest, size, state, state);
      double phase = Math.atan2(d[1], d[0]);
      if (Math.abs(phase) > 1e-14) {
        diagonal(phase, state, qubits, controls);
      }
    }
    backward.reversed().forEach(Runnable::run);
  }

  private static int gray(int k) {
    return k ^ k >> 1;
  }

  private static double[] entry(double[] m, int size, int row, int column) {
    int at = 2 * (row * size + column);
    return new double[] {m[at], m[at + 1]};
  }

  private static void rotate(double[] m, int size, int first, int second, double[] g) {
    for (int column = 0; column < size; column++) {
      double[] x = entry(m, size, first, column);
      double[] y = entry(m, size, second, column);
      for (int row = 0; row < 2; row++) {
        int at = 2 * ((row == 0 ? first : second) * size + column);
        double xr = g[4 * row];
        double xi = g[4 * row + 1];
        double yr = g[4 * row + 2];
        double yi = g[4 * row + 3];
        m[at] = xr * x[0] - xi * x[1] + yr * y[0] - yi * y[1];
        m[at + 1] = xr * x[1] + xi * x[0] + yr * y[1] + yi * y[0];
      }
    }
  }

  /** A 2 x 2 matrix on two basis states that differ in one bit, the first state first. */
  private void twoLevel(double[] g, int first, int second, int[] qubits, int[] controls) {
    int bit = Integer.numberOfTrailingZeros(first ^ second);
    double[] own =
        (first >> bit & 1) == 0 ? g : new double[] {g[6], g[7], g[4], g[5], g[2], g[3], g[0], g[1]};
    OneQubit angles = OneQubit.of(own);
    int[] others = others(qubits, bit);
    flipZeros(first, bit, qubits);
    int[] all = with(controls, others);
    controlled.put(
        StandardGate.U,
        List.of(
            ParameterExpression.of(angles.theta()),
            ParameterExpression.of(angles.phi()),
            ParameterExpression.of(angles.lambda())),
        new int[] {qubits[bit]},
        all);
    controlled.put(
        StandardGate.GPHASE, List.of(ParameterExpression.of(angles.gamma())), new int[0], all);
    flipZeros(first, bit, qubits);
  }

  private void diagonal(double phase, int state, int[] qubits, int[] controls) {
    flipZeros(state, -1, qubits);
    controlled.put(
        StandardGate.GPHASE,
        List.of(ParameterExpression.of(phase)),
        new int[0],
        with(controls, qubits));
    flipZeros(state, -1, qubits);
  }

  private void flipZeros(int state, int except, int[] qubits) {
    for (int k = 0; k < qubits.length; k++) {
      if (k != except && (state >> k & 1) == 0) {
        out.gate(StandardGate.X, qubits[k]);
      }
    }
  }

  // ----------------------------------------------------------------------------------------------

  private void standard(
      StandardGate gate, List<ParameterExpression> angles, int[] qubits, int[] controls) {
    controlled.put(gate, angles.stream().map(Unroller::folded).toList(), qubits, controls);
  }

  private static ParameterExpression folded(ParameterExpression angle) {
    return angle instanceof Constant || !angle.isConstant()
        ? angle
        : ParameterExpression.of(angle.evaluate(_ -> 0));
  }

  private static int[] of(int[] qubits, Instruction.Apply step) {
    return step.qubits().stream().mapToInt(operand -> qubits[operand]).toArray();
  }

  private static int[] others(int[] qubits, int except) {
    return IntStream.range(0, qubits.length).filter(k -> k != except).map(k -> qubits[k]).toArray();
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  static int[] rest(int[] qubits) {
    return java.util.Arrays.copyOfRange(qubits, 1, qubits.length);
  }

  static int[] with(int[] controls, int... more) {
    return IntStream.concat(IntStream.of(controls), IntStream.of(more)).toArray();
  }

  private static NightshiftException unsupported(String message) {
    return new NightshiftException(ErrorCode.GATE_UNSUPPORTED, message);
  }
}
