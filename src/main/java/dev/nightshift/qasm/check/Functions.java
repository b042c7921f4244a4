package dev.nightshift.qasm.check;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.Span;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Constant;
import dev.nightshift.circuit.ParameterExpression.Function;
import dev.nightshift.qasm.ast.Expression.Identifier;
import dev.nightshift.qasm.check.Value.Angle;
import dev.nightshift.qasm.check.Value.Bits;
import dev.nightshift.qasm.check.Value.Bool;
import dev.nightshift.qasm.check.Value.Duration;
import dev.nightshift.qasm.check.Value.Int;
import dev.nightshift.qasm.check.Value.Real;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The built-in functions. Those of an angle stay symbolic over inputs; {@code asin}, {@code acos}
 * and {@code atan} are read too, since Qiskit's exporter writes them.
 */
final class Functions {
  private static final Map<String, Function> OF_A_REAL =
      Map.ofEntries(
          Map.entry("sin", Function.SIN),
          Map.entry("cos", Function.COS),
          Map.entry("tan", Function.TAN),
          Map.entry("arcsin", Function.ARCSIN),
          Map.entry("arccos", Function.ARCCOS),
          Map.entry("arctan", Function.ARCTAN),
          Map.entry("asin", Function.ARCSIN),
          Map.entry("acos", Function.ARCCOS),
          Map.entry("atan", Function.ARCTAN),
          Map.entry("exp", Function.EXP),
          Map.entry("log", Function.LOG),
          Map.entry("sqrt", Function.SQRT));

  static final Set<String> NAMES =
      Set.of(
          "sin",
          "cos",
          "tan",
          "arcsin",
          "arccos",
          "arctan",
          "asin",
          "acos",
          "atan",
          "exp",
          "log",
          "sqrt",
          "ceiling",
          "floor",
          "mod",
          "popcount",
          "rotl",
          "rotr",
          "sizeof",
          "real",
          "imag");

  private final Diagnostics diagnostics;

  Functions(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The value of a function of {@link #NAMES}. */
  Value call(Span span, Identifier name, List<Value> arguments, List<Span> places) {
    Function function = OF_A_REAL.get(name.name());
    if (function != null) {
      count(span, name, arguments, 1);
      ParameterExpression x = real(name, arguments.getFirst(), places.getFirst());
      if (!(x instanceof Constant(double value))) {
        return new Real(new ParameterExpression.Call(function, x));
      }
      return Real.of(finite(span, name, function.apply(value)));
    }
    return switch (name.name()) {
      case "ceiling", "floor" -> {
        count(span, name, arguments, 1);
        double x = constant(name, arguments.getFirst(), places.getFirst());
        yield Real.of(name.name().equals("floor") ? Math.floor(x) : Math.ceil(x));
      }
      case "mod" -> {
        count(span, name, arguments, 2);
        yield mod(span, name, arguments, places);
      }
      case "popcount" -> {
        count(span, name, arguments, 1);
        if (!(arguments.getFirst() instanceof Bits(String bits))) {
          throw wrong(name, arguments.getFirst(), places.getFirst(), "a bit register");
        }
        yield new Int(bits.chars().filter(c -> c == '1').count(), 32, false);
      }
      case "rotl", "rotr" -> {
        count(span, name, arguments, 2);
        yield rotated(name, arguments, places);
      }
      case "sizeof" ->
          throw diagnostics.error(
              ErrorCode.QASM_TYPE,
              span,
              "sizeof takes an array, found %s"
                  .formatted(arguments.isEmpty() ? "nothing" : arguments.getFirst().typeName()));
      default -> throw diagnostics.unsupported(span, "the function " + name.name());
    };
  }

  private Value mod(Span span, Identifier name, List<Value> arguments, List<Span> places) {
    if (arguments.get(0) instanceof Int(long a, int w, boolean s)
        && arguments.get(1) instanceof Int(long b, int v, _)) {
      if (b == 0) {
        throw diagnostics.error(ErrorCode.QASM_CONSTANT, span, "this divides by zero");
      }
      return Evaluator.wrapped(a % b, Math.max(w, v), s);
    }
    double a = constant(name, arguments.get(0), places.get(0));
    double b = constant(name, arguments.get(1), places.get(1));
    if (b == 0) {
      throw diagnostics.error(ErrorCode.QASM_CONSTANT, span, "this divides by zero");
    }
    return Real.of(a % b);
  }

  private Value rotated(Identifier name, List<Value> arguments, List<Span> places) {
    if (!(arguments.get(1) instanceof Int(long by, _, _))) {
      throw wrong(name, arguments.get(1), places.get(1), "an integer");
    }
    long left = name.name().equals("rotl") ? by : -by;
    return switch (arguments.get(0)) {
      case Bits(String bits) -> {
        int shift = (int) Math.floorMod(left, (long) bits.length());
        yield new Bits(bits.substring(shift) + bits.substring(0, shift));
      }
      case Int(long value, int width, boolean signed) when !signed -> {
        int bits = width == Int.LITERAL ? 32 : width;
        int shift = (int) Math.floorMod(left, (long) bits);
        long kept = Evaluator.wrapped(value, bits, false).value();
        long turned = shift == 0 ? kept : kept << shift | kept >>> (bits - shift);
        yield Evaluator.wrapped(turned, bits, false);
      }
      case Int _, Bool _, Real _, Angle _, Duration _ ->
          throw wrong(name, arguments.get(0), places.get(0), "a bit register or a uint");
    };
  }

  private void count(Span span, Identifier name, List<Value> arguments, int expected) {
    if (arguments.size() != expected) {
      throw diagnostics.error(
          ErrorCode.QASM_ARGUMENTS,
          span,
          "%s takes %d argument%s, found %d"
              .formatted(name.name(), expected, expected == 1 ? "" : "s", arguments.size()));
    }
  }

  private ParameterExpression real(Identifier name, Value value, Span place) {
    return switch (value) {
      case Real(ParameterExpression x) -> x;
      case Angle(ParameterExpression x, _) -> x;
      case Int(long x, _, _) -> ParameterExpression.of(x);
      case Bool(boolean x) -> ParameterExpression.of(x ? 1 : 0);
      case Bits _, Duration _ -> throw wrong(name, value, place, "a number");
    };
  }

  private double constant(Identifier name, Value value, Span place) {
    if (real(name, value, place) instanceof Constant(double x)) {
      return x;
    }
    throw diagnostics.unsupported(place, "%s of an input".formatted(name.name()));
  }

  private double finite(Span span, Identifier name, double value) {
    if (!Double.isFinite(value)) {
      throw diagnostics.error(
          ErrorCode.QASM_CONSTANT,
          span,
          "%s has no finite value there".formatted(name.name()),
          "the argument is outside its range");
    }
    return value;
  }

  private Diagnostics.Rejected wrong(Identifier name, Value value, Span place, String expected) {
    return diagnostics.error(
        ErrorCode.QASM_TYPE,
        place,
        "%s takes %s, found %s".formatted(name.name(), expected, value.typeName()));
  }
}
