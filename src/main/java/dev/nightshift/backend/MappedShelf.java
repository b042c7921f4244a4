package dev.nightshift.backend;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.Mapping;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Mapped circuits on the disk, from run to run, by the receipt's key: what was asked for and of
 * which version of the transpiler. One JSON file a circuit, with its layouts and its receipt.
 *
 * <p>A file that cannot be read or whose circuit is not the receipt's is dropped: to map anew costs
 * little. For the same reason a folder that cannot be written to is no error.
 */
public final class MappedShelf {
  /** Files that are kept, the one used longest ago goes first. */
  static final int KEPT = 256;

  /** Keeps nothing. */
  public static final MappedShelf NONE = new MappedShelf(null);

  private final @Nullable Path folder;

  /**
   * @param folder made when the first circuit comes; null keeps nothing
   */
  public MappedShelf(@Nullable Path folder) {
    this.folder = folder;
  }

  /** What a file holds. */
  record Kept(String circuit, Mapping mapping) {}

  /** A circuit that was mapped before. */
  Optional<Transpiled> find(String key) {
    if (folder == null) {
      return Optional.empty();
    }
    Path file = file(folder, key);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      Kept kept = Json.read(Files.readAllBytes(file), Kept.class);
      Circuit circuit = Qasm.read(file.toString(), kept.circuit());
      Mapping mapping = kept.mapping();
      if (!mapping.receipt().isOf(circuit)) {
        Files.deleteIfExists(file);
        return Optional.empty();
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(
          new Transpiled(
              circuit, mapping.initialLayout(), mapping.finalLayout(), mapping.receipt()));
    } catch (IOException | NightshiftException damaged) {
      drop(file);
      return Optional.empty();
    }
  }

  void put(String key, Transpiled transpiled) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      AtomicFile.write(
          file(folder, key),
          Json.write(new Kept(Qasm.print(transpiled.circuit()), Mapping.of(transpiled))));
      trim(folder);
    } catch (IOException | NightshiftException unwritable) {
      // Nothing is lost: the next run maps the circuit again.
      drop(file(folder, key));
    }
  }

  private static Path file(Path folder, String key) {
    return folder.resolve(key + ".json");
  }

  private static void trim(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files =
          listed
              .filter(file -> file.toString().endsWith(".json"))
              .sorted(Comparator.comparing(MappedShelf::used).reversed())
              .toList();
    }
    for (Path file : files.subList(Math.min(KEPT, files.size()), files.size())) {
      Files.deleteIfExists(file);
    }
  }

  private static Instant used(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException gone) {
      // Another process has deleted it in between.
      return Instant.MIN;
    }
  }

  private static void drop(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException stays) {
      // It will be found damaged again, and nothing else depends on it.
      return;
    }
  }
}
