package dev.nightshift.circuit;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects registers and instructions and checks each: operand counts, ranges, no qubit twice in a
 * gate.
 *
 * <p>Every error is CIRCUIT_INVALID and names the instruction, the operand and the range. Not
 * thread-safe.
 */
public final class CircuitBuilder {
  private static final int FEW_OPERANDS = 8;

  private final List<Register> qubitRegisters = new ArrayList<>();
  private final List<Register> bitRegisters = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<String> declaredParameters = new ArrayList<>();
  private ParameterExpression globalPhase = ParameterExpression.ZERO;
  private int qubits;
  private int bits;

  CircuitBuilder() {}

  public CircuitBuilder qubits(String name, int size) {
    checkRegister(name, size, qubitRegisters);
    qubitRegisters.add(new Register(name, qubits, size));
    qubits += size;
    return this;
  }

  public CircuitBuilder bits(String name, int size) {
    checkRegister(name, size, bitRegisters);
    bitRegisters.add(new Register(name, bits, size));
    bits += size;
    return this;
  }

  /** Declares a parameter that need not be used. */
  public CircuitBuilder parameter(String name) {
    declaredParameters.add(name);
    return this;
  }

  public CircuitBuilder globalPhase(ParameterExpression phase) {
    globalPhase = globalPhase.plus(phase);
    return this;
  }

  public CircuitBuilder apply(
      Gate gate, List<? extends ParameterExpression> angles, int... operands) {
    return apply(gate, angles, list(operands));
  }

  /** Qubits as operands of a gate. */
  private static List<Integer> list(int... operands) {
    return switch (operands.length) {
      case 1 -> List.of(operands[0]);
      case 2 -> List.of(operands[0], operands[1]);
      default -> Arrays.stream(operands).boxed().toList();
    };
  }

  public CircuitBuilder apply(
      Gate gate, List<? extends ParameterExpression> angles, List<Integer> operands) {
    check(gate, angles, operands);
    instructions.add(new Instruction.Apply(gate, List.copyOf(angles), operands));
    return this;
  }

  private void check(
      Gate gate, List<? extends ParameterExpression> angles, List<Integer> operands) {
    if (angles.size() != gate.parameters()) {
      throw invalid(
          "gate %s takes %d angles, found %d"
              .formatted(gate.qasmName(), gate.parameters(), angles.size()));
    }
    if (operands.size() != gate.qubits()) {
      throw invalid(
          "gate %s takes %d qubits, found %d"
              .formatted(gate.qasmName(), gate.qubits(), operands.size()));
    }
    // Few operands are compared faster than they are hashed; a defined gate may have thousands.
    Set<Integer> seen = operands.size() > FEW_OPERANDS ? new HashSet<>() : null;
    for (int i = 0; i < operands.size(); i++) {
      Integer operand = operands.get(i);
      checkQubit(gate.qasmName(), operand);
      if (seen == null ? isBefore(i, operand, operands) : !seen.add(operand)) {
        throw invalid(
            "gate %s has qubit %d twice; its operands must differ"
                .formatted(gate.qasmName(), operand));
      }
    }
  }

  private static boolean isBefore(int end, Integer operand, List<Integer> operands) {
    for (int i = 0; i < end; i++) {
      if (operands.get(i).equals(operand)) {
        return true;
      }
    }
    return false;
  }

  public CircuitBuilder add(Instruction instruction) {
    check(instruction);
    instructions.add(instruction);
    return this;
  }

  private void check(Instruction instruction) {
    switch (instruction) {
      case Instruction.Apply(var gate, var angles, var operands) -> check(gate, angles, operands);
      case Instruction.Measure(int qubit, int bit) -> {
        checkQubit("measure", qubit);
        checkBit("measure", bit);
      }
      case Instruction.Reset(int qubit) -> checkQubit("reset", qubit);
      case Instruction.Barrier(var operands) ->
          operands.forEach(qubit -> checkQubit("barrier", qubit));
      case Instruction.Delay(_, _, var operands) ->
          operands.forEach(qubit -> checkQubit("delay", qubit));
      case Instruction.IfElse(var condition, var then, var otherwise) -> {
        condition.reads().forEach(bit -> checkBit("if", bit));
        then.forEach(this::check);
        otherwise.forEach(this::check);
      }
    }
  }

  public CircuitBuilder h(int qubit) {
    return apply(StandardGate.H, List.of(), qubit);
  }

  public CircuitBuilder x(int qubit) {
    return apply(StandardGate.X, List.of(), qubit);
  }

  public CircuitBuilder p(ParameterExpression angle, int qubit) {
    return apply(StandardGate.P, List.of(angle), qubit);
  }

  public CircuitBuilder rx(ParameterExpression angle, int qubit) {
    return apply(StandardGate.RX, List.of(angle), qubit);
  }

  public CircuitBuilder ry(ParameterExpression angle, int qubit) {
    return apply(StandardGate.RY, List.of(angle), qubit);
  }

  public CircuitBuilder rz(ParameterExpression angle, int qubit) {
    return apply(StandardGate.RZ, List.of(angle), qubit);
  }

  public CircuitBuilder cx(int control, int target) {
    return apply(StandardGate.CX, List.of(), control, target);
  }

  public CircuitBuilder cz(int control, int target) {
    return apply(StandardGate.CZ, List.of(), control, target);
  }

  public CircuitBuilder measure(int qubit, int bit) {
    return add(new Instruction.Measure(qubit, bit));
  }

  /** Adds what happens where a condition holds, and what else. */
  public CircuitBuilder ifElse(
      Condition condition, List<Instruction> then, List<Instruction> otherwise) {
    return add(new Instruction.IfElse(condition, then, otherwise));
  }

  /** Adds a register {@code meas} and measures every qubit into it. */
  public CircuitBuilder measureAll() {
    int offset = bits;
    int width = qubits;
    bits("meas", width);
    for (int qubit = 0; qubit < width; qubit++) {
      measure(qubit, offset + qubit);
    }
    return this;
  }

  public CircuitBuilder reset(int qubit) {
    return add(new Instruction.Reset(qubit));
  }

  /** A barrier over all qubits. */
  public CircuitBuilder barrier() {
    List<Integer> all = new ArrayList<>();
    for (int qubit = 0; qubit < qubits; qubit++) {
      all.add(qubit);
    }
    return add(new Instruction.Barrier(all));
  }

  /** Adds another circuit's instructions, its qubit k on qubit k here; its bits and phase too. */
  public CircuitBuilder append(Circuit other) {
    globalPhase(other.globalPhase());
    other.instructions().forEach(this::add);
    declaredParameters.addAll(other.parameters());
    return this;
  }

  public Circuit build() {
    return new Circuit(qubitRegisters, bitRegisters, instructions, globalPhase, declaredParameters);
  }

  private void checkQubit(String what, int qubit) {
    if (qubit < 0 || qubit >= qubits) {
      throw invalid("%s: qubit %d is outside [0, %d)".formatted(what, qubit, qubits));
    }
  }

  private void checkBit(String what, int bit) {
    if (bit < 0 || bit >= bits) {
      throw invalid("%s: bit %d is outside [0, %d)".formatted(what, bit, bits));
    }
  }

  private static void checkRegister(String name, int size, List<Register> registers) {
    if (size < 1) {
      throw invalid("register %s has size %d; it needs at least 1".formatted(name, size));
    }
    if (registers.stream().anyMatch(register -> register.name().equals(name))) {
      throw invalid("register %s is declared twice; choose another name".formatted(name));
    }
  }

  private static NightshiftException invalid(String message) {
    return new NightshiftException(ErrorCode.CIRCUIT_INVALID, message);
  }
}
