package dev.nightshift.wire.qpy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * A run of bytes, read from front to back; numbers are big-endian. No length is believed before it
 * is held against the bytes that are left.
 */
final class QpyInput {
  private final ByteBuffer bytes;
  private final String what;

  private QpyInput(ByteBuffer bytes, String what) {
    this.bytes = bytes;
    this.what = what;
  }

  /**
   * @param what what the bytes are, for messages, such as {@code the file}
   */
  static QpyInput of(byte[] bytes, String what) {
    return new QpyInput(ByteBuffer.wrap(bytes), what);
  }

  int remaining() {
    return bytes.remaining();
  }

  int position() {
    return bytes.position();
  }

  int u8() {
    return need(1).get() & 0xff;
  }

  boolean flag() {
    return u8() != 0;
  }

  char letter() {
    return (char) u8();
  }

  int u16() {
    return need(2).getShort() & 0xffff;
  }

  long u32() {
    return need(4).getInt() & 0xffff_ffffL;
  }

  int i32() {
    return need(4).getInt();
  }

  long i64() {
    return need(8).getLong();
  }

  double f64() {
    return need(8).getDouble();
  }

  UUID uuid() {
    need(16);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  /** A u64 that counts bytes which follow. */
  int length() {
    return fitting(i64(), 1);
  }

  /** A u64 that counts things which follow, of so many bytes each at least. */
  int count(int bytesEach) {
    return fitting(i64(), bytesEach);
  }

  /** A count already read, of things which follow, of so many bytes each at least. */
  int fitting(long count, int bytesEach) {
    if (count < 0 || count > remaining() / bytesEach) {
      throw Problems.invalid(
          "%s says that %s items of %d bytes or more follow byte %d, where %d bytes are left"
              .formatted(
                  what,
                  Long.toUnsignedString(count),
                  bytesEach,
                  bytes.position(),
                  bytes.remaining()));
    }
    return (int) count;
  }

  /** UTF-8 text of so many bytes. */
  String text(int length) {
    need(length);
    byte[] part = new byte[length];
    bytes.get(part);
    for (byte one : part) {
      if (one < 0) {
        return decoded(part);
      }
    }
    return new String(part, StandardCharsets.US_ASCII);
  }

  private String decoded(byte[] part) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(part)).toString();
    } catch (CharacterCodingException e) {
      throw Problems.invalid("%s holds a name that is no UTF-8".formatted(what));
    }
  }

  void skip(int length) {
    need(length).position(bytes.position() + length);
  }

  /** The next bytes as an input of their own. */
  QpyInput part(int length, String name) {
    need(length);
    ByteBuffer part = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return new QpyInput(part, name);
  }

  /** The same bytes once more, from their front. */
  QpyInput again() {
    return new QpyInput(bytes.duplicate().rewind(), what);
  }

  /** A copy of what is left. */
  byte[] rest() {
    byte[] rest = new byte[remaining()];
    bytes.get(rest);
    return rest;
  }

  /** Fails unless all was read: what is left would have a meaning that we missed. */
  void end() {
    if (bytes.hasRemaining()) {
      throw Problems.invalid("%d bytes follow the end of %s".formatted(remaining(), what));
    }
  }

  /** Whether the bytes begin so; they are read if they do. */
  boolean starts(byte[] magic) {
    if (remaining() < magic.length) {
      return false;
    }
    byte[] found = new byte[magic.length];
    bytes.get(found);
    return Arrays.equals(found, magic);
  }

  private ByteBuffer need(int length) {
    if (length > bytes.remaining()) {
      throw Problems.invalid(
          "%s is cut off: at byte %d it needs %d more, %d are left"
              .formatted(what, bytes.position(), length, bytes.remaining()));
    }
    return bytes;
  }
}
