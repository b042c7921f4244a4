package dev.nightshift.circuit;

import dev.nightshift.circuit.gate.Gate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * An immutable quantum circuit: registers, instructions in order, free parameters, a global phase.
 *
 * <p>Made by {@link #builder}. Parameters are listed by the code points of their names: this is the
 * order in which positional values bind on IBM's wire protocol.
 */
public final class Circuit {
  private final List<Register> qubitRegisters;
  private final List<Register> bitRegisters;
  private final List<Instruction> instructions;
  private final ParameterExpression globalPhase;
  private final List<String> parameters;
  private final int qubits;
  private final int bits;

  /** Computed on first use, as a circuit is the key of caches; 0 until then. */
  private int hash;

  Circuit(
      List<Register> qubitRegisters,
      List<Register> bitRegisters,
      List<Instruction> instructions,
      ParameterExpression globalPhase,
      List<String> declaredParameters) {
    this.qubitRegisters = List.copyOf(qubitRegisters);
    this.bitRegisters = List.copyOf(bitRegisters);
    this.instructions = List.copyOf(instructions);
    this.globalPhase = globalPhase;
    this.qubits = qubitRegisters.stream().mapToInt(Register::size).sum();
    this.bits = bitRegisters.stream().mapToInt(Register::size).sum();
    TreeSet<String> names = new TreeSet<>(CodePoints.ORDER);
    names.addAll(declaredParameters);
    globalPhase.collectParameters(names);
    for (Instruction instruction : Instruction.leaves(this.instructions)) {
      if (instruction instanceof Instruction.Apply apply) {
        List<ParameterExpression> angles = apply.angles();
        for (int i = 0; i < angles.size(); i++) {
          if (!(angles.get(i) instanceof ParameterExpression.Constant)) {
            angles.get(i).collectParameters(names);
          }
        }
      }
    }
    this.parameters = List.copyOf(names);
  }

  /** A builder over one quantum register {@code q}. */
  public static CircuitBuilder builder(int qubits) {
    return new CircuitBuilder().qubits("q", qubits);
  }

  /** A builder without registers. */
  public static CircuitBuilder builder() {
    return new CircuitBuilder();
  }

  public List<Register> qubitRegisters() {
    return qubitRegisters;
  }

  public List<Register> bitRegisters() {
    return bitRegisters;
  }

  public List<Instruction> instructions() {
    return instructions;
  }

  /** The phase in radians that multiplies the whole state as e^{i phase}. */
  public ParameterExpression globalPhase() {
    return globalPhase;
  }

  /** Names of the free parameters in binding order, declared but unused ones included. */
  public List<String> parameters() {
    return parameters;
  }

  public int qubits() {
    return qubits;
  }

  public int bits() {
    return bits;
  }

  /** Whether it decides on what it has measured. */
  public boolean isDynamic() {
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i) instanceof Instruction.IfElse) {
        return true;
      }
    }
    return false;
  }

  /**
   * Number of instructions that are gates, measurements or resets, by name; those of both branches
   * of a decision count, the decision itself as {@code if}.
   */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    count(instructions, counts);
    return Collections.unmodifiableMap(counts);
  }

  private static void count(List<Instruction> instructions, Map<String, Integer> counts) {
    for (Instruction instruction : instructions) {
      switch (instruction) {
        case Instruction.Apply(Gate gate, _, _) -> counts.merge(gate.qasmName(), 1, Integer::sum);
        case Instruction.Measure _ -> counts.merge("measure", 1, Integer::sum);
        case Instruction.Reset _ -> counts.merge("reset", 1, Integer::sum);
        case Instruction.Barrier _ -> counts.merge("barrier", 1, Integer::sum);
        case Instruction.Delay _ -> counts.merge("delay", 1, Integer::sum);
        case Instruction.IfElse(_, var then, var otherwise) -> {
          counts.merge("if", 1, Integer::sum);
          count(then, counts);
          count(otherwise, counts);
        }
      }
    }
  }

  /**
   * Length of the longest chain of gates, measurements and resets that share qubits or bits. A
   * decision waits for the bits it reads and takes no layer itself; everything in it begins behind
   * them, and each wire is free again when the longer branch is through with it.
   */
  public int depth() {
    return depth(instructions, new int[qubits + bits]);
  }

  private int depth(List<Instruction> instructions, int[] levels) {
    int depth = 0;
    for (Instruction instruction : instructions) {
      int level = 0;
      switch (instruction) {
        case Instruction.Apply(_, _, var operands) -> {
          for (int i = 0; i < operands.size(); i++) {
            level = Math.max(level, levels[operands.get(i)] + 1);
          }
          for (int i = 0; i < operands.size(); i++) {
            levels[operands.get(i)] = level;
          }
        }
        case Instruction.Measure(int qubit, int bit) -> {
          level = Math.max(levels[qubit], levels[qubits + bit]) + 1;
          levels[qubit] = level;
          levels[qubits + bit] = level;
        }
        case Instruction.Reset(int qubit) -> {
          level = levels[qubit] + 1;
          levels[qubit] = level;
        }
        case Instruction.Barrier _, Instruction.Delay _ -> {}
        case Instruction.IfElse decision -> level = depth(decision, levels);
      }
      depth = Math.max(depth, level);
    }
    return depth;
  }

  private int depth(Instruction.IfElse decision, int[] levels) {
    int known = 0;
    for (int bit : decision.condition().reads()) {
      known = Math.max(known, levels[qubits + bit]);
    }
    List<Integer> operands = decision.qubits();
    for (int qubit : operands) {
      levels[qubit] = Math.max(levels[qubit], known);
    }
    int[] other = levels.clone();
    int depth =
        Math.max(
            Math.max(known, depth(decision.then(), levels)), depth(decision.otherwise(), other));
    for (int wire = 0; wire < levels.length; wire++) {
      levels[wire] = Math.max(levels[wire], other[wire]);
    }
    return depth;
  }

  /** The circuit with some or all parameters replaced by expressions. */
  public Circuit substitute(
      Function<ParameterExpression.Parameter, ParameterExpression> replacement) {
    return new Circuit(
        qubitRegisters,
        bitRegisters,
        substituted(instructions, replacement),
        globalPhase.substitute(replacement),
        List.of());
  }

  private static List<Instruction> substituted(
      List<Instruction> instructions,
      Function<ParameterExpression.Parameter, ParameterExpression> replacement) {
    return instructions.stream()
        .map(instruction ->
            switch (instruction) {
              case Instruction.Apply(Gate gate, var angles, var operands) ->
                  new Instruction.Apply(
                      gate,
                      angles.stream().map(angle -> angle.substitute(replacement)).toList(),
                      operands);
              case Instruction.IfElse(var condition, var then, var otherwise) ->
                  new Instruction.IfElse(
                      condition,
                      substituted(then, replacement),
                      substituted(otherwise, replacement));
              case Instruction.Measure _,
                  Instruction.Reset _,
                  Instruction.Barrier _,
                  Instruction.Delay _ ->
                  instruction;
            })
        .toList();
  }

  /** The circuit with parameters bound to numbers, radians; those not named stay free. */
  public Circuit bind(Map<String, Double> values) {
    return substitute(parameter -> {
      Double value = values.get(parameter.name());
      return value == null ? parameter : ParameterExpression.of(value);
    });
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof Circuit that
            && hashCode() == that.hashCode()
            && qubitRegisters.equals(that.qubitRegisters)
            && bitRegisters.equals(that.bitRegisters)
            && instructions.equals(that.instructions)
            && globalPhase.equals(that.globalPhase)
            && parameters.equals(that.parameters);
  }

  @Override
  public int hashCode() {
    // A race computes the same number twice.
    int known = hash;
    if (known == 0) {
      known = 31 * instructions.hashCode() + parameters.hashCode();
      hash = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return "Circuit[%d qubits, %d bits, %d instructions, parameters %s]"
        .formatted(qubits, bits, instructions.size(), parameters);
  }
}
