package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.Gate;
import java.util.ArrayList;
import java.util.List;

/** The instructions and the global phase that a pass makes of a circuit. */
final class Draft {
  private final List<Instruction> instructions;
  private AngleSum phase = AngleSum.ZERO;

  Draft(int expected) {
    instructions = new ArrayList<>(expected);
  }

  List<Instruction> instructions() {
    return instructions;
  }

  void add(Instruction instruction) {
    instructions.add(instruction);
  }

  void add(Gate gate, ParameterExpression angle, int qubit) {
    instructions.add(new Instruction.Apply(gate, List.of(angle), List.of(qubit)));
  }

  void add(Gate gate, int qubit) {
    instructions.add(new Instruction.Apply(gate, List.of(), List.of(qubit)));
  }

  void turn(double radians) {
    phase = phase.plus(radians);
  }

  void turn(AngleSum radians) {
    phase = phase.plus(radians);
  }

  AngleSum phase() {
    return phase;
  }

  /** Adds another draft's instructions and phase. */
  void append(Draft other) {
    instructions.addAll(other.instructions);
    phase = phase.plus(other.phase);
  }

  /**
   * The circuit with these instructions and with this phase added to its own; registers, bits and
   * declared parameters stay. The same object where nothing is different.
   */
  Circuit of(Circuit source) {
    if (phase.isNothing() && instructions.equals(source.instructions())) {
      return source;
    }
    CircuitBuilder builder = Circuit.builder();
    source.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    source.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
    source.parameters().forEach(builder::parameter);
    if (phase.isNothing()) {
      builder.globalPhase(source.globalPhase());
    } else {
      AngleSum sum = AngleSum.of(source.globalPhase()).plus(phase);
      builder.globalPhase(sum.lessTurns(sum.turns()).toExpression());
    }
    instructions.forEach(builder::add);
    return builder.build();
  }
}
