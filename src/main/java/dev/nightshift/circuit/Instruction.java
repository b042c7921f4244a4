package dev.nightshift.circuit;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/** One step of a circuit; qubits and bits are indices into the circuit, not into a register. */
public sealed interface Instruction {

  /**
   * The qubits it stands on: a gate's in the order of its operands, those of both branches of a
   * decision each once, ascending.
   */
  List<Integer> qubits();

  /**
   * What must keep its order: its qubits, then the bits that it reads and writes, numbered behind
   * the circuit's qubits.
   *
   * @param qubits of the circuit
   */
  default int[] wires(int qubits) {
    List<Integer> own = qubits();
    List<Integer> bits =
        switch (this) {
          case Measure(_, int bit) -> List.of(bit);
          case IfElse decision -> decision.bits();
          case Apply _, Reset _, Barrier _, Delay _ -> List.of();
        };
    int[] wires = new int[own.size() + bits.size()];
    for (int k = 0; k < own.size(); k++) {
      wires[k] = own.get(k);
    }
    for (int k = 0; k < bits.size(); k++) {
      wires[own.size() + k] = qubits + bits.get(k);
    }
    return wires;
  }

  /**
   * A gate on qubits.
   *
   * @param gate what is applied
   * @param angles one expression a parameter of the gate, radians
   * @param qubits one index an operand, all different
   */
  record Apply(Gate gate, List<ParameterExpression> angles, List<Integer> qubits)
      implements Instruction {
    public Apply {
      angles = List.copyOf(angles);
      qubits = List.copyOf(qubits);
    }
  }

  /** A measurement in the computational basis of a qubit into a bit. */
  record Measure(int qubit, int bit) implements Instruction {
    @Override
    public List<Integer> qubits() {
      return List.of(qubit);
    }
  }

  /** Sets a qubit to |0>. */
  record Reset(int qubit) implements Instruction {
    @Override
    public List<Integer> qubits() {
      return List.of(qubit);
    }
  }

  /** Nothing moves across it. */
  record Barrier(List<Integer> qubits) implements Instruction {
    public Barrier {
      qubits = List.copyOf(qubits);
    }
  }

  /**
   * An idle time, kept for printing and timing; ideal simulators skip it.
   *
   * @param unit dt, ps, ns, us, ms or s
   */
  record Delay(double duration, String unit, List<Integer> qubits) implements Instruction {
    public Delay {
      qubits = List.copyOf(qubits);
    }

    /**
     * How long it is.
     *
     * @param dtSeconds the unit of the device's clock
     * @return seconds; empty in dt where that is not known
     * @throws NightshiftException CIRCUIT_INVALID for another unit
     */
    public OptionalDouble seconds(OptionalDouble dtSeconds) {
      return switch (unit) {
        case "s" -> OptionalDouble.of(duration);
        case "ms" -> OptionalDouble.of(duration * 1e-3);
        case "us", "\u00b5s", "\u03bcs" -> OptionalDouble.of(duration * 1e-6);
        case "ns" -> OptionalDouble.of(duration * 1e-9);
        case "ps" -> OptionalDouble.of(duration * 1e-12);
        case "dt" ->
            dtSeconds.isPresent()
                ? OptionalDouble.of(duration * dtSeconds.getAsDouble())
                : OptionalDouble.empty();
        default ->
            throw new NightshiftException(
                ErrorCode.CIRCUIT_INVALID,
                "a delay is given in '%s'; use s, ms, us, ns, ps or dt".formatted(unit));
      };
    }
  }

  /**
   * A decision on what was read so far. Both branches see the bits as they are when it is reached;
   * a phase of the whole state within a branch has no effect and is not kept.
   *
   * @param then what happens where the condition holds
   * @param otherwise what happens else, maybe nothing
   */
  record IfElse(Condition condition, List<Instruction> then, List<Instruction> otherwise)
      implements Instruction {
    public IfElse {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }

    @Override
    public List<Integer> qubits() {
      SortedSet<Integer> all = new TreeSet<>();
      for (Instruction leaf : leaves(List.of(this))) {
        all.addAll(leaf.qubits());
      }
      return List.copyOf(all);
    }

    /** The bits that it, or a decision within, reads or writes, ascending. */
    public List<Integer> bits() {
      SortedSet<Integer> all = new TreeSet<>();
      collectBits(all);
      return List.copyOf(all);
    }

    private void collectBits(SortedSet<Integer> all) {
      all.addAll(condition.reads());
      for (List<Instruction> branch : List.of(then, otherwise)) {
        for (Instruction instruction : branch) {
          if (instruction instanceof Measure(_, int bit)) {
            all.add(bit);
          } else if (instruction instanceof IfElse inner) {
            inner.collectBits(all);
          }
        }
      }
    }
  }

  /**
   * The same on other qubits and bits.
   *
   * @param qubit the new number of each qubit
   * @param bit the new number of each bit
   */
  default Instruction placed(IntUnaryOperator qubit, IntUnaryOperator bit) {
    return switch (this) {
      case Apply(Gate gate, var angles, var qubits) ->
          new Apply(gate, angles, placed(qubits, qubit));
      case Measure(int from, int into) -> new Measure(qubit.applyAsInt(from), bit.applyAsInt(into));
      case Reset(int on) -> new Reset(qubit.applyAsInt(on));
      case Barrier(var qubits) -> new Barrier(placed(qubits, qubit));
      case Delay(double duration, String unit, var qubits) ->
          new Delay(duration, unit, placed(qubits, qubit));
      case IfElse(Condition condition, var then, var otherwise) ->
          new IfElse(
              condition.mapped(bit),
              then.stream().map(inner -> inner.placed(qubit, bit)).toList(),
              otherwise.stream().map(inner -> inner.placed(qubit, bit)).toList());
    };
  }

  /** The same on other qubits. */
  default Instruction placed(IntUnaryOperator qubit) {
    return placed(qubit, IntUnaryOperator.identity());
  }

  private static List<Integer> placed(List<Integer> qubits, IntUnaryOperator to) {
    return switch (qubits.size()) {
      case 1 -> List.of(to.applyAsInt(qubits.get(0)));
      case 2 -> List.of(to.applyAsInt(qubits.get(0)), to.applyAsInt(qubits.get(1)));
      default -> qubits.stream().map(qubit -> to.applyAsInt(qubit)).toList();
    };
  }

  /**
   * All instructions that do something themselves, in the order in which they are written: those of
   * both branches stand in the place of a decision.
   */
  static List<Instruction> leaves(List<Instruction> instructions) {
    boolean isFlat = true;
    for (int i = 0; i < instructions.size() && isFlat; i++) {
      isFlat = !(instructions.get(i) instanceof IfElse);
    }
    if (isFlat) {
      return instructions;
    }
    List<Instruction> leaves = new ArrayList<>();
    for (Instruction instruction : instructions) {
      if (instruction instanceof IfElse(_, var then, var otherwise)) {
        leaves.addAll(leaves(then));
        leaves.addAll(leaves(otherwise));
      } else {
        leaves.add(instruction);
      }
    }
    return leaves;
  }
}
