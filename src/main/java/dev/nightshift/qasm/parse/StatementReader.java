package dev.nightshift.qasm.parse;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.Span;
import dev.nightshift.qasm.ast.Statement;
import dev.nightshift.qasm.check.Diagnostics;
import dev.nightshift.qasm.grammar.OpenQasm3Lexer;
import dev.nightshift.qasm.grammar.OpenQasm3Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.Vocabulary;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;

/*
 * The grammar is predicted with the SLL algorithm first and with full LL only where that fails
 * (Parr, Harwell and Fisher, "Adaptive LL(*) parsing", OOPSLA 2014, section 3.4). A statement that
 * fails with both is read a third time, to tell what was expected. A plain gate call, which is
 * nearly all of a large file, does not reach ANTLR at all: see PlainGateCall.
 */
/**
 * Reads a program statement by statement; a statement that does not parse is noted and skipped, up
 * to its {@code ;} or closing brace.
 */
public final class StatementReader {
  private final SourceText source;
  private final Diagnostics diagnostics;
  private final GuardedLexer lexer;
  private final CommonTokenStream tokens;
  private final OpenQasm3Parser parser;
  private final TreeReader trees;
  private final PlainGateCall plain;
  private int position;
  private boolean started;

  public StatementReader(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
    this.lexer = new GuardedLexer(CharStreams.fromString(source.text(), source.file()));
    lexer.removeErrorListeners();
    lexer.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void syntaxError(
              Recognizer<?, ?> recognizer,
              @Nullable Object offending,
              int line,
              int column,
              String message,
              @Nullable RecognitionException cause) {
            noteCharacter(line, column);
          }
        });
    this.tokens = new CommonTokenStream(lexer);
    this.parser = new OpenQasm3Parser(tokens);
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    this.trees = new TreeReader(source.file(), diagnostics);
    this.plain = new PlainGateCall(source);
  }

  /** The next statement that parses, or null at the end of the text. */
  public @Nullable Statement next() {
    while (!diagnostics.full() && skipBlanks()) {
      if (source.plain()) {
        Statement call = plain.read(position);
        if (call != null) {
          position = plain.end();
          started = true;
          return call;
        }
      }
      Statement statement = parse();
      started = true;
      if (statement != null) {
        return statement;
      }
    }
    return null;
  }

  private @Nullable Statement parse() {
    try {
      ParserRuleContext tree = predict();
      if (tree == null) {
        return null;
      }
      Token stop = tree.getStop();
      position = Math.max(position + 1, stop.getStopIndex() + 1);
      return tree instanceof OpenQasm3Parser.VersionContext version
          ? trees.version(version)
          : trees.statement((OpenQasm3Parser.StatementContext) tree);
    } catch (GuardedLexer.TooDeep deep) {
      diagnostics.note(
          ErrorCode.QASM_TOO_DEEP,
          trees.span(deep.token()),
          "this is nested more than %d deep, or has more than %d operators"
              .formatted(GuardedLexer.DEPTH, GuardedLexer.OPERATORS),
          "split it");
      int start = position;
      restart(start);
      lexer.unlimited();
      recover(deep.token().getStartIndex());
      return null;
    } catch (Diagnostics.Rejected rejected) {
      // Noted where it was thrown; position stands behind the statement.
      return null;
    }
  }

  private @Nullable ParserRuleContext predict() {
    for (PredictionMode mode : List.of(PredictionMode.SLL, PredictionMode.LL)) {
      restart(position);
      parser.getInterpreter().setPredictionMode(mode);
      try {
        return rule();
      } catch (GuardedLexer.TooDeep deep) {
        throw deep;
      } catch (ParseCancellationException failed) {
        if (mode == PredictionMode.LL) {
          explain(failed.getCause() instanceof RecognitionException e ? e : null);
        }
      }
    }
    return null;
  }

  private ParserRuleContext rule() {
    boolean version = !started && tokens.LA(1) == OpenQasm3Lexer.OPENQASM;
    return version ? parser.version() : parser.statement();
  }

  private void restart(int at) {
    lexer.restart(at, source.line(at), source.column(at));
    tokens.setTokenSource(lexer);
    parser.setTokenStream(tokens);
  }

  /** Notes what was met and what was expected, and moves behind the broken statement. */
  private void explain(@Nullable RecognitionException cause) {
    Token token = cause == null ? null : cause.getOffendingToken();
    if (token == null) {
      token = tokens.LT(1);
    }
    IntervalSet expected = cause == null ? null : expected(cause);
    Token before = token.getTokenIndex() > 0 ? tokens.get(token.getTokenIndex() - 1) : null;
    if (token.getType() == OpenQasm3Lexer.OPENQASM) {
      diagnostics.note(
          ErrorCode.QASM_VERSION,
          trees.span(token),
          "the version must be the first statement",
          "move it to the top");
      recover(token.getStartIndex());
    } else if (before != null
        && before.getLine() < token.getLine()
        && expected != null
        && expected.contains(OpenQasm3Lexer.SEMICOLON)) {
      diagnostics.note(
          ErrorCode.QASM_SYNTAX,
          source.span(before.getStopIndex() + 1, before.getStopIndex() + 2),
          "missing ';' after '%s'".formatted(before.getText()),
          "end the statement with ';'");
      if (depth(token.getStartIndex()) == 0) {
        position = token.getStartIndex();
      } else {
        recover(token.getStartIndex());
      }
    } else {
      String found =
          token.getType() == Token.EOF ? "the end of the text" : "'" + token.getText() + "'";
      diagnostics.note(
          ErrorCode.QASM_SYNTAX,
          trees.span(token),
          "unexpected " + found,
          expected == null ? "" : describe(expected));
      recover(token.getStartIndex());
    }
  }

  private @Nullable IntervalSet expected(RecognitionException cause) {
    return cause.getOffendingState() < 0 || cause.getCtx() == null
        ? null
        : cause.getExpectedTokens();
  }

  private static String describe(IntervalSet expected) {
    Vocabulary vocabulary = OpenQasm3Parser.VOCABULARY;
    List<String> names = new ArrayList<>();
    for (int type : expected.toArray()) {
      if (type > 0) {
        String literal = vocabulary.getLiteralName(type);
        names.add(
            literal == null
                ? vocabulary.getSymbolicName(type).toLowerCase(Locale.ROOT).replace('_', ' ')
                : literal);
      }
    }
    return names.isEmpty() || names.size() > 6
        ? ""
        : names.stream().distinct().collect(Collectors.joining(" or ", "expected ", ""));
  }

  /** Braces open at an index, counted from the start of the statement. */
  private int depth(int index) {
    int depth = 0;
    restart(position);
    lexer.unlimited();
    for (Token token = tokens.LT(1);
        token.getType() != Token.EOF && token.getStartIndex() < index;
        token = tokens.LT(1)) {
      depth += brace(token);
      tokens.consume();
    }
    return Math.max(0, depth);
  }

  /** Moves behind the first end of a statement that is not before the given index. */
  private void recover(int index) {
    int depth = depth(index);
    while (true) {
      Token token = tokens.LT(1);
      if (token.getType() == Token.EOF) {
        position = source.length();
        return;
      }
      depth += brace(token);
      tokens.consume();
      boolean ends =
          token.getType() == OpenQasm3Lexer.SEMICOLON && depth <= 0
              || token.getType() == OpenQasm3Lexer.RBRACE && depth <= 0;
      if (ends) {
        position = token.getStopIndex() + 1;
        return;
      }
    }
  }

  private static int brace(Token token) {
    return switch (token.getType()) {
      case OpenQasm3Lexer.LBRACE -> 1;
      case OpenQasm3Lexer.RBRACE -> -1;
      default -> 0;
    };
  }

  private void noteCharacter(int line, int column) {
    String text = source.lineText(line);
    String character =
        text.codePoints()
            .skip(column)
            .limit(1)
            .mapToObj(
                c -> Character.isISOControl(c) ? "U+%04X".formatted(c) : Character.toString(c))
            .collect(Collectors.joining());
    diagnostics.note(
        ErrorCode.QASM_SYNTAX,
        new Span(source.file(), line, column + 1, 1),
        "the character '%s' cannot stand here".formatted(character),
        character.startsWith("\"") ? "a string ends on its line" : "");
  }

  /** Moves to the next statement; false at the end of the text. */
  private boolean skipBlanks() {
    if (!source.plain()) {
      restart(position);
      try {
        Token token = tokens.LT(1);
        position = token.getType() == Token.EOF ? source.length() : token.getStartIndex();
      } catch (GuardedLexer.TooDeep deep) {
        position = deep.token().getStartIndex();
      }
      return position < source.length();
    }
    String text = source.text();
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        position++;
      } else if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", position)) {
        int end = text.indexOf("*/", position + 2);
        if (end < 0) {
          diagnostics.note(
              ErrorCode.QASM_SYNTAX,
              source.span(position, position + 2),
              "this comment has no end",
              "close it with */");
        }
        position = end < 0 ? text.length() : end + 2;
      } else {
        return true;
      }
    }
    return false;
  }
}
