package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.synth.LinearFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Writes what CX gates do together in fewer of them, where they can be had: layers between all
 * pairs, as full entanglement makes them, become chains.
 *
 * <ul>
 *   <li><b>Reads</b> CX gates that no other instruction parts, on three qubits and more.
 *   <li><b>Writes</b> fewer CX gates and swaps, which cost a layout nothing; everything else in an
 *       order that it could have had.
 *   <li><b>Keeps</b> the unitary with its global phase. It does not look at the device: it belongs
 *       before the layout.
 *   <li><b>Costs</b> for a block of n qubits n² words for each gate that is written.
 * </ul>
 */
public final class ResynthesizeLinearBlocks implements Pass {
  private static final int LEAST_GATES = 3;

  @Override
  public String name() {
    return "resynthesize-linear-blocks";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    if (circuit.instructions().stream().filter(ResynthesizeLinearBlocks::isLinear).count()
        < LEAST_GATES) {
      return circuit;
    }
    Sweep sweep = new Sweep(circuit);
    sweep.run();
    return sweep.shorter ? sweep.out.of(circuit) : circuit;
  }

  private static boolean isLinear(Instruction instruction) {
    return instruction instanceof Instruction.Apply(var gate, _, _) && gate == StandardGate.CX;
  }

  /** All that is ready and no CX goes first, then all CX that is ready: that is a block. */
  private static final class Sweep {
    private final List<Instruction> instructions;
    private final int qubits;
    private final List<List<Integer>> followers = new ArrayList<>();
    private final int[] waits;
    private final PriorityQueue<Integer> linear = new PriorityQueue<>();
    private final PriorityQueue<Integer> others = new PriorityQueue<>();
    final Draft out;
    boolean shorter;

    Sweep(Circuit circuit) {
      instructions = circuit.instructions();
      qubits = circuit.qubits();
      waits = new int[instructions.size()];
      out = new Draft(instructions.size());
      int[] last = new int[qubits + circuit.bits()];
      Arrays.fill(last, -1);
      for (int i = 0; i < waits.length; i++) {
        followers.add(new ArrayList<>());
        for (int wire : instructions.get(i).wires(qubits)) {
          if (last[wire] >= 0) {
            followers.get(last[wire]).add(i);
            waits[i]++;
          }
          last[wire] = i;
        }
        if (waits[i] == 0) {
          ready(i);
        }
      }
    }

    private void ready(int i) {
      (isLinear(instructions.get(i)) ? linear : others).add(i);
    }

    private int take(PriorityQueue<Integer> queue) {
      int next = queue.remove();
      for (int follower : followers.get(next)) {
        if (--waits[follower] == 0) {
          ready(follower);
        }
      }
      return next;
    }

    void run() {
      while (!others.isEmpty() || !linear.isEmpty()) {
        while (!others.isEmpty()) {
          out.add(instructions.get(take(others)));
        }
        List<Instruction.Apply> block = new ArrayList<>();
        while (!linear.isEmpty()) {
          block.add((Instruction.Apply) instructions.get(take(linear)));
        }
        parts(block).forEach(this::write);
      }
    }

    /** Gates that share qubits, directly or by others. */
    private List<List<Instruction.Apply>> parts(List<Instruction.Apply> block) {
      int[] root = new int[qubits];
      Arrays.setAll(root, q -> q);
      for (Instruction.Apply gate : block) {
        root[find(root, gate.qubits().getFirst())] = find(root, gate.qubits().getLast());
      }
      List<List<Instruction.Apply>> parts = new ArrayList<>();
      int[] place = new int[qubits];
      Arrays.fill(place, -1);
      for (Instruction.Apply gate : block) {
        int own = find(root, gate.qubits().getFirst());
        if (place[own] < 0) {
          place[own] = parts.size();
          parts.add(new ArrayList<>());
        }
        parts.get(place[own]).add(gate);
      }
      return parts;
    }

    private static int find(int[] root, int q) {
      int at = q;
      while (root[at] != at) {
        root[at] = root[root[at]];
        at = root[at];
      }
      return at;
    }

    private void write(List<Instruction.Apply> part) {
      int[] on =
          part.stream()
              .flatMap(gate -> gate.qubits().stream())
              .sorted()
              .distinct()
              .mapToInt(Integer::intValue)
              .toArray();
      if (part.size() < LEAST_GATES || on.length < 3 || on.length > LinearFunction.MOST_QUBITS) {
        part.forEach(out::add);
        return;
      }
      LinearFunction function = new LinearFunction(on.length);
      for (Instruction.Apply gate : part) {
        function.cx(
            Arrays.binarySearch(on, gate.qubits().getFirst()),
            Arrays.binarySearch(on, gate.qubits().getLast()));
      }
      LinearFunction.Gates gates = function.gates();
      // A few gates less may stand where they are harder to route.
      if (2 * gates.count() > part.size()) {
        part.forEach(out::add);
        return;
      }
      shorter = true;
      gates.first().forEach(gate -> cx(on[gate[0]], on[gate[1]]));
      int[] holds = new int[on.length];
      Arrays.setAll(holds, q -> q);
      for (int q = 0; q < on.length; q++) {
        int from = q;
        while (holds[from] != gates.sources()[q]) {
          from++;
        }
        if (from != q) {
          out.add(new Instruction.Apply(StandardGate.SWAP, List.of(), List.of(on[q], on[from])));
          holds[from] = holds[q];
          holds[q] = gates.sources()[q];
        }
      }
      gates.last().forEach(gate -> cx(on[gate[0]], on[gate[1]]));
    }

    private void cx(int control, int target) {
      out.add(new Instruction.Apply(StandardGate.CX, List.of(), List.of(control, target)));
    }
  }
}
