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
import dev.nightshift.wire.aer.AerStep;
import dev.nightshift.wire.noise.NoiseModelWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  /** Widest gate that is handed over as a matrix: 65,536 entries. */
  static final int MAX_MATRIX_QUBITS = 8;

  private static final String IDEAL = "ideal";

  /** Modified gates that have a name; what Aer knows by name every method can run. */
  private static final Map<String, StandardGate> NAMED =
      Map.ofEntries(
          Map.entry("ctrl @ x", StandardGate.CX),
          Map.entry("ctrl @ y", StandardGate.CY),
          Map.entry("ctrl @ z", StandardGate.CZ),
          Map.entry("ctrl @ cx", StandardGate.CCX),
          Map.entry("ctrl @ p", StandardGate.CP),
          Map.entry("ctrl @ swap", StandardGate.CSWAP),
          Map.entry("inv @ s", StandardGate.SDG),
          Map.entry("inv @ t", StandardGate.TDG),
          Map.entry("inv @ sx", StandardGate.SXDG),
          Map.entry("inv @ sdg", StandardGate.S),
          Map.entry("inv @ tdg", StandardGate.T),
          Map.entry("inv @ sxdg", StandardGate.SX));

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

  /** Where the numbers are taken from; null: angles that differ become columns. */
  private final @Nullable RowBinding row;

  private final Map<Integer, Integer> places = new HashMap<>();
  private final List<AerStep> steps = new ArrayList<>();
  private final Map<ParameterExpression, Integer> columnOf = new LinkedHashMap<>();
  private final List<double[]> columns = new ArrayList<>();
  private final List<NoiseModelWriter.Entry> errors = new ArrayList<>();
  private final Set<String> placed = new HashSet<>();
  private final SortedMap<Integer, ReadoutError> readouts = new TreeMap<>();
  private final @Nullable SplittableRandom twirl;
  private boolean mixed;
  private boolean ideal;

  /** Thrown where an angle that differs from row to row would have to become a matrix. */
  private static final class NeedsRows extends RuntimeException {
    NeedsRows() {
      super(null, null, false, false);
    }
  }

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
    this.row = row;
    this.twirl = model.twirl().map(Seed::random).orElse(null);
    this.last = new int[task.circuit().qubits()];
    for (int k = 0; k < task.qubits().size(); k++) {
      places.put(task.qubits().get(k), k);
    }
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
      AerCircuit one = translator.circuit();
      circuits.addAll(Collections.nCopies(one.columns().isEmpty() ? rows : 1, one));
    } catch (NeedsRows _) {
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
      switch (circuit.instructions().get(i)) {
        case Instruction.Apply(Gate gate, var angles, var qubits) -> gate(gate, angles, qubits);
        case Instruction.Measure(int qubit, int bit) -> measure(i, qubit, bit);
        case Instruction.Reset(int qubit) -> {
          mixed = true;
          steps.add(new AerStep("reset", at(List.of(qubit)), List.of(), null));
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
      }
    }
    int bits = task.aim() == Aim.SAMPLES ? circuit.bits() : 0;
    return new AerCircuit(task.qubits().size(), bits, steps, columns);
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
      steps.add(new AerStep("dephase", at(qubits), List.of(), null));
      return;
    }
    model.error("measure", qubits).ifPresent(error -> place("measure", qubits, error));
    ReadoutError readout = model.readout(qubit);
    if (!readout.isIdeal()) {
      readouts.put(at(qubits).getFirst(), readout);
    }
    List<Integer> operands = List.of(at(qubits).getFirst(), bit);
    steps.add(new AerStep("measure", operands, List.of(), null));
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
          .ifPresent(pauli -> standard(pauli, List.of(), qubit, IDEAL));
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
          body(defined, angles, qubits, false);
        } else {
          body(defined, angles, qubits, true);
          alone(defined.qasmName(), qubits, error.get());
        }
      }
      case StandardGate standard -> {
        standard(standard, angles, qubits, error.isPresent() ? standard.qasmName() : IDEAL);
        error.ifPresent(found -> place(standard.qasmName(), qubits, found));
      }
      case ModifiedGate modified -> {
        opened(modified, angles, qubits);
        error.ifPresent(found -> alone(modified.qasmName(), qubits, found));
      }
    }
  }

  private void body(
      DefinedGate defined,
      List<ParameterExpression> angles,
      List<Integer> qubits,
      boolean withoutErrors) {
    for (Instruction.Apply step : defined.body()) {
      List<Integer> operands = step.qubits().stream().map(qubits::get).toList();
      if (withoutErrors) {
        opened(step.gate(), inner(defined, step, angles), operands);
      } else {
        gate(step.gate(), inner(defined, step, angles), operands);
      }
    }
  }

  /** A gate without errors: modifiers go inside definitions, the rest is named or a matrix. */
  private void opened(Gate gate, List<ParameterExpression> angles, List<Integer> qubits) {
    switch (gate) {
      case StandardGate standard -> standard(standard, angles, qubits, IDEAL);
      case DefinedGate defined -> body(defined, angles, qubits, true);
      case ModifiedGate.Inverse(ModifiedGate.Inverse(Gate base)) -> opened(base, angles, qubits);
      case ModifiedGate.Inverse(ModifiedGate.Controlled(Gate base, boolean onOne)) ->
          opened(
              new ModifiedGate.Controlled(new ModifiedGate.Inverse(base), onOne), angles, qubits);
      case ModifiedGate.Inverse(DefinedGate defined) -> {
        for (Instruction.Apply step : defined.body().reversed()) {
          opened(
              new ModifiedGate.Inverse(step.gate()),
              inner(defined, step, angles),
              step.qubits().stream().map(qubits::get).toList());
        }
      }
      case ModifiedGate.Controlled(DefinedGate defined, boolean onOne) -> {
        for (Instruction.Apply step : defined.body()) {
          List<Integer> operands = new ArrayList<>(List.of(qubits.getFirst()));
          step.qubits().forEach(operand -> operands.add(qubits.get(operand + 1)));
          opened(
              new ModifiedGate.Controlled(step.gate(), onOne),
              inner(defined, step, angles),
              operands);
        }
      }
      case ModifiedGate.Controlled(ModifiedGate.Inverse(DefinedGate defined), boolean onOne) -> {
        for (Instruction.Apply step : defined.body().reversed()) {
          List<Integer> operands = new ArrayList<>(List.of(qubits.getFirst()));
          step.qubits().forEach(operand -> operands.add(qubits.get(operand + 1)));
          opened(
              new ModifiedGate.Controlled(new ModifiedGate.Inverse(step.gate()), onOne),
              inner(defined, step, angles),
              operands);
        }
      }
      case ModifiedGate modified -> {
        StandardGate named = NAMED.get(modified.qasmName());
        if (named != null) {
          standard(named, angles, qubits, IDEAL);
        } else {
          matrix(modified, angles, qubits, null);
        }
      }
    }
  }

  private void standard(
      StandardGate gate, List<ParameterExpression> angles, List<Integer> qubits, String label) {
    if (qubits.isEmpty()) {
      // A phase of the whole state is nobody's.
      return;
    }
    boolean errs = !label.equals(IDEAL);
    if (!task.known().test(gate.qasmName())) {
      matrix(gate, angles, qubits, errs ? label : null);
      return;
    }
    List<AerStep.Num> numbers = new ArrayList<>();
    for (ParameterExpression angle : angles) {
      numbers.add(number(gate, angle, qubits));
    }
    // Where the model has no errors of gates at all, labels would say nothing.
    String own = errs || !model.hasQuantumErrors() ? null : IDEAL;
    steps.add(new AerStep(gate.qasmName(), at(qubits), numbers, own));
  }

  private AerStep.Num number(Gate gate, ParameterExpression angle, List<Integer> qubits) {
    if (angle.isConstant() || row != null) {
      return new AerStep.Num.Constant(value(gate, angle, qubits, row));
    }
    return new AerStep.Num.Column(
        columnOf.computeIfAbsent(
            angle,
            _ -> {
              double[] column = new double[task.rows().rows()];
              for (int i = 0; i < column.length; i++) {
                column[i] = value(gate, angle, qubits, new RowBinding(task.rows(), i));
              }
              columns.add(column);
              return columns.size() - 1;
            }));
  }

  private static double value(
      Gate gate, ParameterExpression angle, List<Integer> qubits, @Nullable RowBinding at) {
    double value =
        angle.evaluate(name -> {
          if (at == null) {
            throw new IllegalStateException("a constant has no parameters");
          }
          return at.applyAsDouble(name);
        });
    if (!Double.isFinite(value)) {
      throw new NightshiftException(
          ErrorCode.BINDING_VALUE,
          "the angle of %s on qubits %s, an expression of %s, is %s at row %d of the bindings; give"
                  .formatted(
                      gate.qasmName(), qubits, angle.parameters(), value, at == null ? 0 : at.row())
              + " values at which it is finite");
    }
    return value;
  }

  private void matrix(
      Gate gate, List<ParameterExpression> angles, List<Integer> qubits, @Nullable String label) {
    if (qubits.isEmpty()) {
      return;
    }
    if (qubits.size() > MAX_MATRIX_QUBITS) {
      throw new NightshiftException(
          ErrorCode.METHOD_UNSUPPORTED,
          "'%s' on %d qubits is no gate of qiskit-aer and too wide for a matrix, at most %d; write it"
                  .formatted(gate.qasmName(), qubits.size(), MAX_MATRIX_QUBITS)
              + " with smaller gates, or serve with --engine embedded");
    }
    if (row == null && !angles.stream().allMatch(ParameterExpression::isConstant)) {
      throw new NeedsRows();
    }
    double[] values = angles.stream().mapToDouble(a -> value(gate, a, qubits, row)).toArray();
    unitary(gate.matrix(values), qubits, label);
  }

  private void unitary(double[] matrix, List<Integer> qubits, @Nullable String label) {
    List<AerStep.Num> numbers = new ArrayList<>(matrix.length);
    for (double entry : matrix) {
      numbers.add(new AerStep.Num.Constant(entry));
    }
    steps.add(new AerStep("unitary", at(qubits), numbers, label));
  }

  /** An error that follows no gate of Aer's. */
  private void alone(String label, List<Integer> qubits, QuantumError error) {
    int size = 1 << qubits.size();
    double[] identity = new double[2 * size * size];
    for (int i = 0; i < size; i++) {
      identity[2 * (i * size + i)] = 1;
    }
    unitary(identity, qubits, label);
    place(label, qubits, error);
  }

  private void place(String operation, List<Integer> qubits, QuantumError error) {
    mixed = true;
    if (placed.add(operation + qubits)) {
      errors.add(new NoiseModelWriter.Entry(operation, at(qubits), error));
    }
  }

  private List<Integer> at(List<Integer> qubits) {
    List<Integer> found = new ArrayList<>(qubits.size());
    for (int qubit : qubits) {
      Integer place = places.get(qubit);
      if (place == null) {
        throw new IllegalStateException("qubit " + qubit + " is not among those simulated");
      }
      found.add(place);
    }
    return found;
  }

  private static List<ParameterExpression> inner(
      DefinedGate defined, Instruction.Apply step, List<ParameterExpression> angles) {
    return step.angles().stream()
        .map(angle ->
            angle.substitute(
                parameter -> angles.get(defined.parameterNames().indexOf(parameter.name()))))
        .toList();
  }
}
