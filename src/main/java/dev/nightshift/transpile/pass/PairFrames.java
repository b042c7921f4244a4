package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.kernel.small.TwoQubits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The two-qubit Clifford gates up to one-qubit gates behind them, and shortest ways among them.
 *
 * <p>A frame F is known by the Paulis Q that it makes single: F Q F* acts on operand 0 alone for
 * three of them, on operand 1 alone for three others. There are 20: the identity, nine like cx,
 * nine like iswap, and swap. From F to G it takes the entanglers of G F*: none if they are the
 * same; one if some Pauli is single on the same operand in both; three if they differ by a swap;
 * else two.
 */
final class PairFrames {
  /**
   * A frame.
   *
   * @param matrix of one gate of its class
   * @param zeros the Paulis it makes single on operand 0, a bit each
   * @param ones those on operand 1
   */
  record Frame(double[] matrix, int zeros, int ones) {
    static Frame of(double[] matrix) {
      Conjugation conjugation = Conjugation.by(matrix);
      return new Frame(matrix, singles(conjugation, 0), singles(conjugation, 1));
    }

    /** F* P F is the Q with F Q F* = P. */
    private static int singles(Conjugation conjugation, int operand) {
      return 1 << Conjugation.pauli(conjugation.of(Paulis.of(Paulis.X, operand)))
          | 1 << Conjugation.pauli(conjugation.of(Paulis.of(Paulis.Y, operand)))
          | 1 << Conjugation.pauli(conjugation.of(Paulis.of(Paulis.Z, operand)));
    }

    boolean isSingle(int pauli) {
      return ((zeros | ones) >> pauli & 1) == 1;
    }

    int entanglersTo(Frame other) {
      if (zeros == other.zeros && ones == other.ones) {
        return 0;
      }
      if (zeros == other.ones && ones == other.zeros) {
        return 3;
      }
      return (zeros & other.zeros) != 0 ? 1 : 2;
    }
  }

  /** A rotation exp(-i angle/2 P). */
  record Rotation(int pauli, AngleSum angle) {
    /** Writes it behind a frame in which it is single. */
    void write(double[] frame, PairWriter writer) {
      Paulis.Signed own = Paulis.conjugated(pauli, Matrices.adjoint(frame, 4));
      AngleSum signed = angle.times(own.sign());
      int operand = (own.pauli() & Paulis.of(Paulis.Y, 0)) != 0 ? 0 : 1;
      switch (own.pauli() >> operand) {
        case Paulis.X -> writer.run(operand).addRx(signed);
        case Paulis.Y -> writer.run(operand).addRy(signed);
        default -> writer.run(operand).addRz(signed);
      }
    }
  }

  private static final int FAR = 1 << 20;
  private static final List<Frame> ALL = all();
  private static final int[][] STEPS = steps();

  private PairFrames() {}

  private static List<Frame> all() {
    List<Frame> frames = new ArrayList<>();
    double[] swap = StandardGate.SWAP.matrix();
    frames.add(Frame.of(Matrices.identity(4)));
    StandardGate[] turns = {StandardGate.ID, StandardGate.H, StandardGate.SX};
    for (StandardGate first : turns) {
      for (StandardGate second : turns) {
        double[] locals = TwoQubits.product(first.matrix(), second.matrix());
        frames.add(Frame.of(Matrices.times(StandardGate.CZ.matrix(), locals, 4)));
      }
    }
    for (int i = 0; i < 10; i++) {
      frames.add(Frame.of(Matrices.times(swap, frames.get(i).matrix, 4)));
    }
    return List.copyOf(frames);
  }

  private static int[][] steps() {
    int[][] steps = new int[ALL.size()][ALL.size()];
    for (int i = 0; i < ALL.size(); i++) {
      for (int j = 0; j < ALL.size(); j++) {
        steps[i][j] = ALL.get(i).entanglersTo(ALL.get(j));
      }
    }
    return steps;
  }

  /** The frame of one-qubit gates. */
  static Frame identity() {
    return ALL.getFirst();
  }

  /** All frames; their matrices are not to be changed. */
  static List<Frame> frames() {
    return ALL;
  }

  /**
   * One frame a rotation, in each of which it is single, so that the way from the identity through
   * all to the Clifford gate behind them takes fewest entanglers.
   */
  static List<Frame> path(List<Rotation> rotations, Conjugation clifford) {
    int count = rotations.size();
    int[][] from = new int[count][ALL.size()];
    int[] costs = new int[ALL.size()];
    Arrays.fill(costs, FAR);
    costs[0] = 0;
    for (int i = 0; i < count; i++) {
      int[] next = new int[ALL.size()];
      for (int frame = 0; frame < next.length; frame++) {
        next[frame] = FAR;
        if (!ALL.get(frame).isSingle(rotations.get(i).pauli())) {
          continue;
        }
        // To stay is looked at first, so that of equal ways one with few changes is taken.
        next[frame] = costs[frame];
        from[i][frame] = frame;
        for (int before = 0; before < next.length; before++) {
          int cost = costs[before] + STEPS[before][frame];
          if (cost < next[frame]) {
            next[frame] = cost;
            from[i][frame] = before;
          }
        }
      }
      costs = next;
    }
    Frame end = of(clifford);
    int last = 0;
    for (int frame = 1; frame < costs.length; frame++) {
      if (costs[frame] + ALL.get(frame).entanglersTo(end)
          < costs[last] + ALL.get(last).entanglersTo(end)) {
        last = frame;
      }
    }
    List<Frame> path = new ArrayList<>(count);
    for (int i = count - 1; i >= 0; i--) {
      path.add(ALL.get(last));
      last = from[i][last];
    }
    Collections.reverse(path);
    return path;
  }

  /** The frame of a Clifford gate's class. */
  private static Frame of(Conjugation clifford) {
    int zeros = Frame.singles(clifford, 0);
    int ones = Frame.singles(clifford, 1);
    for (Frame frame : ALL) {
      if (frame.zeros == zeros && frame.ones == ones) {
        return frame;
      }
    }
    throw new IllegalStateException("a Clifford gate of no class");
  }

  /** How many entanglers a way from the identity through frames to a Clifford gate takes. */
  static int entanglers(List<Frame> path, Conjugation clifford) {
    int count = 0;
    Frame at = identity();
    for (Frame next : path) {
      count += at.entanglersTo(next);
      at = next;
    }
    return count + at.entanglersTo(of(clifford));
  }
}
