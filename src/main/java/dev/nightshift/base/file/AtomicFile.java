package dev.nightshift.base.file;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file so that a reader, or a run resumed after a crash, finds the old bytes or the new
 * ones, never a part.
 *
 * <p>The bytes go to a file beside the target, are forced to the disk, and take the target's name
 * by an atomic rename. Missing folders are made. Thread-safe; of two writers one wins.
 */
public final class AtomicFile {
  /** What the operating systems say when there is no room: a full disk, a quota, a file limit. */
  private static final List<String> FULL =
      List.of(
          "no space left",
          "not enough space",
          "disk quota exceeded",
          "file too large",
          "disk full");

  private AtomicFile() {}

  /** Writes the content of a file to a stream that is open for this call only. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes bytes. */
  public static void write(Path file, byte[] bytes) {
    write(file, out -> out.write(bytes));
  }

  /** Writes text as UTF-8. */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes what the content gives.
   *
   * @throws NightshiftException DISK_FULL where there is no room left, IO_FAILED where the folder
   *     cannot be written; the target is as it was before
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      createFolders(target.getParent());
      try {
        try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
          content.writeTo(out);
          out.flush();
          channel.force(true);
        }
        rename(part, target);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** The one error for a file that could not be written: DISK_FULL or IO_FAILED. */
  public static NightshiftException failure(Path file, IOException cause) {
    String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : reason(cause);
    String lower = reason.toLowerCase(Locale.ROOT);
    boolean full = FULL.stream().anyMatch(lower::contains);
    return full
        ? new NightshiftException(
            ErrorCode.DISK_FULL,
            "%s: there is no room left to write it (%s); free some space or raise the quota, then resume the run"
                .formatted(file, reason),
            cause)
        : new NightshiftException(
            ErrorCode.IO_FAILED,
            "%s: cannot be written (%s); check the folder and its permissions"
                .formatted(file, reason),
            cause);
  }

  private static String reason(IOException cause) {
    String message = String.valueOf(cause.getMessage());
    String kind = cause.getClass().getSimpleName();
    return kind.equals("IOException") || kind.equals("FileSystemException")
        ? message
        : kind + ": " + message;
  }

  private static void createFolders(@Nullable Path folder) throws IOException {
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException _) {
      // Some network file systems cannot: a plain replace is the best they offer.
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
