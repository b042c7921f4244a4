package dev.nightshift.backend.aer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.PauliTwirl;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.value.Bindings;
import dev.nightshift.wire.aer.AerCircuit;
import dev.nightshift.wire.noise.NoiseModelWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * The order of gates and errors is that of sim.noise.Weaver, so both engines simulate one channel.
 * Aer looks an error up by an instruction's label, else by its name: a gate that Aer does not know goes
 * as its matrix under the name's label, one that must not err carries the label IDEAL, and an error
 * without a gate, such as that of a delay, follows an identity with a label of its own.
 */
/**
 * Writes a circuit with its noise as Aer takes it: on the qubits that matter, numbered from 0, with
 * the errors that they have. For one translation.
 */
final class AerTranslator {
  /** Whether bits are read, or observables of the final state. */
  enum Aim {
    SAMPLES,
    VALUES
  }

  /**
   * What is to be translated.
   *
   * @param qubits those of the circuit that are simulated: all that an instruction touches
   * @param turned those with X or Y in an observable
   * @param known gates that the method takes by name
   * @param idealFrom instructions from this one on have no errors but those of readings
   * @param rows in the circuit's order of parameters
   */
  record Task(
      Circuit circuit,
      NoiseModel model,
      List<Integer> qubits,
      Aim aim,
      Set<Integer> turned,
      Predicate<String> known,
      int idealFrom,
      Bindings rows) {}

  private final Task task;
  private final NoiseModel model;

  /** For each qubit the last instruction on it. */
  private final int[] last;

  private final AerSteps steps;
  private final List<NoiseModelWriter.Entry> errors = new ArrayList<>();
  private final Set<String> placed = new HashSet<>();
  private final SortedMap<Integer, ReadoutError> readouts = new TreeMap<>();
  private final @Nullable SplittableRandom twirl;
  private boolean mixed;
  private boolean ideal;

  /**
   * A circuit for Aer.
   *
   * @param circuits one with columns, or one a row
   * @param mixed whether the final state is a mixture
   */
  record Translation(
      List<AerCircuit> circuits,
      List<NoiseModelWriter.Entry> errors,
      SortedMap<Integer, ReadoutError> readouts,
      boolean mixed) {}

  private AerTranslator(Task task, @Nullable RowBinding row) {
    this.task = task;
    this.model = task.model();
    this.steps =
        new AerSteps(task.qubits(), task.known(), task.rows(), row, model.hasQuantumErrors());
    this.twirl = model.twirl().map(Seed::random).orElse(null);
    this.last = new int[task.circuit().qubits()];
    for (int i = 0; i < task.circuit().instructions().size(); i++) {
      for (int qubit : operands(task.circuit().instructions().get(i))) {
        last[qubit] = i;
      }
    }
  }

  /** The qubits on which an instruction does something. */
  static List<Integer> operands(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Apply(_, _, var qubits) -> qubits;
      case Instruction.Measure(int qubit, _) -> List.of(qubit);
      case Instruction.Reset(int qubit) -> List.of(qubit);
      case Instruction.Delay(_, _, var qubits) -> qubits;
      case Instruction.Barrier _ -> List.of();
      case Instruction.IfElse decision -> decision.qubits();
    };
  }

  /**
   * Translates.
   *
   * @throws NightshiftException METHOD_UNSUPPORTED for a gate too wide for a matrix, BINDING_VALUE
   *     for an angle that is not finite at a row
   */
  static Translation translate(Task task) {
    int rows = task.rows().rows();
    List<AerCircuit> circuits = new ArrayList<>();
    AerTranslator translator = new AerTranslator(task, null);
    try {
      if (task.circuit().isDynamic() && !task.circuit().parameters().isEmpty()) {
        // Aer binds columns in what is flat only.
        throw new AerSteps.NeedsRows();
      }
      AerCircuit one = translator.circuit();
      circuits.addAll(Collections.nCopies(one.columns().isEmpty() ? rows : 1, one));
    } catch (AerSteps.NeedsRows _) {
      for (int row = 0; row < rows; row++) {
        translator = new AerTranslator(task, new RowBinding(task.rows(), row));
        circuits.add(translator.circuit());
      }
    }
    return translator.translation(circuits);
  }

  private Translation translation(List<AerCircuit> circuits) {
    return new Translation(circuits, errors, readouts, mixed);
  }

  private AerCircuit circuit() {
    Circuit circuit = task.circuit();
    for (int i = 0; i < circuit.instructions().size(); i++) {
      ideal = i >= task.idealFrom();
      add(i, circuit.instructions().get(i));
    }
    int bits = task.aim() == Aim.SAMPLES ? circuit.bits() : 0;
    return new AerCircuit(task.qubits().size(), bits, steps.steps(), steps.columns());
  }

  /**
   * Adds an instruction.
   *
   * @param index of it, or of the decision around it, in the circuit
   */
  private void add(int index, Instruction instruction) {
    switch (instruction) {
      case Instruction.Apply(Gate gate, var angles, var qubits) -> gate(gate, angles, qubits);
      case Instruction.Measure(int qubit, int bit) -> measure(index, qubit, bit);
      case Instruction.Reset(int qubit) -> {
        mixed = true;
        steps.add("reset", List.of(qubit));
        error("reset", List.of(qubit)).ifPresent(e -> place("reset", List.of(qubit), e));
      }
      case Instruction.Delay delay -> {
        for (int qubit : delay.qubits()) {
          model
              .idle(qubit, delay)
              .ifPresent(error ->
                  alone(
                      "delay %s %s".formatted(delay.duration(), delay.unit()),
                      List.of(qubit),
                      error));
        }
      }
      case Instruction.Barrier _ -> {}
      case Instruction.IfElse(var condition, var then, var otherwise) -> {
        if (task.aim() == Aim.VALUES) {
          throw new NightshiftException(
              ErrorCode.CIRCUIT_DYNAMIC,
              "instruction %d decides on what was measured; such a circuit has samples, but no"
                      .formatted(index)
                  + " values here");
        }
        steps.decide(
            condition,
            () -> then.forEach(inner -> add(index, inner)),
            () -> otherwise.forEach(inner -> add(index, inner)));
      }
    }
  }

  private void measure(int index, int qubit, int bit) {
    List<Integer> qubits = List.of(qubit);
    if (task.aim() == Aim.VALUES) {
      // Nobody reads the bit: what is left of the measurement is that the phase is lost, which
      // observables of Z and I do not notice at the end.
      model.error("measure", qubits).ifPresent(error -> alone("before measure", qubits, error));
      if (last[qubit] == index && !task.turned().contains(qubit)) {
        return;
      }
      mixed = true;
      steps.add("dephase", qubits);
      return;
    }
    model.error("measure", qubits).ifPresent(error -> place("measure", qubits, error));
    ReadoutError readout = model.readout(qubit);
    if (!readout.isIdeal()) {
      readouts.put(steps.at(qubits).getFirst(), readout);
    }
    steps.measure(qubit, bit);
  }

  private Optional<QuantumError> error(String name, List<Integer> qubits) {
    return ideal || qubits.isEmpty() ? Optional.empty() : model.error(name, qubits);
  }

  /** A gate with its error; a defined one without an error of its own is its body. */
  private void gate(Gate gate, List<ParameterExpression> angles, List<Integer> qubits) {
    var error = error(gate.qasmName(), qubits);
    // Drawn in the order of sim.noise.Weaver, and for no other gates.
    int paulis = twirl == null || ideal || !PauliTwirl.takes(gate) ? 0 : twirl.nextInt(16);
    paulis(paulis, qubits);
    apply(gate, angles, qubits, error);
    if (paulis != 0) {
      paulis(PauliTwirl.after(gate, paulis), qubits);
    }
  }

  /** One Pauli a qubit, by two bits each: X, then Z. They do not err. */
  private void paulis(int bits, List<Integer> qubits) {
    for (int k = 0; k < qubits.size() && bits >> 2 * k != 0; k++) {
      List<Integer> qubit = List.of(qubits.get(k));
      PauliTwirl.pauli(bits >> 2 * k & 3)
          .ifPresent(pauli -> steps.standard(pauli, List.of(), qubit, AerSteps.IDEAL));
    }
  }

  private void apply(
      Gate gate,
      List<ParameterExpression> angles,
      List<Integer> qubits,
      Optional<QuantumError> error) {
    switch (gate) {
      case DefinedGate defined -> {
        if (error.isEmpty()) {
          body(defined, angles, qubits);
        } else {
          steps.opened(defined, angles, qubits);
          alone(defined.qasmName(), qubits, error.get());
        }
      }
      case StandardGate standard -> {
        steps.standard(
            standard, angles, qubits, error.isPresent() ? standard.qasmName() : AerSteps.IDEAL);
        error.ifPresent(found -> place(standard.qasmName(), qubits, found));
      }
      case ModifiedGate modified -> {
        steps.opened(modified, angles, qubits);
        error.ifPresent(found -> alone(modified.qasmName(), qubits, found));
      }
    }
  }

  /** The gates of a definition, each with the error that it has. */
  private void body(DefinedGate defined, List<ParameterExpression> angles, List<Integer> qubits) {
    for (Instruction.Apply step : defined.body()) {
      gate(
          step.gate(),
          AerSteps.inner(defined, step, angles),
          step.qubits().stream().map(qubits::get).toList());
    }
  }

  /** An error that follows no gate of Aer's. */
  private void alone(String label, List<Integer> qubits, QuantumError error) {
    steps.identity(qubits, label);
    place(label, qubits, error);
  }

  private void place(String operation, List<Integer> qubits, QuantumError error) {
    mixed = true;
    if (placed.add(operation + qubits)) {
      errors.add(new NoiseModelWriter.Entry(operation, steps.at(qubits), error));
    }
  }
}
