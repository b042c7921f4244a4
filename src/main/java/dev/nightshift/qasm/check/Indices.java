package dev.nightshift.qasm.check;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.Span;
import dev.nightshift.qasm.ast.Expression;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Indices, ranges and sets of a register: both ends included, -1 the last, order kept. */
public final class Indices {
  /** Most elements of a range. */
  private static final int LONGEST = 10_000_000;

  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  public Indices(Evaluator evaluator, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  /** Whether the brackets hold a single index, so that the result is one element. */
  public static boolean isSingle(Expression.IndexExpression index) {
    return index.items().size() == 1
        && !(index.items().getFirst() instanceof Expression.RangeDefinition)
        && !(index.items().getFirst() instanceof Expression.DiscreteSet);
  }

  /** The elements that the brackets choose from a register of a size. */
  public int[] select(Expression.IndexExpression index, int size, Scope scope) {
    if (index.items().size() != 1) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX,
          index.span(),
          "a register has one dimension, found %d indices".formatted(index.items().size()));
    }
    return switch (index.items().getFirst()) {
      case Expression.DiscreteSet(Span span, var values) -> {
        if (values.isEmpty()) {
          throw diagnostics.error(
              ErrorCode.QASM_INDEX, span, "the set chooses no element of the register");
        }
        yield values.stream().mapToInt(value -> single(value, size, scope)).toArray();
      }
      case Expression.RangeDefinition range -> range(range, size, scope);
      case Expression single -> new int[] {single(single, size, scope)};
    };
  }

  private int single(Expression expression, int size, Scope scope) {
    if (expression instanceof Expression.IntegerLiteral(_, var literal)
        && literal.signum() >= 0
        && literal.bitLength() < 32
        && literal.longValue() < size) {
      return literal.intValue();
    }
    return inside(expression.span(), evaluator.integer(expression, scope, "an index"), size);
  }

  private int inside(Span span, long index, int size) {
    long at = index < 0 ? index + size : index;
    if (at < 0 || at >= size) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX,
          span,
          "index %d is outside [0, %d)".formatted(index, size),
          "the register has %d element%s".formatted(size, size == 1 ? "" : "s"));
    }
    return (int) at;
  }

  private int[] range(Expression.RangeDefinition range, int size, Scope scope) {
    long step = step(range, scope);
    long start = end(range.start(), step > 0 ? 0 : size - 1L, size, scope);
    long end = end(range.end(), step > 0 ? size - 1L : 0, size, scope);
    long[] all = elements(range.span(), start, step, end);
    int[] chosen = new int[all.length];
    for (int i = 0; i < all.length; i++) {
      chosen[i] = (int) all[i];
    }
    if (chosen.length == 0) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX, range.span(), "the range chooses no element of the register");
    }
    return chosen;
  }

  private long end(@Nullable Expression expression, long otherwise, int size, Scope scope) {
    return expression == null
        ? otherwise
        : inside(
            expression.span(), evaluator.integer(expression, scope, "an end of a range"), size);
  }

  private long step(Expression.RangeDefinition range, Scope scope) {
    if (range.step() == null) {
      return 1;
    }
    long step = evaluator.integer(range.step(), scope, "a step");
    if (step == 0) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX, range.step().span(), "the step of a range cannot be 0");
    }
    return step;
  }

  /** The values a loop runs over. */
  public long[] loop(Expression.RangeDefinition range, Scope scope) {
    if (range.start() == null || range.end() == null) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX, range.span(), "the range of a loop needs both ends");
    }
    return elements(
        range.span(),
        evaluator.integer(range.start(), scope, "an end of a range"),
        step(range, scope),
        evaluator.integer(range.end(), scope, "an end of a range"));
  }

  private long[] elements(Span span, long start, long step, long end) {
    double exact = Math.floor(((double) end - (double) start) / step) + 1;
    if (exact > LONGEST) {
      throw diagnostics.error(
          ErrorCode.QASM_INDEX, span, "the range has more than %d elements".formatted(LONGEST));
    }
    int count = Math.max(0, (int) exact);
    long[] values = new long[count];
    Arrays.setAll(values, i -> start + i * step);
    return values;
  }
}
