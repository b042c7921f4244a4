package dev.nightshift.experiment.corpus;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A text as numbers: every distinct code point is a token of the vocabulary, in ascending order.
 *
 * <p>Immutable.
 */
public final class Corpus {
  private final String name;
  private final String origin;
  private final String sha256;
  private final @Nullable String notice;
  private final int[] vocabulary;
  private final int[] tokens;

  private Corpus(
      String name,
      String origin,
      String sha256,
      @Nullable String notice,
      int[] vocabulary,
      int[] tokens) {
    this.name = name;
    this.origin = origin;
    this.sha256 = sha256;
    this.notice = notice;
    this.vocabulary = vocabulary;
    this.tokens = tokens;
  }

  /**
   * The corpus of some bytes.
   *
   * @param name for the report
   * @param origin where the bytes came from, such as a path
   * @param blockSize tokens of context that a model reads at once; the text must be longer
   * @throws NightshiftException CORPUS_INVALID where the bytes are no UTF-8, or the text is too
   *     short
   */
  public static Corpus of(String name, String origin, byte[] bytes, int blockSize) {
    int[] points = decode(origin, bytes).codePoints().toArray();
    if (points.length <= blockSize) {
      throw new NightshiftException(
          ErrorCode.CORPUS_INVALID,
          "%s has %d characters; a model with block_size %d needs at least %d: give a longer text or a smaller model.block_size"
              .formatted(origin, points.length, blockSize, blockSize + 1));
    }
    BitSet used = new BitSet();
    for (int point : points) {
      used.set(point);
    }
    int[] vocabulary = used.stream().toArray();
    int[] ids = new int[used.length()];
    for (int id = 0; id < vocabulary.length; id++) {
      ids[vocabulary[id]] = id;
    }
    int[] tokens = new int[points.length];
    for (int i = 0; i < points.length; i++) {
      tokens[i] = ids[points[i]];
    }
    return new Corpus(name, origin, sha256(bytes), null, vocabulary, tokens);
  }

  /** The same corpus, standing in for another, with the sentence that says so. */
  Corpus withNotice(String sentence) {
    return new Corpus(name, origin, sha256, sentence, vocabulary, tokens);
  }

  public String name() {
    return name;
  }

  /** Where the text came from: a path, an address, or this program. */
  public String origin() {
    return origin;
  }

  /** SHA-256 of the bytes, 64 hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** What the user must know, such as that this text stands in for another; null for nothing. */
  public @Nullable String notice() {
    return notice;
  }

  /** Number of distinct tokens. */
  public int vocabularySize() {
    return vocabulary.length;
  }

  /** The vocabulary as one string; the code point at place k is token k. */
  public String vocabulary() {
    return new String(vocabulary, 0, vocabulary.length);
  }

  /** Number of tokens. */
  public int length() {
    return tokens.length;
  }

  /** A copy of the text's token ids, each in [0, vocabularySize). */
  public int[] tokens() {
    return tokens.clone();
  }

  /** The whole text. */
  public String text() {
    return decode(tokens);
  }

  /** The text of token ids. */
  public String decode(int... ids) {
    StringBuilder text = new StringBuilder(ids.length);
    for (int id : ids) {
      text.appendCodePoint(vocabulary[id]);
    }
    return text.toString();
  }

  /**
   * The token ids of a text, such as a prompt.
   *
   * @throws NightshiftException CORPUS_INVALID where it has a character that the corpus has not
   */
  public int[] encode(String text) {
    return text.codePoints()
        .map(point -> {
          int id = Arrays.binarySearch(vocabulary, point);
          if (id < 0) {
            throw new NightshiftException(
                ErrorCode.CORPUS_INVALID,
                "the character '%s' (U+%04X) does not occur in %s; use its %d characters only"
                    .formatted(Character.toString(point), point, name, vocabulary.length));
          }
          return id;
        })
        .toArray();
  }

  @Override
  public String toString() {
    return "Corpus[%s, %,d tokens of %d, from %s]"
        .formatted(name, tokens.length, vocabulary.length, origin);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String decode(String origin, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(in)
          .toString();
    } catch (CharacterCodingException e) {
      throw new NightshiftException(
          ErrorCode.CORPUS_INVALID,
          "%s is not UTF-8: the byte 0x%02x at offset %d starts no character; save the text as UTF-8"
              .formatted(origin, bytes[in.position()], in.position()),
          e);
    }
  }
}
