package dev.nightshift.qasm.parse;

import dev.nightshift.qasm.grammar.OpenQasm3Lexer;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/**
 * The lexer with a limit on nesting, so a hostile text ends in a message and not in an exhausted
 * stack: the parser and all that walks its trees recurse as deep as the text nests.
 */
final class GuardedLexer extends OpenQasm3Lexer {
  /** Deepest nesting of brackets of all kinds, signs and powers: fits a stack of 512 KiB. */
  static final int DEPTH = 100;

  /** Most operators between two ends of statements: each may nest once. */
  static final int OPERATORS = 400;

  /** Most branches and loops in a row without a closing brace or semicolon, or in one chain. */
  static final int BRANCHES = 100;

  private int depth;
  private int operators;
  private int nested;
  private int branches;
  private int previous;

  GuardedLexer(CharStream input) {
    super(input);
  }

  /** Says where the limit is passed. */
  static final class TooDeep extends ParseCancellationException {
    private static final long serialVersionUID = 1L;
    private final transient Token token;

    TooDeep(Token token) {
      super("nested too deeply");
      this.token = token;
    }

    Token token() {
      return token;
    }
  }

  @Override
  public void restart(int index, int line, int column) {
    depth = 0;
    operators = 0;
    nested = 0;
    branches = 0;
    super.restart(index, line, column);
  }

  /** Reads on without limits, to find the end of a statement that passed them. */
  void unlimited() {
    depth = Integer.MIN_VALUE / 2;
    operators = Integer.MIN_VALUE / 2;
    branches = Integer.MIN_VALUE / 2;
  }

  @Override
  public Token nextToken() {
    Token token = super.nextToken();
    if (token.getType() == LBRACKET && previous == RBRACKET) {
      operators++;
    }
    if (nests(token.getType())) {
      nested++;
    }
    previous = token.getType();
    switch (token.getType()) {
      case LPAREN, LBRACKET, LBRACE -> depth++;
      case RPAREN, RBRACKET -> depth--;
      case RBRACE -> {
        depth--;
        endStatement();
      }
      case SEMICOLON -> endStatement();
      case PLUS, MINUS, STAR, SLASH, PERCENT, POWER, TILDE, BANG, AT -> operators++;
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> operators++;
      case SHIFT_LEFT, SHIFT_RIGHT, AMPERSAND, PIPE, CARET, AND_AND, OR_OR -> operators++;
      case IF, ELSE, FOR, WHILE, SWITCH, ANNOTATION -> branches++;
      default -> {}
    }
    if (depth + nested > DEPTH || operators > OPERATORS || branches > BRANCHES) {
      throw new TooDeep(token);
    }
    return token;
  }

  /** Whether the parser goes one call deeper for an operator: a prefix, or the power. */
  private boolean nests(int type) {
    return switch (type) {
      case POWER, TILDE, BANG -> true;
      case MINUS ->
          switch (previous) {
            case RPAREN, RBRACKET, IDENTIFIER, DECIMAL_LITERAL, FLOAT_LITERAL -> false;
            default -> true;
          };
      default -> false;
    };
  }

  private void endStatement() {
    if (operators > 0) {
      operators = 0;
      nested = 0;
    }
  }
}
