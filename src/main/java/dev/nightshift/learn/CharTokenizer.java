package dev.nightshift.learn;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Arrays;

/**
 * Characters to numbers and back: a token is a character's place in the sorted set of the text's
 * characters (code points). Immutable.
 */
public final class CharTokenizer {
  private final int[] characters;

  private CharTokenizer(int[] characters) {
    this.characters = characters;
  }

  /**
   * The tokenizer of a text's own characters.
   *
   * @throws NightshiftException CORPUS_INVALID when the text is empty
   */
  public static CharTokenizer of(String text) {
    int[] characters = text.codePoints().sorted().distinct().toArray();
    if (characters.length == 0) {
      throw new NightshiftException(
          ErrorCode.CORPUS_INVALID, "the text is empty; give one with at least some characters");
    }
    return new CharTokenizer(characters);
  }

  /** Number of different characters. */
  public int size() {
    return characters.length;
  }

  /** The characters in token order. */
  public String alphabet() {
    return new String(characters, 0, characters.length);
  }

  /**
   * @throws NightshiftException USAGE when a character does not occur in the tokenizer's text
   */
  public int[] encode(String text) {
    return text.codePoints()
        .map(character -> {
          int token = Arrays.binarySearch(characters, character);
          if (token < 0) {
            throw new NightshiftException(
                ErrorCode.USAGE,
                "character '%s' (U+%04X) does not occur in the model's text; use its %d characters only"
                    .formatted(Character.toString(character), character, characters.length));
          }
          return token;
        })
        .toArray();
  }

  /** The characters of tokens in [0, size). */
  public String decode(int[] tokens) {
    StringBuilder text = new StringBuilder(tokens.length);
    for (int token : tokens) {
      text.appendCodePoint(characters[token]);
    }
    return text.toString();
  }
}
