package dev.nightshift.cache;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a cache as its owner sees it: what is held, whether it is sound, why something was
 * not there. May be used while runs go on.
 */
public final class CacheFolder {
  /** The folder in it where circuits lie that were mapped to a device. */
  public static final String MAPPED = "mapped";

  private final Path folder;

  public CacheFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A file of the cache.
   *
   * @param name of the file
   * @param parts it is kept under
   * @param bytes its size
   * @param used when it was last read or written
   * @param items rows of exact values, pools, or 1 for a seeded result
   * @param requests that pools were added to by; else 0
   * @param shots behind all its pools; else 0
   */
  public record Entry(
      String name,
      EntryKind kind,
      Parts parts,
      long bytes,
      Instant created,
      Instant used,
      long items,
      long requests,
      long shots) {}

  /** What {@link #verify} found in a file that was not sound. */
  public record Damage(String name, int dropped, int left) {}

  /**
   * What {@link #verify} has looked at.
   *
   * @param records that are sound
   */
  public record Verified(int files, long records, List<Damage> damages) {}

  /** What {@link #clear} has deleted. */
  public record Cleared(int files, long bytes) {}

  /**
   * What is held, that used last first; files that cannot be read are left to {@link #verify}.
   *
   * @throws NightshiftException IO_FAILED where the folder cannot be read, as all of these
   */
  public List<Entry> list() {
    return locked(
        () -> {
          List<Entry> entries = new ArrayList<>();
          for (Path file : files()) {
            Optional<EntryHeader> header = EntryHeader.read(file);
            if (header.isPresent()) {
              entries.add(entry(file, header.get()));
            }
          }
          entries.sort(Comparator.comparing(Entry::used).reversed().thenComparing(Entry::name));
          return entries;
        },
        List.of());
  }

  private static Entry entry(Path file, EntryHeader header) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Records records = Records.of(header, bytes, header.encode().length);
    long items = records.payloads().size();
    long requests = 0;
    long shots = 0;
    if (header.kind().pooled()) {
      var pools = PoolRecord.joined(header, records).values();
      items = pools.size();
      requests = pools.stream().mapToLong(Pool::requests).sum();
      shots = pools.stream().mapToLong(Pool::shots).sum();
    }
    return new Entry(
        file.getFileName().toString(),
        header.kind(),
        header.parts(),
        bytes.length,
        header.created(),
        Files.getLastModifiedTime(file).toInstant(),
        items,
        requests,
        shots);
  }

  /** Checks every record, and drops what is damaged. */
  public Verified verify() {
    return locked(
        () -> {
          long sound = 0;
          int count = 0;
          List<Damage> damages = new ArrayList<>();
          for (Path file : files()) {
            Optional<EntryFile.Content> content = EntryFile.read(file);
            if (content.isEmpty()) {
              continue;
            }
            count++;
            int left = content.get().records().payloads().size();
            sound += left;
            if (content.get().damaged() > 0) {
              damages.add(new Damage(file.getFileName().toString(), content.get().damaged(), left));
            }
          }
          return new Verified(count, sound, damages);
        },
        new Verified(0, 0, List.of()));
  }

  /**
   * Deletes entries.
   *
   * @param beginning of their names; empty for all of them
   */
  public Cleared clear(String beginning) {
    return locked(
        () -> {
          int count = 0;
          long bytes = 0;
          for (Path file : files()) {
            if (file.getFileName().toString().startsWith(beginning)) {
              bytes += Files.size(file);
              Files.delete(file);
              count++;
            }
          }
          Path mapped = folder.resolve(MAPPED);
          if (beginning.isEmpty() && Files.isDirectory(mapped)) {
            List<Path> circuits;
            try (Stream<Path> listed = Files.list(mapped)) {
              circuits = listed.toList();
            }
            for (Path file : circuits) {
              bytes += Files.size(file);
              Files.delete(file);
              count++;
            }
          }
          return new Cleared(count, bytes);
        },
        new Cleared(0, 0));
  }

  /** For each of these whether it is held, and if not, in which parts the nearest entry differs. */
  public List<Explanation> explain(List<Wanted> wanted) {
    return locked(
        () -> {
          Explainer explainer = new Explainer(files());
          List<Explanation> explanations = new ArrayList<>();
          for (Wanted one : wanted) {
            explanations.add(explainer.explain(one));
          }
          return explanations;
        },
        wanted.stream().map(one -> new Explanation(one, false, 0, "", List.of())).toList());
  }

  /** What the last run that kept its results here did not find; empty before the first. */
  public Optional<LastRun> lastRun() {
    return LastRun.read(folder.resolve(MissLog.FILE));
  }

  private List<Path> files() throws IOException {
    return Room.files(folder).stream().filter(file -> EntryKind.of(file).isPresent()).toList();
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  /** A folder that is not there is empty, and stays away. */
  private <T> T locked(Work<T> work, T empty) {
    if (!Files.exists(folder)) {
      return empty;
    }
    if (!Files.isDirectory(folder)) {
      throw new NightshiftException(
          ErrorCode.IO_FAILED,
          "the result cache %s is no folder; name another, or move the file away"
              .formatted(folder));
    }
    try (FolderLock _ = FolderLock.of(folder)) {
      return work.run();
    } catch (IOException failed) {
      throw AtomicFile.failure(folder, failed);
    }
  }
}
