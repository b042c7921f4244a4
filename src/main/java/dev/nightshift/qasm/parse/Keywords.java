package dev.nightshift.qasm.parse;

import dev.nightshift.qasm.grammar.OpenQasm3Lexer;
import java.util.HashSet;
import java.util.Set;
import org.antlr.v4.runtime.Vocabulary;

/** The words that the grammar keeps for itself: no name may be one of them. */
public final class Keywords {
  /**
   * Every literal of the lexer, punctuation included, and {@code pragma}, which it reads by a
   * pattern.
   */
  public static final Set<String> ALL = literals();

  private Keywords() {}

  private static Set<String> literals() {
    Set<String> words = new HashSet<>();
    Vocabulary vocabulary = OpenQasm3Lexer.VOCABULARY;
    for (int type = 1; type <= vocabulary.getMaxTokenType(); type++) {
      String literal = vocabulary.getLiteralName(type);
      if (literal != null) {
        words.add(literal.substring(1, literal.length() - 1));
      }
    }
    words.add("pragma");
    return Set.copyOf(words);
  }
}
