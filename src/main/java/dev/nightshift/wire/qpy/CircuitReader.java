package dev.nightshift.wire.qpy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Condition.Comparison;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.qasm.check.Measured;
import dev.nightshift.qasm.check.Measured.Digit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A circuit, of the file or of a definition.
 *
 * <pre>
 * u16 name, u8 type of the phase, u16 phase, u32 qubits, u32 bits, u64 metadata, u32 registers,
 * u64 instructions, u32 classical variables; name, phase, metadata, registers, variables;
 * from version 15 on: u32 namespaces of annotations
 * from version 18 on: u16 parameter vectors; a vector: u16 name, u64 size, 16 bytes UUID, name
 * definitions, instructions; up to version 17: u16 pulse calibrations; layout
 * </pre>
 */
final class CircuitReader {
  private static final Set<String> CONTROL_FLOW =
      Set.of(
          "IfElseOp",
          "ForLoopOp",
          "WhileLoopOp",
          "SwitchCaseOp",
          "BoxOp",
          "BreakLoopOp",
          "ContinueLoopOp",
          "if_else",
          "for_loop",
          "while_loop",
          "switch_case",
          "box",
          "break_loop",
          "continue_loop");

  /**
   * A circuit before it becomes one of ours.
   *
   * @param parameters names of its parameters, those that cancelled included
   * @param size gates it is when its definitions are written out
   * @param depth how deep its definitions nest
   */
  record Parsed(
      String name,
      int qubits,
      int bits,
      Registers registers,
      ParameterExpression phase,
      List<Instruction> instructions,
      Set<String> parameters,
      long size,
      int depth) {}

  private final Scope scope;
  private final String name;
  private final long qubits;
  private final long bits;
  private final Registers registers;
  private final CustomGates custom;

  /** Where instructions go: the circuit's, or those of a branch. */
  private List<Instruction> instructions = new ArrayList<>();

  private final Set<String> parameters = new HashSet<>();
  private ParameterExpression phase;
  private long size;
  private int depth;

  private CircuitReader(
      Scope scope,
      String name,
      long qubits,
      long bits,
      Registers registers,
      CustomGates custom,
      ParameterExpression phase) {
    this.scope = scope;
    this.name = name;
    this.qubits = qubits;
    this.bits = bits;
    this.registers = registers;
    this.custom = custom;
    this.phase = phase;
  }

  static Parsed read(QpyInput in, Scope outer) {
    int nameLength = in.u16();
    char phaseType = in.letter();
    int phaseLength = in.u16();
    long qubits = in.u32();
    long bits = in.u32();
    int metadata = in.length();
    long registerCount = in.u32();
    int count = in.count(RawInstruction.LEAST_BYTES);
    long variables = in.u32();
    String name = in.text(nameLength);
    if (Math.max(qubits, bits) > outer.budget().limits().maxBits()) {
      throw Problems.tooLarge(
          "circuit %s has %d qubits and %d classical bits; at most %d of each are read"
              .formatted(Problems.quoted(name), qubits, bits, outer.budget().limits().maxBits()));
    }
    outer.budget().instructions(count);
    QpyValue phase = new QpyValue(phaseType, in.part(phaseLength, "the global phase"));
    in.skip(metadata);
    Registers registers = Registers.read(in, registerCount, qubits, bits, outer);
    if (variables > 0) {
      throw Problems.unsupported(
          "circuit %s has classical variables, which are not simulated"
              .formatted(Problems.quoted(name)));
    }
    if (outer.version() >= 15 && in.u32() > 0) {
      throw Problems.unsupported(
          "circuit %s has annotations, which mean nothing here; remove them"
              .formatted(Problems.quoted(name)));
    }
    Scope scope = outer.version() >= 18 ? outer.with(vectors(in)) : outer;
    CustomGates custom = CustomGates.read(in, scope);
    CircuitReader reader =
        new CircuitReader(scope, name, qubits, bits, registers, custom, ParameterExpression.ZERO);
    try {
      reader.phase = phase.phase(scope, reader.parameters);
    } catch (NightshiftException e) {
      throw Problems.at("the global phase of circuit " + Problems.quoted(name), e);
    }
    for (int i = 0; i < count; i++) {
      reader.instruction(in, i);
    }
    if (scope.version() < 18 && in.u16() > 0) {
      throw Problems.unsupported(
          "circuit %s has pulse calibrations; use gates without them"
              .formatted(Problems.quoted(name)));
    }
    LayoutReader.skip(in, scope);
    return new Parsed(
        name,
        (int) qubits,
        (int) bits,
        registers,
        reader.phase,
        reader.instructions,
        reader.parameters,
        reader.size,
        reader.depth);
  }

  private static List<Symbols.Vector> vectors(QpyInput in) {
    int count = in.fitting(in.u16(), 26);
    List<Symbols.Vector> vectors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.u16();
      long size = in.i64();
      var root = in.uuid();
      vectors.add(new Symbols.Vector(in.text(length), size, root));
    }
    return vectors;
  }

  private void instruction(QpyInput in, int index) {
    RawInstruction raw = null;
    try {
      raw = RawInstruction.read(in, qubits, bits);
      add(raw);
    } catch (NightshiftException e) {
      String what = raw == null ? "" : " " + Problems.quoted(custom.plainName(raw.name()));
      throw Problems.at(
          "instruction %d%s of circuit %s".formatted(index, what, Problems.quoted(name)), e);
    }
  }

  private void add(RawInstruction raw) {
    if (raw.name().equals("IfElseOp")) {
      ifElse(raw);
      return;
    }
    if (raw.name().equals("SwitchCaseOp")) {
      switchCase(raw);
      return;
    }
    if (CONTROL_FLOW.contains(raw.name())) {
      throw Problems.dynamic(
          "such control flow is not simulated, only if, else and switch; unroll it, or measure and"
              + " decide in your program");
    }
    if (raw.condition() != null) {
      throw Problems.dynamic(
          "it hangs on a classical condition; such control flow is not simulated, only if, else and"
              + " switch");
    }
    if (raw.annotated()) {
      throw Problems.unsupported("it has annotations, which mean nothing here; remove them");
    }
    switch (raw.name()) {
      case "Barrier" -> instructions.add(new Instruction.Barrier(raw.qubits()));
      case "Measure" -> {
        checkOperands(raw, 1, 1);
        instructions.add(new Instruction.Measure(raw.qubits().getFirst(), raw.bits().getFirst()));
      }
      case "Reset" -> {
        checkOperands(raw, 1, 0);
        instructions.add(new Instruction.Reset(raw.qubits().getFirst()));
      }
      case "Delay" -> delay(raw);
      case "Initialize" -> {
        checkOperands(raw, raw.qubits().size(), 0);
        raw.qubits().forEach(qubit -> instructions.add(new Instruction.Reset(qubit)));
        apply(raw, CustomGates.of(Preparation.of(raw.values(), raw.qubits().size())));
      }
      default -> {
        Parsed opened = custom.opened(raw);
        if (opened == null) {
          apply(raw, custom.applied(raw, scope, parameters));
        } else {
          open(raw, opened);
        }
      }
    }
  }

  // Decisions ------------------------------------------------------------------------------------

  private void ifElse(RawInstruction raw) {
    if (raw.condition() == null || raw.values().isEmpty() || raw.values().size() > 2) {
      throw Problems.invalid("it has a condition and one or two branches");
    }
    QpyValue otherwise = raw.values().getLast();
    boolean alone = raw.values().size() == 1 || otherwise.type() == 'z';
    choose(
        decisions().read(raw.condition()),
        branch(raw, raw.values().getFirst()),
        alone ? List.of() : branch(raw, otherwise));
  }

  /** Each case in the else of those before it, the default last. */
  private void switchCase(RawInstruction raw) {
    if (raw.values().size() != 2) {
      throw Problems.invalid("it has a subject and cases");
    }
    Measured subject = decisions().number(raw.values().getFirst());
    List<QpyValue> cases = raw.values().getLast().tuple();
    List<Instruction> rest = List.of();
    for (QpyValue one : cases) {
      List<QpyValue> parts = parts(one);
      if (parts.getFirst().tuple().stream().anyMatch(label -> label.type() == 'd')) {
        rest = branch(raw, parts.getLast());
      }
    }
    for (QpyValue one : cases.reversed()) {
      List<QpyValue> parts = parts(one);
      List<QpyValue> labels = parts.getFirst().tuple();
      if (labels.stream().anyMatch(label -> label.type() == 'd')) {
        continue;
      }
      Digit matches = Digit.ZERO;
      for (QpyValue label : labels) {
        matches =
            matches.or(subject.compared(Comparison.EQUAL, BigInteger.valueOf(label.whole(scope))));
      }
      List<Instruction> outside = instructions;
      instructions = new ArrayList<>();
      choose(matches, branch(raw, parts.getLast()), rest);
      rest = instructions;
      instructions = outside;
    }
    instructions.addAll(rest);
  }

  private static List<QpyValue> parts(QpyValue one) {
    List<QpyValue> parts = one.tuple();
    if (parts.size() != 2) {
      throw Problems.invalid("a case has labels and a circuit");
    }
    return parts;
  }

  private DecisionReader decisions() {
    return new DecisionReader(registers, bits, scope.version());
  }

  private void choose(Digit decided, List<Instruction> then, List<Instruction> otherwise) {
    switch (decided) {
      case Measured.Known(boolean value) -> instructions.addAll(value ? then : otherwise);
      case Measured.Open(Condition condition) -> {
        if (!then.isEmpty()) {
          instructions.add(new Instruction.IfElse(condition, then, otherwise));
        } else if (!otherwise.isEmpty()) {
          instructions.add(new Instruction.IfElse(condition.negated(), otherwise, then));
        }
      }
    }
  }

  /** The instructions of a branch on the circuit's qubits and bits; its phase has no effect. */
  private List<Instruction> branch(RawInstruction raw, QpyValue value) {
    if (value.type() != 'q') {
      throw Problems.invalid("a branch should be a circuit, found " + value.kind());
    }
    QpyInput in = value.bytes().again();
    Parsed inside = read(in, scope.inner());
    in.end();
    checkOperands(raw, inside.qubits(), inside.bits());
    scope.budget().instructions(scope.depth() == 0 ? inside.size() : 0);
    size = Math.min(Long.MAX_VALUE / 4, size + inside.size());
    depth = Math.max(depth, inside.depth() + 1);
    parameters.addAll(inside.parameters());
    return inside.instructions().stream()
        .map(instruction -> instruction.placed(raw.qubits()::get, raw.bits()::get))
        .toList();
  }

  private void delay(RawInstruction raw) {
    checkOperands(raw, 1, 0);
    if (raw.values().isEmpty()
        || raw.values().getFirst().type() != 'f' && raw.values().getFirst().type() != 'i') {
      throw Problems.unsupported("a delay's duration should be a number; bind it first");
    }
    ParameterExpression duration = raw.values().getFirst().angle(scope, parameters);
    if (duration instanceof ParameterExpression.Constant(double value)) {
      instructions.add(new Instruction.Delay(value, "dt", raw.qubits()));
    }
  }

  private void apply(RawInstruction raw, Applied applied) {
    checkOperands(raw, applied.gate().qubits(), 0);
    scope.budget().instructions(scope.depth() == 0 ? applied.size() - 1 : 0);
    size = Math.min(Long.MAX_VALUE / 4, size + applied.size());
    depth = Math.max(depth, applied.depth());
    instructions.add(new Instruction.Apply(applied.gate(), applied.angles(), raw.qubits()));
  }

  /** Puts the instructions of a definition where it is used: it measures, so it is no gate. */
  private void open(RawInstruction raw, Parsed opened) {
    checkOperands(raw, opened.qubits(), opened.bits());
    scope.budget().instructions(Math.max(opened.size(), opened.instructions().size()));
    size = Math.min(Long.MAX_VALUE / 4, size + opened.size());
    depth = Math.max(depth, opened.depth());
    phase = phase.plus(opened.phase());
    parameters.addAll(opened.parameters());
    for (Instruction instruction : opened.instructions()) {
      instructions.add(instruction.placed(raw.qubits()::get, raw.bits()::get));
    }
  }

  private static void checkOperands(RawInstruction raw, int qubits, int bits) {
    if (raw.qubits().size() != qubits || raw.bits().size() != bits) {
      throw Problems.invalid(
          "it acts on %d qubits and %d bits; it takes %d and %d"
              .formatted(raw.qubits().size(), raw.bits().size(), qubits, bits));
    }
    if (qubits > 1 && new HashSet<>(raw.qubits()).size() != qubits) {
      throw Problems.invalid("it acts on a qubit twice; its operands must differ");
    }
  }
}
