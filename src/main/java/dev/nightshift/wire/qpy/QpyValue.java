package dev.nightshift.wire.qpy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.wire.Npy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A parameter of an instruction: a letter for its type, a u64 length and its bytes. It is read once
 * the instruction says what it should be.
 *
 * @param type as in the file
 * @param bytes its own and nothing else
 */
record QpyValue(char type, QpyInput bytes) {
  /** Fewest bytes of a value. */
  static final int LEAST_BYTES = 9;

  static QpyValue read(QpyInput in) {
    char type = in.letter();
    return new QpyValue(type, in.part(in.length(), "a parameter"));
  }

  /**
   * The value as an angle of an instruction.
   *
   * @param declared receives the names of its parameters
   */
  ParameterExpression angle(Scope scope, Set<String> declared) {
    if (type != 'f' && type != 'i') {
      return phase(scope, declared);
    }
    // Up to version 17 the numbers of instructions are little-endian, against the rest of the file.
    QpyInput in = bytes.again();
    long bits = scope.version() < 18 ? Long.reverseBytes(in.i64()) : in.i64();
    in.end();
    return ParameterExpression.of(type == 'f' ? Double.longBitsToDouble(bits) : bits);
  }

  /** The value as a whole number of an instruction. */
  long whole(Scope scope) {
    if (type != 'i') {
      throw expected("a whole number");
    }
    QpyInput in = bytes.again();
    long bits = scope.version() < 18 ? Long.reverseBytes(in.i64()) : in.i64();
    in.end();
    return bits;
  }

  /** The values of a tuple. */
  List<QpyValue> tuple() {
    if (type != 't') {
      throw expected("a tuple");
    }
    QpyInput in = bytes.again();
    int count = in.fitting(in.i64(), LEAST_BYTES);
    List<QpyValue> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(read(in));
    }
    in.end();
    return values;
  }

  /** The value as a circuit's global phase. */
  ParameterExpression phase(Scope scope, Set<String> declared) {
    QpyInput in = bytes.again();
    ParameterExpression angle =
        switch (type) {
          case 'f' -> ParameterExpression.of(in.f64());
          case 'i' -> ParameterExpression.of(in.i64());
          case 'p' -> declared(scope.symbols().alone(in), declared);
          case 'v' -> declared(ExpressionReader.element(in, scope), declared);
          case 'e' -> ExpressionReader.read(in, scope, declared);
          case 'n' -> ParameterExpression.of(number(Npy.read(in.rest())));
          case 'c' -> throw Problems.unsupported("an angle is a complex number; give real ones");
          default -> throw expected("a number");
        };
    in.end();
    return angle;
  }

  private static ParameterExpression declared(
      ParameterExpression.Parameter parameter, Set<String> declared) {
    declared.add(parameter.name());
    return parameter;
  }

  private double number(Npy.Array array) {
    if (array.shape().size() != 1) {
      throw expected("a number");
    }
    return array.toDoubles()[0];
  }

  String text() {
    if (type != 's') {
      throw expected("text");
    }
    QpyInput in = bytes.again();
    return in.text(in.remaining());
  }

  /** The value as a complex number, re and im. */
  double[] complex() {
    if (type != 'c') {
      throw expected("a complex number");
    }
    QpyInput in = bytes.again();
    double[] pair = {in.f64(), in.f64()};
    in.end();
    return pair;
  }

  /**
   * The value as a complex matrix.
   *
   * @return row-major, re and im alternating
   */
  double[] matrix(int rows) {
    if (type != 'n') {
      throw expected("a matrix");
    }
    Npy.Array array = Npy.read(bytes.again().rest());
    double[] values = array.toDoubles();
    var extents = array.shape().extents();
    boolean complex = extents.size() == 3 && extents.get(2) == 2;
    if (extents.size() < 2
        || extents.get(0) != rows
        || extents.get(1) != rows
        || !(complex || extents.size() == 2)) {
      throw Problems.invalid(
          "a matrix has the shape %s; %d x %d is needed".formatted(array.shape(), rows, rows));
    }
    if (complex) {
      return values;
    }
    double[] pairs = new double[2 * values.length];
    Arrays.setAll(pairs, i -> i % 2 == 0 ? values[i / 2] : 0);
    return pairs;
  }

  /**
   * A modifier of an annotated operation.
   *
   * @param kind i inverse, c control, p power
   */
  record Modifier(char kind, long controls, long controlState, double power) {}

  Modifier modifier() {
    if (type != 'm') {
      throw expected("a modifier");
    }
    QpyInput in = bytes.again();
    Modifier modifier = new Modifier(in.letter(), in.u32(), in.u32(), in.f64());
    in.end();
    return modifier;
  }

  /** How a message names it. */
  String kind() {
    return switch (type) {
      case 'i', 'f' -> "a number";
      case 'c' -> "a complex number";
      case 'd' -> "the default case of a switch";
      case 'R' -> "a register";
      case 'r' -> "a range";
      case 't' -> "a tuple";
      case 'n' -> "an array";
      case 'p', 'v', 'e' -> "a parameter expression";
      case 's' -> "text";
      case 'z' -> "nothing";
      case 'x' -> "a classical expression";
      case 'm' -> "a modifier";
      case 'q' -> "a circuit";
      default -> "a value of type " + Problems.quoted(String.valueOf(type));
    };
  }

  private NightshiftException expected(String what) {
    return Problems.invalid("a parameter should be %s, found %s".formatted(what, kind()));
  }
}
