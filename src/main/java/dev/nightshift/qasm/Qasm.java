package dev.nightshift.qasm;

import dev.nightshift.base.error.Diagnostic;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.error.Span;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.qasm.ast.Statement;
import dev.nightshift.qasm.check.Diagnostics;
import dev.nightshift.qasm.lower.Lowering;
import dev.nightshift.qasm.parse.SourceText;
import dev.nightshift.qasm.parse.StatementReader;
import dev.nightshift.qasm.print.Printer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The door of OpenQASM 3: text to circuit and circuit to text; safe on any thread. */
public final class Qasm {
  private Qasm() {}

  /**
   * What was understood of a text.
   *
   * @param circuit null when there is an error
   * @param diagnostics all findings, in the order of the text, at most 20
   */
  public record Parsed(@Nullable Circuit circuit, List<Diagnostic> diagnostics) {
    public Parsed {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /**
   * Reads a program and reports all its errors.
   *
   * @param file the name for messages
   */
  public static Parsed parse(String file, String text) {
    SourceText source = new SourceText(file, text);
    Diagnostics diagnostics = new Diagnostics(source::lineText);
    StatementReader reader = new StatementReader(source, diagnostics);
    Lowering lowering = new Lowering(diagnostics);
    for (Statement statement = reader.next(); statement != null; statement = reader.next()) {
      lowering.accept(statement);
    }
    return new Parsed(diagnostics.isEmpty() ? lowering.build() : null, diagnostics.list());
  }

  /** Reads a program from bytes, which must be UTF-8. */
  public static Parsed parse(String file, byte[] utf8) {
    ByteBuffer bytes = ByteBuffer.wrap(utf8);
    try {
      return parse(
          file,
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(bytes)
              .toString());
    } catch (CharacterCodingException broken) {
      int at = bytes.position();
      int line = 1;
      int start = 0;
      for (int i = 0; i < at; i++) {
        if (utf8[i] == '\n') {
          line++;
          start = i + 1;
        }
      }
      String before = new String(utf8, start, at - start, StandardCharsets.UTF_8);
      Span span = new Span(file, line, before.codePointCount(0, before.length()) + 1, 1);
      return new Parsed(
          null,
          List.of(
              new Diagnostic(
                  Diagnostic.Severity.ERROR,
                  ErrorCode.QASM_ENCODING,
                  span,
                  "byte %d is no UTF-8".formatted(at),
                  "save the file as UTF-8",
                  before)));
    }
  }

  /**
   * Reads a program that must be right.
   *
   * @throws NightshiftException CIRCUIT_DYNAMIC when all that is wrong is that it decides on
   *     measured bits, QASM_UNSUPPORTED when all is features that are not supported yet,
   *     QASM_INVALID otherwise; the message is the first finding
   */
  public static Circuit read(String file, String text) {
    return required(parse(file, text));
  }

  /** As {@link #read(String, String)}, from bytes in UTF-8. */
  public static Circuit read(String file, byte[] utf8) {
    return required(parse(file, utf8));
  }

  private static Circuit required(Parsed parsed) {
    Circuit circuit = parsed.circuit();
    if (circuit != null) {
      return circuit;
    }
    throw new NightshiftException(
        verdict(parsed.diagnostics()), parsed.diagnostics().getFirst().oneLine());
  }

  private static ErrorCode verdict(List<Diagnostic> diagnostics) {
    Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
    diagnostics.forEach(diagnostic -> codes.add(diagnostic.code()));
    if (codes.equals(EnumSet.of(ErrorCode.CIRCUIT_DYNAMIC))) {
      return ErrorCode.CIRCUIT_DYNAMIC;
    }
    codes.remove(ErrorCode.CIRCUIT_DYNAMIC);
    return codes.equals(EnumSet.of(ErrorCode.QASM_UNSUPPORTED))
        ? ErrorCode.QASM_UNSUPPORTED
        : ErrorCode.QASM_INVALID;
  }

  /** The circuit as canonical text, exact to the phase. */
  public static String print(Circuit circuit) {
    return print(circuit, Profile.FULL);
  }

  /**
   * The names under which a circuit's parameters are printed, in binding order: their own, but for
   * those that the language or the include file has taken or cannot spell.
   */
  public static Map<String, String> parameterNames(Circuit circuit) {
    return new Printer(circuit, Profile.FULL).parameterNames();
  }

  /** The circuit as text for a reader; see {@link Profile}. */
  public static String print(Circuit circuit, Profile profile) {
    return new Printer(circuit, profile).print();
  }
}
