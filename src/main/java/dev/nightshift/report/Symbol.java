package dev.nightshift.report;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.Register;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

// A drawing is made in three steps: every instruction becomes a Symbol (what stands on which wire),
// symbols are packed to the left into columns as far as their wires are free, and columns are
// broken into lines of a given width. Wires run from left to right, qubit 0 on top, as in textbooks
// and in Qiskit.

/**
 * What one instruction draws, as picture ({@link CircuitDrawing}) or as text ({@link CircuitText}).
 *
 * @param wires the operands, in the gate's order
 * @param parts one a wire
 * @param label in the box
 * @param angles beside or under the label; may be empty
 * @param title all of it in words
 * @param bit that a measurement writes, else -1
 * @param others bits that a decision looks at or that are written within it
 */
record Symbol(
    List<Integer> wires,
    List<Part> parts,
    String label,
    String angles,
    String title,
    int bit,
    List<Integer> others) {
  private static final int LONGEST_ANGLE = 24;

  /** How a wire takes part in a symbol. */
  enum Part {
    BOX,
    CONTROL,
    OPEN_CONTROL,
    PLUS,
    CROSS,
    BARRIER,
    METER
  }

  /** Of no decision. */
  Symbol(
      List<Integer> wires, List<Part> parts, String label, String angles, String title, int bit) {
    this(wires, parts, label, angles, title, bit, List.of());
  }

  int top() {
    return Collections.min(wires);
  }

  int bottom() {
    return Collections.max(wires);
  }

  /** The wires that carry a box. */
  List<Integer> boxes() {
    return IntStream.range(0, wires.size())
        .filter(i -> parts.get(i) == Part.BOX || parts.get(i) == Part.METER)
        .mapToObj(wires::get)
        .toList();
  }

  /** The same on other wires. */
  Symbol on(List<Integer> places) {
    return new Symbol(places, parts.subList(0, places.size()), label, angles, title, bit, others);
  }

  /** The names of the wires, from the top. */
  static List<String> labels(Circuit circuit) {
    List<String> labels = new ArrayList<>();
    for (Register register : circuit.qubitRegisters()) {
      for (int i = 0; i < register.size(); i++) {
        labels.add(register.name() + "[" + i + "]");
      }
    }
    return labels;
  }

  /** Of all instructions that act on a qubit. */
  static List<Symbol> all(Circuit circuit) {
    return circuit.instructions().stream()
        .map(Symbol::of)
        .filter(symbol -> !symbol.wires().isEmpty())
        .toList();
  }

  /**
   * Symbols packed to the left; a symbol takes every wire that it crosses, and a decision stands
   * behind the measurements that it looks at.
   *
   * @param rows wires, all in all
   * @param arrows whether a measurement's arrow crosses the wires below it
   */
  static List<List<Symbol>> columns(List<Symbol> symbols, int rows, boolean arrows) {
    List<List<Symbol>> columns = new ArrayList<>();
    int[] free = new int[rows + 1];
    Map<Integer, Integer> written = new HashMap<>();
    for (Symbol symbol : symbols) {
      int bottom = arrows && symbol.bit() >= 0 ? rows : symbol.bottom();
      int column = 0;
      for (int wire = symbol.top(); wire <= bottom; wire++) {
        column = Math.max(column, free[wire]);
      }
      for (int bit : symbol.others()) {
        column = Math.max(column, written.getOrDefault(bit, 0));
      }
      while (columns.size() <= column) {
        columns.add(new ArrayList<>());
      }
      columns.get(column).add(symbol);
      for (int wire = symbol.top(); wire <= bottom; wire++) {
        free[wire] = column + 1;
      }
      if (symbol.bit() >= 0) {
        written.put(symbol.bit(), column + 1);
      }
      for (int bit : symbol.others()) {
        written.put(bit, column + 1);
      }
    }
    return columns;
  }

  static Symbol of(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Apply(Gate gate, var angles, var qubits) -> gate(gate, angles, qubits);
      case Instruction.Measure(int qubit, int bit) ->
          new Symbol(
              List.of(qubit),
              List.of(Part.METER),
              "M",
              "",
              "measure qubit %d into bit %d".formatted(qubit, bit),
              bit);
      case Instruction.Reset(int qubit) ->
          new Symbol(List.of(qubit), List.of(Part.BOX), "|0>", "", "reset qubit " + qubit, -1);
      case Instruction.Barrier(var qubits) ->
          new Symbol(
              qubits, Collections.nCopies(qubits.size(), Part.BARRIER), "", "", "barrier", -1);
      case Instruction.Delay(double duration, String unit, var qubits) ->
          new Symbol(
              qubits,
              Collections.nCopies(qubits.size(), Part.BOX),
              "delay",
              number(duration) + unit,
              "delay " + number(duration) + unit,
              -1);
      case Instruction.IfElse decision ->
          new Symbol(
              decision.qubits(),
              Collections.nCopies(decision.qubits().size(), Part.BOX),
              "if",
              decision.condition().reads().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(",")),
              "if by bits %s: %d instructions, else %d"
                  .formatted(
                      decision.condition().reads(),
                      Instruction.leaves(decision.then()).size(),
                      Instruction.leaves(decision.otherwise()).size()),
              -1,
              decision.bits());
    };
  }

  private static Symbol gate(Gate gate, List<ParameterExpression> angles, List<Integer> qubits) {
    List<Part> parts = new ArrayList<>();
    Gate inner = gate;
    while (inner instanceof ModifiedGate.Controlled(Gate base, boolean onOne)) {
      parts.add(onOne ? Part.CONTROL : Part.OPEN_CONTROL);
      inner = base;
    }
    String label = label(inner, parts);
    while (parts.size() < qubits.size()) {
      parts.add(Part.BOX);
    }
    String full = String.join(", ", angles.stream().map(Symbol::text).toList());
    String title =
        gate.qasmName()
            + (full.isEmpty() ? "" : "(" + full + ")")
            + (qubits.isEmpty() ? "" : " on " + qubits);
    String shown =
        full.length() <= LONGEST_ANGLE ? full : full.substring(0, LONGEST_ANGLE - 1) + "…";
    return new Symbol(qubits, parts, label, shown, title, -1);
  }

  /** Adds the parts of a gate that has a sign of its own, and gives the text of its box. */
  private static String label(Gate gate, List<Part> parts) {
    if (!(gate instanceof StandardGate standard)) {
      return gate.qasmName();
    }
    String name = standard.name();
    return switch (standard) {
      case X -> {
        if (parts.isEmpty()) {
          yield "X";
        }
        parts.add(Part.PLUS);
        yield "";
      }
      case CX -> signs(parts, Part.CONTROL, Part.PLUS);
      case CCX -> signs(parts, Part.CONTROL, Part.CONTROL, Part.PLUS);
      case CZ -> signs(parts, Part.CONTROL, Part.CONTROL);
      case CCZ -> signs(parts, Part.CONTROL, Part.CONTROL, Part.CONTROL);
      case SWAP -> signs(parts, Part.CROSS, Part.CROSS);
      case CSWAP -> signs(parts, Part.CONTROL, Part.CROSS, Part.CROSS);
      case CY, CH, CS, CSDG, CSX, CP, CU1, CRX, CRY, CRZ, CU, CU3 -> {
        parts.add(Part.CONTROL);
        yield name.substring(1);
      }
      default -> name;
    };
  }

  private static String signs(List<Part> parts, Part... signs) {
    parts.addAll(List.of(signs));
    return "";
  }

  /** An angle as people write it: multiples of π by name, products with a dot. */
  private static String text(ParameterExpression angle) {
    return text(angle, 0);
  }

  private static String text(ParameterExpression angle, int strength) {
    return switch (angle) {
      case ParameterExpression.Constant(double value) -> number(value);
      case ParameterExpression.Parameter(String name) -> name;
      case ParameterExpression.Negate(var operand) -> "-" + text(operand, 3);
      case ParameterExpression.Binary(ParameterExpression.Operator operator, var left, var right) ->
          binary(operator, left, right, strength);
      case ParameterExpression.Call(var function, var argument) ->
          function.qasmName() + "(" + text(argument, 0) + ")";
    };
  }

  private static String binary(
      ParameterExpression.Operator operator,
      ParameterExpression left,
      ParameterExpression right,
      int strength) {
    int own =
        switch (operator) {
          case ADD, SUBTRACT -> 1;
          case MULTIPLY, DIVIDE -> 2;
          case POWER -> 4;
        };
    String sign =
        switch (operator) {
          case MULTIPLY -> "·";
          case POWER -> "^";
          case ADD, SUBTRACT, DIVIDE -> operator.symbol();
        };
    String plain = text(left, own) + sign + text(right, own + 1);
    return own < strength ? "(" + plain + ")" : plain;
  }

  private static String number(double value) {
    for (int denominator = 1; denominator <= 8; denominator++) {
      double multiple = value / Math.PI * denominator;
      if (value != 0 && Math.abs(multiple - Math.rint(multiple)) < 1e-12) {
        long whole = Math.round(multiple);
        String top = whole == 1 ? "π" : whole == -1 ? "-π" : whole + "π";
        return denominator == 1 ? top : top + "/" + denominator;
      }
    }
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? "" + (long) value
        : Numbers.of("%.4g", value);
  }
}
