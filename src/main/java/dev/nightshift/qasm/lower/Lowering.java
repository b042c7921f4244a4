package dev.nightshift.qasm.lower;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.Span;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.Register;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.qasm.ast.ClassicalType;
import dev.nightshift.qasm.ast.Expression;
import dev.nightshift.qasm.ast.Expression.Identifier;
import dev.nightshift.qasm.ast.GateModifier;
import dev.nightshift.qasm.ast.Statement;
import dev.nightshift.qasm.check.Decisions;
import dev.nightshift.qasm.check.Diagnostics;
import dev.nightshift.qasm.check.Evaluator;
import dev.nightshift.qasm.check.Indices;
import dev.nightshift.qasm.check.Measured;
import dev.nightshift.qasm.check.Scope;
import dev.nightshift.qasm.check.Symbol;
import dev.nightshift.qasm.check.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program as far as it is known while it is read: constants, inputs kept symbolic, loops
 * over constants unrolled, branches on constants taken. What is left are instructions on qubits,
 * and decisions on measured bits.
 */
public final class Lowering {
  /** Widest register, so a typing error cannot exhaust memory. */
  private static final int WIDEST = 1 << 20;

  /** Most instructions: beyond, a program is refused. */
  private static final int LONGEST = 20_000_000;

  /** Most passes of all loops. */
  private static final int PASSES = 2_000_000;

  /** Added to the number of a physical qubit, or of a bit nobody named, until all are known. */
  private static final int LATER = 1 << 28;

  /** Deepest nesting of gate definitions: printers and simulators recurse as deep. */
  private static final int DEEPEST = 100;

  private final Diagnostics diagnostics;
  private final Evaluator evaluator;
  private final Indices indices;
  private final Scope global = Scope.global();

  private final List<Register> qubits = new ArrayList<>();
  private final List<Register> bits = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final Decisions decisions;

  /** Where instructions go: the program's, or those of the branch that is read. */
  private List<Instruction> instructions = new ArrayList<>();

  /** How many branches of decisions on measured bits what is read stands in. */
  private int branches;

  /** The variables that the branch that is read has assigned so far, with what they held. */
  private Map<Symbol.Variable, Symbol.Variable.State> assigned = new IdentityHashMap<>();

  private ParameterExpression phase = ParameterExpression.ZERO;
  private int qubitCount;
  private int bitCount;
  private int physical;
  private int discarded;
  private long steps;
  private long passes;
  private final Map<Gate, Extent> extents = new IdentityHashMap<>();
  private String defining = "";
  private boolean library;
  private boolean ended;

  /** What a statement does to the flow around it. */
  private enum Flow {
    NEXT,
    BREAK,
    CONTINUE,
    END
  }

  /** Where gates go: the program, or the body of a gate. */
  private record Place(Scope scope, @Nullable List<Instruction.Apply> body, boolean loop) {
    Place in(Scope inner) {
      return new Place(inner, body, loop);
    }

    Place inLoop(Scope inner) {
      return new Place(inner, body, true);
    }

    boolean isGate() {
      return body != null;
    }
  }

  /** How deep a defined gate nests and how many gates it is when written out. */
  private record Extent(int depth, long gates) {
    static final Extent ONE = new Extent(0, 1);
  }

  /** Operands after names and indices are resolved. */
  private record Operand(Span span, int[] at, boolean scalar) {}

  public Lowering(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.evaluator = new Evaluator(diagnostics);
    this.indices = new Indices(evaluator, diagnostics);
    this.decisions = new Decisions(evaluator, indices, diagnostics);
  }

  /** Lowers one statement of the program; errors are noted. */
  public void accept(Statement statement) {
    if (ended) {
      return;
    }
    try {
      ended = run(statement, new Place(global, null, false)) == Flow.END;
    } catch (Diagnostics.Rejected rejected) {
      // Noted where it was thrown; the next statement is read as if this one were not there.
    }
  }

  /** The circuit of all statements so far. */
  public Circuit build() {
    CircuitBuilder builder = Circuit.builder();
    qubits.forEach(register -> builder.qubits(register.name(), register.size()));
    bits.forEach(register -> builder.bits(register.name(), register.size()));
    if (physical > 0) {
      builder.qubits("$", physical);
    }
    if (discarded > 0) {
      builder.bits(unusedName("discarded"), discarded);
    }
    inputs.forEach(builder::parameter);
    builder.globalPhase(phase);
    boolean moved = physical > 0 || discarded > 0;
    for (Instruction instruction : instructions) {
      builder.add(moved ? settled(instruction) : instruction);
    }
    return builder.build();
  }

  private String unusedName(String wanted) {
    String name = wanted;
    for (int i = 0; global.own(name) != null; i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  private Instruction settled(Instruction instruction) {
    return instruction.placed(
        qubit -> qubit < LATER ? qubit : qubit - LATER + qubitCount,
        bit -> bit < LATER ? bit : bit - LATER + bitCount);
  }

  private Flow run(Statement any, Place place) {
    switch (any) {
      case Statement.QuantumGate call -> gate(call, place);
      case Statement.Version version -> version(version);
      case Statement.Include include -> include(include, place);
      case Statement.Pragma _ -> {}
      case Statement.Annotated annotated -> {
        return run(annotated.statement(), place);
      }
      case Statement.QubitDeclaration declaration -> qubits(declaration, place);
      case Statement.ClassicalDeclaration declaration -> classical(declaration, place);
      case Statement.ConstantDeclaration declaration -> constant(declaration, place);
      case Statement.IoDeclaration declaration -> io(declaration, place);
      case Statement.AliasDeclaration alias -> alias(alias, place);
      case Statement.ClassicalAssignment assignment -> assign(assignment, place);
      case Statement.QuantumGateDefinition definition -> define(definition, place);
      case Statement.QuantumMeasurementStatement measurement -> {
        outsideGates(any, place, "measure");
        measure(
            any.span(),
            qubit(measurement.operand(), place.scope()),
            measurement.target() == null ? null : bit(measurement.target(), place.scope()));
      }
      case Statement.QuantumReset reset -> {
        outsideGates(any, place, "reset");
        for (int qubit : qubit(reset.operand(), place.scope()).at()) {
          emit(any.span(), new Instruction.Reset(qubit));
        }
      }
      case Statement.QuantumBarrier barrier -> {
        // Inside a gate it orders nothing that a unitary shows.
        List<Integer> over = operands(barrier.operands(), place.scope());
        if (!place.isGate()) {
          emit(any.span(), new Instruction.Barrier(over));
        }
      }
      case Statement.DelayInstruction delay -> delay(delay, place);
      case Statement.Nop nop -> operands(nop.operands(), place.scope());
      case Statement.CompoundStatement block -> {
        return block(block.body(), place.in(place.scope().block()));
      }
      case Statement.BranchingStatement branch -> {
        return branch(branch, place);
      }
      case Statement.ForInLoop loop -> {
        return loop(loop, place);
      }
      case Statement.WhileLoop loop -> {
        return loop(loop, place);
      }
      case Statement.SwitchStatement branch -> {
        return branch(branch, place);
      }
      case Statement.BreakStatement _ -> {
        inLoop(any, place, "break");
        return Flow.BREAK;
      }
      case Statement.ContinueStatement _ -> {
        inLoop(any, place, "continue");
        return Flow.CONTINUE;
      }
      case Statement.EndStatement _ -> {
        outsideGates(any, place, "end");
        return Flow.END;
      }
      case Statement.ExpressionStatement statement -> expression(statement, place);
      case Statement.SubroutineDefinition definition -> {
        globalOnly(any, place, "def");
        refused(definition.name(), "a subroutine", "def", place);
      }
      case Statement.ExternDeclaration declaration -> {
        globalOnly(any, place, "extern");
        refused(declaration.name(), "an external function", "extern", place);
      }
      case Statement.ReturnStatement _ ->
          throw diagnostics.error(
              ErrorCode.QASM_PLACE, any.span(), "return stands outside a subroutine");
      case Statement.Box _ -> throw diagnostics.unsupported(any.span(), "box");
      case Statement.CalibrationStatement _ -> throw diagnostics.unsupported(any.span(), "cal");
      case Statement.CalibrationGrammarDeclaration _ ->
          throw diagnostics.unsupported(any.span(), "defcalgrammar");
    }
    return Flow.NEXT;
  }

  private Flow block(List<Statement> body, Place place) {
    for (Statement statement : body) {
      Flow flow = run(statement, place);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private void emit(Span span, Instruction instruction) {
    pass(span, 1);
    instructions.add(instruction);
  }

  /** Counts work, so a short program cannot become an endless one. */
  private void pass(Span span, long gates) {
    steps += gates;
    if (steps > LONGEST) {
      throw diagnostics.error(
          ErrorCode.QASM_TOO_DEEP,
          span,
          "the program takes more than %d steps".formatted(LONGEST),
          "shorten its loops");
    }
  }

  private void loopPass(Span span) {
    if (++passes > PASSES) {
      throw diagnostics.error(
          ErrorCode.QASM_TOO_DEEP,
          span,
          "the loops of the program take more than %d passes".formatted(PASSES),
          "shorten them");
    }
  }

  // Program ------------------------------------------------------------------------------------

  private void version(Statement.Version version) {
    String text = version.text();
    if (text.equals("2.0") || text.equals("2")) {
      throw diagnostics.unsupported(version.span(), "OpenQASM 2");
    }
    if (!text.matches("3(\\.\\d+)?")) {
      throw diagnostics.error(
          ErrorCode.QASM_VERSION,
          version.span(),
          "version %s is not known".formatted(text),
          "write OPENQASM 3.0;");
    }
  }

  private void include(Statement.Include include, Place place) {
    globalOnly(include, place, "include");
    if (!include.path().equals("stdgates.inc")) {
      throw diagnostics.error(
          ErrorCode.QASM_INCLUDE,
          include.span(),
          "the file '%s' cannot be included".formatted(include.path()),
          include.path().equals("qelib1.inc")
              ? "the gates of OpenQASM 3 are in stdgates.inc"
              : "only stdgates.inc can; write its statements into this file");
    }
    if (library) {
      return;
    }
    library = true;
    GateLibrary.STDGATES.forEach((name, gate) -> {
      Symbol taken = global.own(name);
      if (taken == null) {
        global.define(name, new Symbol.GateName(Span.NONE, gate));
      } else {
        diagnostics.note(
            ErrorCode.QASM_DECLARED_TWICE,
            include.span(),
            "stdgates.inc has a gate '%s', which line %d declares as %s"
                .formatted(name, taken.declared().line(), taken.kind()),
            "rename the one of line " + taken.declared().line());
      }
    });
  }

  // Declarations -------------------------------------------------------------------------------

  private void qubits(Statement.QubitDeclaration declaration, Place place) {
    globalOnly(declaration, place, "a qubit");
    int size =
        declaration.size() == null
            ? 1
            : evaluator.size(declaration.size(), place.scope(), "the size of a register", WIDEST);
    int[] at = run(qubitCount, size);
    place
        .scope()
        .declare(
            declaration.name(),
            new Symbol.Qubits(declaration.name().span(), at, declaration.size() == null),
            diagnostics);
    qubits.add(new Register(declaration.name().name(), qubitCount, size));
    qubitCount += size;
  }

  private static int[] run(int from, int size) {
    int[] at = new int[size];
    java.util.Arrays.setAll(at, i -> from + i);
    return at;
  }

  private void classical(Statement.ClassicalDeclaration declaration, Place place) {
    outsideGates(declaration, place, "a classical declaration");
    Identifier name = declaration.name();
    if (declaration.type().isArray()) {
      refused(name, "an array", "array", place);
      return;
    }
    if (declaration.type().kind() == ClassicalType.Kind.BIT) {
      bits(declaration, place);
      return;
    }
    Value.Type type = evaluator.type(declaration.type(), place.scope());
    Expression initial = declaration.value();
    boolean open = initial != null && decisions.measured(initial, place.scope()) != null;
    Value value =
        initial == null || open
            ? Evaluator.zero(type)
            : evaluator.assigned(initial.span(), type, evaluator.evaluate(initial, place.scope()));
    Symbol.Variable variable = new Symbol.Variable(name.span(), type, value);
    if (initial != null && open) {
      decisions.assign(variable, initial, place.scope());
    }
    place.scope().declare(name, variable, diagnostics);
  }

  private void bits(Statement.ClassicalDeclaration declaration, Place place) {
    if (!place.scope().isGlobal()) {
      throw diagnostics.unsupported(declaration.span(), "a bit declared inside a block");
    }
    ClassicalType type = declaration.type();
    int size =
        type.width() == null
            ? 1
            : evaluator.size(type.width(), place.scope(), "the size of a register", WIDEST);
    Identifier name = declaration.name();
    Expression value = declaration.value();
    if (value != null && !(value instanceof Expression.QuantumMeasurement)) {
      Value initial =
          evaluator.assigned(
              value.span(),
              new Value.Type(type.kind(), type.width() == null ? 0 : size),
              evaluator.evaluate(value, place.scope()));
      if (evaluator.truth(value.span(), initial)) {
        throw diagnostics.unsupported(value.span(), "a bit that starts as 1");
      }
    }
    Symbol.Bits symbol = new Symbol.Bits(name.span(), run(bitCount, size), type.width() == null);
    place.scope().declare(name, symbol, diagnostics);
    bits.add(new Register(name.name(), bitCount, size));
    bitCount += size;
    if (value instanceof Expression.QuantumMeasurement(Span span, Expression operand)) {
      measure(
          span,
          qubit(operand, place.scope()),
          new Operand(name.span(), symbol.at(), symbol.scalar()));
    }
  }

  private void constant(Statement.ConstantDeclaration declaration, Place place) {
    outsideGates(declaration, place, "a constant");
    if (!evaluator.isConstant(declaration.value(), place.scope())) {
      throw diagnostics.error(
          ErrorCode.QASM_CONSTANT,
          declaration.value().span(),
          "the value of the constant '%s' is not constant".formatted(declaration.name().name()));
    }
    Value.Type type = evaluator.type(declaration.type(), place.scope());
    Value value =
        evaluator.assigned(
            declaration.value().span(),
            type,
            evaluator.evaluate(declaration.value(), place.scope()));
    place
        .scope()
        .declare(
            declaration.name(), new Symbol.Constant(declaration.name().span(), value), diagnostics);
  }

  private void io(Statement.IoDeclaration declaration, Place place) {
    globalOnly(declaration, place, declaration.input() ? "input" : "output");
    Identifier name = declaration.name();
    if (!declaration.input()) {
      refused(name, "an output", "output", place);
      return;
    }
    ClassicalType type = declaration.type();
    boolean real =
        type.kind() == ClassicalType.Kind.FLOAT || type.kind() == ClassicalType.Kind.ANGLE;
    if (!real || type.isArray()) {
      refused(
          name,
          "an input",
          type.isArray() ? "an input array" : "an input of type " + type.kind().keyword(),
          place);
      return;
    }
    Value.Type known = evaluator.type(type, place.scope());
    if (type.kind() == ClassicalType.Kind.FLOAT && known.width() == 32) {
      refused(name, "an input", "an input of type float[32]", place);
      return;
    }
    ParameterExpression parameter = ParameterExpression.parameter(name.name());
    place
        .scope()
        .declare(name, new Symbol.Input(name.span(), new Value.Real(parameter)), diagnostics);
    inputs.add(name.name());
  }

  /** Notes that a declared thing is not run yet; its name is known from here on. */
  private void refused(Identifier name, String kind, String feature, Place place) {
    place.scope().declare(name, new Symbol.Unsupported(name.span(), kind, feature), diagnostics);
    throw diagnostics.unsupported(name.span(), feature);
  }

  private void alias(Statement.AliasDeclaration alias, Place place) {
    outsideGates(alias, place, "let");
    List<Integer> all = new ArrayList<>();
    boolean ofBits = false;
    boolean scalar = false;
    for (int i = 0; i < alias.parts().size(); i++) {
      Expression part = alias.parts().get(i);
      List<Expression> members =
          part instanceof Expression.DiscreteSet(_, var values) ? values : List.of(part);
      for (Expression member : members) {
        boolean bit = base(member, place.scope()) instanceof Symbol.Bits;
        if (all.isEmpty()) {
          ofBits = bit;
        } else if (bit != ofBits) {
          throw diagnostics.error(
              ErrorCode.QASM_TYPE, member.span(), "an alias holds qubits or bits, not both");
        }
        Operand operand = bit ? bit(member, place.scope()) : qubit(member, place.scope());
        scalar = operand.scalar() && part == member && alias.parts().size() == 1;
        for (int at : operand.at()) {
          all.add(at);
        }
      }
    }
    if (all.isEmpty()) {
      throw diagnostics.error(ErrorCode.QASM_OPERAND, alias.span(), "the alias holds no element");
    }
    if (new HashSet<>(all).size() < all.size()) {
      throw diagnostics.error(
          ErrorCode.QASM_OPERAND, alias.span(), "the alias holds an element twice");
    }
    int[] at = all.stream().mapToInt(Integer::intValue).toArray();
    Span span = alias.name().span();
    place
        .scope()
        .declare(
            alias.name(),
            ofBits ? new Symbol.Bits(span, at, scalar) : new Symbol.Qubits(span, at, scalar),
            diagnostics);
  }

  private @Nullable Symbol base(Expression expression, Scope scope) {
    return switch (expression) {
      case Identifier(_, String name) -> scope.find(name);
      case Expression.IndexExpression index -> base(index.base(), scope);
      default -> null;
    };
  }

  private void assign(Statement.ClassicalAssignment assignment, Place place) {
    outsideGates(assignment, place, "an assignment");
    Symbol target = base(assignment.target(), place.scope());
    Expression value = assignment.value();
    if (value instanceof Expression.QuantumMeasurement(Span span, Expression operand)) {
      if (!assignment.operator().equals("=")) {
        throw diagnostics.error(
            ErrorCode.QASM_TYPE,
            assignment.span(),
            "a measurement is assigned by '=', found '%s'".formatted(assignment.operator()));
      }
      measure(span, qubit(operand, place.scope()), bit(assignment.target(), place.scope()));
      return;
    }
    switch (target) {
      case Symbol.Variable variable when assignment.target() instanceof Identifier ->
          assign(variable, assignment, place.scope());
      case Symbol.Variable _ ->
          throw diagnostics.unsupported(
              assignment.target().span(), "an assignment to a part of a variable");
      case Symbol.Bits _ ->
          throw diagnostics.unsupported(assignment.span(), "an assignment to a bit");
      case Symbol.Unsupported refused ->
          throw diagnostics.unsupported(assignment.target().span(), refused.feature());
      case null -> throw undefined(assignment.target(), place.scope());
      case Symbol other ->
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              assignment.target().span(),
              "%s cannot be assigned".formatted(other.kind()));
    }
  }

  private void assign(
      Symbol.Variable variable, Statement.ClassicalAssignment assignment, Scope scope) {
    assigned.putIfAbsent(variable, variable.state());
    Expression value = combined(assignment);
    if (decisions.measured(value, scope) != null) {
      decisions.assign(variable, value, scope);
    } else {
      variable.assign(
          evaluator.assigned(
              assignment.value().span(), variable.type(), evaluator.evaluate(value, scope)));
    }
  }

  private static Expression combined(Statement.ClassicalAssignment assignment) {
    String operator = assignment.operator();
    return operator.equals("=")
        ? assignment.value()
        : new Expression.BinaryExpression(
            assignment.value().span(),
            operator.substring(0, operator.length() - 1),
            assignment.target(),
            assignment.value());
  }

  private Diagnostics.Rejected undefined(Expression expression, Scope scope) {
    return switch (expression) {
      case Identifier name -> evaluator.undefined(name, scope);
      case Expression.IndexExpression index -> undefined(index.base(), scope);
      default ->
          diagnostics.error(ErrorCode.QASM_TYPE, expression.span(), "a name is expected here");
    };
  }

  // Operands -----------------------------------------------------------------------------------

  private Operand qubit(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.HardwareQubit(Span span, int number) -> {
        physical = Math.max(physical, number + 1);
        yield new Operand(span, new int[] {LATER + number}, true);
      }
      case Identifier name ->
          switch (scope.find(name.name())) {
            case Symbol.Qubits(_, int[] at, boolean scalar) -> new Operand(name.span(), at, scalar);
            case Symbol.Unsupported refused ->
                throw diagnostics.unsupported(name.span(), refused.feature());
            case null -> throw evaluator.undefined(name, scope);
            case Symbol other ->
                throw diagnostics.error(
                    ErrorCode.QASM_OPERAND,
                    name.span(),
                    "a qubit is expected here, found %s".formatted(other.kind()));
          };
      case Expression.IndexExpression index ->
          indexed(index, qubit(index.base(), scope), "a qubit", scope);
      default ->
          throw diagnostics.error(
              ErrorCode.QASM_OPERAND, expression.span(), "a qubit is expected here");
    };
  }

  private Operand bit(Expression expression, Scope scope) {
    return switch (expression) {
      case Identifier name ->
          switch (scope.find(name.name())) {
            case Symbol.Bits(_, int[] at, boolean scalar) -> new Operand(name.span(), at, scalar);
            case Symbol.Unsupported refused ->
                throw diagnostics.unsupported(name.span(), refused.feature());
            case null -> throw evaluator.undefined(name, scope);
            case Symbol other ->
                throw diagnostics.error(
                    ErrorCode.QASM_OPERAND,
                    name.span(),
                    "a bit is expected here, found %s".formatted(other.kind()));
          };
      case Expression.IndexExpression index ->
          indexed(index, bit(index.base(), scope), "a bit", scope);
      default ->
          throw diagnostics.error(
              ErrorCode.QASM_OPERAND, expression.span(), "a bit is expected here");
    };
  }

  private Operand indexed(
      Expression.IndexExpression index, Operand base, String kind, Scope scope) {
    if (base.scalar()) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX,
          index.span(),
          "%s without a size has no index".formatted(kind),
          "leave the brackets out, or declare it with a size");
    }
    int[] chosen = indices.select(index, base.at().length, scope);
    int[] at = new int[chosen.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = base.at()[chosen[i]];
    }
    return new Operand(index.span(), at, Indices.isSingle(index));
  }

  /** Operands of a barrier or delay, each once; all qubits when none is given. */
  private List<Integer> operands(List<Expression> expressions, Scope scope) {
    List<Integer> all = new ArrayList<>();
    if (expressions.isEmpty()) {
      for (int i = 0; i < qubitCount; i++) {
        all.add(i);
      }
      for (int i = 0; i < physical; i++) {
        all.add(LATER + i);
      }
      return all;
    }
    Set<Integer> seen = new HashSet<>();
    for (Expression expression : expressions) {
      for (int at : qubit(expression, scope).at()) {
        if (!seen.add(at)) {
          throw diagnostics.error(
              ErrorCode.QASM_OPERAND, expression.span(), "this qubit stands here twice");
        }
        all.add(at);
      }
    }
    return all;
  }

  private void measure(Span span, Operand from, @Nullable Operand to) {
    if (to != null
        && (from.at().length != to.at().length || from.scalar() != to.scalar())
        && !(from.at().length == 1 && to.at().length == 1)) {
      throw diagnostics.error(
          ErrorCode.QASM_OPERAND,
          span,
          "%d qubit%s measured into %d bit%s"
              .formatted(
                  from.at().length,
                  from.at().length == 1 ? " is" : "s are",
                  to.at().length,
                  to.at().length == 1 ? "" : "s"),
          "give registers of one length");
    }
    for (int i = 0; i < from.at().length; i++) {
      int bit = to == null ? LATER + discarded++ : to.at()[i];
      emit(span, new Instruction.Measure(from.at()[i], bit));
      decisions.wrote(bit);
    }
  }

  private void delay(Statement.DelayInstruction delay, Place place) {
    outsideGates(delay, place, "delay");
    Span span = delay.duration().span();
    if (!(evaluator.evaluate(delay.duration(), place.scope())
        instanceof Value.Duration(double time, String unit))) {
      throw diagnostics.error(
          ErrorCode.QASM_TYPE, span, "a duration is expected here", "such as 100ns");
    }
    if (time < 0) {
      throw diagnostics.error(ErrorCode.QASM_CONSTANT, span, "a delay cannot be negative");
    }
    emit(
        delay.span(), new Instruction.Delay(time, unit, operands(delay.operands(), place.scope())));
  }

  // Gates --------------------------------------------------------------------------------------

  private void define(Statement.QuantumGateDefinition definition, Place place) {
    globalOnly(definition, place, "gate");
    String name = definition.name().name();
    Scope own = place.scope().gateBody();
    // Parameters and operands share a scope of their own, so they may shadow anything outside.
    for (Identifier parameter : definition.parameters()) {
      own.declare(
          parameter,
          new Symbol.Input(
              parameter.span(), new Value.Real(ParameterExpression.parameter(parameter.name()))),
          diagnostics);
    }
    for (int i = 0; i < definition.qubits().size(); i++) {
      Identifier operand = definition.qubits().get(i);
      own.declare(operand, new Symbol.Qubits(operand.span(), new int[] {i}, true), diagnostics);
    }
    List<Instruction.Apply> body = new ArrayList<>();
    boolean rejected = false;
    defining = name;
    for (Statement statement : definition.body()) {
      try {
        run(statement, new Place(own, body, false));
      } catch (Diagnostics.Rejected noted) {
        rejected = true;
      }
    }
    defining = "";
    int depth = 0;
    long gates = 1;
    for (Instruction.Apply step : body) {
      Extent inner = extent(step.gate());
      depth = Math.max(depth, inner.depth());
      gates = Math.min(LONGEST + 1L, gates + inner.gates());
    }
    if (depth >= DEEPEST) {
      throw diagnostics.error(
          ErrorCode.QASM_TOO_DEEP,
          definition.name().span(),
          "gate definitions nest more than %d deep".formatted(DEEPEST),
          "write some of them out");
    }
    DefinedGate defined =
        new DefinedGate(
            name,
            definition.parameters().stream().map(Identifier::name).toList(),
            definition.qubits().size(),
            rejected ? List.of() : body);
    extents.put(defined, new Extent(depth + 1, gates));
    place
        .scope()
        .declare(
            definition.name(),
            new Symbol.GateName(definition.name().span(), GateLibrary.recognized(defined)),
            diagnostics);
  }

  private Extent extent(Gate gate) {
    Gate base = gate;
    while (base instanceof ModifiedGate modified) {
      base = modified.base();
    }
    return extents.getOrDefault(base, Extent.ONE);
  }

  private void expression(Statement.ExpressionStatement statement, Place place) {
    // A gate without operands looks like the call of a function.
    if (statement.expression() instanceof Expression.FunctionCall(_, Identifier name, var arguments)
        && place.scope().findCallable(name.name()) instanceof Symbol.GateName) {
      gate(
          new Statement.QuantumGate(statement.span(), List.of(), name, arguments, null, List.of()),
          place);
      return;
    }
    evaluator.evaluate(statement.expression(), place.scope());
  }

  private void gate(Statement.QuantumGate call, Place place) {
    if (call.duration() != null) {
      throw diagnostics.unsupported(call.duration().span(), "a duration on a gate");
    }
    Gate base = base(call, place.scope());
    List<ParameterExpression> angles = angles(call, base, place.scope());
    if (base instanceof DefinedGate defined && defined.qubits() == 0) {
      // A global phase written as a gate: its steps are phases and gates like itself.
      ParameterExpression sum = ParameterExpression.ZERO;
      for (Instruction.Apply step : defined.body()) {
        sum = sum.plus(substituted(step.angles().getFirst(), defined, angles));
      }
      base = StandardGate.GPHASE;
      angles = List.of(sum);
    }
    Gate gate =
        base == StandardGate.U && call.name().name().equals("U") ? GateLibrary.BUILT_IN_U : base;
    for (int i = call.modifiers().size() - 1; i >= 0; i--) {
      gate = modified(gate, call.modifiers().get(i), call, place.scope());
    }
    apply(call, gate, angles, place);
  }

  private static ParameterExpression substituted(
      ParameterExpression expression, DefinedGate gate, List<ParameterExpression> angles) {
    return expression.substitute(
        parameter -> angles.get(gate.parameterNames().indexOf(parameter.name())));
  }

  private Gate base(Statement.QuantumGate call, Scope scope) {
    Identifier name = call.name();
    if (name.name().equals("gphase")) {
      return StandardGate.GPHASE;
    }
    if (name.name().equals("U")) {
      return StandardGate.U;
    }
    return switch (scope.findCallable(name.name())) {
      case Symbol.GateName(_, Gate gate) -> gate;
      case Symbol.Unsupported refused ->
          throw diagnostics.unsupported(name.span(), refused.feature());
      case null, default -> {
        boolean device =
            !call.qubits().isEmpty()
                && call.qubits().stream().allMatch(Expression.HardwareQubit.class::isInstance);
        StandardGate own = StandardGate.named(name.name()).orElse(null);
        if (device && own != null) {
          // A device's own gates need no definition on physical qubits.
          yield own;
        }
        if (name.name().equals(defining)) {
          throw diagnostics.error(
              ErrorCode.QASM_UNDEFINED,
              name.span(),
              "the gate '%s' calls itself".formatted(name.name()),
              "a gate sees those defined before it only");
        }
        throw diagnostics.error(
            ErrorCode.QASM_UNDEFINED,
            name.span(),
            "the gate '%s' is not defined".formatted(name.name()),
            GateLibrary.STDGATES.containsKey(name.name()) && !library
                ? "include \"stdgates.inc\";"
                : own != null
                    ? "stdgates.inc does not have it; define it by a gate statement"
                    : scope.nearest(name.name(), true));
      }
    };
  }

  private List<ParameterExpression> angles(Statement.QuantumGate call, Gate gate, Scope scope) {
    int expected = gate.parameters();
    if (call.arguments().size() != expected) {
      throw diagnostics.error(
          ErrorCode.QASM_ARGUMENTS,
          call.name().span(),
          "the gate '%s' takes %d parameter%s, found %d"
              .formatted(
                  call.name().name(), expected, expected == 1 ? "" : "s", call.arguments().size()));
    }
    if (expected == 0) {
      return List.of();
    }
    List<ParameterExpression> angles = new ArrayList<>(expected);
    for (Expression argument : call.arguments()) {
      angles.add(evaluator.angle(argument, scope));
    }
    return angles;
  }

  private Gate modified(Gate gate, GateModifier modifier, Statement.QuantumGate call, Scope scope) {
    return switch (modifier) {
      case GateModifier.Inverse _ -> new ModifiedGate.Inverse(gate);
      case GateModifier.Power(Span span, Expression exponent) -> {
        if (!(evaluator.angle(exponent, scope)
            instanceof ParameterExpression.Constant(double value))) {
          throw diagnostics.unsupported(span, "a power that depends on an input");
        }
        yield new ModifiedGate.Power(gate, value);
      }
      case GateModifier.Control(Span span, Expression count, boolean onOne) -> {
        int controls =
            count == null ? 1 : evaluator.size(count, scope, "the number of controls", WIDEST);
        if (gate.qubits() + controls > Math.max(call.qubits().size(), 1)) {
          throw diagnostics.error(
              ErrorCode.QASM_ARGUMENTS,
              span,
              "'%s' with its controls takes at least %d qubits, found %d"
                  .formatted(call.name().name(), gate.qubits() + controls, call.qubits().size()));
        }
        Gate result = gate;
        for (int i = 0; i < controls; i++) {
          result = new ModifiedGate.Controlled(result, onOne);
        }
        yield result;
      }
    };
  }

  private void apply(
      Statement.QuantumGate call, Gate gate, List<ParameterExpression> angles, Place place) {
    if (call.qubits().size() != gate.qubits()) {
      throw diagnostics.error(
          ErrorCode.QASM_ARGUMENTS,
          call.name().span(),
          "the gate '%s' takes %d qubit%s, found %d"
              .formatted(
                  call.name().name(),
                  gate.qubits(),
                  gate.qubits() == 1 ? "" : "s",
                  call.qubits().size()));
    }
    int width = -1;
    List<Operand> operands = new ArrayList<>(call.qubits().size());
    for (Expression expression : call.qubits()) {
      Operand operand = qubit(expression, place.scope());
      operands.add(operand);
      if (!operand.scalar()) {
        if (width >= 0 && width != operand.at().length) {
          throw diagnostics.error(
              ErrorCode.QASM_OPERAND,
              operand.span(),
              "registers of one length are expected, found %d and %d"
                  .formatted(width, operand.at().length));
        }
        width = operand.at().length;
      }
    }
    for (int i = 0; i < Math.max(1, Math.abs(width)); i++) {
      List<Integer> at = new ArrayList<>(operands.size());
      for (Operand operand : operands) {
        int qubit = operand.at()[operand.scalar() ? 0 : i];
        if (at.contains(qubit)) {
          throw diagnostics.error(
              ErrorCode.QASM_OPERAND,
              operand.span(),
              "the gate '%s' has the same qubit twice".formatted(call.name().name()));
        }
        at.add(qubit);
      }
      place(call.span(), gate, angles, at, place);
    }
  }

  /** Puts one gate on its qubits; phases of the whole state go where they belong. */
  private void place(
      Span span, Gate gate, List<ParameterExpression> angles, List<Integer> at, Place place) {
    pass(span, place.isGate() ? 1 : extent(gate).gates());
    if (gate == GateLibrary.BUILT_IN_U) {
      ParameterExpression half =
          new ParameterExpression.Binary(
              ParameterExpression.Operator.DIVIDE, angles.getFirst(), ParameterExpression.of(2));
      addPhase(
          angles.getFirst() instanceof ParameterExpression.Constant(double theta)
              ? ParameterExpression.of(theta / 2)
              : half,
          place);
      addGate(StandardGate.U, angles, at, place);
    } else if (at.isEmpty()) {
      addPhase(phaseOf(span, gate, angles.getFirst()), place);
    } else {
      addGate(gate, angles, at, place);
    }
  }

  /** The phase that a global phase under inverses and powers gives. */
  private ParameterExpression phaseOf(Span span, Gate gate, ParameterExpression angle) {
    return switch (gate) {
      case ModifiedGate.Inverse(Gate base) -> phaseOf(span, base, angle).negated();
      case ModifiedGate.Power(Gate base, double exponent) -> {
        ParameterExpression inner = phaseOf(span, base, angle);
        if (exponent == Math.rint(exponent)) {
          yield inner.times(exponent);
        }
        if (!(inner instanceof ParameterExpression.Constant(double value))) {
          throw diagnostics.unsupported(span, "a root of a phase that depends on an input");
        }
        // The principal power: the phase in (-π, π].
        double turns = Math.ceil((value - Math.PI) / (2 * Math.PI));
        yield ParameterExpression.of((value - turns * 2 * Math.PI) * exponent);
      }
      default -> angle;
    };
  }

  private void addPhase(ParameterExpression angle, Place place) {
    if (place.body() == null) {
      // In a branch that is taken or not it turns the whole state, which nothing can notice.
      phase = branches == 0 ? phase.plus(angle) : phase;
    } else {
      place.body().add(new Instruction.Apply(StandardGate.GPHASE, List.of(angle), List.of()));
    }
  }

  private void addGate(Gate gate, List<ParameterExpression> angles, List<Integer> at, Place place) {
    Instruction.Apply apply = new Instruction.Apply(gate, angles, at);
    if (place.body() == null) {
      instructions.add(apply);
    } else {
      place.body().add(apply);
    }
  }

  // Flow ---------------------------------------------------------------------------------------

  /** What stands in a branch. */
  @FunctionalInterface
  private interface Body {
    Flow run(Place place);
  }

  private Flow branch(Statement.BranchingStatement branch, Place place) {
    Body then = inner -> run(branch.then(), inner);
    Statement otherwise = branch.otherwise();
    Body rest = inner -> otherwise == null ? Flow.NEXT : run(otherwise, inner);
    return choose(
        branch.span(), decisions.truth(branch.condition(), place.scope()), then, rest, place);
  }

  /** Takes one of two branches where that is known, else keeps both for when it is. */
  private Flow choose(Span span, Measured.Digit decided, Body then, Body otherwise, Place place) {
    return switch (decided) {
      case Measured.Known(boolean value) ->
          (value ? then : otherwise).run(place.in(place.scope().block()));
      case Measured.Open(Condition condition) -> {
        Set<Symbol.Variable> changed = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Instruction> first = body(span, then, place, changed);
        List<Instruction> second = body(span, otherwise, place, changed);
        for (Symbol.Variable variable : changed) {
          assigned.putIfAbsent(variable, variable.state());
          variable.lose();
        }
        if (!first.isEmpty()) {
          emit(span, new Instruction.IfElse(condition, first, second));
        } else if (!second.isEmpty()) {
          emit(span, new Instruction.IfElse(condition.negated(), second, first));
        }
        yield Flow.NEXT;
      }
    };
  }

  /**
   * The instructions of a branch that may be taken.
   *
   * @param changed takes the variables that it assigns; they hold again what they held before
   */
  private List<Instruction> body(Span span, Body body, Place place, Set<Symbol.Variable> changed) {
    List<Instruction> outside = instructions;
    Map<Symbol.Variable, Symbol.Variable.State> before = assigned;
    instructions = new ArrayList<>();
    assigned = new IdentityHashMap<>();
    branches++;
    try {
      Flow flow = body.run(place.in(place.scope().block()));
      if (flow != Flow.NEXT) {
        throw diagnostics.dynamic(
            span, "'%s' that depends".formatted(flow.name().toLowerCase(Locale.ROOT)));
      }
      return instructions;
    } finally {
      branches--;
      instructions = outside;
      assigned.forEach(Symbol.Variable::restore);
      changed.addAll(assigned.keySet());
      assigned = before;
    }
  }

  private Flow branch(Statement.SwitchStatement branch, Place place) {
    if (decisions.measured(branch.subject(), place.scope()) != null) {
      Measured subject = decisions.number(branch.subject(), place.scope());
      return branch(branch, 0, subject, place);
    }
    long subject = evaluator.integer(branch.subject(), place.scope(), "the subject of a switch");
    for (Statement.Case candidate : branch.cases()) {
      for (Expression label : candidate.labels()) {
        if (evaluator.integer(label, place.scope(), "a label") == subject) {
          return block(candidate.body(), place.in(place.scope().block()));
        }
      }
    }
    return otherwise(branch, place.in(place.scope().block()));
  }

  /** The default of a switch. */
  private Flow otherwise(Statement.SwitchStatement branch, Place place) {
    Flow flow = Flow.NEXT;
    for (Statement.Case candidate : branch.cases()) {
      if (candidate.labels().isEmpty()) {
        flow = block(candidate.body(), place);
      }
    }
    return flow;
  }

  /** A switch on measured bits: each case in the else of those before it, the default last. */
  private Flow branch(Statement.SwitchStatement branch, int from, Measured subject, Place place) {
    int next = from;
    while (next < branch.cases().size() && branch.cases().get(next).labels().isEmpty()) {
      next++;
    }
    if (next == branch.cases().size()) {
      return otherwise(branch, place);
    }
    Statement.Case candidate = branch.cases().get(next);
    Measured.Digit matches = Measured.Digit.ZERO;
    for (Expression label : candidate.labels()) {
      long value = evaluator.integer(label, place.scope(), "a label");
      matches = matches.or(decisions.equals(label.span(), subject, value));
    }
    int rest = next + 1;
    return choose(
        candidate.span(),
        matches,
        inner -> block(candidate.body(), inner),
        inner -> branch(branch, rest, subject, inner),
        place);
  }

  /** A condition that must be known while the program is read. */
  private boolean condition(String what, Expression condition, Scope scope) {
    Span measured = decisions.measured(condition, scope);
    if (measured != null) {
      throw diagnostics.dynamic(measured, what);
    }
    return evaluator.truth(condition.span(), evaluator.evaluate(condition, scope));
  }

  private Flow loop(Statement.ForInLoop loop, Place place) {
    Value.Type type = evaluator.type(loop.type(), place.scope());
    List<Value> values = new ArrayList<>();
    switch (loop.set()) {
      case Expression.RangeDefinition range -> {
        for (long value : indices.loop(range, place.scope())) {
          values.add(new Value.Int(value, 64, true));
        }
      }
      case Expression.DiscreteSet(_, var members) ->
          members.forEach(member -> values.add(evaluator.evaluate(member, place.scope())));
      case Expression other -> {
        if (!(evaluator.evaluate(other, place.scope()) instanceof Value.Bits(String bits))) {
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              other.span(),
              "a loop runs over a range, a set or a bit register");
        }
        bits.chars().forEach(bit -> values.addFirst(new Value.Bits(Character.toString(bit))));
      }
    }
    for (Value value : values) {
      loopPass(loop.span());
      Scope inner = place.scope().block();
      inner.declare(
          loop.variable(),
          new Symbol.Variable(
              loop.variable().span(), type, evaluator.assigned(loop.set().span(), type, value)),
          diagnostics);
      Flow flow = run(loop.body(), place.inLoop(inner.block()));
      if (flow == Flow.END) {
        return flow;
      }
      if (flow == Flow.BREAK) {
        return Flow.NEXT;
      }
    }
    return Flow.NEXT;
  }

  private Flow loop(Statement.WhileLoop loop, Place place) {
    while (condition("while", loop.condition(), place.scope())) {
      loopPass(loop.span());
      Flow flow = run(loop.body(), place.inLoop(place.scope().block()));
      if (flow == Flow.END) {
        return flow;
      }
      if (flow == Flow.BREAK) {
        return Flow.NEXT;
      }
    }
    return Flow.NEXT;
  }

  // Places -------------------------------------------------------------------------------------

  private void outsideGates(Statement statement, Place place, String what) {
    if (place.isGate()) {
      throw diagnostics.error(
          ErrorCode.QASM_PLACE,
          statement.span(),
          "%s cannot stand in the body of a gate".formatted(what),
          "a gate holds gates only");
    }
  }

  private void globalOnly(Statement statement, Place place, String what) {
    if (!place.scope().isGlobal()) {
      throw diagnostics.error(
          ErrorCode.QASM_PLACE,
          statement.span(),
          "%s stands outside the global scope".formatted(what),
          "move it out of the block");
    }
  }

  private void inLoop(Statement statement, Place place, String what) {
    if (!place.loop()) {
      throw diagnostics.error(
          ErrorCode.QASM_PLACE, statement.span(), "%s stands outside a loop".formatted(what));
    }
  }
}
