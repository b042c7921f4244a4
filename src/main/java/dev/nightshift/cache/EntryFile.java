package dev.nightshift.cache;

import dev.nightshift.base.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files of the cache as a whole; all of it under the folder's lock. */
final class EntryFile {
  private EntryFile() {}

  /**
   * What a file holds.
   *
   * @param header null where it is damaged or another's
   */
  record Content(@Nullable EntryHeader header, Records records, long size) {
    int damaged() {
      return header == null ? 1 : records.damaged();
    }
  }

  /**
   * Reads a file and mends it: damaged records leave it, and a file with a damaged header goes.
   *
   * @return empty where there is no such file
   */
  static Optional<Content> read(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    }
    Optional<EntryHeader.Found> found = EntryHeader.read(bytes);
    if (found.isEmpty() || !found.get().header().fileName().equals(file.getFileName().toString())) {
      Files.deleteIfExists(file);
      return Optional.of(new Content(null, Records.NONE, 0));
    }
    EntryHeader header = found.get().header();
    Records records = Records.of(header, bytes, found.get().length());
    long size = bytes.length;
    if (records.damaged() > 0) {
      size = write(file, header, records.payloads());
    }
    return Optional.of(new Content(header, records, size));
  }

  /** Writes a file anew, or deletes it where no record is left. Returns its size, bytes. */
  static long write(Path file, EntryHeader header, List<byte[]> payloads) throws IOException {
    if (payloads.isEmpty()) {
      Files.deleteIfExists(file);
      return 0;
    }
    byte[] head = header.encode();
    byte[] records = Records.encode(header.kind(), payloads);
    AtomicFile.write(
        file,
        out -> {
          out.write(head);
          out.write(records);
        });
    return (long) head.length + records.length;
  }

  /** Adds records to a file that is sound, or begins it. */
  static void append(Path file, byte[] header, byte[] records) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long at = channel.size();
      ByteBuffer buffer =
          at > 0
              ? ByteBuffer.wrap(records)
              : ByteBuffer.allocate(header.length + records.length).put(header).put(records).flip();
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
    }
  }

  /** The file's age decides what goes first when room is needed. */
  static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
  }
}
