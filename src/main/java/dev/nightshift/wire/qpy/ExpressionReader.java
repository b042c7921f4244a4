package dev.nightshift.wire.qpy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Function;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Parameter expressions: calls in the order in which Python made them, replayed on a stack.
 *
 * <pre>
 * u64 symbols, u64 bytes of the calls, calls, symbols
 *
 * call    u8 opcode, u8 type of the left operand, 16 bytes, u8 type of the right operand, 16 bytes
 *         operand: p UUID of a symbol, f and i 8 bytes of padding and a number, n from the stack
 *         opcode 15 (substitution): u as left type, u64 bytes of a mapping that follows the call
 *         opcode 255: start and end of an expression within, without a meaning of its own
 * symbol  u8 type of the symbol, u8 type of its value, u64 bytes of the value, symbol, value
 * </pre>
 *
 * <p>The right operand is taken from the stack before the left one.
 */
final class ExpressionReader {
  /** Deepest nesting of one expression: evaluation and comparison recurse as deep. */
  static final int DEEPEST = 400;

  /** Most nodes of one expression, written out as a tree: comparisons visit them all. */
  static final int LARGEST = 20_000;

  private static final int SUBSTITUTE = 15;
  private static final int NO_CALL = 255;
  private static final int CALL_BYTES = 35;

  /** An expression with what it costs to walk it. */
  private record Term(ParameterExpression expression, long nodes, int depth) {
    static Term leaf(ParameterExpression expression) {
      return new Term(expression, 1, 1);
    }
  }

  private final Scope scope;
  private final Deque<Term> stack = new ArrayDeque<>();

  private ExpressionReader(Scope scope) {
    this.scope = scope;
  }

  /**
   * Reads an expression.
   *
   * @param declared receives the names of its parameters, those that cancelled included
   */
  static ParameterExpression read(QpyInput in, Scope scope, Set<String> declared) {
    int symbols = in.count(10);
    QpyInput calls = in.part(in.length(), "a parameter expression");
    Set<String> named = new HashSet<>();
    for (int i = 0; i < symbols; i++) {
      symbol(in, scope, named);
    }
    in.end();
    Term result = new ExpressionReader(scope).replay(calls, named);
    scope.budget().nodes(result.nodes());
    result.expression().collectParameters(named);
    declared.addAll(named);
    return result.expression();
  }

  private static void symbol(QpyInput in, Scope scope, Set<String> named) {
    char type = in.letter();
    in.letter();
    int value = in.length();
    switch (type) {
      case 'p' -> named.add(scope.symbols().alone(in).name());
      case 'v' -> named.add(element(in, scope).name());
      // Up to Qiskit 2.0 the expressions that substitutions put in are listed too, to no purpose.
      case 'e' -> {
        int symbols = in.count(10);
        in.skip(in.length());
        for (int i = 0; i < symbols; i++) {
          symbol(in, scope.inner(), named);
        }
      }
      default ->
          throw Problems.invalid(
              "an expression's table of parameters has an entry of type "
                  + Problems.quoted(String.valueOf(type)));
    }
    in.skip(value);
  }

  /** An element of a vector, as the version writes it. */
  static ParameterExpression.Parameter element(QpyInput in, Scope scope) {
    return scope.version() >= 18
        ? scope.symbols().element(in, scope.vectors())
        : scope.symbols().element(in);
  }

  private Term replay(QpyInput in, Set<String> named) {
    while (in.remaining() > 0) {
      in.fitting(1, CALL_BYTES);
      int opcode = in.u8();
      if (opcode == SUBSTITUTE) {
        substitute(in, named);
      } else {
        call(opcode, in);
      }
    }
    if (stack.size() != 1) {
      throw Problems.invalid(
          "an expression leaves %d values where one should be".formatted(stack.size()));
    }
    return stack.pop();
  }

  private void call(int opcode, QpyInput in) {
    char leftType = in.letter();
    QpyInput leftBytes = in.part(16, "an operand");
    char rightType = in.letter();
    QpyInput rightBytes = in.part(16, "an operand");
    if (opcode == NO_CALL) {
      return;
    }
    boolean binary = opcode <= 4 || opcode == 13 || opcode >= 18;
    Term right = binary ? operand(rightType, rightBytes) : null;
    Term left = operand(leftType, leftBytes);
    stack.push(right == null ? unary(opcode, left) : binary(opcode, left, right));
  }

  private Term operand(char type, QpyInput bytes) {
    return switch (type) {
      case 'n' -> {
        if (stack.isEmpty()) {
          throw Problems.invalid("an expression takes a value from an empty stack");
        }
        yield stack.pop();
      }
      case 'p' -> Term.leaf(scope.symbols().byUuid(bytes.uuid()));
      case 'f' -> {
        bytes.skip(8);
        yield Term.leaf(ParameterExpression.of(bytes.f64()));
      }
      case 'i' -> {
        bytes.skip(8);
        yield Term.leaf(ParameterExpression.of(bytes.i64()));
      }
      case 'c' ->
          throw Problems.unsupported("an expression holds a complex number; angles are real");
      default ->
          throw Problems.invalid(
              "an operand of an expression has the type " + Problems.quoted(String.valueOf(type)));
    };
  }

  private static Term binary(int opcode, Term left, Term right) {
    ParameterExpression a = left.expression();
    ParameterExpression b = right.expression();
    ParameterExpression result =
        switch (opcode) {
          case 0 -> a.plus(b);
          case 1 -> a.minus(b);
          case 2 -> a.times(b);
          case 3 -> a.over(b);
          case 4 -> a.power(b);
          case 13 -> {
            if (!(b instanceof ParameterExpression.Parameter(String name))) {
              throw Problems.invalid("an expression is differentiated by what is no parameter");
            }
            yield a.derivative(name);
          }
          case 18 -> b.minus(a);
          case 19 -> b.over(a);
          case 20 -> b.power(a);
          default -> throw unknown(opcode);
        };
    return opcode == 13
        ? measured(result)
        : checked(
            new Term(
                result,
                1 + left.nodes() + right.nodes(),
                1 + Math.max(left.depth(), right.depth())));
  }

  private static Term unary(int opcode, Term operand) {
    ParameterExpression x = operand.expression();
    ParameterExpression result =
        switch (opcode) {
          case 5 -> ParameterExpression.call(Function.SIN, x);
          case 6 -> ParameterExpression.call(Function.COS, x);
          case 7 -> ParameterExpression.call(Function.TAN, x);
          case 8 -> ParameterExpression.call(Function.ARCSIN, x);
          case 9 -> ParameterExpression.call(Function.ARCCOS, x);
          case 10 -> ParameterExpression.call(Function.EXP, x);
          case 11 -> ParameterExpression.call(Function.LOG, x);
          case 12 -> ParameterExpression.call(Function.SIGN, x);
          // The conjugate of a real number.
          case 14 -> x;
          case 16 -> ParameterExpression.call(Function.ABS, x);
          case 17 -> ParameterExpression.call(Function.ARCTAN, x);
          default -> throw unknown(opcode);
        };
    return checked(new Term(result, 1 + operand.nodes(), 1 + operand.depth()));
  }

  /**
   * <pre>
   * mapping  u64 items; item: u16 bytes of the key, u8 type, u16 bytes of the value, key, value
   * </pre>
   */
  private void substitute(QpyInput in, Set<String> named) {
    char marker = in.letter();
    int length = in.fitting(in.i64(), 1);
    in.skip(8 + 1 + 16);
    if (marker != 'u' || stack.isEmpty()) {
      throw Problems.invalid("a substitution in an expression has nothing to replace");
    }
    QpyInput mapping = in.part(length, "the mapping of a substitution");
    Term subject = stack.pop();
    Map<String, Term> replacements = new HashMap<>();
    int items = mapping.count(5);
    for (int i = 0; i < items; i++) {
      int keyLength = mapping.u16();
      char type = mapping.letter();
      int valueLength = mapping.u16();
      String name =
          scope.version() >= 15
              ? scope.symbols().byUuid(mapping.uuid()).name()
              : scope.symbols().byName(mapping.text(keyLength)).name();
      QpyInput value = mapping.part(valueLength, "a value of a substitution");
      replacements.put(name, measured(replacement(type, value)));
      // What was replaced is no parameter of the result, unless it comes in again.
      named.remove(name);
    }
    mapping.end();
    long nodes = 1;
    int depth = 0;
    Map<String, Long> uses = new HashMap<>();
    count(subject.expression(), uses);
    for (Map.Entry<String, Long> use : uses.entrySet()) {
      Term own = replacements.get(use.getKey());
      if (own != null) {
        nodes += use.getValue() * own.nodes();
        depth = Math.max(depth, own.depth());
      }
    }
    checked(new Term(subject.expression(), nodes + subject.nodes(), depth + subject.depth()));
    ParameterExpression result =
        subject
            .expression()
            .substitute(parameter -> {
              Term own = replacements.get(parameter.name());
              return own == null ? parameter : own.expression();
            });
    stack.push(measured(result));
  }

  private ParameterExpression replacement(char type, QpyInput value) {
    return switch (type) {
      case 'p' -> scope.symbols().alone(value);
      case 'v' -> element(value, scope);
      case 'e' -> read(value, scope.inner(), new HashSet<>());
      case 'f' -> ParameterExpression.of(value.f64());
      case 'i' -> ParameterExpression.of(value.i64());
      default ->
          throw Problems.invalid(
              "a substitution puts in a value of type " + Problems.quoted(String.valueOf(type)));
    };
  }

  /** How often each parameter occurs; as long as the expression is within the limits. */
  private static void count(ParameterExpression expression, Map<String, Long> uses) {
    switch (expression) {
      case ParameterExpression.Constant _ -> {}
      case ParameterExpression.Parameter(String name) -> uses.merge(name, 1L, Long::sum);
      case ParameterExpression.Negate(var operand) -> count(operand, uses);
      case ParameterExpression.Binary(_, var left, var right) -> {
        count(left, uses);
        count(right, uses);
      }
      case ParameterExpression.Call(_, var argument) -> count(argument, uses);
    }
  }

  /** An expression measured by walking it, for no longer than the limits allow. */
  private static Term measured(ParameterExpression expression) {
    int[] left = {LARGEST};
    int depth = depth(expression, left, 1);
    return new Term(expression, LARGEST - left[0], depth);
  }

  private static int depth(ParameterExpression expression, int[] left, int depth) {
    if (--left[0] < 0 || depth > DEEPEST) {
      throw tooLarge();
    }
    return switch (expression) {
      case ParameterExpression.Constant _, ParameterExpression.Parameter _ -> depth;
      case ParameterExpression.Negate(var operand) -> depth(operand, left, depth + 1);
      case ParameterExpression.Binary(_, var a, var b) ->
          Math.max(depth(a, left, depth + 1), depth(b, left, depth + 1));
      case ParameterExpression.Call(_, var argument) -> depth(argument, left, depth + 1);
    };
  }

  private static Term checked(Term term) {
    if (term.nodes() > LARGEST || term.depth() > DEEPEST) {
      throw tooLarge();
    }
    return term;
  }

  private static NightshiftException tooLarge() {
    return Problems.tooLarge(
        "a parameter expression has more than %d nodes or nests more than %d deep; bind the"
                .formatted(LARGEST, DEEPEST)
            + " parameters first, or write it with fewer");
  }

  private static NightshiftException unknown(int opcode) {
    return Problems.unsupported("an expression has the unknown opcode %d".formatted(opcode));
  }
}
