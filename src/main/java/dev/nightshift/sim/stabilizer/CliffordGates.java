package dev.nightshift.sim.stabilizer;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gates at given angles as Clifford steps, each worked out once.
 *
 * <p>Whether a gate is Clifford is read off its matrix: any gate of the library, any modifier and
 * any angle is Clifford here when it is so in mathematics. Only gates that are too wide for that
 * are opened instead.
 */
final class CliffordGates {
  /** Angles closer than this to a multiple of a right angle are meant to be it. */
  private static final double SNAP = 1e-12;

  private record Key(Gate gate, List<Double> angles) {}

  /** Without a value where a gate is not Clifford. */
  private record Steps(int @Nullable [] steps) {}

  private final Map<Key, Steps> known = new HashMap<>();

  /**
   * The steps of a gate, operands numbered as the gate's; null where it is not Clifford.
   *
   * @param angles radians, finite
   */
  int @Nullable [] steps(Gate gate, double[] angles) {
    List<Double> snapped = new ArrayList<>(angles.length);
    for (double angle : angles) {
      snapped.add(snap(angle));
    }
    Key key = new Key(gate, snapped);
    Steps found = known.get(key);
    if (found == null) {
      double[] values = snapped.stream().mapToDouble(Double::doubleValue).toArray();
      found = new Steps(find(gate, values));
      known.put(key, found);
    }
    return found.steps();
  }

  static double snap(double angle) {
    double turns = Math.rint(angle / (Math.PI / 2));
    double whole = turns * (Math.PI / 2);
    return Math.abs(angle - whole) <= SNAP ? whole : angle;
  }

  private int @Nullable [] find(Gate gate, double[] angles) {
    int[] opened =
        switch (gate) {
          case StandardGate _ -> null;
          case DefinedGate defined -> body(defined, angles);
          case ModifiedGate.Inverse(Gate base) -> inverse(steps(base, angles));
          case ModifiedGate.Controlled _, ModifiedGate.Power _ -> null;
        };
    if (opened != null || gate.qubits() > Conjugation.MAX_QUBITS) {
      return opened;
    }
    return Conjugation.of(gate.matrix(angles), gate.qubits()).map(Synthesis::of).orElse(null);
  }

  private int @Nullable [] body(DefinedGate gate, double[] angles) {
    List<int[]> parts = new ArrayList<>();
    for (Instruction.Apply part : gate.body()) {
      double[] values =
          part.angles().stream().mapToDouble(angle -> gate.value(angle, angles)).toArray();
      int[] own = steps(part.gate(), values);
      if (own == null) {
        return null;
      }
      parts.add(placed(own, part.qubits()));
    }
    return parts.stream().flatMapToInt(java.util.Arrays::stream).toArray();
  }

  /** Steps on other operands. */
  static int[] placed(int[] steps, List<Integer> operands) {
    int[] placed = steps.clone();
    for (int at = 0; at < placed.length; at += Op.STRIDE) {
      placed[at + 1] = operands.get(steps[at + 1]);
      placed[at + 2] = operands.get(steps[at + 2]);
    }
    return placed;
  }

  private static int @Nullable [] inverse(int @Nullable [] steps) {
    if (steps == null) {
      return null;
    }
    int[] inverse = new int[steps.length];
    for (int at = 0; at < steps.length; at += Op.STRIDE) {
      int to = steps.length - Op.STRIDE - at;
      inverse[to] = Op.of(steps[at]).inverse().ordinal();
      inverse[to + 1] = steps[at + 1];
      inverse[to + 2] = steps[at + 2];
    }
    return inverse;
  }
}
