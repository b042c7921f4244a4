package dev.nightshift.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/*
 * Every file of the cache begins with what it is kept under, so that a miss can be held against it:
 *
 *   "NSC2" 4 | length of the header 4 | kind 1 | created 8 | width 4
 *   parameters 4, each a UTF string | parts 1, each its number 1 and a UTF string | crc32c 4
 *
 * Numbers are big-endian; UTF strings are those of java.io.DataOutput. The name of a file is the
 * SHA-256 of its parts and the suffix of its kind: a header that does not belong to its name is
 * damage like any other.
 */
/**
 * The head of a file in the cache.
 *
 * @param created when, to the millisecond
 * @param parameters of the circuit; of a seeded job none
 * @param width values a row
 */
record EntryHeader(
    EntryKind kind, Instant created, List<String> parameters, int width, Parts parts) {
  private static final int MAGIC = 0x4e534332;

  /** Magic, length and checksum. */
  private static final int LEAST = 12;

  /** Longer ones are damage. */
  private static final int MOST = 8 << 20;

  static EntryHeader of(Template template, Instant created) {
    return new EntryHeader(
        template.kind(), created, template.parameters(), template.width(), template.parts());
  }

  /** The name of the file it belongs to. */
  String fileName() {
    return Parts.hex(parts.digest(kind)) + kind.suffix();
  }

  boolean isOf(Template template) {
    return kind == template.kind()
        && width == template.width()
        && parameters.size() == template.columns()
        && parts.equals(template.parts());
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(0);
      out.writeByte(kind.ordinal());
      out.writeLong(created.toEpochMilli());
      out.writeInt(width);
      out.writeInt(parameters.size());
      for (String parameter : parameters) {
        out.writeUTF(parameter);
      }
      out.writeByte(parts.texts().size());
      for (Map.Entry<Part, String> part : parts.texts().entrySet()) {
        out.writeByte(part.getKey().ordinal());
        out.writeUTF(part.getValue());
      }
      out.writeInt(0);
    } catch (IOException memoryNeverFails) {
      throw new java.io.UncheckedIOException(memoryNeverFails);
    }
    byte[] encoded = bytes.toByteArray();
    ByteBuffer buffer = ByteBuffer.wrap(encoded).putInt(4, encoded.length);
    buffer.putInt(encoded.length - 4, crc(encoded, 0, encoded.length - 4));
    return encoded;
  }

  /** A header and how many bytes it takes. */
  record Found(EntryHeader header, int length) {}

  /** The header that some bytes begin with; empty where they are damaged. */
  static Optional<Found> read(byte[] bytes) {
    if (bytes.length < LEAST) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int length = buffer.getInt(4);
    if (buffer.getInt(0) != MAGIC
        || length < LEAST
        || length > Math.min(bytes.length, MOST)
        || buffer.getInt(length - 4) != crc(bytes, 0, length - 4)) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, 8, length - LEAST))) {
      EntryKind kind = EntryKind.values()[in.readUnsignedByte()];
      Instant created = Instant.ofEpochMilli(in.readLong());
      int width = in.readInt();
      List<String> parameters = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        parameters.add(in.readUTF());
      }
      Map<Part, String> texts = new EnumMap<>(Part.class);
      for (int left = in.readUnsignedByte(); left > 0; left--) {
        texts.put(Part.values()[in.readUnsignedByte()], in.readUTF());
      }
      return Optional.of(
          new Found(
              new EntryHeader(kind, created, List.copyOf(parameters), width, new Parts(texts)),
              length));
    } catch (IOException | ArrayIndexOutOfBoundsException ofAnotherVersion) {
      // The checksum is right: another version wrote it, which is no use to this one.
      return Optional.empty();
    }
  }

  /** The header of a file, which is read no further. */
  static Optional<EntryHeader> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] begin = in.readNBytes(8);
      if (begin.length < 8) {
        return Optional.empty();
      }
      int length = ByteBuffer.wrap(begin).getInt(4);
      if (length < LEAST || length > MOST) {
        return Optional.empty();
      }
      byte[] all = Arrays.copyOf(begin, length);
      int more = in.readNBytes(all, 8, length - 8);
      return more < length - 8 ? Optional.empty() : read(all).map(Found::header);
    }
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
