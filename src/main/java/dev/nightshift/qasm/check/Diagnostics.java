package dev.nightshift.qasm.check;

import dev.nightshift.base.error.Diagnostic;
import dev.nightshift.base.error.Diagnostic.Severity;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Collects findings, at most {@value #LIMIT}, in the order in which they are met. */
public final class Diagnostics {
  public static final int LIMIT = 20;

  private static final int LONGEST_MESSAGE = 300;

  private final IntFunction<String> lineText;
  private final List<Diagnostic> found = new ArrayList<>();

  /**
   * @param lineText the text of a 1-based line
   */
  public Diagnostics(IntFunction<String> lineText) {
    this.lineText = lineText;
  }

  /** Thrown to give up the statement at hand; its finding has been noted. */
  public static final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Rejected() {
      super(null, null, false, false);
    }
  }

  /** Notes an error and gives the exception that ends the statement. */
  public Rejected error(ErrorCode code, Span span, String message, String hint) {
    note(code, span, message, hint);
    return new Rejected();
  }

  public Rejected error(ErrorCode code, Span span, String message) {
    return error(code, span, message, "");
  }

  /** The language has it, Nightshift does not run it. */
  public Rejected unsupported(Span span, String feature) {
    return error(
        ErrorCode.QASM_UNSUPPORTED,
        span,
        feature + " is not supported yet",
        "write the circuit without it");
  }

  /** The program decides on what it has measured in a way that Nightshift does not run. */
  public Rejected dynamic(Span span, String what) {
    return error(
        ErrorCode.CIRCUIT_DYNAMIC,
        span,
        what + " on a measured bit is not supported yet",
        "if, else and switch are; write the circuit with these");
  }

  /** Notes an error; the statement goes on. The same place is noted once. */
  public void note(ErrorCode code, Span span, String message, String hint) {
    boolean known =
        found.stream()
            .anyMatch(old ->
                old.code() == code
                    && old.span().line() == span.line()
                    && old.span().column() == span.column());
    if (!known && !full()) {
      found.add(
          new Diagnostic(
              Severity.ERROR, code, span, cut(message), hint, lineText.apply(span.line())));
    }
  }

  /** A name of a million letters says no more than its beginning. */
  private static String cut(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, message.offsetByCodePoints(LONGEST_MESSAGE / 2, 0)) + "...";
  }

  public boolean full() {
    return found.size() >= LIMIT;
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<Diagnostic> list() {
    return List.copyOf(found);
  }
}
