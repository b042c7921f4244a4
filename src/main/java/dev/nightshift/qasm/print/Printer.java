package dev.nightshift.qasm.print;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.Register;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.qasm.Profile;
import dev.nightshift.qasm.lower.GateLibrary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A circuit as canonical text: version, include, inputs, gate definitions, bits, qubits, body; one
 * statement a line, two blanks of indent, a line feed at the end.
 *
 * <p>Printing what was printed gives the same bytes. An instance prints one circuit.
 */
public final class Printer {
  /** The register of physical qubits; they are not declared. */
  private static final String PHYSICAL = "$";

  /** Doubles below are whole numbers exactly. */
  private static final double LONGEST_WHOLE = 1e15;

  private final Circuit circuit;
  private final Profile profile;
  private final StringBuilder out;
  private final Names names = Names.global();

  /** By instance: equal gates may nest so often that comparing them never ends. */
  private final Map<Gate, String> gateNames = new IdentityHashMap<>();

  /** Names by what is defined, so equal gates are defined once. */
  private final Map<String, String> definitions = new HashMap<>();

  private final Map<StandardGate, String> standardNames =
      new java.util.EnumMap<>(StandardGate.class);
  private final ExpressionPrinter expressions;
  private final ConditionPrinter conditions;
  private final String[] qubitNames;
  private final String[] bitNames;

  public Printer(Circuit circuit, Profile profile) {
    this.circuit = circuit;
    this.profile = profile;
    this.out = new StringBuilder(256 + 24 * circuit.instructions().size());
    this.expressions = new ExpressionPrinter(out, names::of, profile);
    this.qubitNames = new String[circuit.qubits()];
    this.bitNames = new String[circuit.bits()];
    this.conditions = new ConditionPrinter(out, circuit.bitRegisters(), bitNames, profile);
  }

  public String print() {
    // Inputs first: theirs are the names that values are bound by.
    circuit.parameters().forEach(names::take);
    String[] qubits = registers(circuit.qubitRegisters(), qubitNames);
    String[] bits = registers(circuit.bitRegisters(), bitNames);
    conditions.registers(bits);
    out.append("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n");
    for (String parameter : circuit.parameters()) {
      out.append("input float[64] ").append(names.of(parameter)).append(";\n");
    }
    for (Instruction instruction : Instruction.leaves(circuit.instructions())) {
      if (instruction instanceof Instruction.Apply(Gate gate, _, _)) {
        define(gate);
      }
    }
    for (int i = 0; i < bits.length; i++) {
      declare("bit", bits[i], circuit.bitRegisters().get(i).size());
    }
    for (int i = 0; i < qubits.length; i++) {
      declare("qubit", qubits[i], circuit.qubitRegisters().get(i).size());
    }
    boolean phase =
        profile != Profile.IBM && !circuit.globalPhase().equals(ParameterExpression.ZERO);
    if (phase) {
      out.append("gphase(");
      expressions.print(circuit.globalPhase());
      out.append(");\n");
    }
    circuit.instructions().forEach(instruction -> print(instruction, ""));
    return out.toString();
  }

  /** The printed name of every parameter, in binding order. */
  public Map<String, String> parameterNames() {
    Map<String, String> printed = new LinkedHashMap<>();
    circuit.parameters().forEach(parameter -> printed.put(parameter, names.take(parameter)));
    return printed;
  }

  private String[] registers(List<Register> registers, String[] elements) {
    String[] printed = new String[registers.size()];
    for (int i = 0; i < printed.length; i++) {
      Register register = registers.get(i);
      boolean physical = register.name().equals(PHYSICAL);
      printed[i] = physical ? PHYSICAL : names.take(register.name());
      for (int k = 0; k < register.size(); k++) {
        elements[register.offset() + k] = physical ? PHYSICAL + k : printed[i] + "[" + k + "]";
      }
    }
    return printed;
  }

  private void declare(String type, String name, int size) {
    if (!name.equals(PHYSICAL)) {
      out.append(type).append('[').append(size).append("] ").append(name).append(";\n");
    }
  }

  // Gate definitions ---------------------------------------------------------------------------

  /** Prints the definition of a gate that needs one, those it uses first, each once. */
  private void define(Gate gate) {
    switch (gate) {
      case StandardGate standard -> define(standard);
      case ModifiedGate modified -> {
        if (profile == Profile.IBM) {
          throw refused("modified gates, found " + modified.qasmName());
        }
        define(modified.base());
      }
      case DefinedGate defined -> define(defined);
    }
  }

  private void define(StandardGate gate) {
    if (standardNames.containsKey(gate)) {
      return;
    }
    // A device needs no definitions of its own gates, and takes none.
    DefinedGate definition = profile == Profile.IBM ? null : GateLibrary.definition(gate);
    if (definition == null) {
      standardNames.put(gate, gate.qasmName());
      return;
    }
    definition.body().forEach(step -> define(step.gate()));
    standardNames.put(gate, print(definition));
  }

  private void define(DefinedGate gate) {
    boolean builtIn = profile == Profile.FULL && isBuiltInU(gate);
    if (gate.qubits() == 0 || builtIn || gateNames.containsKey(gate)) {
      return;
    }
    if (profile == Profile.IBM) {
      throw refused("gate definitions, found " + gate.qasmName());
    }
    gate.body().forEach(step -> define(step.gate()));
    gateNames.put(gate, print(gate));
  }

  private static boolean isBuiltInU(DefinedGate gate) {
    return gate.qasmName().equals("U") && gate.equals(GateLibrary.BUILT_IN_U);
  }

  private NightshiftException refused(String what) {
    return new NightshiftException(
        ErrorCode.QASM_UNSUPPORTED,
        "the %s profile has no %s; transpile the circuit to the device's gates"
            .formatted(profile, what));
  }

  /** Prints a definition unless the same is printed already; gives its name. */
  private String print(DefinedGate gate) {
    int start = out.length();
    printSignatureAndBody(gate);
    String text = gate.qasmName() + out.substring(start);
    String known = definitions.get(text);
    if (known != null) {
      out.setLength(start);
      return known;
    }
    String name = names.take(gate.qasmName());
    definitions.put(text, name);
    out.insert(start, "gate " + name);
    return name;
  }

  private void printSignatureAndBody(DefinedGate gate) {
    Names local = Names.local();
    List<String> parameters = parameterNames(gate, local);
    if (!parameters.isEmpty()) {
      out.append('(').append(String.join(", ", parameters)).append(')');
    }
    String[] operands = new String[gate.qubits()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = local.take("q" + i);
      out.append(i == 0 ? " " : ", ").append(operands[i]);
    }
    out.append(" {\n");
    ExpressionPrinter inner =
        new ExpressionPrinter(
            out,
            parameter -> {
              int index = gate.parameterNames().indexOf(parameter);
              return index < 0 ? parameter : parameters.get(index);
            },
            profile);
    for (Instruction.Apply step : gate.body()) {
      out.append("  ");
      apply(step.gate(), step.angles(), step.qubits(), operands, inner);
    }
    out.append("}\n");
  }

  /**
   * A gate's own names where they sort in binding order, else p0, p1, ...: Qiskit's importer binds
   * the parameters of a gate in alphabetical order.
   */
  private static List<String> parameterNames(DefinedGate gate, Names local) {
    List<String> wanted = gate.parameterNames();
    boolean sorted = true;
    for (int i = 1; i < wanted.size(); i++) {
      sorted &= wanted.get(i - 1).compareTo(wanted.get(i)) < 0;
    }
    int digits = Integer.toString(Math.max(0, wanted.size() - 1)).length();
    List<String> printed = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      String number = Integer.toString(i);
      printed.add(
          local.take(sorted ? wanted.get(i) : "p" + "0".repeat(digits - number.length()) + number));
    }
    return printed;
  }

  // Body ---------------------------------------------------------------------------------------

  private void print(Instruction instruction, String indent) {
    out.append(indent);
    switch (instruction) {
      case Instruction.Apply(Gate gate, var angles, var operands) ->
          apply(gate, angles, operands, qubitNames, expressions);
      case Instruction.Measure(int qubit, int bit) ->
          out.append(bitNames[bit]).append(" = measure ").append(qubitNames[qubit]).append(";\n");
      case Instruction.Reset(int qubit) ->
          out.append("reset ").append(qubitNames[qubit]).append(";\n");
      case Instruction.Barrier(var operands) -> {
        out.append("barrier");
        operands(operands, qubitNames);
      }
      case Instruction.Delay(double time, String unit, var operands) -> {
        out.append("delay[");
        // Ticks of a clock are counted: Qiskit reads no point in a number of dt.
        if (time == Math.rint(time) && Math.abs(time) < LONGEST_WHOLE) {
          out.append((long) time);
        } else {
          Numbers.appendPlain(out, time);
        }
        out.append(unit).append(']');
        operands(operands, qubitNames);
      }
      case Instruction.IfElse(var condition, var then, var otherwise) -> {
        out.append("if (");
        conditions.print(condition);
        out.append(") {\n");
        then.forEach(inner -> print(inner, indent + "  "));
        out.append(indent).append('}');
        if (!otherwise.isEmpty()) {
          out.append(" else {\n");
          otherwise.forEach(inner -> print(inner, indent + "  "));
          out.append(indent).append('}');
        }
        out.append('\n');
      }
    }
  }

  private void apply(
      Gate gate,
      List<ParameterExpression> angles,
      List<Integer> operands,
      String[] wires,
      ExpressionPrinter printer) {
    Gate base = modifiers(gate);
    if (base instanceof DefinedGate phase && phase.qubits() == 0) {
      gphase(phase, angles, printer);
    } else {
      out.append(
          switch (base) {
            case StandardGate standard -> standardNames.getOrDefault(standard, standard.qasmName());
            case DefinedGate defined -> gateNames.getOrDefault(defined, defined.qasmName());
            case ModifiedGate modified -> modified.qasmName();
          });
      for (int i = 0; i < angles.size(); i++) {
        out.append(i == 0 ? "(" : ", ");
        printer.print(angles.get(i));
      }
      if (!angles.isEmpty()) {
        out.append(')');
      }
    }
    operands(operands, wires);
  }

  /** A defined gate without operands is a sum of phases, and is printed as that. */
  private void gphase(
      DefinedGate phase, List<ParameterExpression> angles, ExpressionPrinter printer) {
    ParameterExpression sum = ParameterExpression.ZERO;
    for (Instruction.Apply step : phase.body()) {
      sum =
          sum.plus(
              step.angles()
                  .getFirst()
                  .substitute(own -> angles.get(phase.parameterNames().indexOf(own.name()))));
    }
    out.append("gphase(");
    printer.print(sum);
    out.append(')');
  }

  /** Prints the modifiers, controls of one kind together, and gives what they modify. */
  private Gate modifiers(Gate gate) {
    Gate rest = gate;
    while (rest instanceof ModifiedGate modified) {
      switch (modified) {
        case ModifiedGate.Inverse _ -> out.append("inv @ ");
        case ModifiedGate.Power(_, double exponent) -> {
          out.append("pow(");
          if (exponent == Math.rint(exponent) && Math.abs(exponent) < 1e9) {
            out.append((long) exponent);
          } else {
            Numbers.appendPlain(out, exponent);
          }
          out.append(") @ ");
        }
        case ModifiedGate.Controlled(Gate base, boolean onOne) -> {
          int count = 1;
          Gate inner = base;
          while (inner instanceof ModifiedGate.Controlled(Gate next, boolean same)
              && same == onOne) {
            count++;
            inner = next;
          }
          out.append(onOne ? "ctrl" : "negctrl");
          if (count > 1) {
            out.append('(').append(count).append(')');
          }
          out.append(" @ ");
          rest = inner;
          continue;
        }
      }
      rest = modified.base();
    }
    return rest;
  }

  private void operands(List<Integer> operands, String[] wires) {
    for (int i = 0; i < operands.size(); i++) {
      out.append(i == 0 ? " " : ", ").append(wires[operands.get(i)]);
    }
    out.append(";\n");
  }
}
