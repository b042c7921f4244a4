package dev.nightshift.qasm.ast;

import dev.nightshift.base.error.Span;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has a value, names something, or selects from it. */
public sealed interface Expression {
  Span span();

  record IntegerLiteral(Span span, BigInteger value) implements Expression {}

  record FloatLiteral(Span span, double value) implements Expression {}

  record ImaginaryLiteral(Span span, double value) implements Expression {}

  record BooleanLiteral(Span span, boolean value) implements Expression {}

  /**
   * A register's value, most significant bit first.
   *
   * @param bits only 0 and 1
   */
  record BitstringLiteral(Span span, String bits) implements Expression {}

  /**
   * A time.
   *
   * @param unit dt, ns, us, ms or s
   */
  record DurationLiteral(Span span, double value, String unit) implements Expression {}

  record Identifier(Span span, String name) implements Expression {}

  /** A physical qubit, {@code $n}. */
  record HardwareQubit(Span span, int number) implements Expression {}

  record UnaryExpression(Span span, String operator, Expression operand) implements Expression {}

  record BinaryExpression(Span span, String operator, Expression left, Expression right)
      implements Expression {}

  /** One pair of brackets; the items are expressions, ranges, or one set. */
  record IndexExpression(Span span, Expression base, List<Expression> items)
      implements Expression {}

  record FunctionCall(Span span, Identifier name, List<Expression> arguments)
      implements Expression {}

  record Cast(Span span, ClassicalType type, Expression operand) implements Expression {}

  record DurationOf(Span span, List<Statement> body) implements Expression {}

  /** {@code start:step:end}, both ends included. */
  record RangeDefinition(
      Span span, @Nullable Expression start, @Nullable Expression step, @Nullable Expression end)
      implements Expression {}

  record DiscreteSet(Span span, List<Expression> values) implements Expression {}

  record ArrayLiteral(Span span, List<Expression> values) implements Expression {}

  record QuantumMeasurement(Span span, Expression operand) implements Expression {}

  /** A named operation on qubits that gives a value. */
  record QuantumCall(
      Span span, Identifier name, List<Expression> arguments, List<Expression> operands)
      implements Expression {}
}
