package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops pairs of gates that undo each other with nothing between them on their qubits, and what
 * then comes to stand side by side; two-qubit rotations of one kind add up.
 *
 * <ul>
 *   <li><b>Reads</b> gates that are their own inverse (cx, cz, ecr, swap, h, ...), named inverses
 *       (s and sdg), {@code inv @} of anything, and rotations, symbolic ones too.
 *   <li><b>Writes</b> nothing new but rotations by the sum of two angles.
 *   <li><b>Keeps</b> the unitary with its global phase; the order of all that stays.
 *   <li><b>Costs</b> time linear in the instructions: each is looked at when it comes and at most
 *       once again.
 * </ul>
 */
public final class CancelInverses implements Pass {
  @Override
  public String name() {
    return "cancel-inverses";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    Sweep sweep = new Sweep(circuit, DeviceGates.of(context));
    circuit.instructions().forEach(sweep::take);
    return sweep.changed ? sweep.finished(circuit) : circuit;
  }

  private static final class Sweep {
    private final DeviceGates device;
    private final List<@Nullable Instruction> kept;

    /** For each kept instruction the one before it on each of its qubits, -1 for none. */
    private final List<int[]> before;

    /** The last kept instruction on each qubit. */
    private final int[] last;

    private boolean changed;

    Sweep(Circuit circuit, DeviceGates device) {
      this.device = device;
      kept = new ArrayList<>(circuit.instructions().size());
      before = new ArrayList<>(circuit.instructions().size());
      last = new int[circuit.qubits()];
      Arrays.fill(last, -1);
    }

    void take(Instruction instruction) {
      List<Integer> qubits = Facts.qubits(instruction);
      if (instruction instanceof Instruction.Apply apply && isTaken(apply)) {
        changed = true;
        return;
      }
      int[] own = new int[qubits.size()];
      for (int k = 0; k < own.length; k++) {
        own[k] = last[qubits.get(k)];
        last[qubits.get(k)] = kept.size();
      }
      kept.add(instruction);
      before.add(own);
    }

    /** Whether the last instruction on all of a gate's qubits is one, and takes the gate in. */
    private boolean isTaken(Instruction.Apply apply) {
      int place = -1;
      for (int k = 0; k < apply.qubits().size(); k++) {
        int previous = last[apply.qubits().get(k)];
        if (previous < 0 || place >= 0 && previous != place) {
          return false;
        }
        place = previous;
      }
      if (place < 0
          || !(kept.get(place) instanceof Instruction.Apply other)
          || other.qubits().size() != apply.qubits().size()) {
        return false;
      }
      if (Facts.isUndone(other, apply)) {
        drop(place, other);
        return true;
      }
      if (other.gate() != apply.gate()
          || !Facts.addsUp(apply.gate())
          || !Facts.isSamePlace(other, apply)) {
        return false;
      }
      AngleSum sum =
          AngleSum.of(other.angles().getFirst()).plus(AngleSum.of(apply.angles().getFirst()));
      if (sum.isExactlyZero()) {
        drop(place, other);
      } else if (device.leaves(other, sum)) {
        return false;
      } else {
        kept.set(
            place,
            new Instruction.Apply(other.gate(), List.of(sum.toExpression()), other.qubits()));
      }
      return true;
    }

    private void drop(int place, Instruction.Apply gate) {
      kept.set(place, null);
      for (int k = 0; k < gate.qubits().size(); k++) {
        last[gate.qubits().get(k)] = before.get(place)[k];
      }
    }

    Circuit finished(Circuit circuit) {
      Draft out = new Draft(kept.size());
      for (Instruction instruction : kept) {
        if (instruction != null) {
          out.add(instruction);
        }
      }
      return out.of(circuit);
    }
  }
}
