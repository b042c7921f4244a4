package dev.nightshift.qasm.ast;

import dev.nightshift.base.error.Span;
import dev.nightshift.qasm.ast.Expression.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a program as written. */
public sealed interface Statement {
  Span span();

  record Version(Span span, String text) implements Statement {}

  record Include(Span span, String path) implements Statement {}

  record Pragma(Span span, String text) implements Statement {}

  record Annotated(Span span, List<String> annotations, Statement statement) implements Statement {}

  record QubitDeclaration(Span span, Identifier name, @Nullable Expression size)
      implements Statement {}

  record ClassicalDeclaration(
      Span span, ClassicalType type, Identifier name, @Nullable Expression value)
      implements Statement {}

  record ConstantDeclaration(Span span, ClassicalType type, Identifier name, Expression value)
      implements Statement {}

  record IoDeclaration(Span span, boolean input, ClassicalType type, Identifier name)
      implements Statement {}

  record AliasDeclaration(Span span, Identifier name, List<Expression> parts)
      implements Statement {}

  /**
   * @param operator {@code =} or a compound one such as {@code +=}
   */
  record ClassicalAssignment(Span span, Expression target, String operator, Expression value)
      implements Statement {}

  record QuantumGateDefinition(
      Span span,
      Identifier name,
      List<Identifier> parameters,
      List<Identifier> qubits,
      List<Statement> body)
      implements Statement {}

  /** A gate on operands; {@code gphase} too. */
  record QuantumGate(
      Span span,
      List<GateModifier> modifiers,
      Identifier name,
      List<Expression> arguments,
      @Nullable Expression duration,
      List<Expression> qubits)
      implements Statement {}

  record QuantumMeasurementStatement(Span span, Expression operand, @Nullable Expression target)
      implements Statement {}

  record QuantumReset(Span span, Expression operand) implements Statement {}

  record QuantumBarrier(Span span, List<Expression> operands) implements Statement {}

  record DelayInstruction(Span span, Expression duration, List<Expression> operands)
      implements Statement {}

  record Nop(Span span, List<Expression> operands) implements Statement {}

  record Box(Span span, @Nullable Expression duration, List<Statement> body) implements Statement {}

  record CompoundStatement(Span span, List<Statement> body) implements Statement {}

  record BranchingStatement(
      Span span, Expression condition, Statement then, @Nullable Statement otherwise)
      implements Statement {}

  /**
   * @param set a set, a range, or an expression
   */
  record ForInLoop(
      Span span, ClassicalType type, Identifier variable, Expression set, Statement body)
      implements Statement {}

  record WhileLoop(Span span, Expression condition, Statement body) implements Statement {}

  record SwitchStatement(Span span, Expression subject, List<Case> cases) implements Statement {}

  /**
   * A branch of a switch.
   *
   * @param labels empty for the default
   */
  record Case(Span span, List<Expression> labels, List<Statement> body) {}

  record BreakStatement(Span span) implements Statement {}

  record ContinueStatement(Span span) implements Statement {}

  record EndStatement(Span span) implements Statement {}

  record SubroutineDefinition(Span span, Identifier name, List<Statement> body)
      implements Statement {}

  record ReturnStatement(Span span, @Nullable Expression value) implements Statement {}

  record ExternDeclaration(Span span, Identifier name) implements Statement {}

  /** A calibration block, its text kept as it is. */
  record CalibrationStatement(Span span, String text) implements Statement {}

  record CalibrationGrammarDeclaration(Span span, String name) implements Statement {}

  record ExpressionStatement(Span span, Expression expression) implements Statement {}
}
