package dev.nightshift.circuit;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * What a circuit decides by while it runs: a statement about its bits, each as it was read last, 0
 * before.
 *
 * <p>Immutable. The factories leave no {@code not} before a bit, a comparison or another {@code
 * not}, so that what is equal as written is equal.
 */
public sealed interface Condition {
  /** Widest list of bits that is compared: its values fit a {@code long}. */
  int MAX_COMPARED = 63;

  /** That a bit has a value. */
  record Bit(int bit, boolean value) implements Condition {}

  /**
   * That some bits, read as an unsigned integer, compare so with a constant.
   *
   * @param bits the least significant first, at most {@value #MAX_COMPARED}, all different
   * @param constant not negative, of no more binary digits than bits
   */
  record Compare(List<Integer> bits, Comparison comparison, long constant) implements Condition {
    public Compare {
      bits = List.copyOf(bits);
      if (bits.isEmpty() || bits.size() > MAX_COMPARED || constant < 0) {
        throw new IllegalArgumentException(
            "%d bits compared with %d: there must be 1 to %d, the constant not negative"
                .formatted(bits.size(), constant, MAX_COMPARED));
      }
      if (constant >> bits.size() != 0) {
        throw new IllegalArgumentException(
            "%d has more digits than the %d bits it is compared with"
                .formatted(constant, bits.size()));
      }
    }
  }

  /** That a conjunction or disjunction does not hold. */
  record Not(Condition operand) implements Condition {}

  /** That both hold. */
  record And(Condition left, Condition right) implements Condition {}

  /** That one of them holds, or both. */
  record Or(Condition left, Condition right) implements Condition {}

  /** How an unsigned integer stands to a constant. */
  enum Comparison {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    /** As OpenQASM writes it. */
    public String symbol() {
      return symbol;
    }

    /** The comparison that holds where this one does not. */
    public Comparison negated() {
      return switch (this) {
        case EQUAL -> NOT_EQUAL;
        case NOT_EQUAL -> EQUAL;
        case LESS -> AT_LEAST;
        case AT_LEAST -> LESS;
        case GREATER -> AT_MOST;
        case AT_MOST -> GREATER;
      };
    }

    /** The comparison with its sides exchanged. */
    public Comparison mirrored() {
      return switch (this) {
        case EQUAL, NOT_EQUAL -> this;
        case LESS -> GREATER;
        case GREATER -> LESS;
        case AT_MOST -> AT_LEAST;
        case AT_LEAST -> AT_MOST;
      };
    }

    /**
     * Whether it holds.
     *
     * @param order of the left side to the right: negative, 0 or positive
     */
    public boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case AT_MOST -> order <= 0;
        case GREATER -> order > 0;
        case AT_LEAST -> order >= 0;
      };
    }
  }

  /** That a bit reads 1. */
  static Condition bit(int bit) {
    return new Bit(bit, true);
  }

  /** That a list of bits, least significant first, equals a constant. */
  static Condition equal(List<Integer> bits, long constant) {
    return new Compare(bits, Comparison.EQUAL, constant);
  }

  /** That this does not hold. */
  default Condition negated() {
    return switch (this) {
      case Bit(int bit, boolean value) -> new Bit(bit, !value);
      case Compare(var bits, Comparison comparison, long constant) ->
          new Compare(bits, comparison.negated(), constant);
      case Not(Condition operand) -> operand;
      case And _, Or _ -> new Not(this);
    };
  }

  /** Whether it holds for bits that read so. */
  default boolean holds(IntPredicate read) {
    return switch (this) {
      case Bit(int bit, boolean value) -> read.test(bit) == value;
      case Compare(var bits, Comparison comparison, long constant) -> {
        long found = 0;
        for (int k = 0; k < bits.size(); k++) {
          found |= read.test(bits.get(k)) ? 1L << k : 0;
        }
        yield comparison.holds(Long.compare(found, constant));
      }
      case Not(Condition operand) -> !operand.holds(read);
      case And(Condition left, Condition right) -> left.holds(read) && right.holds(read);
      case Or(Condition left, Condition right) -> left.holds(read) || right.holds(read);
    };
  }

  /** The bits it reads, ascending. */
  default SortedSet<Integer> reads() {
    SortedSet<Integer> found = new TreeSet<>();
    collect(found);
    return found;
  }

  /** How many statements about a bit or a list of bits it is made of. */
  default int terms() {
    return switch (this) {
      case Bit _, Compare _ -> 1;
      case Not(Condition operand) -> operand.terms();
      case And(Condition left, Condition right) -> left.terms() + right.terms();
      case Or(Condition left, Condition right) -> left.terms() + right.terms();
    };
  }

  private void collect(SortedSet<Integer> found) {
    switch (this) {
      case Bit(int bit, _) -> found.add(bit);
      case Compare(var bits, _, _) -> found.addAll(bits);
      case Not(Condition operand) -> operand.collect(found);
      case And(Condition left, Condition right) -> {
        left.collect(found);
        right.collect(found);
      }
      case Or(Condition left, Condition right) -> {
        left.collect(found);
        right.collect(found);
      }
    }
  }

  /** The same about other bits, {@code to(b)} in the place of b. */
  default Condition mapped(IntUnaryOperator to) {
    return switch (this) {
      case Bit(int bit, boolean value) -> new Bit(to.applyAsInt(bit), value);
      case Compare(var bits, Comparison comparison, long constant) ->
          new Compare(bits.stream().map(bit -> to.applyAsInt(bit)).toList(), comparison, constant);
      case Not(Condition operand) -> new Not(operand.mapped(to));
      case And(Condition left, Condition right) -> new And(left.mapped(to), right.mapped(to));
      case Or(Condition left, Condition right) -> new Or(left.mapped(to), right.mapped(to));
    };
  }

  /** The same without comparisons: for what knows single bits only. */
  default Condition inBits() {
    return switch (this) {
      case Bit _ -> this;
      case Compare(var bits, Comparison comparison, long constant) ->
          inBits(bits, comparison, constant);
      case Not(Condition operand) -> new Not(operand.inBits());
      case And(Condition left, Condition right) -> new And(left.inBits(), right.inBits());
      case Or(Condition left, Condition right) -> new Or(left.inBits(), right.inBits());
    };
  }

  private static Condition inBits(List<Integer> bits, Comparison comparison, long constant) {
    return switch (comparison) {
      case EQUAL -> {
        Condition all = new Bit(bits.getFirst(), (constant & 1) != 0);
        for (int k = 1; k < bits.size(); k++) {
          all = new And(all, new Bit(bits.get(k), (constant >> k & 1) != 0));
        }
        yield all;
      }
      case NOT_EQUAL -> {
        Condition any = new Bit(bits.getFirst(), (constant & 1) == 0);
        for (int k = 1; k < bits.size(); k++) {
          any = new Or(any, new Bit(bits.get(k), (constant >> k & 1) == 0));
        }
        yield any;
      }
      case AT_LEAST -> {
        // From the lowest bit up: a higher bit decides, or leaves it to the lower ones. What every
        // value reaches is said by a tautology of one bit.
        if (constant == 0) {
          yield new Or(new Bit(bits.getFirst(), true), new Bit(bits.getFirst(), false));
        }
        int k = Long.numberOfTrailingZeros(constant);
        Condition reached = new Bit(bits.get(k), true);
        for (k++; k < bits.size(); k++) {
          Condition one = new Bit(bits.get(k), true);
          reached = (constant >> k & 1) != 0 ? new And(one, reached) : new Or(one, reached);
        }
        yield reached;
      }
      case LESS -> inBits(bits, Comparison.AT_LEAST, constant).complement();
      case GREATER ->
          constant + 1 >> bits.size() != 0
              ? new And(new Bit(bits.getFirst(), true), new Bit(bits.getFirst(), false))
              : inBits(bits, Comparison.AT_LEAST, constant + 1);
      case AT_MOST -> inBits(bits, Comparison.GREATER, constant).complement();
    };
  }

  /** The negation with every {@code not} carried down to the bits. */
  private Condition complement() {
    return switch (this) {
      case And(Condition left, Condition right) -> new Or(left.complement(), right.complement());
      case Or(Condition left, Condition right) -> new And(left.complement(), right.complement());
      case Bit _, Compare _, Not _ -> negated();
    };
  }
}
