package dev.nightshift.learn;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Arrays;

/** A text ready to be learned: its tokenizer, and the tokens of its first part. Immutable. */
public final class TrainingText {
  private final CharTokenizer tokenizer;
  private final int[] tokens;

  private TrainingText(CharTokenizer tokenizer, int[] tokens) {
    this.tokenizer = tokenizer;
    this.tokens = tokens;
  }

  /**
   * The characters of the whole text, and the tokens of its first {@code trainShare}; the rest is
   * held back.
   *
   * @param trainShare in (0, 1]; the published program trains and evaluates on 0.9
   */
  public static TrainingText of(String text, double trainShare) {
    if (!(trainShare > 0 && trainShare <= 1)) {
      throw GptConfig.value("the training share is %s; give one in (0, 1]".formatted(trainShare));
    }
    CharTokenizer tokenizer = CharTokenizer.of(text);
    int[] all = tokenizer.encode(text);
    return new TrainingText(tokenizer, Arrays.copyOf(all, (int) (trainShare * all.length)));
  }

  public CharTokenizer tokenizer() {
    return tokenizer;
  }

  /** Number of tokens to train on. */
  public int length() {
    return tokens.length;
  }

  int token(int index) {
    return tokens[index];
  }

  void checkHolds(int blockSize) {
    if (tokens.length <= blockSize + 1) {
      throw new NightshiftException(
          ErrorCode.CORPUS_INVALID,
          "the text has %d tokens to train on, a context of %d needs at least %d; give a longer text"
              .formatted(tokens.length, blockSize, blockSize + 2));
    }
  }
}
