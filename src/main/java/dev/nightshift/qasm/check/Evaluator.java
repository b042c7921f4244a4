package dev.nightshift.qasm.check;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.error.Span;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Constant;
import dev.nightshift.circuit.ParameterExpression.Operator;
import dev.nightshift.qasm.ast.ClassicalType;
import dev.nightshift.qasm.ast.Expression;
import dev.nightshift.qasm.check.Value.Angle;
import dev.nightshift.qasm.check.Value.Bits;
import dev.nightshift.qasm.check.Value.Bool;
import dev.nightshift.qasm.check.Value.Duration;
import dev.nightshift.qasm.check.Value.Int;
import dev.nightshift.qasm.check.Value.Real;
import dev.nightshift.qasm.check.Value.Type;
import java.math.BigInteger;
import java.util.Map;

/**
 * Types and folds expressions. What depends on inputs stays symbolic as written; what depends on a
 * measurement is refused.
 *
 * <p>Numbers mix as in C99: integers divide as integers, {@code %} has the sign of the left
 * operand, {@code uint[n]} wraps. An integer without a width has 32 bits, a literal beyond that 64.
 */
public final class Evaluator {
  private static final int DEFAULT_WIDTH = 32;
  private static final int WIDEST = 64;
  private static final double TAU = 2 * Math.PI;

  static final Map<String, Double> CONSTANTS =
      Map.of("pi", Math.PI, "π", Math.PI, "tau", TAU, "τ", TAU, "euler", Math.E, "ℇ", Math.E);

  private final Diagnostics diagnostics;
  private final Functions functions;

  public Evaluator(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.functions = new Functions(diagnostics);
  }

  /** The value of an expression; every error has been noted when this throws. */
  public Value evaluate(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.IntegerLiteral(Span span, BigInteger value) -> {
        if (value.bitLength() > WIDEST - 1) {
          throw diagnostics.error(
              ErrorCode.QASM_CONSTANT,
              span,
              "the integer has %d bits; at most 63 are supported".formatted(value.bitLength()));
        }
        yield new Int(value.longValueExact(), Int.LITERAL, true);
      }
      case Expression.FloatLiteral(_, double value) -> Real.of(value);
      case Expression.BooleanLiteral(_, boolean value) -> new Bool(value);
      case Expression.BitstringLiteral(_, String bits) -> new Bits(bits);
      case Expression.DurationLiteral(_, double value, String unit) -> new Duration(value, unit);
      case Expression.Identifier name -> named(name, scope);
      case Expression.UnaryExpression(Span span, String operator, Expression operand) ->
          unary(span, operator, evaluate(operand, scope));
      case Expression.BinaryExpression(Span span, String operator, var left, var right) ->
          binary(span, operator, evaluate(left, scope), evaluate(right, scope));
      case Expression.FunctionCall(Span span, Expression.Identifier name, var arguments) -> {
        if (scope.findCallable(name.name()) instanceof Symbol.Unsupported refused) {
          throw diagnostics.unsupported(name.span(), refused.feature());
        }
        if (!Functions.NAMES.contains(name.name())) {
          throw diagnostics.error(
              ErrorCode.QASM_UNDEFINED,
              name.span(),
              "the function '%s' is not defined".formatted(name.name()),
              scope.findCallable(name.name()) instanceof Symbol.GateName
                  ? "it is a gate, and a gate has no value"
                  : "");
        }
        yield functions.call(
            span,
            name,
            arguments.stream().map(argument -> evaluate(argument, scope)).toList(),
            arguments.stream().map(Expression::span).toList());
      }
      case Expression.Cast(Span span, ClassicalType type, Expression operand) ->
          cast(span, type(type, scope), evaluate(operand, scope));
      case Expression.IndexExpression index -> bit(index, scope);
      case Expression.ImaginaryLiteral(Span span, _) ->
          throw diagnostics.unsupported(span, "an imaginary number");
      case Expression.DurationOf(Span span, _) -> throw diagnostics.unsupported(span, "durationof");
      case Expression.QuantumMeasurement(Span span, _) ->
          throw diagnostics.unsupported(span, "a measurement as a value");
      case Expression.QuantumCall(Span span, _, _, _) ->
          throw diagnostics.unsupported(span, "a call on qubits as a value");
      case Expression.ArrayLiteral(Span span, _) -> throw diagnostics.unsupported(span, "an array");
      case Expression.HardwareQubit(Span span, _) ->
          throw diagnostics.error(
              ErrorCode.QASM_TYPE, span, "a value is expected here, found a qubit");
      case Expression.RangeDefinition(Span span, _, _, _) ->
          throw diagnostics.error(
              ErrorCode.QASM_TYPE, span, "a value is expected here, found a range");
      case Expression.DiscreteSet(Span span, _) ->
          throw diagnostics.error(
              ErrorCode.QASM_TYPE, span, "a value is expected here, found a set");
    };
  }

  private Value named(Expression.Identifier name, Scope scope) {
    return switch (scope.find(name.name())) {
      case null -> {
        Double constant = CONSTANTS.get(name.name());
        if (constant != null) {
          yield Real.of(constant);
        }
        throw undefined(name, scope);
      }
      case Symbol.Constant(_, Value value) -> value;
      case Symbol.Input(_, Value value) -> value;
      case Symbol.Variable variable when variable.isLost() ->
          throw diagnostics.unsupported(
              name.span(), "a variable that a branch on a measured bit has assigned");
      case Symbol.Variable variable when variable.measured() == null -> variable.value();
      case Symbol.Variable _, Symbol.Bits _ ->
          throw diagnostics.unsupported(name.span(), "the use of a measured bit");
      case Symbol.Unsupported refused ->
          throw diagnostics.unsupported(name.span(), refused.feature());
      case Symbol.Qubits qubits -> throw noValue(name, qubits);
      case Symbol.GateName gate -> throw noValue(name, gate);
    };
  }

  private Diagnostics.Rejected noValue(Expression.Identifier name, Symbol symbol) {
    return diagnostics.error(
        ErrorCode.QASM_TYPE,
        name.span(),
        "a value is expected here, found %s".formatted(symbol.kind()));
  }

  /** An undefined name, with a near one as the hint. */
  public Diagnostics.Rejected undefined(Expression.Identifier name, Scope scope) {
    return diagnostics.error(
        ErrorCode.QASM_UNDEFINED,
        name.span(),
        "'%s' is not defined".formatted(name.name()),
        scope.nearest(name.name(), false));
  }

  private Value unary(Span span, String operator, Value operand) {
    return switch (operator) {
      case "-" ->
          switch (operand) {
            case Int(long value, int width, boolean signed) ->
                wrapped(-value, width, signed || width == Int.LITERAL);
            case Real(ParameterExpression expression) -> new Real(negated(expression));
            case Angle(ParameterExpression expression, int width) ->
                angle(negated(expression), width);
            case Duration(double value, String unit) -> new Duration(-value, unit);
            case Bool _, Bits _ -> throw mismatch(span, operator, operand);
          };
      case "!" -> new Bool(!truth(span, operand));
      default ->
          switch (operand) {
            case Int(long value, int width, boolean signed) -> wrapped(~value, width, signed);
            case Bits(String bits) ->
                new Bits(bits.replace('0', 'x').replace('1', '0').replace('x', '1'));
            case Bool _, Real _, Angle _, Duration _ -> throw mismatch(span, operator, operand);
          };
    };
  }

  private static ParameterExpression negated(ParameterExpression expression) {
    return expression instanceof Constant(double value)
        ? ParameterExpression.of(-value)
        : new ParameterExpression.Negate(expression);
  }

  private Value binary(Span span, String operator, Value left, Value right) {
    return switch (operator) {
      case "&&" -> new Bool(truth(span, left) & truth(span, right));
      case "||" -> new Bool(truth(span, left) | truth(span, right));
      case "==", "!=", "<", "<=", ">", ">=" -> compared(span, operator, left, right);
      case "&", "|", "^", "<<", ">>" -> bitwise(span, operator, left, right);
      default -> arithmetic(span, operator, left, right);
    };
  }

  private Value arithmetic(Span span, String operator, Value left, Value right) {
    if (left instanceof Duration || right instanceof Duration) {
      return durations(span, operator, left, right);
    }
    if (left instanceof Bits || right instanceof Bits) {
      throw mismatch(span, operator, left instanceof Bits ? left : right);
    }
    if (left instanceof Angle || right instanceof Angle) {
      return angles(span, operator, left, right);
    }
    if (left instanceof Real || right instanceof Real) {
      return new Real(reals(span, operator, real(span, left), real(span, right)));
    }
    return integers(span, operator, integer(left), integer(right));
  }

  private static Int integer(Value value) {
    return value instanceof Bool(boolean set)
        ? new Int(set ? 1 : 0, Int.LITERAL, true)
        : (Int) value;
  }

  private Value integers(Span span, String operator, Int left, Int right) {
    int width = Math.max(left.width(), right.width());
    boolean signed = left.signed() && right.signed();
    if (left.width() == Int.LITERAL && right.width() != Int.LITERAL) {
      signed = right.signed();
    } else if (right.width() == Int.LITERAL && left.width() != Int.LITERAL) {
      signed = left.signed();
    }
    long a = left.value();
    long b = right.value();
    if ((operator.equals("/") || operator.equals("%")) && b == 0) {
      throw diagnostics.error(ErrorCode.QASM_CONSTANT, span, "this divides by zero");
    }
    if (operator.equals("**") && b < 0) {
      return new Real(reals(span, operator, ParameterExpression.of(a), ParameterExpression.of(b)));
    }
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    BigInteger result =
        switch (operator) {
          case "+" -> x.add(y);
          case "-" -> x.subtract(y);
          case "*" -> x.multiply(y);
          case "/" -> x.divide(y);
          case "%" -> x.remainder(y);
          default ->
              b > 64 && a != 0 && Math.abs(a) != 1
                  ? BigInteger.ONE.shiftLeft(100)
                  : x.pow((int) (b > 64 ? 2 + b % 2 : b));
        };
    if (width == Int.LITERAL && result.bitLength() > WIDEST - 1) {
      throw diagnostics.error(
          ErrorCode.QASM_CONSTANT, span, "the integer result needs more than 64 bits");
    }
    return wrapped(result.longValue(), width, signed);
  }

  /** A value in its width: two's complement, or modulo 2^width. */
  static Int wrapped(long value, int width, boolean signed) {
    if (width == Int.LITERAL || width == WIDEST) {
      return new Int(value, width, signed);
    }
    int shift = WIDEST - width;
    return new Int(signed ? value << shift >> shift : value << shift >>> shift, width, signed);
  }

  private ParameterExpression reals(
      Span span, String operator, ParameterExpression left, ParameterExpression right) {
    Operator symbol =
        switch (operator) {
          case "+" -> Operator.ADD;
          case "-" -> Operator.SUBTRACT;
          case "*" -> Operator.MULTIPLY;
          case "/" -> Operator.DIVIDE;
          case "**" -> Operator.POWER;
          default ->
              throw diagnostics.error(
                  ErrorCode.QASM_TYPE,
                  span,
                  "'%s' takes integers, found float".formatted(operator),
                  operator.equals("%") ? "mod(a, b) takes floats" : "");
        };
    if (right instanceof Constant(double b)) {
      if (symbol == Operator.DIVIDE && b == 0) {
        throw diagnostics.error(ErrorCode.QASM_CONSTANT, span, "this divides by zero");
      }
      if (left instanceof Constant(double a)) {
        return finite(span, symbol.apply(a, b));
      }
    }
    // The record and not the builder's methods: what the user wrote is kept, x * 1 too.
    return new ParameterExpression.Binary(symbol, left, right);
  }

  private ParameterExpression finite(Span span, double value) {
    if (!Double.isFinite(value)) {
      throw diagnostics.error(ErrorCode.QASM_CONSTANT, span, "the value is not a finite number");
    }
    return ParameterExpression.of(value);
  }

  /** angle ± angle, angle * and / uint, angle / angle; with a float the result is a float. */
  private Value angles(Span span, String operator, Value left, Value right) {
    int width = left instanceof Angle(_, int w) ? w : right instanceof Angle(_, int w) ? w : 0;
    ParameterExpression a = real(span, left);
    ParameterExpression b = real(span, right);
    boolean both = left instanceof Angle && right instanceof Angle;
    if (both && operator.equals("*") || operator.equals("**") || operator.equals("%")) {
      throw diagnostics.error(
          ErrorCode.QASM_TYPE,
          span,
          "'%s' is not defined for %s and %s"
              .formatted(operator, left.typeName(), right.typeName()));
    }
    if (both && operator.equals("/") || left instanceof Real || right instanceof Real) {
      return new Real(reals(span, operator, a, b));
    }
    return angle(reals(span, operator, a, b), width);
  }

  private Value durations(Span span, String operator, Value left, Value right) {
    if (left instanceof Duration(double a, String unit) && right instanceof Duration other) {
      double b = seconds(span, other, unit);
      return switch (operator) {
        case "+" -> new Duration(a + b, unit);
        case "-" -> new Duration(a - b, unit);
        case "/" -> new Real(finite(span, a / b));
        default -> throw mismatch(span, operator, left);
      };
    }
    Value number = left instanceof Duration ? right : left;
    Duration time = left instanceof Duration d ? d : (Duration) right;
    boolean fits =
        (number instanceof Int || number instanceof Real)
            && (operator.equals("*") || operator.equals("/") && left instanceof Duration);
    if (!fits || !(real(span, number) instanceof Constant(double factor))) {
      throw diagnostics.error(
          ErrorCode.QASM_TYPE,
          span,
          "'%s' is not defined for %s and %s"
              .formatted(operator, left.typeName(), right.typeName()));
    }
    double value = operator.equals("*") ? time.value() * factor : time.value() / factor;
    if (!Double.isFinite(value)) {
      throw diagnostics.error(ErrorCode.QASM_CONSTANT, span, "this divides by zero");
    }
    return new Duration(value, time.unit());
  }

  /** A duration's number in another unit; dt goes with dt only. */
  private double seconds(Span span, Duration duration, String unit) {
    if (duration.unit().equals(unit)) {
      return duration.value();
    }
    if (duration.unit().equals("dt") || unit.equals("dt")) {
      throw diagnostics.unsupported(span, "a duration that mixes dt with seconds");
    }
    return duration.value() * factor(duration.unit()) / factor(unit);
  }

  private static double factor(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us" -> 1e3;
      case "ms" -> 1e6;
      default -> 1e9;
    };
  }

  private Value bitwise(Span span, String operator, Value left, Value right) {
    if (left instanceof Bits(String a)) {
      if (right instanceof Bits(String b) && !operator.equals("<<") && !operator.equals(">>")) {
        if (a.length() != b.length()) {
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              span,
              "registers of one width are expected, found %d and %d bits"
                  .formatted(a.length(), b.length()));
        }
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < a.length(); i++) {
          bits.append(logic(operator, a.charAt(i) - '0', b.charAt(i) - '0') & 1);
        }
        return new Bits(bits.toString());
      }
      if (right instanceof Int(long by, _, _) && (operator.equals("<<") || operator.equals(">>"))) {
        int shift = (int) Math.clamp(by, 0, a.length());
        String zeros = "0".repeat(shift);
        return new Bits(
            operator.equals("<<")
                ? a.substring(shift) + zeros
                : zeros + a.substring(0, a.length() - shift));
      }
    }
    if (!(left instanceof Int || left instanceof Bool)
        || !(right instanceof Int || right instanceof Bool)) {
      throw diagnostics.error(
          ErrorCode.QASM_TYPE,
          span,
          "'%s' takes integers or registers, found %s and %s"
              .formatted(operator, left.typeName(), right.typeName()));
    }
    Int a = integer(left);
    Int b = integer(right);
    int width = Math.max(a.width(), b.width());
    boolean signed = a.width() == Int.LITERAL ? b.signed() : a.signed();
    long shift = Math.clamp(b.value(), 0, WIDEST);
    return switch (operator) {
      case "<<" -> wrapped(shift == WIDEST ? 0 : a.value() << shift, a.width(), a.signed());
      case ">>" -> wrapped(a.value() >> Math.min(shift, WIDEST - 1), a.width(), a.signed());
      default -> wrapped(logic(operator, a.value(), b.value()), width, signed);
    };
  }

  private static long logic(String operator, long a, long b) {
    return switch (operator) {
      case "&" -> a & b;
      case "|" -> a | b;
      default -> a ^ b;
    };
  }

  private Value compared(Span span, String operator, Value left, Value right) {
    int order;
    if (left instanceof Duration(double a, String unit) && right instanceof Duration b) {
      order = Double.compare(a, seconds(span, b, unit));
    } else if (left instanceof Bits(String a) && right instanceof Bits(String b)) {
      if (a.length() != b.length()) {
        throw diagnostics.error(
            ErrorCode.QASM_TYPE,
            span,
            "registers of one width are expected, found %d and %d bits"
                .formatted(a.length(), b.length()));
      }
      order = a.compareTo(b);
    } else {
      ParameterExpression a = real(span, numeric(left));
      ParameterExpression b = real(span, numeric(right));
      if (!(a instanceof Constant(double x)) || !(b instanceof Constant(double y))) {
        throw diagnostics.unsupported(span, "a comparison that depends on an input");
      }
      order =
          left instanceof Int(long m, _, _) && right instanceof Int(long n, _, _)
              ? Long.compare(m, n)
              : Double.compare(x, y);
    }
    return new Bool(
        switch (operator) {
          case "==" -> order == 0;
          case "!=" -> order != 0;
          case "<" -> order < 0;
          case "<=" -> order <= 0;
          case ">" -> order > 0;
          default -> order >= 0;
        });
  }

  /** Registers compare with numbers as unsigned integers. */
  private static Value numeric(Value value) {
    return value instanceof Bits(String bits) && bits.length() < WIDEST
        ? new Int(Long.parseLong(bits, 2), Int.LITERAL, false)
        : value;
  }

  /** The truth of a condition. */
  public boolean truth(Span span, Value value) {
    return switch (value) {
      case Bool(boolean set) -> set;
      case Int(long number, _, _) -> number != 0;
      case Bits(String bits) -> bits.indexOf('1') >= 0;
      case Real(Constant(double number)) -> number != 0;
      case Angle(Constant(double number), _) -> number != 0;
      case Real _, Angle _ ->
          throw diagnostics.unsupported(span, "a condition that depends on an input");
      case Duration _ ->
          throw diagnostics.error(
              ErrorCode.QASM_TYPE, span, "a condition is a bool or a number, found duration");
    };
  }

  /** A number as a real expression. */
  public ParameterExpression real(Span span, Value value) {
    return switch (value) {
      case Real(ParameterExpression expression) -> expression;
      case Angle(ParameterExpression expression, _) -> expression;
      case Int(long number, int width, boolean signed) ->
          ParameterExpression.of(signed || number >= 0 ? number : number + 0x1p64);
      case Bool(boolean set) -> ParameterExpression.of(set ? 1 : 0);
      case Bits _, Duration _ ->
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              span,
              "a number or an angle is expected, found %s".formatted(value.typeName()));
    };
  }

  /** An argument of a gate. */
  public ParameterExpression angle(Expression expression, Scope scope) {
    try {
      return real(expression.span(), evaluate(expression, scope));
    } catch (NightshiftException notFinite) {
      throw diagnostics.error(ErrorCode.QASM_CONSTANT, expression.span(), notFinite.getMessage());
    }
  }

  /** A constant integer, such as an index or a size. */
  public long integer(Expression expression, Scope scope, String what) {
    Value value = evaluate(expression, scope);
    if (value instanceof Int(long number, _, _)) {
      return number;
    }
    throw diagnostics.error(
        ErrorCode.QASM_TYPE,
        expression.span(),
        "%s must be a constant integer, found %s".formatted(what, value.typeName()));
  }

  /** A size that must be known and positive. */
  public int size(Expression expression, Scope scope, String what, int most) {
    if (!isConstant(expression, scope)) {
      throw diagnostics.error(
          ErrorCode.QASM_CONSTANT,
          expression.span(),
          "%s must be constant".formatted(what),
          "declare the variable as const");
    }
    long size = integer(expression, scope, what);
    if (size < 1 || size > most) {
      throw diagnostics.error(
          ErrorCode.QASM_CONSTANT,
          expression.span(),
          "%s must be from 1 to %d, found %d".formatted(what, most, size));
    }
    return (int) size;
  }

  /** Whether only literals and constants occur. */
  public boolean isConstant(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Identifier name ->
          switch (scope.find(name.name())) {
            case null -> true;
            case Symbol.Variable _, Symbol.Input _, Symbol.Bits _ -> false;
            case Symbol.Constant _, Symbol.Qubits _, Symbol.GateName _, Symbol.Unsupported _ ->
                true;
          };
      case Expression.UnaryExpression(_, _, Expression operand) -> isConstant(operand, scope);
      case Expression.BinaryExpression(_, _, Expression left, Expression right) ->
          isConstant(left, scope) && isConstant(right, scope);
      case Expression.FunctionCall(_, _, var arguments) ->
          arguments.stream().allMatch(argument -> isConstant(argument, scope));
      case Expression.Cast(_, _, Expression operand) -> isConstant(operand, scope);
      case Expression.IndexExpression(_, Expression base, _) -> isConstant(base, scope);
      default -> true;
    };
  }

  /** A declared type with its width evaluated. */
  public Type type(ClassicalType type, Scope scope) {
    if (type.isArray()) {
      throw diagnostics.unsupported(type.span(), "an array");
    }
    int width =
        type.width() == null
            ? 0
            : size(
                type.width(),
                scope,
                "the width",
                type.kind() == ClassicalType.Kind.BIT ? 1 << 20 : WIDEST);
    return switch (type.kind()) {
      case COMPLEX -> throw diagnostics.unsupported(type.span(), "the type complex");
      case STRETCH -> throw diagnostics.unsupported(type.span(), "the type stretch");
      case FLOAT -> {
        if (width != 0 && width != 32 && width != 64) {
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              type.span(),
              "float has 32 or 64 bits here, found %d".formatted(width));
        }
        yield new Type(type.kind(), width);
      }
      case BIT, BOOL, INT, UINT, ANGLE, DURATION -> new Type(type.kind(), width);
    };
  }

  /** The value a variable of a type has before it is assigned. */
  public static Value zero(Type type) {
    return switch (type.kind()) {
      case BOOL -> new Bool(false);
      case BIT -> new Bits("0".repeat(Math.max(1, type.width())));
      case INT, UINT -> new Int(0, intWidth(type), type.kind() == ClassicalType.Kind.INT);
      case ANGLE -> new Angle(ParameterExpression.ZERO, angleWidth(type));
      case DURATION, STRETCH -> new Duration(0, "s");
      case FLOAT, COMPLEX -> Real.of(0);
    };
  }

  private static int intWidth(Type type) {
    return type.width() == 0 ? DEFAULT_WIDTH : type.width();
  }

  private static int angleWidth(Type type) {
    return type.width() == 0 ? WIDEST : type.width();
  }

  /** The value stored in a variable of a type: casts that the language does by itself. */
  public Value assigned(Span span, Type type, Value value) {
    boolean narrows =
        (type.kind() == ClassicalType.Kind.INT || type.kind() == ClassicalType.Kind.UINT)
            && (value instanceof Real || value instanceof Angle);
    boolean odd =
        value instanceof Angle && type.kind() == ClassicalType.Kind.BOOL
            || type.kind() == ClassicalType.Kind.BIT && value instanceof Real;
    if (narrows || odd) {
      throw diagnostics.error(
          ErrorCode.QASM_TYPE,
          span,
          "%s does not turn into %s by itself".formatted(value.typeName(), type.name()),
          "write a cast, %s(...)".formatted(type.name()));
    }
    return cast(span, type, value);
  }

  private Value cast(Span span, Type type, Value value) {
    return switch (type.kind()) {
      case BOOL -> new Bool(truth(span, value));
      case INT, UINT -> castToInteger(span, type, value);
      case FLOAT -> {
        if (value instanceof Angle || value instanceof Bits || value instanceof Duration) {
          throw noCast(span, type, value);
        }
        yield new Real(rounded(span, type, real(span, value)));
      }
      case ANGLE ->
          value instanceof Bits(String bits) && bits.length() == angleWidth(type)
              ? angle(
                  ParameterExpression.of(
                      new BigInteger(bits, 2).doubleValue() * Math.scalb(TAU, -bits.length())),
                  angleWidth(type))
              : value instanceof Real || value instanceof Angle || value instanceof Int
                  ? angle(real(span, value), angleWidth(type))
                  : fail(noCast(span, type, value));
      case BIT -> castToBits(span, type, value);
      case DURATION -> value instanceof Duration ? value : fail(noCast(span, type, value));
      case STRETCH, COMPLEX -> throw noCast(span, type, value);
    };
  }

  private static Value fail(Diagnostics.Rejected rejected) {
    throw rejected;
  }

  private Value castToInteger(Span span, Type type, Value value) {
    boolean signed = type.kind() == ClassicalType.Kind.INT;
    int width = intWidth(type);
    return switch (value) {
      case Int(long number, int own, _) -> {
        boolean wide = type.width() == 0 && own == Int.LITERAL && (int) number != number;
        yield wrapped(number, wide ? WIDEST : width, signed);
      }
      case Bool(boolean set) -> wrapped(set ? 1 : 0, width, signed);
      case Real(Constant(double number)) -> {
        if (Math.abs(number) >= 0x1p63) {
          throw diagnostics.error(
              ErrorCode.QASM_CONSTANT, span, "%s does not fit an integer".formatted(number));
        }
        yield wrapped((long) number, width, signed);
      }
      case Real _ -> throw diagnostics.unsupported(span, "an integer that depends on an input");
      case Bits(String bits) -> {
        boolean scalar = bits.length() == 1;
        if (!scalar && type.width() != 0 && bits.length() != type.width()
            || bits.length() > WIDEST) {
          throw noCast(span, type, value);
        }
        yield wrapped(new BigInteger(bits, 2).longValue(), width, signed);
      }
      case Angle _, Duration _ -> throw noCast(span, type, value);
    };
  }

  private Value castToBits(Span span, Type type, Value value) {
    int width = Math.max(1, type.width());
    return switch (value) {
      case Bits(String bits) -> {
        if (bits.length() != width) {
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              span,
              "%s takes %d bits, found %d".formatted(type.name(), width, bits.length()));
        }
        yield value;
      }
      case Bool(boolean set) when type.width() == 0 -> new Bits(set ? "1" : "0");
      case Int(long number, int own, _)
          when type.width() == 0 && (number == 0 || number == 1) || own == width ->
          new Bits(bits(number, width));
      case Int(long number, int own, _)
          when own == Int.LITERAL && number >= 0 && (width > 62 || number < 1L << width) ->
          new Bits(bits(number, width));
      case Int _, Bool _, Real _, Angle _, Duration _ -> throw noCast(span, type, value);
    };
  }

  private static String bits(long number, int width) {
    StringBuilder bits = new StringBuilder(width);
    for (int i = width - 1; i >= 0; i--) {
      bits.append(i < WIDEST ? number >> i & 1 : number >> (WIDEST - 1) & 1);
    }
    return bits.toString();
  }

  private Diagnostics.Rejected noCast(Span span, Type type, Value value) {
    return diagnostics.error(
        ErrorCode.QASM_TYPE,
        span,
        "there is no cast from %s to %s".formatted(value.typeName(), type.name()));
  }

  private ParameterExpression rounded(Span span, Type type, ParameterExpression value) {
    if (type.width() != 32) {
      return value;
    }
    if (value instanceof Constant(double number)) {
      return finite(span, (float) number);
    }
    throw diagnostics.unsupported(span, "a float[32] that depends on an input");
  }

  /** An angle wraps: n bits in units of 2π/2^n, rounded to nearest, ties to even. */
  private static Angle angle(ParameterExpression expression, int width) {
    if (!(expression instanceof Constant(double radians))) {
      return new Angle(expression, width);
    }
    double value = radians;
    if (width < 53) {
      double unit = Math.scalb(TAU, -width);
      double steps = Math.rint(value / unit);
      double turn = Math.scalb(1.0, width);
      value = (steps - turn * Math.floor(steps / turn)) * unit;
    } else if (value < 0 || value >= TAU) {
      value = value - TAU * Math.floor(value / TAU);
      value = value >= TAU ? 0 : value;
    }
    return new Angle(ParameterExpression.of(value), width);
  }

  /** One bit, or a slice, of an integer, angle or register known while reading. */
  private Value bit(Expression.IndexExpression index, Scope scope) {
    Value base = evaluate(index.base(), scope);
    String bits =
        switch (base) {
          case Bits(String all) -> all;
          case Int(long number, int width, _) -> bits(number, width == 0 ? DEFAULT_WIDTH : width);
          case Bool _, Real _, Duration _ ->
              throw diagnostics.error(
                  ErrorCode.QASM_INDEX,
                  index.span(),
                  "%s cannot be indexed".formatted(base.typeName()));
          case Angle _ -> throw diagnostics.unsupported(index.span(), "the bits of an angle");
        };
    int[] chosen = new Indices(this, diagnostics).select(index, bits.length(), scope);
    StringBuilder result = new StringBuilder();
    for (int k : chosen) {
      result.insert(0, bits.charAt(bits.length() - 1 - k));
    }
    return new Bits(result.toString());
  }

  private Diagnostics.Rejected mismatch(Span span, String operator, Value operand) {
    return diagnostics.error(
        ErrorCode.QASM_TYPE,
        span,
        "'%s' is not defined for %s".formatted(operator, operand.typeName()));
  }
}
