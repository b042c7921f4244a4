package dev.nightshift.wire.qpy;

import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Condition.Comparison;
import dev.nightshift.qasm.check.Measured;
import dev.nightshift.qasm.check.Measured.Digit;
import java.math.BigInteger;
import java.util.function.BinaryOperator;

/**
 * What an instruction decides by: a bit or a register that equals a number, or an expression.
 *
 * <pre>
 * a bit or register, up to version 17: 0 and the bit's number as text, or the register's name;
 *   from version 18 on u8 0 and u32 bit, or u8 1 and the name
 * an expression: a letter, a type (b; u and u32 width), what the letter says, its operands:
 *   x variable: C and u32 bit, or R, u16 length and the register's name
 *   v value: b and bool, or i, u8 length and that many bytes
 *   c cast: bool implicit; 1 operand
 *   u unary: u8 operator; 1 operand
 *   b binary: u8 operator; 2 operands
 *   i index: none; 2 operands, the second a value
 * </pre>
 */
final class DecisionReader {
  /** Deepest expression. */
  private static final int DEEPEST = 400;

  /** Largest condition: exclusive ors of many bits double with each of them. */
  private static final int LARGEST = 1 << 12;

  /** Widest number. */
  private static final int WIDEST = 64;

  private final Registers registers;
  private final long bits;
  private final int version;

  /**
   * @param registers of the circuit that the instruction stands in
   * @param bits that it has
   */
  DecisionReader(Registers registers, long bits, int version) {
    this.registers = registers;
    this.bits = bits;
    this.version = version;
  }

  /** What a condition decides, where that is not known from the start. */
  Digit read(RawInstruction.RawCondition condition) {
    return switch (condition) {
      case RawInstruction.RawCondition.Equal(QpyInput name, long value) ->
          register(name).compared(Comparison.EQUAL, BigInteger.valueOf(value));
      case RawInstruction.RawCondition.Expression(QpyValue value) -> number(value).truth();
    };
  }

  /** The subject of a switch. */
  Measured number(QpyValue value) {
    return switch (value.type()) {
      case 'R' -> register(value.bytes());
      case 'x' -> {
        QpyInput in = value.bytes().again();
        Measured number = expression(in, 0);
        in.end();
        yield number;
      }
      default -> throw Problems.invalid("a decision is by bits, found " + value.kind());
    };
  }

  private Measured register(QpyInput bytes) {
    QpyInput in = bytes.again();
    if (in.remaining() == 0) {
      throw Problems.invalid("a condition names no register");
    }
    if (version >= 18) {
      boolean bit = in.u8() == 0;
      long index = bit ? in.u32() : 0;
      Measured found = bit ? bit(index) : Measured.ofBits(registers.bits(rest(in)));
      in.end();
      return found;
    }
    String name = rest(in);
    if (name.charAt(0) != 0) {
      return Measured.ofBits(registers.bits(name));
    }
    try {
      return bit(Long.parseLong(name.substring(1)));
    } catch (NumberFormatException wrong) {
      throw Problems.invalid("a condition names the bit " + Problems.quoted(name.substring(1)));
    }
  }

  private static String rest(QpyInput in) {
    return in.text(in.remaining());
  }

  private Measured bit(long index) {
    if (index < 0 || index >= bits) {
      throw Problems.invalid(
          "a condition names bit %d, which is outside [0, %d)".formatted(index, bits));
    }
    return Measured.ofBits((int) index);
  }

  private Measured expression(QpyInput in, int depth) {
    if (depth > DEEPEST) {
      throw Problems.tooLarge("conditions nest more than %d deep".formatted(DEEPEST));
    }
    char kind = in.letter();
    int width = width(in);
    Measured found =
        switch (kind) {
          case 'x' -> variable(in);
          case 'v' -> value(in, width);
          case 'c' -> {
            in.flag();
            Measured operand = expression(in, depth + 1);
            yield width == 0 ? Measured.truth(operand.truth()) : operand;
          }
          case 'u' -> {
            int operator = in.u8();
            Measured operand = expression(in, depth + 1);
            yield switch (operator) {
              case 1 -> operand.complement();
              case 2 -> Measured.truth(operand.truth().not());
              default -> throw arithmetic();
            };
          }
          case 'b' -> {
            int operator = in.u8();
            Measured left = expression(in, depth + 1);
            yield binary(operator, left, expression(in, depth + 1));
          }
          case 'i' -> {
            Measured target = expression(in, depth + 1);
            long index = known(expression(in, depth + 1), "an index");
            yield index < target.width()
                ? Measured.truth(target.digit((int) index))
                : Measured.truth(Digit.ZERO);
          }
          default ->
              throw Problems.dynamic(
                  "a condition holds %s; control flow by bits and registers is simulated"
                      .formatted(Problems.quoted(String.valueOf(kind))));
        };
    for (Digit digit : found.digits()) {
      if (digit instanceof Measured.Open(Condition condition) && condition.terms() > LARGEST) {
        throw Problems.tooLarge("a condition has more than %d terms".formatted(LARGEST));
      }
    }
    return width == 0 || found.width() == width ? found : found.resized(width, false);
  }

  /** The width of an unsigned integer, 0 for a truth value. */
  private static int width(QpyInput in) {
    char type = in.letter();
    if (type == 'b') {
      return 0;
    }
    if (type != 'u') {
      throw Problems.dynamic(
          "a condition is by numbers that are no unsigned integers; control flow by bits and"
              + " registers is simulated");
    }
    long width = in.u32();
    if (width < 1 || width > WIDEST) {
      throw Problems.tooLarge(
          "a condition compares numbers of %d bits; at most %d are read".formatted(width, WIDEST));
    }
    return (int) width;
  }

  private Measured variable(QpyInput in) {
    return switch (in.letter()) {
      case 'C' -> bit(in.u32());
      case 'R' -> Measured.ofBits(registers.bits(in.text(in.u16())));
      default -> throw Problems.unsupported("a condition asks a classical variable");
    };
  }

  private static Measured value(QpyInput in, int width) {
    return switch (in.letter()) {
      case 'b' -> Measured.truth(Digit.of(in.flag()));
      case 'i' -> {
        QpyInput number = in.part(in.u8(), "a number");
        BigInteger value =
            number.remaining() == 0 ? BigInteger.ZERO : new BigInteger(number.rest());
        yield Measured.of(value, Math.max(1, width));
      }
      default -> throw arithmetic();
    };
  }

  private static Measured binary(int operator, Measured left, Measured right) {
    return switch (operator) {
      case 1 -> bitwise(Digit::and, left, right);
      case 2 -> bitwise(Digit::or, left, right);
      case 3 -> bitwise(Digit::xor, left, right);
      case 4 -> Measured.truth(left.truth().and(right.truth()));
      case 5 -> Measured.truth(left.truth().or(right.truth()));
      case 6 -> compared(Comparison.EQUAL, left, right);
      case 7 -> compared(Comparison.NOT_EQUAL, left, right);
      case 8 -> compared(Comparison.LESS, left, right);
      case 9 -> compared(Comparison.AT_MOST, left, right);
      case 10 -> compared(Comparison.GREATER, left, right);
      case 11 -> compared(Comparison.AT_LEAST, left, right);
      case 12 -> left.shifted(known(right, "the length of a shift"));
      case 13 -> left.shifted(-known(right, "the length of a shift"));
      default -> throw arithmetic();
    };
  }

  private static Measured bitwise(BinaryOperator<Digit> operator, Measured left, Measured right) {
    return left.combined(operator, right);
  }

  private static Measured compared(Comparison comparison, Measured left, Measured right) {
    var known = right.known();
    if (known.isPresent()) {
      return Measured.truth(left.compared(comparison, known.get()));
    }
    known = left.known();
    return Measured.truth(
        known.isPresent()
            ? right.compared(comparison.mirrored(), known.get())
            : left.compared(comparison, right));
  }

  private static long known(Measured number, String what) {
    return number
        .known()
        .filter(value -> value.bitLength() < 32)
        .orElseThrow(() ->
            Problems.dynamic(
                what + " in a condition is no small number; such control flow is not simulated"))
        .longValueExact();
  }

  private static RuntimeException arithmetic() {
    return Problems.dynamic(
        "a condition does arithmetic; control flow by bits and registers is simulated");
  }
}
