package dev.nightshift.cache;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/*
 * What follows a header is records. Of exact values they have one length, so a damaged one costs
 * itself:
 *
 *   columns x 8 | width x 8 | crc32c 4
 *
 * Of the other kinds they say their length, and a damaged length costs the rest of the file:
 *
 *   length of the payload 4 | payload | crc32c of both 4
 */
/**
 * The records of a file, as far as their checksums are right.
 *
 * @param payloads without lengths and checksums
 * @param damaged records, a rest that is none counted as one
 */
record Records(List<byte[]> payloads, int damaged) {
  static final Records NONE = new Records(List.of(), 0);

  /** Bytes a record of exact values takes. */
  static int fixed(int columns, int width) {
    return 8 * (columns + width) + 4;
  }

  /** What follows the header of a file. */
  static Records of(EntryHeader header, byte[] bytes, int from) {
    return header.kind() == EntryKind.EXACT
        ? ofLength(bytes, from, fixed(header.parameters().size(), header.width()))
        : framed(bytes, from);
  }

  private static Records ofLength(byte[] bytes, int from, int length) {
    List<byte[]> payloads = new ArrayList<>();
    int damaged = 0;
    int at = from;
    for (; at + length <= bytes.length; at += length) {
      if (sound(bytes, at, length - 4)) {
        payloads.add(Arrays.copyOfRange(bytes, at, at + length - 4));
      } else {
        damaged++;
      }
    }
    return new Records(payloads, at < bytes.length ? damaged + 1 : damaged);
  }

  private static Records framed(byte[] bytes, int from) {
    List<byte[]> payloads = new ArrayList<>();
    int damaged = 0;
    int at = from;
    while (at < bytes.length) {
      int end = (int) end(bytes, at);
      if (end - at >= 8 && sound(bytes, at, end - at - 4)) {
        payloads.add(Arrays.copyOfRange(bytes, at + 4, end - 4));
      } else {
        damaged++;
      }
      at = end;
    }
    return new Records(payloads, damaged);
  }

  /** Where a record that says its length ends; the end of the file where that is damaged. */
  static long end(byte[] bytes, int at) {
    int length = at + 8 <= bytes.length ? ByteBuffer.wrap(bytes).getInt(at) : -1;
    return length < 0 || length > bytes.length - at - 8 ? bytes.length : at + length + 8L;
  }

  private static boolean sound(byte[] bytes, int from, int length) {
    return EntryHeader.crc(bytes, from, length) == ByteBuffer.wrap(bytes).getInt(from + length);
  }

  /** The bytes of records on disk. */
  static byte[] encode(EntryKind kind, int count, IntFunction<byte[]> payload) {
    byte[][] all = new byte[count][];
    int frame = kind == EntryKind.EXACT ? 4 : 8;
    int size = 0;
    for (int i = 0; i < count; i++) {
      all[i] = payload.apply(i);
      size += all[i].length + frame;
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    for (byte[] one : all) {
      int start = buffer.position();
      if (kind != EntryKind.EXACT) {
        buffer.putInt(one.length);
      }
      buffer.put(one);
      buffer.putInt(EntryHeader.crc(buffer.array(), start, buffer.position() - start));
    }
    return buffer.array();
  }

  static byte[] encode(EntryKind kind, List<byte[]> payloads) {
    return encode(kind, payloads.size(), payloads::get);
  }
}
