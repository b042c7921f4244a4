package dev.nightshift.qasm.ast;

import dev.nightshift.base.error.Span;
import org.jspecify.annotations.Nullable;

/** What stands before an {@code @}. */
public sealed interface GateModifier {
  Span span();

  record Inverse(Span span) implements GateModifier {}

  record Power(Span span, Expression exponent) implements GateModifier {}

  /**
   * Controls in front of the operands.
   *
   * @param count 1 when absent
   * @param onOne whether the gate acts where they are 1 ({@code ctrl}) or 0 ({@code negctrl})
   */
  record Control(Span span, @Nullable Expression count, boolean onOne) implements GateModifier {}
}
