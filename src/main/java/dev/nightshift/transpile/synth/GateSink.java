package dev.nightshift.transpile.synth;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects the instructions of a rewritten circuit and the phase that falls off. */
public final class GateSink {
  private final List<Instruction> instructions = new ArrayList<>();
  private Angle phase = Angle.ZERO;

  public GateSink gate(StandardGate gate, int... qubits) {
    return add(gate, List.of(), qubits);
  }

  public GateSink gate(StandardGate gate, double angle, int... qubits) {
    return add(gate, List.of(ParameterExpression.of(angle)), qubits);
  }

  public GateSink gate(StandardGate gate, Angle angle, int... qubits) {
    return add(gate, List.of(angle.toExpression()), qubits);
  }

  public GateSink add(StandardGate gate, List<ParameterExpression> angles, int... qubits) {
    List<Integer> operands =
        switch (qubits.length) {
          case 1 -> List.of(qubits[0]);
          case 2 -> List.of(qubits[0], qubits[1]);
          default -> Arrays.stream(qubits).boxed().toList();
        };
    instructions.add(new Instruction.Apply(gate, angles, operands));
    return this;
  }

  public GateSink add(Instruction instruction) {
    instructions.add(instruction);
    return this;
  }

  public GateSink phase(Angle angle) {
    phase = phase.plus(angle);
    return this;
  }

  public GateSink phase(double angle) {
    phase = phase.plus(angle);
    return this;
  }

  public List<Instruction> instructions() {
    return instructions;
  }

  public int size() {
    return instructions.size();
  }

  /** The circuit of these instructions with the registers, parameters and phase of another. */
  public Circuit like(Circuit circuit) {
    CircuitBuilder builder = Circuit.builder();
    circuit.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    return finish(builder, circuit);
  }

  /** As {@link #like}, on one register of qubits {@code q}. */
  public Circuit onQubits(int qubits, Circuit circuit) {
    return finish(Circuit.builder(qubits), circuit);
  }

  private Circuit finish(CircuitBuilder builder, Circuit circuit) {
    circuit.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
    circuit.parameters().forEach(builder::parameter);
    Angle total = Angle.of(circuit.globalPhase()).plus(phase);
    builder.globalPhase(
        total.free().plus(OneQubit.wrap(total.constant(), 2 * Math.PI)).toExpression());
    instructions.forEach(builder::add);
    return builder.build();
  }
}
