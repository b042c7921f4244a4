package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.pass.Facts.Axis;
import java.util.List;

/**
 * Moves gates on one pair side by side, past gates that commute with them, so that they become one
 * block: rzz(0,1) rzz(0,2) swap(0,1) is rzz(0,2) and a block of three entanglers, not of five.
 *
 * <p>Best between routing and translation, while rotations and swaps are single gates: in a
 * device's own gates few of them commute.
 *
 * <ul>
 *   <li><b>Reads</b> gates by {@link Facts#axis}.
 *   <li><b>Writes</b> the same instructions in another order.
 *   <li><b>Keeps</b> the unitary with its global phase; what is measured.
 *   <li><b>Costs</b> time n log n in the instructions; it looks back over {@value #FAR} on a qubit.
 * </ul>
 */
public final class GatherPairs implements Pass {
  private static final int FAR = 64;

  @Override
  public String name() {
    return "gather-pairs";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    Sweep sweep = new Sweep(circuit);
    for (int place = 0; place < circuit.instructions().size(); place++) {
      sweep.take(place);
    }
    if (!sweep.moved) {
      return circuit;
    }
    Draft out = new Draft(circuit.instructions().size());
    sweep.wires.sorted().forEach(out::add);
    return out.of(circuit);
  }

  private static final class Sweep {
    private final Wires wires;
    private final boolean[] hasNeighbour;
    private boolean moved;

    Sweep(Circuit circuit) {
      wires = new Wires(circuit);
      hasNeighbour = new boolean[circuit.instructions().size()];
    }

    void take(int place) {
      if (wires.instruction(place) instanceof Instruction.Apply gate && gate.qubits().size() == 2) {
        takePair(place, gate);
      } else {
        wires.append(place);
      }
    }

    private void takePair(int place, Instruction.Apply gate) {
      int a = gate.qubits().getFirst();
      int b = gate.qubits().getLast();
      int fromA = lastOnPair(a, b);
      if (fromA < 0) {
        wires.append(place);
        return;
      }
      int before = wires.on(a).get(fromA);
      int fromB = wires.on(b).lastIndexOf(before);
      List<Integer> onA = wires.on(a).subList(fromA + 1, wires.on(a).size());
      List<Integer> onB = wires.on(b).subList(fromB + 1, wires.on(b).size());
      Instruction.Apply other = (Instruction.Apply) wires.instruction(before);
      if (areSingle(onA) && areSingle(onB)) {
        hasNeighbour[place] = true;
        hasNeighbour[before] = true;
        wires.append(place);
      } else if (!hasNeighbour[before] && passes(other, onA, a) && passes(other, onB, b)) {
        // The earlier gate comes along: what precedes it on the pair, if anything, is far anyway.
        forward(before, other, fromA, a);
        forward(before, other, fromB, b);
        hasNeighbour[place] = true;
        hasNeighbour[before] = true;
        wires.append(place);
        moved = true;
      } else if (isPassed(gate, onA, a) && isPassed(gate, onB, b)) {
        back(place, gate, fromA, a);
        back(place, gate, fromB, b);
        hasNeighbour[place] = true;
        moved = true;
      } else {
        wires.append(place);
      }
    }

    /** Where on wire a the last gate on exactly both stands, or -1. */
    private int lastOnPair(int a, int b) {
      List<Integer> wire = wires.on(a);
      for (int i = wire.size() - 1; i >= 0 && i >= wire.size() - FAR; i--) {
        Instruction instruction = wires.instruction(wire.get(i));
        if (Facts.qubits(instruction).contains(b)) {
          return instruction instanceof Instruction.Apply apply && apply.qubits().size() == 2
              ? i
              : -1;
        }
      }
      return -1;
    }

    private boolean isSingle(int place) {
      return wires.instruction(place) instanceof Instruction.Apply apply
          && apply.qubits().size() == 1;
    }

    private boolean areSingle(List<Integer> places) {
      return places.stream().allMatch(this::isSingle);
    }

    private boolean commutes(Instruction.Apply gate, int place, int qubit) {
      Axis axis = Facts.axis(gate.gate(), gate.qubits().indexOf(qubit));
      return axis != Axis.MIXED
          && wires.instruction(place) instanceof Instruction.Apply other
          && Facts.axis(other.gate(), other.qubits().indexOf(qubit)) == axis;
    }

    /** How many of the places, from the first on, a gate commutes with. */
    private int commutingPrefix(Instruction.Apply gate, List<Integer> places, int qubit) {
      int count = 0;
      while (count < places.size() && commutes(gate, places.get(count), qubit)) {
        count++;
      }
      return count;
    }

    private int commutingSuffix(Instruction.Apply gate, List<Integer> places, int qubit) {
      int count = 0;
      while (count < places.size()
          && commutes(gate, places.get(places.size() - 1 - count), qubit)) {
        count++;
      }
      return count;
    }

    /** Whether a gate can go forward until only one-qubit gates are left. */
    private boolean passes(Instruction.Apply gate, List<Integer> places, int qubit) {
      int count = commutingPrefix(gate, places, qubit);
      return areSingle(places.subList(count, places.size()));
    }

    /** Whether a gate can come back until only one-qubit gates are left. */
    private boolean isPassed(Instruction.Apply gate, List<Integer> places, int qubit) {
      int count = commutingSuffix(gate, places, qubit);
      return areSingle(places.subList(0, places.size() - count));
    }

    private void forward(int place, Instruction.Apply gate, int from, int qubit) {
      List<Integer> wire = wires.on(qubit);
      int count = commutingPrefix(gate, wire.subList(from + 1, wire.size()), qubit);
      wire.remove(from);
      wire.add(from + count, place);
    }

    private void back(int place, Instruction.Apply gate, int from, int qubit) {
      List<Integer> wire = wires.on(qubit);
      int count = commutingSuffix(gate, wire.subList(from + 1, wire.size()), qubit);
      wire.add(wire.size() - count, place);
    }
  }
}
