package dev.nightshift.qasm.ast;

import dev.nightshift.base.error.Span;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A classical type as written.
 *
 * @param kind the base
 * @param width in brackets, if given
 * @param dimensions of an array; empty for a scalar
 */
public record ClassicalType(
    Span span, Kind kind, @Nullable Expression width, List<Expression> dimensions) {

  /** The bases. */
  public enum Kind {
    BIT,
    BOOL,
    INT,
    UINT,
    FLOAT,
    ANGLE,
    COMPLEX,
    DURATION,
    STRETCH;

    /** As the language spells it. */
    public String keyword() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean isArray() {
    return !dimensions.isEmpty();
  }
}
