package dev.nightshift.qasm.check;

import dev.nightshift.circuit.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * A number whose digits are known only while the program runs: one statement a digit about the bits
 * that were measured.
 *
 * @param digits the least significant first, at least one
 * @param signed whether the last digit is a sign, as in an int
 */
public record Measured(List<Digit> digits, boolean signed) {
  public Measured {
    digits = List.copyOf(digits);
  }

  /** A digit: known while the program is read, or open until it runs. */
  public sealed interface Digit {
    Known ZERO = new Known(false);
    Known ONE = new Known(true);

    static Digit of(boolean value) {
      return value ? ONE : ZERO;
    }

    default Digit not() {
      return switch (this) {
        case Known(boolean value) -> of(!value);
        case Open(Condition condition) -> new Open(condition.negated());
      };
    }

    default Digit and(Digit other) {
      if (this instanceof Open(Condition left) && other instanceof Open(Condition right)) {
        return new Open(new Condition.And(left, right));
      }
      Known known = (Known) (this instanceof Known ? this : other);
      return known.value() ? (known == this ? other : this) : ZERO;
    }

    default Digit or(Digit other) {
      if (this instanceof Open(Condition left) && other instanceof Open(Condition right)) {
        return new Open(new Condition.Or(left, right));
      }
      Known known = (Known) (this instanceof Known ? this : other);
      return known.value() ? ONE : known == this ? other : this;
    }

    default Digit xor(Digit other) {
      if (other instanceof Known(boolean value)) {
        return value ? not() : this;
      }
      if (this instanceof Known) {
        return other.xor(this);
      }
      return and(other.not()).or(not().and(other));
    }
  }

  /** A digit that is known while the program is read. */
  public record Known(boolean value) implements Digit {}

  /** A digit that is 1 where the condition holds. */
  public record Open(Condition condition) implements Digit {}

  /** A truth value as a number of one digit. */
  static Measured truth(Digit digit) {
    return new Measured(List.of(digit), false);
  }

  int width() {
    return digits.size();
  }

  /** Digit k; beyond the last that of a wider number of the same value. */
  Digit digit(int k) {
    return k < width() ? digits.get(k) : signed ? digits.getLast() : Digit.ZERO;
  }

  /** The same value with as many digits, more or fewer. */
  Measured resized(int width, boolean isSigned) {
    List<Digit> resized = new ArrayList<>(width);
    for (int k = 0; k < width; k++) {
      resized.add(digit(k));
    }
    return new Measured(resized, isSigned);
  }

  /** The same value without leading digits that are known to be 0; a sign that is 0 is none. */
  Measured trimmed() {
    int width = width();
    while (width > 1 && digits.get(width - 1).equals(Digit.ZERO)) {
      width--;
    }
    return width == width() ? this : new Measured(digits.subList(0, width), false);
  }
}
