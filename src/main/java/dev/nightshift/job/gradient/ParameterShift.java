package dev.nightshift.job.gradient;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.Pub;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * A slot is one angle of one gate that depends on a wanted parameter. With a(slot) its angle,
 *
 *   dE/dθ = Σ_slots da/dθ · dE/da,   dE/da = Σ_μ c_μ E(a + s_μ)        (ShiftRule)
 *
 * so every slot is shifted once, however many parameters are in its angle, and da/dθ is worked out
 * here. To shift one slot alone the template needs a parameter that moves this slot and no other:
 *
 * - one of the circuit's own, if it occurs nowhere else and da/dθ is a constant c ≠ 0: θ moves by
 *   s_μ/c. This is the case of every usual ansatz, and then the template is the circuit itself, so
 *   a job that asks for values and one that asks for gradients share their text and their cache;
 * - a fresh one else, put in place of the whole angle. Its value is the angle, evaluated here. So
 *   2(π-x0)(π-x1) goes to the backend as p and needs no arithmetic there.
 */

/**
 * Values and exact derivatives of expectation values by the parameter-shift rule, on any backend.
 *
 * <p>A plan is made once for a circuit and used for any number of rows: {@link #expand} turns the
 * rows into the bindings of one {@link #template} circuit, and {@link Expansion#combine} turns
 * their values into values and a jacobian. A step costs {@link #rowsPerBinding} executions a row:
 * one, and two a slot (four for controlled rotations). Rows that occur twice are left in.
 *
 * <p>Immutable and thread-safe.
 */
public final class ParameterShift {
  private final Circuit circuit;
  private final List<String> wanted;
  private final Circuit template;

  /** For every column of the template's bindings: the column of the rows, or -1. */
  private final int[] source;

  /** For every column without a source: the angle it stands for. */
  private final @Nullable ParameterExpression[] fresh;

  /** For every shift: the column it moves, by how much, and the weight of its value. */
  private final int[] shiftColumn;

  private final double[] shiftDelta;
  private final double[] shiftWeight;

  /** For every slot its shifts: {@code from[slot] .. from[slot + 1] - 1}. */
  private final int[] shiftsFrom;

  private final List<Term> terms;
  private final Map<String, Integer> columns = new HashMap<>();

  /** da/dθ: the part of one slot in the derivative by one wanted parameter. */
  private record Term(int wanted, int slot, ParameterExpression factor) {}

  /** An angle that depends on a wanted parameter. */
  private record Slot(int instruction, int angle, ParameterExpression expression, ShiftRule rule) {}

  private ParameterShift(
      Circuit circuit,
      List<String> wanted,
      Circuit template,
      Map<String, ParameterExpression> fresh,
      List<Slot> slots,
      List<Vehicle> vehicles) {
    this.circuit = circuit;
    this.wanted = wanted;
    this.template = template;
    List<String> names = circuit.parameters();
    for (int i = 0; i < names.size(); i++) {
      columns.put(names.get(i), i);
    }
    List<String> templateNames = template.parameters();
    this.source = new int[templateNames.size()];
    this.fresh = new ParameterExpression[templateNames.size()];
    Map<String, Integer> templateColumns = new HashMap<>();
    for (int i = 0; i < source.length; i++) {
      String name = templateNames.get(i);
      templateColumns.put(name, i);
      ParameterExpression angle = fresh.get(name);
      this.fresh[i] = angle;
      this.source[i] = angle == null ? columns.getOrDefault(name, -1) : -1;
    }
    int shifts = slots.stream().mapToInt(slot -> slot.rule().shifts().length).sum();
    this.shiftColumn = new int[shifts];
    this.shiftDelta = new double[shifts];
    this.shiftWeight = new double[shifts];
    this.shiftsFrom = new int[slots.size() + 1];
    this.terms = new ArrayList<>();
    int next = 0;
    for (int slot = 0; slot < slots.size(); slot++) {
      Vehicle vehicle = vehicles.get(slot);
      ShiftRule rule = slots.get(slot).rule();
      for (int k = 0; k < rule.shifts().length; k++) {
        shiftColumn[next] = templateColumns.getOrDefault(vehicle.name(), -1);
        shiftDelta[next] = rule.shifts()[k] / vehicle.slope();
        shiftWeight[next] = rule.coefficients()[k];
        next++;
      }
      shiftsFrom[slot + 1] = next;
      for (int i = 0; i < wanted.size(); i++) {
        ParameterExpression factor = slots.get(slot).expression().derivative(wanted.get(i));
        if (!(factor instanceof ParameterExpression.Constant(double value) && value == 0)) {
          terms.add(new Term(i, slot, factor));
        }
      }
    }
  }

  /**
   * Plans the derivatives of a circuit's expectation values.
   *
   * @param wanted names of the circuit's parameters, each once; none gives values only
   * @throws NightshiftException PARAMETER_UNBOUND when the circuit has no such parameter, USAGE
   *     when one is named twice, GRADIENT_UNSUPPORTED when a gate with such an angle has no rule
   */
  public static ParameterShift of(Circuit circuit, List<String> wanted) {
    checkWanted(circuit, wanted);
    if (circuit.isDynamic()) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_DYNAMIC,
          "the circuit decides on what it has measured, and estimators take no such circuit, so it"
              + " has no gradient by parameter shift; take the decisions out");
    }
    Set<String> names = Set.copyOf(wanted);
    List<Instruction> instructions = inlined(circuit, names);
    Map<String, Integer> occurrences = occurrences(instructions);
    List<Slot> slots = slots(instructions, names);
    List<Vehicle> vehicles = new ArrayList<>();
    Map<String, ParameterExpression> fresh = new LinkedHashMap<>();
    String prefix = freshPrefix(circuit.parameters());
    for (Slot slot : slots) {
      Vehicle own = ownVehicle(slot.expression(), occurrences);
      if (own == null) {
        String name = prefix + "%04d".formatted(fresh.size());
        fresh.put(name, slot.expression());
        own = new Vehicle(name, 1);
        instructions.set(slot.instruction(), replaced(instructions, slot, name));
      }
      vehicles.add(own);
    }
    Circuit template = fresh.isEmpty() ? circuit : rebuilt(circuit, instructions);
    return new ParameterShift(circuit, List.copyOf(wanted), template, fresh, slots, vehicles);
  }

  /** The circuit to send: the original one where its own parameters can be shifted. */
  public Circuit template() {
    return template;
  }

  /** The names that the jacobian's columns stand for. */
  public List<String> wanted() {
    return wanted;
  }

  /** Executions a row of bindings becomes: itself and all its shifts. */
  public int rowsPerBinding() {
    return 1 + shiftColumn.length;
  }

  /**
   * The rows to execute for rows of the original circuit.
   *
   * @param rows any shape; its rows are taken in row-major order
   */
  public Expansion expand(Bindings rows) {
    Bindings ordered = rows.inOrder(circuit.parameters());
    int count = ordered.rows();
    int width = source.length;
    int perRow = rowsPerBinding();
    double[] values = new double[count * perRow * width];
    double[] factors = new double[count * terms.size()];
    for (int row = 0; row < count; row++) {
      int at = row;
      int base = row * perRow * width;
      for (int column = 0; column < width; column++) {
        ParameterExpression angle = fresh[column];
        values[base + column] =
            angle == null
                ? ordered.value(row, source[column])
                : angle.evaluate(name -> valueOf(ordered, at, name));
      }
      for (int shift = 0; shift < shiftColumn.length; shift++) {
        int to = base + (shift + 1) * width;
        System.arraycopy(values, base, values, to, width);
        values[to + shiftColumn[shift]] += shiftDelta[shift];
      }
      for (int i = 0; i < terms.size(); i++) {
        factors[row * terms.size() + i] =
            terms.get(i).factor() instanceof ParameterExpression.Constant(double value)
                ? value
                : terms.get(i).factor().evaluate(name -> valueOf(ordered, at, name));
      }
    }
    Bindings expanded = Bindings.of(template.parameters(), Shape.of(count * perRow), values);
    return new Expansion(expanded, factors, count);
  }

  private double valueOf(Bindings rows, int row, String name) {
    Integer column = columns.get(name);
    if (column == null) {
      throw new IllegalStateException("the plan's expressions hold the circuit's parameters only");
    }
    return rows.value(row, column);
  }

  /** The rows of one step: each as it is, then all its shifts. */
  public final class Expansion implements GradientRows {
    private final Bindings bindings;
    private final double[] factors;
    private final int rows;

    private Expansion(Bindings bindings, double[] factors, int rows) {
      this.bindings = bindings;
      this.factors = factors;
      this.rows = rows;
    }

    @Override
    public Bindings bindings() {
      return bindings;
    }

    @Override
    public Pub.Estimator pub(List<Observable> observables, @Nullable Double precision) {
      return new Pub.Estimator(
          template,
          new ObservablesArray(Shape.of(observables.size(), 1), observables),
          bindings,
          precision);
    }

    @Override
    public Gradients combine(double[] evs, double[] stds) {
      int perRow = rowsPerBinding();
      GradientRows.checkCount("parameter shift", rows * perRow, evs, stds);
      int all = evs.length / perRow;
      double[] values = new double[all];
      double[] valueErrors = new double[all];
      double[] jacobian = new double[all * wanted.size()];
      double[] jacobianErrors = new double[all * wanted.size()];
      for (int i = 0; i < all; i++) {
        int base = i * perRow;
        values[i] = evs[base];
        valueErrors[i] = stds[base];
        int factor = i % rows * terms.size();
        for (Term term : terms) {
          double slope = 0;
          double variance = 0;
          for (int k = shiftsFrom[term.slot()]; k < shiftsFrom[term.slot() + 1]; k++) {
            slope += shiftWeight[k] * evs[base + 1 + k];
            double error = shiftWeight[k] * stds[base + 1 + k];
            variance += error * error;
          }
          int to = i * wanted.size() + term.wanted();
          jacobian[to] += factors[factor] * slope;
          jacobianErrors[to] += factors[factor] * factors[factor] * variance;
          factor++;
        }
      }
      for (int i = 0; i < jacobianErrors.length; i++) {
        jacobianErrors[i] = Math.sqrt(jacobianErrors[i]);
      }
      return new Gradients(values, jacobian, valueErrors, jacobianErrors);
    }
  }

  /** Refuses names that are not each one of the circuit's parameters. */
  static void checkWanted(Circuit circuit, List<String> wanted) {
    Set<String> seen = new HashSet<>();
    for (String name : wanted) {
      if (!circuit.parameters().contains(name)) {
        throw new NightshiftException(
            ErrorCode.PARAMETER_UNBOUND,
            "a gradient by %s is asked for, but the circuit has the parameters %s"
                .formatted(name, circuit.parameters()));
      }
      if (!seen.add(name)) {
        throw new NightshiftException(
            ErrorCode.USAGE, "a gradient by %s is asked for twice; name it once".formatted(name));
      }
    }
  }

  /** The instructions with those defined gates inlined whose angles depend on a wanted name. */
  private static List<Instruction> inlined(Circuit circuit, Set<String> wanted) {
    List<Instruction> instructions = new ArrayList<>();
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Apply apply
          && apply.angles().stream().anyMatch(angle -> depends(angle, wanted))) {
        instructions.addAll(Inliner.inline(apply));
      } else {
        instructions.add(instruction);
      }
    }
    return instructions;
  }

  /** In how many angles each parameter occurs. */
  private static Map<String, Integer> occurrences(List<Instruction> instructions) {
    Map<String, Integer> occurrences = new HashMap<>();
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.Apply apply) {
        for (ParameterExpression angle : apply.angles()) {
          angle.parameters().forEach(name -> occurrences.merge(name, 1, Integer::sum));
        }
      }
    }
    return occurrences;
  }

  private static List<Slot> slots(List<Instruction> instructions, Set<String> wanted) {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i) instanceof Instruction.Apply apply) {
        for (int k = 0; k < apply.angles().size(); k++) {
          ParameterExpression angle = apply.angles().get(k);
          if (depends(angle, wanted)) {
            ShiftRule rule = ShiftRule.of(apply.gate(), k);
            if (rule != ShiftRule.NONE) {
              slots.add(new Slot(i, k, angle, rule));
            }
          }
        }
      }
    }
    return slots;
  }

  private static boolean depends(ParameterExpression angle, Set<String> wanted) {
    return angle.parameters().stream().anyMatch(wanted::contains);
  }

  /** A template parameter that moves one slot only, and the slot's slope by it. */
  private record Vehicle(String name, double slope) {}

  private static @Nullable Vehicle ownVehicle(
      ParameterExpression angle, Map<String, Integer> occurrences) {
    for (String name : angle.parameters()) {
      if (Integer.valueOf(1).equals(occurrences.get(name))) {
        ParameterExpression slope = angle.derivative(name);
        if (slope instanceof ParameterExpression.Constant(double value) && value != 0) {
          return new Vehicle(name, value);
        }
      }
    }
    return null;
  }

  private static String freshPrefix(List<String> taken) {
    StringBuilder prefix = new StringBuilder("shift");
    while (taken.stream().anyMatch(name -> name.startsWith(prefix.toString()))) {
      prefix.append('_');
    }
    return prefix.toString();
  }

  private static Instruction replaced(List<Instruction> instructions, Slot slot, String name) {
    if (!(instructions.get(slot.instruction()) instanceof Instruction.Apply apply)) {
      throw new IllegalStateException("a slot is an angle of a gate");
    }
    ParameterExpression[] angles = apply.angles().toArray(ParameterExpression[]::new);
    angles[slot.angle()] = ParameterExpression.parameter(name);
    return new Instruction.Apply(apply.gate(), Arrays.asList(angles), apply.qubits());
  }

  /** Without declared but unused parameters and without the phase, which no value depends on. */
  private static Circuit rebuilt(Circuit circuit, List<Instruction> instructions) {
    CircuitBuilder builder = Circuit.builder();
    circuit.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    circuit.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
    instructions.forEach(builder::add);
    return builder.build();
  }
}
