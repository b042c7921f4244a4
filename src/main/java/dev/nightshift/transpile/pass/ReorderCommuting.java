package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.pass.Facts.Axis;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts gates that commute into an order of less depth.
 *
 * <p>On each qubit, neighbours that act alike there (all by Z, or all by X) form a group; a gate
 * waits for all of the group before its own, not for its fellows. Layers of entanglers are then
 * filled one by one, gates with the longest chain behind them first (list scheduling).
 *
 * <ul>
 *   <li><b>Reads</b> gates by {@link Facts#axis}.
 *   <li><b>Writes</b> the same instructions in another order, if that has less depth in entanglers.
 *   <li><b>Keeps</b> the unitary with its global phase; what is measured.
 *   <li><b>Costs</b> time linear in the instructions and in the pairs of neighbours in adjoining
 *       groups.
 * </ul>
 */
public final class ReorderCommuting implements Pass {
  @Override
  public String name() {
    return "reorder-commuting";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    Schedule schedule = new Schedule(circuit);
    if (!schedule.isFree) {
      return circuit;
    }
    Draft out = new Draft(circuit.instructions().size());
    schedule.layers(out);
    Circuit reordered = out.of(circuit);
    return Cost.of(reordered).depth() < Cost.of(circuit).depth() ? reordered : circuit;
  }

  private static final class Schedule {
    private final List<Instruction> instructions;
    private final List<List<Integer>> followers = new ArrayList<>();
    private final int[] waiting;
    private final int[] chain;
    private final int qubits;

    /** Whether some entanglers of a group may change places. */
    private boolean isFree;

    Schedule(Circuit circuit) {
      instructions = circuit.instructions();
      qubits = circuit.qubits();
      waiting = new int[instructions.size()];
      chain = new int[instructions.size()];
      for (int i = 0; i < instructions.size(); i++) {
        followers.add(new ArrayList<>(2));
      }
      Wires wires = new Wires(circuit);
      for (int place = 0; place < instructions.size(); place++) {
        wires.append(place);
      }
      for (int wire = 0; wire < qubits + circuit.bits(); wire++) {
        if (!wires.isEmpty(wire)) {
          link(wires.on(wire), wire);
        }
      }
      for (int place = instructions.size() - 1; place >= 0; place--) {
        int behind = 0;
        for (int follower : followers.get(place)) {
          behind = Math.max(behind, chain[follower]);
        }
        chain[place] = behind + (isEntangler(place) ? 1 : 0);
      }
    }

    private boolean isEntangler(int place) {
      return instructions.get(place) instanceof Instruction.Apply apply
          && apply.qubits().size() > 1;
    }

    private Axis axis(int place, int wire) {
      return instructions.get(place) instanceof Instruction.Apply apply
          ? Facts.axis(apply.gate(), apply.qubits().indexOf(wire))
          : Axis.MIXED;
    }

    /** Every instruction of a group follows all of the group before. */
    private void link(List<Integer> wire, int index) {
      List<Integer> before = List.of();
      List<Integer> group = new ArrayList<>();
      Axis axis = Axis.MIXED;
      int entanglers = 0;
      for (int place : wire) {
        Axis own = axis(place, index);
        if (own == Axis.MIXED || own != axis) {
          before = group;
          group = new ArrayList<>();
          axis = own;
          entanglers = 0;
        }
        entanglers += isEntangler(place) ? 1 : 0;
        isFree |= entanglers > 1;
        for (int earlier : before) {
          followers.get(earlier).add(place);
          waiting[place]++;
        }
        group.add(place);
      }
    }

    void layers(Draft out) {
      List<Integer> entanglers = new ArrayList<>();
      List<Integer> free = new ArrayList<>();
      for (int place = 0; place < waiting.length; place++) {
        if (waiting[place] == 0) {
          (isEntangler(place) ? entanglers : free).add(place);
        }
      }
      while (!free.isEmpty() || !entanglers.isEmpty()) {
        // What takes no layer goes first; it may set more free.
        for (int i = 0; i < free.size(); i++) {
          emit(free.get(i), out, entanglers, free);
        }
        free.clear();
        entanglers.sort((one, other) ->
            chain[one] != chain[other]
                ? Integer.compare(chain[other], chain[one])
                : Integer.compare(one, other));
        boolean[] taken = new boolean[qubits];
        List<Integer> layer = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        for (int place : entanglers) {
          List<Integer> own = Facts.qubits(instructions.get(place));
          if (own.stream().noneMatch(qubit -> taken[qubit])) {
            own.forEach(qubit -> taken[qubit] = true);
            layer.add(place);
          } else {
            rest.add(place);
          }
        }
        entanglers.clear();
        entanglers.addAll(rest);
        layer.forEach(place -> emit(place, out, entanglers, free));
      }
    }

    private void emit(int place, Draft out, List<Integer> entanglers, List<Integer> free) {
      out.add(instructions.get(place));
      for (int follower : followers.get(place)) {
        if (--waiting[follower] == 0) {
          (isEntangler(follower) ? entanglers : free).add(follower);
        }
      }
    }
  }
}
