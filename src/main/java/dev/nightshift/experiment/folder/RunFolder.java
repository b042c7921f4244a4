package dev.nightshift.experiment.folder;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one run, held by one process at a time.
 *
 * <p>Made by {@link #create} or {@link #createAt}, found again by {@link #open}. Thread-safe.
 */
public final class RunFolder implements AutoCloseable {
  /** Where runs go that are not told otherwise. */
  public static final Path RUNS = Path.of("runs");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final String CONFIG = "config.yaml";
  private static final String METRICS = "metrics.jsonl";

  private final Path path;
  private final FileChannel lockChannel;
  private final FileLock lock;
  private @Nullable FileChannel metrics;

  private RunFolder(Path path, FileChannel lockChannel, FileLock lock) {
    this.path = path;
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /**
   * A new folder {@code <runs>/<UTC time>-<config's name>-<random id>/}.
   *
   * @param runs the folder of all runs, made where it is missing
   * @param start of the run
   */
  public static RunFolder create(Path runs, RunConfig config, Instant start) {
    String stem = STAMP.format(start) + "-" + safe(config.name()) + "-";
    try {
      Files.createDirectories(runs);
      while (true) {
        Path path = runs.resolve(stem + UUID.randomUUID().toString().substring(0, 6));
        try {
          // Fails where the folder exists: of two runs that draw one name, one draws again.
          Files.createDirectory(path);
          return begin(path, config);
        } catch (FileAlreadyExistsException _) {
          continue;
        }
      }
    } catch (IOException e) {
      throw AtomicFile.failure(runs, e);
    }
  }

  /**
   * The folder that the user names.
   *
   * @throws NightshiftException USAGE where it is a file or holds anything
   */
  public static RunFolder createAt(Path path, RunConfig config) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "the run's folder %s is a file; give a new or empty folder".formatted(path));
    }
    try {
      Files.createDirectories(path);
      try (Stream<Path> inside = Files.list(path)) {
        if (inside.findAny().isPresent()) {
          throw notEmpty(path);
        }
      }
      return begin(path, config);
    } catch (IOException e) {
      throw AtomicFile.failure(path, e);
    }
  }

  /**
   * The folder of an earlier run, to resume it.
   *
   * @throws NightshiftException RUN_MISSING where there is no run; USAGE where another process
   *     works in it
   */
  public static RunFolder open(Path path) {
    if (!Files.isRegularFile(path.resolve(CONFIG))) {
      throw new NightshiftException(
          ErrorCode.RUN_MISSING,
          "%s is not a run's folder (it has no %s); give a folder such as runs/20260102-030405-nano-gpt-4f81c2"
              .formatted(path, CONFIG));
    }
    return lock(path);
  }

  public Path path() {
    return path;
  }

  /** Where states to resume from lie. */
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /** The config as it was resolved when the run began. */
  public RunConfig config() {
    return RunConfig.read(path.resolve(CONFIG), List.of());
  }

  /**
   * Writes {@code run.json}: who ran, on what.
   *
   * @param facts in the order to be read, such as name, start, seed, versions
   */
  public void describe(Map<String, ?> facts, Machine machine) {
    Map<String, Object> all = new LinkedHashMap<>(facts);
    all.put("machine", machine);
    write("run.json", Json.writePretty(all));
  }

  /**
   * Appends one line to {@code metrics.jsonl} and hands it to the system, so that it outlives this
   * process.
   *
   * @param values by name, in order
   * @throws NightshiftException DISK_FULL or IO_FAILED
   */
  public synchronized void metric(Map<String, ?> values) {
    Path file = path.resolve(METRICS);
    byte[] json = Json.write(values);
    ByteBuffer line = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    try {
      if (metrics == null) {
        metrics =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
      }
      while (line.hasRemaining()) {
        metrics.write(line);
      }
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  /**
   * Drops lines of {@code metrics.jsonl} that a resumed run writes again, and a line that a crash
   * tore.
   *
   * @param keep whether a line, as a map, stays
   */
  public synchronized void keepMetrics(Predicate<Map<?, ?>> keep) {
    Path file = path.resolve(METRICS);
    try {
      closeMetrics();
      if (!Files.exists(file)) {
        return;
      }
      byte[] bytes = Files.readAllBytes(file);
      ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          byte[] line = Arrays.copyOfRange(bytes, from, i);
          if (line.length > 0 && keep.test(Json.read(line, Map.class))) {
            kept.write(bytes, from, i + 1 - from);
          }
          from = i + 1;
        }
      }
      AtomicFile.write(file, kept.toByteArray());
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  /**
   * Writes {@code circuits/<name>.qasm}.
   *
   * @param name letters, digits, dot, hyphen and underscore; others become underscores
   */
  public void circuit(String name, String qasm) {
    write("circuits/" + safe(name) + ".qasm", qasm.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file of the run, whole or not at all. */
  public void write(String relative, byte[] bytes) {
    AtomicFile.write(path.resolve(relative), bytes);
  }

  /** As {@link #write(String, byte[])}, UTF-8. */
  public void write(String relative, String text) {
    AtomicFile.write(path.resolve(relative), text);
  }

  /** Lets another process have the folder. */
  @Override
  public synchronized void close() {
    try (lockChannel) {
      closeMetrics();
      lock.release();
    } catch (IOException e) {
      throw AtomicFile.failure(path, e);
    }
  }

  private static RunFolder begin(Path path, RunConfig config) {
    RunFolder folder = lock(path);
    try {
      // CREATE_NEW is what decides between two runs that were given one empty folder.
      Files.createFile(path.resolve(CONFIG));
      folder.write(CONFIG, config.toYaml());
      return folder;
    } catch (FileAlreadyExistsException e) {
      folder.close();
      throw notEmpty(path);
    } catch (IOException e) {
      folder.close();
      throw AtomicFile.failure(path.resolve(CONFIG), e);
    } catch (NightshiftException e) {
      folder.close();
      throw e;
    }
  }

  private static RunFolder lock(Path path) {
    Path file = path.resolve(".lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new NightshiftException(
            ErrorCode.USAGE,
            "another process is working on run %s; wait for it or stop it, then try again"
                .formatted(path));
      }
      return new RunFolder(path, channel, lock);
    } catch (NoSuchFileException e) {
      throw new NightshiftException(
          ErrorCode.RUN_MISSING, "%s does not exist; give a run's folder".formatted(path), e);
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // Held by this very process: no different from being held by another.
      return null;
    }
  }

  private void closeMetrics() throws IOException {
    if (metrics != null) {
      metrics.close();
      metrics = null;
    }
  }

  private static NightshiftException notEmpty(Path path) {
    return new NightshiftException(
        ErrorCode.USAGE,
        "the run's folder %s is not empty and a run never overwrites another; give a new folder, or resume with --resume %s"
            .formatted(path, path));
  }

  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
