package dev.nightshift.circuit;

import java.util.List;
import java.util.Optional;

/** Circuits that measure only at their end: their state before it, and whether they are such. */
public final class FinalMeasurements {
  private FinalMeasurements() {}

  /** Why a circuit does more than measure at its end; empty where it does not. */
  public static Optional<String> misfit(Circuit circuit) {
    boolean[] measured = new boolean[circuit.qubits()];
    for (Instruction instruction : circuit.instructions()) {
      switch (instruction) {
        case Instruction.Measure(int qubit, _) -> measured[qubit] = true;
        case Instruction.Apply(_, _, List<Integer> qubits) -> {
          for (int qubit : qubits) {
            if (measured[qubit]) {
              return Optional.of("qubit %d is used after its measurement".formatted(qubit));
            }
          }
        }
        case Instruction.Reset(int qubit) -> {
          return Optional.of("qubit %d is reset".formatted(qubit));
        }
        case Instruction.IfElse _ -> {
          return Optional.of("the circuit decides on what it has measured");
        }
        case Instruction.Barrier _, Instruction.Delay _ -> {}
      }
    }
    return Optional.empty();
  }

  /** The circuit without its measurements; registers, parameters and phase stay, bits go. */
  public static Circuit removed(Circuit circuit) {
    CircuitBuilder builder = Circuit.builder();
    circuit.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    circuit.parameters().forEach(builder::parameter);
    builder.globalPhase(circuit.globalPhase());
    for (Instruction instruction : circuit.instructions()) {
      if (!(instruction instanceof Instruction.Measure)) {
        builder.add(instruction);
      }
    }
    return builder.build();
  }
}
