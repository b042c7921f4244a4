package dev.nightshift.backend.aer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.value.Bindings;
import dev.nightshift.wire.aer.AerStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one circuit for Aer: gates by the names it knows, others opened or as matrices, and
 * angles that differ from row to row as columns. Knows nothing of errors but their labels.
 */
final class AerSteps {
  /** Widest gate that is handed over as a matrix: 65,536 entries. */
  static final int MAX_MATRIX_QUBITS = 8;

  /** The label of what must not err. */
  static final String IDEAL = "ideal";

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

  private final Predicate<String> known;
  private final Bindings rows;

  /** Where the numbers are taken from; null: angles that differ become columns. */
  private final @Nullable RowBinding row;

  private final boolean labelled;
  private final Map<Integer, Integer> places = new HashMap<>();

  /** Where steps go: the circuit's, or those of the branch that is written. */
  private List<AerStep> steps = new ArrayList<>();

  private final Map<ParameterExpression, Integer> columnOf = new LinkedHashMap<>();
  private final List<double[]> columns = new ArrayList<>();

  /** Thrown where an angle that differs from row to row would have to become a matrix. */
  static final class NeedsRows extends RuntimeException {
    NeedsRows() {
      super(null, null, false, false);
    }
  }

  /**
   * @param qubits those of the circuit that are simulated
   * @param known gates that the method takes by name
   * @param rows in the circuit's order of parameters
   * @param row where the numbers are taken from; null: angles that differ become columns
   * @param labelled whether a gate without an error has to say so
   */
  AerSteps(
      List<Integer> qubits,
      Predicate<String> known,
      Bindings rows,
      @Nullable RowBinding row,
      boolean labelled) {
    this.known = known;
    this.rows = rows;
    this.row = row;
    this.labelled = labelled;
    for (int k = 0; k < qubits.size(); k++) {
      places.put(qubits.get(k), k);
    }
  }

  List<AerStep> steps() {
    return steps;
  }

  /** Angles by row, as the steps refer to them. */
  List<double[]> columns() {
    return columns;
  }

  /** A step without angles. */
  void add(String name, List<Integer> qubits) {
    steps.add(new AerStep(name, at(qubits), List.of(), null));
  }

  /** A decision; each branch writes its steps when it is run. */
  void decide(Condition condition, Runnable then, Runnable otherwise) {
    steps.add(AerStep.of(new AerStep.Decision(condition, within(then), within(otherwise))));
  }

  private List<AerStep> within(Runnable branch) {
    List<AerStep> outside = steps;
    steps = new ArrayList<>();
    branch.run();
    List<AerStep> inside = steps;
    steps = outside;
    return inside;
  }

  void measure(int qubit, int bit) {
    List<Integer> operands = List.of(at(List.of(qubit)).getFirst(), bit);
    steps.add(new AerStep("measure", operands, List.of(), null));
  }

  /** A step that does nothing, for an error to follow by the step's label. */
  void identity(List<Integer> qubits, String label) {
    int size = 1 << qubits.size();
    double[] identity = new double[2 * size * size];
    for (int i = 0; i < size; i++) {
      identity[2 * (i * size + i)] = 1;
    }
    unitary(identity, qubits, label);
  }

  /** A gate without errors: modifiers go inside definitions, the rest is named or a matrix. */
  void opened(Gate gate, List<ParameterExpression> angles, List<Integer> qubits) {
    switch (gate) {
      case StandardGate standard -> standard(standard, angles, qubits, IDEAL);
      case DefinedGate defined -> {
        for (Instruction.Apply step : defined.body()) {
          opened(
              step.gate(),
              inner(defined, step, angles),
              step.qubits().stream().map(qubits::get).toList());
        }
      }
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

  /** A gate of ours by its name where Aer has it, else as its matrix. */
  void standard(
      StandardGate gate, List<ParameterExpression> angles, List<Integer> qubits, String label) {
    if (qubits.isEmpty()) {
      // A phase of the whole state is nobody's.
      return;
    }
    boolean errs = !label.equals(IDEAL);
    if (!known.test(gate.qasmName())) {
      matrix(gate, angles, qubits, errs ? label : null);
      return;
    }
    List<AerStep.Num> numbers = new ArrayList<>();
    for (ParameterExpression angle : angles) {
      numbers.add(number(gate, angle, qubits));
    }
    // Where the model has no errors of gates at all, labels would say nothing.
    String own = errs || !labelled ? null : IDEAL;
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
              double[] column = new double[rows.rows()];
              for (int i = 0; i < column.length; i++) {
                column[i] = value(gate, angle, qubits, new RowBinding(rows, i));
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

  /** Where Aer has the circuit's qubits. */
  List<Integer> at(List<Integer> qubits) {
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

  /** The angles of a gate inside a definition, in the angles of the definition. */
  static List<ParameterExpression> inner(
      DefinedGate defined, Instruction.Apply step, List<ParameterExpression> angles) {
    return step.angles().stream()
        .map(angle ->
            angle.substitute(
                parameter -> angles.get(defined.parameterNames().indexOf(parameter.name()))))
        .toList();
  }
}
