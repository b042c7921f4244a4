package dev.nightshift.qasm.parse;

import dev.nightshift.base.error.Span;
import dev.nightshift.qasm.ast.Expression;
import dev.nightshift.qasm.ast.Expression.BinaryExpression;
import dev.nightshift.qasm.ast.Expression.FloatLiteral;
import dev.nightshift.qasm.ast.Expression.HardwareQubit;
import dev.nightshift.qasm.ast.Expression.Identifier;
import dev.nightshift.qasm.ast.Expression.IndexExpression;
import dev.nightshift.qasm.ast.Expression.IntegerLiteral;
import dev.nightshift.qasm.ast.Expression.UnaryExpression;
import dev.nightshift.qasm.ast.Statement;
import dev.nightshift.qasm.ast.Statement.QuantumGate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The short way for {@code name(numbers) operands;}, which is nearly every line of a large file:
 * the same tree as by ANTLR, some thirty times as fast. Whatever is not exactly of that form is
 * left to ANTLR, so nothing is refused here.
 *
 * <p>An argument is a number, a name, or a product or quotient of such; an operand is a name, a
 * name with one literal index, or a physical qubit. No comments inside.
 */
final class PlainGateCall {
  private static final Set<String> KEYWORDS = Keywords.ALL;
  private static final int LONGEST_INTEGER = 9;
  private static final int LONGEST_PRODUCT = 50;

  private final SourceText source;
  private final String text;
  private int at;
  private boolean failed;

  PlainGateCall(SourceText source) {
    this.source = source;
    this.text = source.text();
  }

  /** The index behind the statement that was read last. */
  int end() {
    return at;
  }

  /** The call that starts at an index, or null when it is not of the plain form. */
  @Nullable Statement read(int start) {
    at = start;
    failed = false;
    Identifier name = name();
    if (name == null) {
      return null;
    }
    blanks();
    List<Expression> arguments = List.of();
    if (peek() == '(') {
      arguments = new ArrayList<>(3);
      do {
        at++;
        blanks();
        arguments.add(product());
        if (failed) {
          return null;
        }
        blanks();
      } while (peek() == ',');
      if (peek() != ')') {
        return null;
      }
      at++;
    }
    List<Expression> operands = new ArrayList<>(2);
    at--;
    do {
      at++;
      blanks();
      Expression operand = operand();
      if (operand == null) {
        return null;
      }
      operands.add(operand);
      blanks();
    } while (peek() == ',');
    if (peek() != ';') {
      return null;
    }
    at++;
    return new QuantumGate(source.span(start, at), List.of(), name, arguments, null, operands);
  }

  private @Nullable Expression operand() {
    int start = at;
    if (peek() == '$') {
      at++;
      int number = digits();
      return number < 0 ? null : new HardwareQubit(source.span(start, at), number);
    }
    Identifier name = name();
    if (name == null || peek() != '[') {
      return name;
    }
    int index = ++at;
    int number = digits();
    if (number < 0 || peek() != ']') {
      return null;
    }
    IntegerLiteral literal = new IntegerLiteral(source.span(index, at), BigInteger.valueOf(number));
    at++;
    return new IndexExpression(source.span(start, at), name, List.of(literal));
  }

  private Expression product() {
    int start = at;
    Expression left = factor();
    blanks();
    for (int i = 0; !failed && (peek() == '*' || peek() == '/'); i++) {
      if (i == LONGEST_PRODUCT) {
        return fail();
      }
      String operator = text.substring(at, at + 1);
      at++;
      blanks();
      Expression right = factor();
      left = new BinaryExpression(source.span(start, at), operator, left, right);
      blanks();
    }
    return left;
  }

  private Expression factor() {
    int start = at;
    char c = peek();
    if (c == '-') {
      at++;
      Expression operand = peek() == '-' ? fail() : factor();
      return new UnaryExpression(source.span(start, at), "-", operand);
    }
    if (c >= '0' && c <= '9') {
      return number();
    }
    Identifier name = name();
    return name == null ? fail() : name;
  }

  private Expression number() {
    int start = at;
    while (isDigit(peek())) {
      at++;
    }
    boolean whole = true;
    if (peek() == '.') {
      whole = false;
      at++;
      while (isDigit(peek())) {
        at++;
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      at++;
      if (peek() == '-' || peek() == '+') {
        at++;
      }
      if (!isDigit(peek())) {
        return fail();
      }
      while (isDigit(peek())) {
        at++;
      }
    }
    int end = at;
    blanks();
    // A letter, underscore or sign that is not one of ours makes another literal of it.
    if (isNamePart(peek()) || peek() == '.' || peek() > 127) {
      return fail();
    }
    Span span = source.span(start, end);
    if (!whole) {
      double value = Double.parseDouble(text.substring(start, end));
      return Double.isFinite(value) ? new FloatLiteral(span, value) : fail();
    }
    return end - start > LONGEST_INTEGER
        ? fail()
        : new IntegerLiteral(span, BigInteger.valueOf(Integer.parseInt(text, start, end, 10)));
  }

  private Expression fail() {
    failed = true;
    return new IntegerLiteral(Span.NONE, BigInteger.ZERO);
  }

  private int digits() {
    int start = at;
    while (isDigit(peek())) {
      at++;
    }
    return at == start || at - start > LONGEST_INTEGER ? -1 : Integer.parseInt(text, start, at, 10);
  }

  private @Nullable Identifier name() {
    int start = at;
    if (isDigit(peek())) {
      return null;
    }
    while (isNamePart(peek())) {
      at++;
    }
    if (at == start || peek() > 127) {
      return null;
    }
    String name = text.substring(start, at);
    return KEYWORDS.contains(name) ? null : new Identifier(source.span(start, at), name);
  }

  private void blanks() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_';
  }
}
