package dev.nightshift.qasm.print;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Condition.Comparison;
import dev.nightshift.circuit.Register;
import dev.nightshift.qasm.Profile;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Conditions as text, with parentheses by precedence only. A comparison of a whole register names
 * the register; one of other bits is written bit by bit.
 */
final class ConditionPrinter {
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int UNARY = 3;

  private final StringBuilder out;
  private final List<Register> registers;
  private final String[] bits;
  private final Profile profile;
  private String[] names = {};

  /**
   * @param bits the name of each bit, filled before the first condition is printed
   */
  ConditionPrinter(StringBuilder out, List<Register> registers, String[] bits, Profile profile) {
    this.out = out;
    this.registers = registers;
    this.bits = bits;
    this.profile = profile;
  }

  /** The printed names of the registers, in their order. */
  void registers(String[] printed) {
    this.names = printed;
  }

  void print(Condition condition) {
    print(condition, OR);
  }

  private void print(Condition condition, int least) {
    switch (condition) {
      case Condition.Bit(int bit, boolean value) -> out.append(value ? "" : "!").append(bits[bit]);
      case Condition.Compare compare -> compare(compare, least);
      case Condition.Not(Condition operand) -> {
        out.append('!');
        print(operand, UNARY);
      }
      case Condition.And(Condition left, Condition right) -> both(left, " && ", right, AND, least);
      case Condition.Or(Condition left, Condition right) -> both(left, " || ", right, OR, least);
    }
  }

  private void both(Condition left, String operator, Condition right, int own, int least) {
    if (profile == Profile.QISKIT) {
      throw refused("'%s'".formatted(operator.strip()));
    }
    out.append(own < least ? "(" : "");
    print(left, own);
    out.append(operator);
    print(right, own + 1);
    out.append(own < least ? ")" : "");
  }

  private void compare(Condition.Compare compare, int least) {
    for (int k = 0; k < names.length; k++) {
      Register register = registers.get(k);
      List<Integer> own =
          IntStream.range(register.offset(), register.offset() + register.size()).boxed().toList();
      if (own.equals(compare.bits())) {
        if (profile == Profile.QISKIT && compare.comparison() != Comparison.EQUAL) {
          throw refused("'%s'".formatted(compare.comparison().symbol()));
        }
        out.append(least == UNARY ? "(" : "");
        out.append(names[k])
            .append(' ')
            .append(compare.comparison().symbol())
            .append(' ')
            .append(compare.constant());
        out.append(least == UNARY ? ")" : "");
        return;
      }
    }
    print(compare.inBits(), least);
  }

  private static NightshiftException refused(String what) {
    return new NightshiftException(
        ErrorCode.QASM_UNSUPPORTED,
        "Qiskit's importer knows no %s in a condition, only a bit or register == number"
            .formatted(what));
  }
}
