package dev.nightshift.cache;

import dev.nightshift.base.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/*
 * What goes when the folder is full: whole files, those first that were not read or written for
 * longest, until 5/8 of the bound are used. Pools go after everything else, because their shots
 * cannot be had again for less than they cost. The last file to go loses its older records only, so
 * that one which fills the folder alone goes on.
 *
 * The folder is counted when it is opened, and again whenever this process has written a sixteenth
 * of the bound since, or believes it to be at 7/8. So two processes that write at once stay within
 * the bound: each may write a sixteenth that the other has not seen.
 */
/** Keeps a folder within its bound; all of it under the folder's lock. */
final class Room {
  private final Path folder;
  private final long maxBytes;
  private long used;
  private long sinceCount;
  private boolean counted;

  Room(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /** Bytes that may be written at once. */
  long most() {
    return maxBytes / 4;
  }

  /**
   * Makes room for bytes that are about to be written.
   *
   * @return whether there is
   */
  boolean make(long bytes) throws IOException {
    if (bytes > most()) {
      return false;
    }
    if (!counted || sinceCount + bytes > maxBytes / 16 || used + bytes > maxBytes / 8 * 7) {
      used = trim(bytes);
      sinceCount = 0;
      counted = true;
    }
    used += bytes;
    sinceCount += bytes;
    return true;
  }

  private record Aged(Path file, EntryKind kind, long size, FileTime time) {}

  private long trim(long coming) throws IOException {
    List<Aged> aged = new ArrayList<>();
    long total = 0;
    deleteParts();
    for (Path file : files(folder)) {
      Optional<EntryKind> kind = EntryKind.of(file);
      if (kind.isEmpty()) {
        // Results of an earlier form.
        Files.deleteIfExists(file);
        continue;
      }
      try {
        Aged one = new Aged(file, kind.get(), Files.size(file), Files.getLastModifiedTime(file));
        aged.add(one);
        total += one.size();
      } catch (NoSuchFileException removedMeanwhile) {
        // By hand: whoever keeps to the lock has not.
        continue;
      }
    }
    if (total + coming <= maxBytes / 8 * 7) {
      return total;
    }
    aged.sort(Comparator.comparing((Aged one) -> one.kind().pooled()).thenComparing(Aged::time));
    long wanted = maxBytes / 8 * 5 - coming;
    for (Aged oldest : aged) {
      if (total <= wanted) {
        break;
      }
      long excess = total - wanted;
      total -= oldest.size();
      total += excess >= oldest.size() ? dropped(oldest.file()) : shortened(oldest, excess);
    }
    return total;
  }

  /** What a process that died while it wrote a file anew has left: nobody else writes now. */
  private void deleteParts() throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      for (Path file : listed.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(".")
            && Arrays.stream(EntryKind.values())
                .anyMatch(kind -> name.contains(kind.suffix() + "."))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static long dropped(Path file) throws IOException {
    Files.deleteIfExists(file);
    return 0;
  }

  /** Takes older records out of a file, and returns what is left of it, bytes. */
  private static long shortened(Aged one, long excess) throws IOException {
    if (one.kind() == EntryKind.SEEDED) {
      return dropped(one.file());
    }
    byte[] bytes = Files.readAllBytes(one.file());
    EntryHeader.Found found = EntryHeader.read(bytes).orElse(null);
    if (found == null) {
      return dropped(one.file());
    }
    int begin = found.length();
    int from = boundary(found, bytes, begin + excess);
    long size = (long) begin + bytes.length - from;
    if (from >= bytes.length) {
      return dropped(one.file());
    }
    AtomicFile.write(
        one.file(),
        out -> {
          out.write(bytes, 0, begin);
          out.write(bytes, from, bytes.length - from);
        });
    Files.setLastModifiedTime(one.file(), one.time());
    return size;
  }

  /** Where the first record begins that lies at a place or after it. */
  private static int boundary(EntryHeader.Found found, byte[] bytes, long place) {
    EntryHeader header = found.header();
    int at = found.length();
    while (at < place && at < bytes.length) {
      long next =
          header.kind() == EntryKind.EXACT
              ? at + Records.fixed(header.parameters().size(), header.width())
              : Records.end(bytes, at);
      at = (int) Math.min(next, bytes.length);
    }
    return at;
  }

  /** The cache's own files, those of earlier forms too. */
  static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> listed = Files.list(folder)) {
      return listed
          .filter(file ->
              EntryKind.of(file).isPresent()
                  || file.toString().endsWith(".rows")
                  || file.toString().endsWith(".job"))
          .sorted()
          .toList();
    }
  }
}
