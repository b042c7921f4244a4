package dev.nightshift.wire;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** zlib streams; those read are not trusted: they inflate to a stated length at most. */
public final class Zlib {
  /** Room that a small stream gets at once for what it inflates to, bytes. */
  private static final int ROOM = 1 << 15;

  /** The longest of the blocks that hold their bytes as they are. */
  private static final int STORED_BLOCK = 65_535;

  private Zlib() {}

  /**
   * A stream of stored blocks, not compressed: measured bits and most numbers hardly get shorter,
   * and a loopback has no need.
   */
  public static byte[] stored(byte[] data) {
    int blocks = Math.max(1, Math.ceilDiv(data.length, STORED_BLOCK));
    ByteBuffer out =
        ByteBuffer.allocate(Math.addExact(data.length, 2 + 5 * blocks + 4))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x78).put((byte) 0x01);
    for (int block = 0; block < blocks; block++) {
      int from = block * STORED_BLOCK;
      int length = Math.min(STORED_BLOCK, data.length - from);
      out.put((byte) (block == blocks - 1 ? 1 : 0));
      out.putShort((short) length).putShort((short) ~length);
      out.put(data, from, length);
    }
    Adler32 checksum = new Adler32();
    checksum.update(data);
    return out.order(ByteOrder.BIG_ENDIAN).putInt((int) checksum.getValue()).array();
  }

  /**
   * Inflates a stream.
   *
   * @param maxBytes the longest result
   * @param what what it holds, for the message, such as {@code an ndarray}
   * @throws NightshiftException MESSAGE_MALFORMED when it is no such stream or ends too early,
   *     JOB_TOO_LARGE when it inflates beyond the limit
   */
  public static byte[] inflate(byte[] stream, long maxBytes, String what) {
    ByteBuffer inflated = inflated(stream, maxBytes, what);
    return inflated.remaining() == inflated.capacity()
        ? inflated.array()
        : Arrays.copyOf(inflated.array(), inflated.remaining());
  }

  /** The same without a copy: from the start of the buffer's array up to its limit. */
  static ByteBuffer inflated(byte[] stream, long maxBytes, String what) {
    int limit = (int) Math.min(maxBytes, Integer.MAX_VALUE - 16);
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(stream);
      // One byte above what a stored stream holds, so that the common case never grows.
      long room =
          isStored(stream)
              ? stream.length
              : Math.max(stream.length, Math.min(ROOM, 16L * stream.length));
      byte[] out = new byte[(int) Math.min(limit, room + 1)];
      int length = 0;
      while (true) {
        int read = inflater.inflate(out, length, out.length - length);
        length += read;
        if (inflater.finished()) {
          return ByteBuffer.wrap(out, 0, length);
        }
        if (length == out.length) {
          if (length >= limit) {
            throw new NightshiftException(
                ErrorCode.JOB_TOO_LARGE,
                "%s inflates to more than %d bytes; send less".formatted(what, limit));
          }
          out = Arrays.copyOf(out, (int) Math.min(limit, 2L * out.length));
        } else if (read == 0) {
          throw new NightshiftException(
              ErrorCode.MESSAGE_MALFORMED, "the zlib stream of %s ends too early".formatted(what));
        }
      }
    } catch (DataFormatException e) {
      throw new NightshiftException(
          ErrorCode.MESSAGE_MALFORMED,
          "%s is not a zlib stream: %s".formatted(what, e.getMessage()),
          e);
    }
  }

  /** Whether the first block holds its bytes as they are: of its three lowest bits BTYPE is 00. */
  private static boolean isStored(byte[] stream) {
    return stream.length > 2 && (stream[2] & 0b110) == 0;
  }
}
