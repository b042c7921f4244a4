package dev.nightshift.qasm.check;

import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.qasm.ast.ClassicalType.Kind;

/** A value known while the program is read; a real one may depend on the inputs. */
public sealed interface Value {

  /** The type as an error message names it. */
  String typeName();

  /**
   * An int or uint.
   *
   * @param width 1 to 64, or {@link #LITERAL} for a literal, which takes the width of its company
   */
  record Int(long value, int width, boolean signed) implements Value {
    static final int LITERAL = 0;

    @Override
    public String typeName() {
      return (signed ? "int" : "uint") + (width == LITERAL ? "" : "[" + width + "]");
    }
  }

  /** A float; 64 bits unless it was rounded when stored. */
  record Real(ParameterExpression expression) implements Value {
    public static Real of(double value) {
      return new Real(ParameterExpression.of(value));
    }

    @Override
    public String typeName() {
      return "float";
    }
  }

  /**
   * An angle in radians; a constant one lies in [0, 2π).
   *
   * @param width in bits
   */
  record Angle(ParameterExpression expression, int width) implements Value {
    @Override
    public String typeName() {
      return "angle";
    }
  }

  record Bool(boolean value) implements Value {
    @Override
    public String typeName() {
      return "bool";
    }
  }

  /** Bits, most significant first; a single one may stand for a scalar. */
  record Bits(String bits) implements Value {
    @Override
    public String typeName() {
      return "bit[" + bits.length() + "]";
    }
  }

  /**
   * A time.
   *
   * @param unit dt, ns, us, ms or s
   */
  record Duration(double value, String unit) implements Value {
    @Override
    public String typeName() {
      return "duration";
    }
  }

  /** A type with its width known: 0 where it has none. */
  record Type(Kind kind, int width) {
    public String name() {
      return kind.keyword() + (width == 0 ? "" : "[" + width + "]");
    }
  }
}
