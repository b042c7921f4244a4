package dev.nightshift.qasm.parse;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.Span;
import dev.nightshift.qasm.ast.ClassicalType;
import dev.nightshift.qasm.ast.ClassicalType.Kind;
import dev.nightshift.qasm.ast.Expression;
import dev.nightshift.qasm.ast.Expression.Identifier;
import dev.nightshift.qasm.ast.GateModifier;
import dev.nightshift.qasm.ast.Statement;
import dev.nightshift.qasm.check.Diagnostics;
import dev.nightshift.qasm.grammar.OpenQasm3Parser;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.BinaryContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.BitstringLiteralContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.BooleanLiteralContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.CallContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.CastContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.DurationOfContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.ExpressionContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.FloatLiteralContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.HardwareQubitContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.ImaginaryLiteralContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.IndexedContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.IntegerLiteralContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.NameContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.ParenthesizedContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.TimingLiteralContext;
import dev.nightshift.qasm.grammar.OpenQasm3Parser.UnaryContext;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tree of the language from ANTLR's; the shapes differ, nothing is checked but literals.
 */
final class TreeReader {
  /** Characters of an integer literal: reading one takes time with the square of its length. */
  private static final int LONGEST_INTEGER = 200;

  private final String file;
  private final Diagnostics diagnostics;

  TreeReader(String file, Diagnostics diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
  }

  Span span(Token token) {
    int length =
        token.getType() == Token.EOF ? 1 : token.getStopIndex() - token.getStartIndex() + 1;
    return new Span(file, token.getLine(), token.getCharPositionInLine() + 1, Math.max(1, length));
  }

  private Span span(TerminalNode node) {
    return span(node.getSymbol());
  }

  private Span span(ParserRuleContext tree) {
    Token start = tree.getStart();
    Token stop = tree.getStop();
    if (stop == null || stop.getLine() != start.getLine()) {
      return span(start);
    }
    int length = stop.getStopIndex() - start.getStartIndex() + 1;
    return new Span(file, start.getLine(), start.getCharPositionInLine() + 1, Math.max(1, length));
  }

  Statement version(OpenQasm3Parser.VersionContext tree) {
    TerminalNode number =
        tree.FLOAT_LITERAL() == null ? tree.DECIMAL_LITERAL() : tree.FLOAT_LITERAL();
    return new Statement.Version(span(number), number.getText());
  }

  Statement statement(OpenQasm3Parser.StatementContext tree) {
    if (tree.PRAGMA() != null) {
      return new Statement.Pragma(span(tree), tree.PRAGMA().getText());
    }
    Statement plain = plain((ParserRuleContext) tree.getChild(tree.getChildCount() - 1));
    return tree.ANNOTATION().isEmpty()
        ? plain
        : new Statement.Annotated(
            span(tree), tree.ANNOTATION().stream().map(TerminalNode::getText).toList(), plain);
  }

  private Statement plain(ParserRuleContext any) {
    Span span = span(any);
    return switch (any) {
      case OpenQasm3Parser.AliasDeclarationContext tree ->
          new Statement.AliasDeclaration(
              span,
              name(tree.IDENTIFIER()),
              tree.aliasElement().stream()
                  .map(part ->
                      part.setExpression() == null
                          ? expression(part.expression())
                          : set(part.setExpression()))
                  .toList());
      case OpenQasm3Parser.AncientDeclarationContext tree ->
          tree.QREG() == null
              ? new Statement.ClassicalDeclaration(
                  span,
                  new ClassicalType(span, Kind.BIT, size(tree.designator()), List.of()),
                  name(tree.IDENTIFIER()),
                  null)
              : new Statement.QubitDeclaration(
                  span, name(tree.IDENTIFIER()), size(tree.designator()));
      case OpenQasm3Parser.AssignmentContext tree ->
          new Statement.ClassicalAssignment(
              span,
              indexed(tree.indexedIdentifier()),
              tree.EQUALS() == null ? tree.COMPOUND_ASSIGNMENT().getText() : "=",
              value(tree.value()));
      case OpenQasm3Parser.BarrierContext tree ->
          new Statement.QuantumBarrier(span, operands(tree.operandList()));
      case OpenQasm3Parser.BoxContext tree ->
          new Statement.Box(span, size(tree.designator()), block(tree.scope()));
      case OpenQasm3Parser.BreakStatementContext _ -> new Statement.BreakStatement(span);
      case OpenQasm3Parser.CalibrationContext tree ->
          new Statement.CalibrationStatement(span, tree.getText());
      case OpenQasm3Parser.CalibrationDefinitionContext tree ->
          new Statement.CalibrationStatement(span, tree.getText());
      case OpenQasm3Parser.CalibrationGrammarContext tree ->
          new Statement.CalibrationGrammarDeclaration(
              span, unquoted(((TerminalNode) tree.getChild(1)).getText()));
      case OpenQasm3Parser.ClassicalDeclarationContext tree ->
          new Statement.ClassicalDeclaration(
              span,
              tree.scalarType() == null ? type(tree.arrayType()) : type(tree.scalarType()),
              name(tree.IDENTIFIER()),
              tree.value() == null ? null : value(tree.value()));
      case OpenQasm3Parser.ConstantDeclarationContext tree ->
          new Statement.ConstantDeclaration(
              span, type(tree.scalarType()), name(tree.IDENTIFIER()), value(tree.value()));
      case OpenQasm3Parser.ContinueStatementContext _ -> new Statement.ContinueStatement(span);
      case OpenQasm3Parser.DelayContext tree ->
          new Statement.DelayInstruction(
              span, expression(tree.designator().expression()), operands(tree.operandList()));
      case OpenQasm3Parser.EndStatementContext _ -> new Statement.EndStatement(span);
      case OpenQasm3Parser.ExpressionStatementContext tree ->
          new Statement.ExpressionStatement(span, expression(tree.expression()));
      case OpenQasm3Parser.ExternContext tree ->
          new Statement.ExternDeclaration(span, name(tree.IDENTIFIER()));
      case OpenQasm3Parser.ForStatementContext tree ->
          new Statement.ForInLoop(
              span,
              type(tree.scalarType()),
              name(tree.IDENTIFIER()),
              tree.setExpression() != null
                  ? set(tree.setExpression())
                  : tree.rangeExpression() != null
                      ? range(tree.rangeExpression())
                      : expression(tree.expression()),
              body(tree.body()));
      case OpenQasm3Parser.GateCallContext tree ->
          new Statement.QuantumGate(
              span,
              modifiers(tree.modifier()),
              name(tree.IDENTIFIER()),
              expressions(tree.expressionList()),
              size(tree.designator()),
              operands(tree.operandList()));
      case OpenQasm3Parser.GateDefinitionContext tree ->
          new Statement.QuantumGateDefinition(
              span,
              name(tree.IDENTIFIER()),
              names(tree.parameters),
              names(tree.operands),
              block(tree.scope()));
      case OpenQasm3Parser.GlobalPhaseContext tree ->
          new Statement.QuantumGate(
              span,
              modifiers(tree.modifier()),
              name(tree.GPHASE()),
              expressions(tree.expressionList()),
              size(tree.designator()),
              operands(tree.operandList()));
      case OpenQasm3Parser.IfStatementContext tree ->
          new Statement.BranchingStatement(
              span,
              expression(tree.expression()),
              body(tree.body(0)),
              tree.body().size() > 1 ? body(tree.body(1)) : null);
      case OpenQasm3Parser.IncludeContext tree ->
          new Statement.Include(
              span((TerminalNode) tree.getChild(1)),
              unquoted(((TerminalNode) tree.getChild(1)).getText()));
      case OpenQasm3Parser.IoDeclarationContext tree ->
          new Statement.IoDeclaration(
              span,
              tree.INPUT() != null,
              tree.scalarType() == null ? type(tree.arrayType()) : type(tree.scalarType()),
              name(tree.IDENTIFIER()));
      case OpenQasm3Parser.MeasureArrowContext tree ->
          new Statement.QuantumMeasurementStatement(
              span,
              operand(tree.measureExpression().gateOperand()),
              tree.indexedIdentifier() == null ? null : indexed(tree.indexedIdentifier()));
      case OpenQasm3Parser.NopContext tree -> new Statement.Nop(span, operands(tree.operandList()));
      case OpenQasm3Parser.QuantumDeclarationContext tree ->
          new Statement.QubitDeclaration(span, name(tree.IDENTIFIER()), size(tree.designator()));
      case OpenQasm3Parser.ResetContext tree ->
          new Statement.QuantumReset(span, operand(tree.gateOperand()));
      case OpenQasm3Parser.ReturnStatementContext tree ->
          new Statement.ReturnStatement(span, tree.value() == null ? null : value(tree.value()));
      case OpenQasm3Parser.ScopeContext tree -> new Statement.CompoundStatement(span, block(tree));
      case OpenQasm3Parser.SubroutineContext tree ->
          new Statement.SubroutineDefinition(span, name(tree.IDENTIFIER()), block(tree.scope()));
      case OpenQasm3Parser.SwitchStatementContext tree ->
          new Statement.SwitchStatement(
              span,
              expression(tree.expression()),
              tree.switchCase().stream()
                  .map(branch ->
                      new Statement.Case(
                          span(branch),
                          expressions(branch.expressionList()),
                          branch.scope() == null ? List.of() : block(branch.scope())))
                  .toList());
      case OpenQasm3Parser.WhileStatementContext tree ->
          new Statement.WhileLoop(span, expression(tree.expression()), body(tree.body()));
      default -> throw new IllegalStateException("no statement: " + any.getClass());
    };
  }

  private Statement body(OpenQasm3Parser.BodyContext tree) {
    return statement(tree.statement());
  }

  private List<Statement> block(OpenQasm3Parser.ScopeContext tree) {
    return tree.statement().stream().map(this::statement).toList();
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }

  private Identifier name(TerminalNode node) {
    return new Identifier(span(node), node.getText());
  }

  private List<Identifier> names(OpenQasm3Parser.@Nullable IdentifierListContext list) {
    return list == null ? List.of() : list.IDENTIFIER().stream().map(this::name).toList();
  }

  private @Nullable Expression size(OpenQasm3Parser.@Nullable DesignatorContext designator) {
    return designator == null ? null : expression(designator.expression());
  }

  private ClassicalType type(OpenQasm3Parser.ScalarTypeContext tree) {
    String keyword = tree.getStart().getText();
    for (Kind kind : Kind.values()) {
      if (kind.keyword().equals(keyword)) {
        return new ClassicalType(span(tree), kind, size(tree.designator()), List.of());
      }
    }
    throw new IllegalStateException("no type: " + keyword);
  }

  private ClassicalType type(OpenQasm3Parser.ArrayTypeContext tree) {
    ClassicalType element = type(tree.scalarType());
    return new ClassicalType(
        span(tree), element.kind(), element.width(), expressions(tree.expressionList()));
  }

  private List<GateModifier> modifiers(List<OpenQasm3Parser.ModifierContext> trees) {
    List<GateModifier> modifiers = new ArrayList<>(trees.size());
    for (OpenQasm3Parser.ModifierContext tree : trees) {
      Span span = span(tree);
      Expression argument = tree.expression() == null ? null : expression(tree.expression());
      if (tree.INV() != null) {
        modifiers.add(new GateModifier.Inverse(span));
      } else if (argument != null && tree.POW() != null) {
        modifiers.add(new GateModifier.Power(span, argument));
      } else {
        modifiers.add(new GateModifier.Control(span, argument, tree.CTRL() != null));
      }
    }
    return modifiers;
  }

  private List<Expression> operands(OpenQasm3Parser.@Nullable OperandListContext list) {
    return list == null ? List.of() : list.gateOperand().stream().map(this::operand).toList();
  }

  private Expression operand(OpenQasm3Parser.GateOperandContext tree) {
    return tree.HARDWARE_QUBIT() == null
        ? indexed(tree.indexedIdentifier())
        : hardwareQubit(tree.HARDWARE_QUBIT());
  }

  private Expression indexed(OpenQasm3Parser.IndexedIdentifierContext tree) {
    Expression result = name(tree.IDENTIFIER());
    for (OpenQasm3Parser.IndexContext index : tree.index()) {
      result = new Expression.IndexExpression(span(tree), result, items(index));
    }
    return result;
  }

  private List<Expression> items(OpenQasm3Parser.IndexContext tree) {
    return tree.setExpression() != null
        ? List.of(set(tree.setExpression()))
        : tree.indexItem().stream()
            .map(item ->
                item.rangeExpression() == null
                    ? expression(item.expression())
                    : range(item.rangeExpression()))
            .toList();
  }

  /** Of two parts the second is the end, of three the step. */
  private Expression range(OpenQasm3Parser.RangeExpressionContext tree) {
    Expression start = tree.start == null ? null : expression(tree.start);
    Expression middle = tree.middle == null ? null : expression(tree.middle);
    boolean three = tree.COLON().size() == 2;
    Expression end = tree.end == null ? null : expression(tree.end);
    return new Expression.RangeDefinition(
        span(tree), start, three ? middle : null, three ? end : middle);
  }

  private Expression set(OpenQasm3Parser.SetExpressionContext tree) {
    return new Expression.DiscreteSet(span(tree), expressions(tree.expressionList()));
  }

  private Expression value(OpenQasm3Parser.ValueContext tree) {
    if (tree.measureExpression() != null) {
      return new Expression.QuantumMeasurement(
          span(tree), operand(tree.measureExpression().gateOperand()));
    }
    if (tree.quantumCall() != null) {
      OpenQasm3Parser.QuantumCallContext call = tree.quantumCall();
      return new Expression.QuantumCall(
          span(tree),
          name(call.IDENTIFIER()),
          expressions(call.expressionList()),
          operands(call.operandList()));
    }
    return tree.arrayLiteral() == null ? expression(tree.expression()) : array(tree.arrayLiteral());
  }

  private Expression array(OpenQasm3Parser.ArrayLiteralContext tree) {
    return new Expression.ArrayLiteral(
        span(tree),
        tree.arrayElement().stream()
            .map(element ->
                element.arrayLiteral() == null
                    ? expression(element.expression())
                    : array(element.arrayLiteral()))
            .toList());
  }

  private List<Expression> expressions(OpenQasm3Parser.@Nullable ExpressionListContext list) {
    return list == null ? List.of() : list.expression().stream().map(this::expression).toList();
  }

  Expression expression(ExpressionContext any) {
    Span span = span(any);
    return switch (any) {
      case ParenthesizedContext tree -> expression(tree.expression());
      case IndexedContext tree ->
          new Expression.IndexExpression(span, expression(tree.expression()), items(tree.index()));
      case CallContext tree ->
          new Expression.FunctionCall(
              span, name(tree.IDENTIFIER()), expressions(tree.expressionList()));
      case CastContext tree ->
          new Expression.Cast(
              span,
              tree.scalarType() == null ? type(tree.arrayType()) : type(tree.scalarType()),
              expression(tree.expression()));
      case DurationOfContext tree -> new Expression.DurationOf(span, block(tree.scope()));
      case BinaryContext tree ->
          new Expression.BinaryExpression(
              span, tree.op.getText(), expression(tree.left), expression(tree.right));
      case UnaryContext tree ->
          new Expression.UnaryExpression(span, tree.op.getText(), expression(tree.expression()));
      case NameContext tree -> name(tree.IDENTIFIER());
      case HardwareQubitContext tree -> hardwareQubit(tree.HARDWARE_QUBIT());
      case IntegerLiteralContext _ ->
          new Expression.IntegerLiteral(span, integer(span, any.getText()));
      case FloatLiteralContext _ -> new Expression.FloatLiteral(span, real(span, any.getText()));
      case ImaginaryLiteralContext _ -> {
        String text = any.getText();
        yield new Expression.ImaginaryLiteral(
            span, real(span, text.substring(0, text.length() - 2).strip()));
      }
      case TimingLiteralContext _ -> duration(span, any.getText());
      case BooleanLiteralContext _ ->
          new Expression.BooleanLiteral(span, any.getText().equals("true"));
      case BitstringLiteralContext _ ->
          new Expression.BitstringLiteral(span, unquoted(any.getText()).replace("_", ""));
      default -> throw new IllegalStateException("no expression: " + any.getClass());
    };
  }

  private Expression hardwareQubit(TerminalNode node) {
    String digits = node.getText().substring(1);
    if (digits.length() > 6) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX,
          span(node),
          "physical qubit %s is out of range".formatted(node.getText()),
          "use a number below 1000000");
    }
    return new Expression.HardwareQubit(span(node), Integer.parseInt(digits));
  }

  private BigInteger integer(Span span, String literal) {
    if (literal.length() > LONGEST_INTEGER) {
      throw diagnostics.error(
          ErrorCode.QASM_CONSTANT,
          span,
          "the integer has %d digits; at most 63 bits are supported".formatted(literal.length()));
    }
    String digits = literal.replace("_", "");
    int radix =
        digits.length() < 2
            ? 10
            : switch (digits.charAt(1)) {
              case 'x', 'X' -> 16;
              case 'o' -> 8;
              case 'b', 'B' -> 2;
              default -> 10;
            };
    return new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
  }

  private double real(Span span, String literal) {
    double value = Double.parseDouble(literal.replace("_", ""));
    if (!Double.isFinite(value)) {
      throw diagnostics.error(
          ErrorCode.QASM_CONSTANT, span, "the number is beyond the range of a double");
    }
    return value;
  }

  private Expression duration(Span span, String literal) {
    int unitLength = literal.endsWith("s") && !literal.matches(".*[nuµμm]s") ? 1 : 2;
    String unit = literal.substring(literal.length() - unitLength);
    double value = real(span, literal.substring(0, literal.length() - unitLength).strip());
    return new Expression.DurationLiteral(
        span, value, unit.equals("µs") || unit.equals("μs") ? "us" : unit);
  }
}
