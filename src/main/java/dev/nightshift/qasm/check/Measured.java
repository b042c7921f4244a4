package dev.nightshift.qasm.check;

import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Condition.Comparison;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

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

  /** A number that is known. */
  public static Measured of(BigInteger value, int width) {
    List<Digit> digits = new ArrayList<>(width);
    for (int k = 0; k < width; k++) {
      digits.add(Digit.of(value.testBit(k)));
    }
    return new Measured(digits, false);
  }

  /** Bits of the circuit, the least significant first. */
  public static Measured ofBits(int... bits) {
    List<Digit> digits = new ArrayList<>(bits.length);
    for (int bit : bits) {
      digits.add(new Open(Condition.bit(bit)));
    }
    return new Measured(digits, false);
  }

  /** A truth value as a number of one digit. */
  public static Measured truth(Digit digit) {
    return new Measured(List.of(digit), false);
  }

  public int width() {
    return digits.size();
  }

  /** Digit k; beyond the last that of a wider number of the same value. */
  public Digit digit(int k) {
    return k < width() ? digits.get(k) : signed ? digits.getLast() : Digit.ZERO;
  }

  /** The same value with as many digits, more or fewer. */
  public Measured resized(int width, boolean isSigned) {
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

  /** The value where all digits of an unsigned number are known. */
  public Optional<BigInteger> known() {
    BigInteger value = BigInteger.ZERO;
    for (int k = 0; k < width(); k++) {
      if (!(digits.get(k) instanceof Known(boolean one))) {
        return Optional.empty();
      }
      value = one ? value.setBit(k) : value;
    }
    return Optional.of(value);
  }

  /** Digit by digit, as wide as the wider of both. */
  public Measured combined(BinaryOperator<Digit> operator, Measured other) {
    int width = Math.max(width(), other.width());
    List<Digit> combined = new ArrayList<>(width);
    for (int k = 0; k < width; k++) {
      combined.add(operator.apply(digit(k), other.digit(k)));
    }
    return new Measured(combined, signed && other.signed);
  }

  /** Every digit turned over. */
  public Measured complement() {
    return new Measured(digits.stream().map(Digit::not).toList(), signed);
  }

  /** The digits moved up, or down where the distance is negative; the width stays. */
  public Measured shifted(long up) {
    long by = Math.clamp(up, -width(), width());
    List<Digit> shifted = new ArrayList<>(width());
    for (int k = 0; k < width(); k++) {
      shifted.add(k - by < 0 ? Digit.ZERO : digit((int) (k - by)));
    }
    return new Measured(shifted, signed);
  }

  // Comparisons --------------------------------------------------------------------------------

  /** Whether it is not 0. */
  public Digit truth() {
    return compared(Comparison.NOT_EQUAL, BigInteger.ZERO);
  }

  /** Whether it stands so to another number, both unsigned. */
  public Digit compared(Comparison comparison, Measured other) {
    Digit less = Digit.ZERO;
    Digit equal = Digit.ONE;
    for (int k = 0; k < Math.max(width(), other.width()); k++) {
      Digit different = digit(k).xor(other.digit(k));
      // A higher digit decides, or leaves it to the lower ones.
      less = digit(k).not().and(other.digit(k)).or(different.not().and(less));
      equal = equal.and(different.not());
    }
    return switch (comparison) {
      case EQUAL -> equal;
      case NOT_EQUAL -> equal.not();
      case LESS -> less;
      case AT_LEAST -> less.not();
      case AT_MOST -> less.or(equal);
      case GREATER -> less.or(equal).not();
    };
  }

  /** Whether it stands so to a constant. */
  public Digit compared(Comparison comparison, BigInteger constant) {
    Measured number = trimmed();
    BigInteger against = constant;
    if (number.signed()) {
      // Two's complement with its sign turned over counts up from 0.
      BigInteger half = BigInteger.ONE.shiftLeft(number.width() - 1);
      boolean isOne = comparison == Comparison.EQUAL || comparison == Comparison.NOT_EQUAL;
      if (isOne && constant.signum() < 0 && constant.add(half).signum() >= 0) {
        against = constant.add(half).add(half);
        return inside(new Measured(number.digits(), false), comparison, against);
      }
      List<Digit> digits = new ArrayList<>(number.digits());
      digits.add(digits.removeLast().not());
      number = new Measured(digits, false);
      against = constant.add(half);
    }
    int width = number.width();
    if (against.signum() < 0 || against.bitLength() > width) {
      return Digit.of(comparison.holds(against.signum() < 0 ? 1 : -1));
    }
    BigInteger largest = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    boolean lowest = against.signum() == 0;
    boolean highest = against.equals(largest);
    if (lowest && (comparison == Comparison.AT_LEAST || comparison == Comparison.LESS)) {
      return Digit.of(comparison == Comparison.AT_LEAST);
    }
    if (highest && (comparison == Comparison.AT_MOST || comparison == Comparison.GREATER)) {
      return Digit.of(comparison == Comparison.AT_MOST);
    }
    return inside(number, comparison, against);
  }

  /** A comparison that some values pass and some do not. */
  private static Digit inside(Measured number, Comparison comparison, BigInteger constant) {
    List<Integer> bits = plainBits(number);
    if (bits.size() == 1) {
      boolean one = comparison.holds(BigInteger.ONE.compareTo(constant));
      return new Open(new Condition.Bit(bits.getFirst(), one));
    }
    if (!bits.isEmpty() && bits.size() <= Condition.MAX_COMPARED) {
      return new Open(new Condition.Compare(bits, comparison, constant.longValueExact()));
    }
    return switch (comparison) {
      case EQUAL -> equal(number, constant);
      case NOT_EQUAL -> equal(number, constant).not();
      case AT_LEAST -> reaches(number, constant);
      case LESS -> reaches(number, constant).not();
      case GREATER -> reaches(number, constant.add(BigInteger.ONE));
      case AT_MOST -> reaches(number, constant.add(BigInteger.ONE)).not();
    };
  }

  /** The bits of a number that is just some bits, each once; else none. */
  private static List<Integer> plainBits(Measured number) {
    List<Integer> bits = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (Digit digit : number.digits()) {
      if (digit instanceof Open(Condition.Bit(int bit, boolean value)) && value && seen.add(bit)) {
        bits.add(bit);
      } else {
        return List.of();
      }
    }
    return bits;
  }

  private static Digit equal(Measured number, BigInteger constant) {
    Digit all = Digit.ONE;
    for (int k = 0; k < number.width(); k++) {
      Digit digit = number.digit(k);
      all = all.and(constant.testBit(k) ? digit : digit.not());
    }
    return all;
  }

  private static Digit reaches(Measured number, BigInteger constant) {
    Digit reached = Digit.ONE;
    for (int k = 0; k < number.width(); k++) {
      Digit digit = number.digit(k);
      reached = constant.testBit(k) ? digit.and(reached) : digit.or(reached);
    }
    return reached;
  }
}
