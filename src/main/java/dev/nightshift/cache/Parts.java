package dev.nightshift.cache;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The parts of a key, each as a text that says all that matters of it: short ones verbatim, long
 * ones by SHA-256 after their beginning.
 *
 * @param texts of the parts that this kind of entry is kept under
 */
public record Parts(Map<Part, String> texts) {
  /** Changes whenever a key of the same work, or the form on disk, changes. */
  private static final String FORM = "nightshift-results-2";

  private static final int VERBATIM = 160;
  private static final int BEGINNING = 80;

  public Parts {
    EnumMap<Part, String> copy = new EnumMap<>(Part.class);
    copy.putAll(texts);
    texts = Collections.unmodifiableMap(copy);
  }

  /**
   * A part that differs.
   *
   * @param asked what the request has
   * @param held what the entry has
   */
  public record Difference(Part part, String asked, String held) {}

  /** The name of what is kept under these parts: SHA-256. */
  byte[] digest(EntryKind kind) {
    MessageDigest sha = sha();
    add(sha, FORM);
    add(sha, kind.text());
    texts.forEach((part, text) -> {
      add(sha, part.text());
      add(sha, text);
    });
    return sha.digest();
  }

  /** What differs in an entry's parts, in the order of {@link Part}; others are not compared. */
  public List<Difference> differences(Parts held) {
    List<Difference> differences = new ArrayList<>();
    texts.forEach((part, text) -> {
      String other = held.texts.get(part);
      if (other != null && !other.equals(text)) {
        differences.add(new Difference(part, text, other));
      }
    });
    return differences;
  }

  /** A part's text; empty where the kind of entry has no such part. */
  public String text(Part part) {
    return texts.getOrDefault(part, "");
  }

  /** These parts and one more. */
  Parts with(Part part, String text) {
    EnumMap<Part, String> more = new EnumMap<>(Part.class);
    more.putAll(texts);
    more.put(part, text);
    return new Parts(more);
  }

  /** A text that stands for the whole one, and is short. */
  static String brief(String text) {
    return text.length() <= VERBATIM
        ? text
        : text.substring(0, BEGINNING)
            + "... sha256:"
            + hex(sha().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** Each part with its length, so that no two lists of parts read alike. */
  static void add(MessageDigest sha, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    sha.update(bytes);
  }

  static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new NightshiftException(
          ErrorCode.INTERNAL, "this Java has no SHA-256, which every Java must have");
    }
  }
}
