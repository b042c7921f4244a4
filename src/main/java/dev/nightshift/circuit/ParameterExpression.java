package dev.nightshift.circuit;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * A real number that may depend on parameters and stays symbolic until it is bound.
 *
 * <p>Constants fold as expressions are built ({@code 2 * 3} is 6, {@code x * 1} is x); nothing else
 * is rewritten, so what the user wrote is what goes on the wire.
 */
public sealed interface ParameterExpression {

  /** A number; finite. */
  record Constant(double value) implements ParameterExpression {
    public Constant {
      if (!Double.isFinite(value)) {
        throw new NightshiftException(
            ErrorCode.BINDING_VALUE,
            "the angle %s is not finite; give a finite number".formatted(value));
      }
      value = value == 0 ? 0.0 : value;
    }
  }

  /** A free parameter, known by its name. */
  record Parameter(String name) implements ParameterExpression {
    public Parameter {
      if (name.isEmpty()) {
        throw new NightshiftException(
            ErrorCode.CIRCUIT_INVALID, "a parameter needs a name; give one");
      }
    }
  }

  record Negate(ParameterExpression operand) implements ParameterExpression {}

  record Binary(Operator operator, ParameterExpression left, ParameterExpression right)
      implements ParameterExpression {}

  record Call(Function function, ParameterExpression argument) implements ParameterExpression {}

  /** The operators of two operands, with OpenQASM's spelling. */
  enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    POWER("**");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }

    public double apply(double left, double right) {
      return switch (this) {
        case ADD -> left + right;
        case SUBTRACT -> left - right;
        case MULTIPLY -> left * right;
        case DIVIDE -> left / right;
        case POWER -> Math.pow(left, right);
      };
    }
  }

  /** The functions of one argument, with OpenQASM's names. */
  enum Function {
    SIN("sin"),
    COS("cos"),
    TAN("tan"),
    ARCSIN("arcsin"),
    ARCCOS("arccos"),
    ARCTAN("arctan"),
    EXP("exp"),
    LOG("log"),
    SQRT("sqrt"),
    ABS("abs"),
    SIGN("sign");

    private final String qasmName;

    Function(String qasmName) {
      this.qasmName = qasmName;
    }

    public String qasmName() {
      return qasmName;
    }

    /** Whether OpenQASM 3 has it; the others come with Qiskit's circuits. */
    public boolean isOpenQasm() {
      return this != ABS && this != SIGN;
    }

    public double apply(double x) {
      return switch (this) {
        case SIN -> Math.sin(x);
        case COS -> Math.cos(x);
        case TAN -> Math.tan(x);
        case ARCSIN -> Math.asin(x);
        case ARCCOS -> Math.acos(x);
        case ARCTAN -> Math.atan(x);
        case EXP -> Math.exp(x);
        case LOG -> Math.log(x);
        case SQRT -> Math.sqrt(x);
        case ABS -> Math.abs(x);
        case SIGN -> Math.signum(x);
      };
    }
  }

  ParameterExpression ZERO = new Constant(0);
  ParameterExpression PI = new Constant(Math.PI);

  static ParameterExpression of(double value) {
    return new Constant(value);
  }

  static Parameter parameter(String name) {
    return new Parameter(name);
  }

  default ParameterExpression plus(ParameterExpression other) {
    if (isConstant(0)) {
      return other;
    }
    return other.isConstant(0) ? this : binary(Operator.ADD, this, other);
  }

  default ParameterExpression minus(ParameterExpression other) {
    return other.isConstant(0) ? this : binary(Operator.SUBTRACT, this, other);
  }

  default ParameterExpression times(ParameterExpression other) {
    if (isConstant(1)) {
      return other;
    }
    return other.isConstant(1) ? this : binary(Operator.MULTIPLY, this, other);
  }

  default ParameterExpression times(double factor) {
    return of(factor).times(this);
  }

  default ParameterExpression over(ParameterExpression other) {
    return other.isConstant(1) ? this : binary(Operator.DIVIDE, this, other);
  }

  default ParameterExpression power(ParameterExpression exponent) {
    return exponent.isConstant(1) ? this : binary(Operator.POWER, this, exponent);
  }

  default ParameterExpression negated() {
    return switch (this) {
      case Constant(double value) -> of(-value);
      case Negate(ParameterExpression operand) -> operand;
      default -> new Negate(this);
    };
  }

  /** The expression under a function; folded where it is constant. */
  static ParameterExpression call(Function function, ParameterExpression argument) {
    return argument instanceof Constant(double value)
        ? of(function.apply(value))
        : new Call(function, argument);
  }

  private static ParameterExpression binary(
      Operator operator, ParameterExpression left, ParameterExpression right) {
    return left instanceof Constant(double a) && right instanceof Constant(double b)
        ? of(operator.apply(a, b))
        : new Binary(operator, left, right);
  }

  private boolean isConstant(double value) {
    return this instanceof Constant(double own) && own == value;
  }

  /** Whether no parameter occurs in it. */
  default boolean isConstant() {
    return switch (this) {
      case Constant _ -> true;
      case Parameter _ -> false;
      case Negate(var operand) -> operand.isConstant();
      case Binary(_, var left, var right) -> left.isConstant() && right.isConstant();
      case Call(_, var argument) -> argument.isConstant();
    };
  }

  /** Names of the parameters in it, by code point. */
  default SortedSet<String> parameters() {
    SortedSet<String> names = new TreeSet<>(CodePoints.ORDER);
    collectParameters(names);
    return names;
  }

  /** Adds the names of the parameters in it to a set. */
  default void collectParameters(Set<String> names) {
    switch (this) {
      case Constant _ -> {}
      case Parameter(String name) -> names.add(name);
      case Negate(var operand) -> operand.collectParameters(names);
      case Binary(_, var left, var right) -> {
        left.collectParameters(names);
        right.collectParameters(names);
      }
      case Call(_, var argument) -> argument.collectParameters(names);
    }
  }

  /**
   * The value at a binding.
   *
   * @param binding gives every parameter's value
   */
  default double evaluate(ToDoubleFunction<String> binding) {
    return switch (this) {
      case Constant(double value) -> value;
      case Parameter(String name) -> binding.applyAsDouble(name);
      case Negate(var operand) -> -operand.evaluate(binding);
      case Binary(Operator operator, var left, var right) ->
          operator.apply(left.evaluate(binding), right.evaluate(binding));
      case Call(Function function, var argument) -> function.apply(argument.evaluate(binding));
    };
  }

  /** The expression with parameters replaced; those the function maps to themselves stay. */
  default ParameterExpression substitute(
      java.util.function.Function<Parameter, ParameterExpression> replacement) {
    return switch (this) {
      case Constant _ -> this;
      case Parameter parameter -> replacement.apply(parameter);
      case Negate(var operand) -> operand.substitute(replacement).negated();
      case Binary(Operator operator, var left, var right) ->
          binary(operator, left.substitute(replacement), right.substitute(replacement));
      case Call(Function function, var argument) ->
          call(function, argument.substitute(replacement));
    };
  }

  /** The partial derivative, symbolic. */
  default ParameterExpression derivative(String name) {
    return switch (this) {
      case Constant _ -> ZERO;
      case Parameter(String own) -> of(own.equals(name) ? 1 : 0);
      case Negate(var operand) -> operand.derivative(name).negated();
      case Binary(Operator operator, var left, var right) ->
          Derivatives.ofBinary(operator, left, right, name);
      case Call(Function function, var argument) -> Derivatives.ofCall(function, argument, name);
    };
  }
}
