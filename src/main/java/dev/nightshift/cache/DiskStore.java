package dev.nightshift.cache;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One file a template or a job, named by the SHA-256 of its parts: a header with these parts
 * (EntryHeader), then records (Records). Rows stand in them verbatim, so that a hit is certain, and
 * no row is digested.
 *
 * All that touches the folder happens under its lock (FolderLock), reading too: so a file seen is a
 * file at rest, and what fails its checksum is damage, not somebody's half of an append. Damage is
 * taken out of the file at once and told of; a crash costs the records not yet written and nothing
 * else, and a reader never sees a wrong number.
 *
 * Exact rows are written by a thread of their own, a mebibyte at a time, and at close. What is
 * waiting is bounded; rows beyond that are dropped and counted, because a result may be lost to the
 * cache but must not slow the run. Whole results and pools are written at once: they took a job. The
 * first error switches the store off, with one notice.
 */
/** Results on disk between runs. */
final class DiskStore {
  private static final long FLUSH_BYTES = 1 << 20;
  private static final long QUEUE_BYTES = 8 << 20;

  private record Pending(double[] row, double[] values) {}

  private final Path folder;
  private final Room room;
  private final Consumer<String> notices;
  private final LongAdder loaded = new LongAdder();
  private final LongAdder corrupt = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private Map<Template, List<Pending>> waiting = new HashMap<>();
  private long waitingBytes;
  private boolean flushing;
  private @Nullable Thread writer;
  private volatile boolean off;

  DiskStore(Path folder, long maxBytes, Consumer<String> notices) {
    this.folder = folder;
    this.room = new Room(folder, maxBytes);
    this.notices = notices;
    var _ = locked(() -> room.make(0), false);
  }

  boolean usable() {
    return !off;
  }

  long loaded() {
    return loaded.sum();
  }

  long corrupt() {
    return corrupt.sum();
  }

  long written() {
    return written.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  /** Hands over every row of a template that is on disk. */
  void load(Template template, BiConsumer<double[], double[]> sink) {
    for (byte[] payload : read(template.fileName()).payloads()) {
      double[] row = new double[template.columns()];
      double[] values = new double[template.width()];
      ByteBuffer.wrap(payload).asDoubleBuffer().get(row).get(values);
      sink.accept(row, values);
      loaded.increment();
    }
  }

  /** Takes rows to be written soon. */
  void save(Template template, List<double[]> rows, List<double[]> values) {
    if (off || rows.isEmpty()) {
      return;
    }
    long bytes = (long) rows.size() * Records.fixed(template.columns(), template.width());
    lock.lock();
    try {
      if (waitingBytes + bytes > QUEUE_BYTES) {
        dropped.add(rows.size());
        return;
      }
      List<Pending> list = waiting.computeIfAbsent(template, _ -> new ArrayList<>());
      for (int i = 0; i < rows.size(); i++) {
        list.add(new Pending(rows.get(i), values.get(i)));
      }
      waitingBytes += bytes;
      if (waitingBytes >= FLUSH_BYTES && !flushing) {
        flushing = true;
        writer = Thread.ofVirtual().name("nightshift-cache").start(this::flush);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A whole result; null when there is none. */
  byte @Nullable [] loadJob(Parts parts) {
    List<byte[]> found =
        read(Parts.hex(parts.digest(EntryKind.SEEDED)) + EntryKind.SEEDED.suffix()).payloads();
    if (found.isEmpty()) {
      return null;
    }
    loaded.increment();
    return found.getFirst();
  }

  /** Writes a whole result; its pubs' widths do not matter. */
  void saveJob(Parts parts, byte[] body) {
    EntryHeader header = new EntryHeader(EntryKind.SEEDED, Instant.now(), List.of(), 0, parts);
    var _ =
        locked(
            () -> {
              if (!room.make(body.length)) {
                dropped.increment();
                return false;
              }
              EntryFile.write(folder.resolve(header.fileName()), header, List.of(body));
              written.increment();
              return true;
            },
            false);
  }

  /**
   * Adds to pools.
   *
   * @param fresh what was measured just now
   * @return what was measured by all requests so far, these included, whoever made them, without
   *     pools that would grow too large; empty where the disk is not to be had
   */
  Optional<Map<Pool.Key, Pool>> add(Template template, Map<Pool.Key, Pool> fresh) {
    return locked(() -> Optional.of(added(template, fresh)), Optional.empty());
  }

  private Map<Pool.Key, Pool> added(Template template, Map<Pool.Key, Pool> fresh)
      throws IOException {
    Path file = folder.resolve(template.fileName());
    EntryFile.@Nullable Content content = mended(file);
    EntryHeader known = content == null ? null : content.header();
    EntryHeader header = known == null ? EntryHeader.of(template, Instant.now()) : known;
    Records held = known == null || content == null ? Records.NONE : content.records();
    Map<Pool.Key, Pool> all = PoolRecord.joined(header, held);
    loaded.add(held.payloads().size());
    Map<Pool.Key, Pool> joint = Pool.joint(all, fresh);
    List<byte[]> records = new ArrayList<>();
    fresh.forEach((key, pool) -> {
      if (joint.containsKey(key)) {
        records.add(new PoolRecord(key, pool).encode());
      }
    });
    if (records.isEmpty()) {
      return joint;
    }
    byte[] bytes = Records.encode(template.kind(), records);
    byte[] head = header.encode();
    if (!room.make((long) head.length + bytes.length)) {
      dropped.add(records.size());
      return joint;
    }
    EntryFile.append(file, head, bytes);
    written.add(records.size());
    if (held.payloads().size() + records.size() > 2 * all.size() + 16) {
      all.putAll(joint);
      List<byte[]> one = new ArrayList<>();
      all.forEach((key, pool) -> one.add(new PoolRecord(key, pool).encode()));
      EntryFile.write(file, header, one);
    }
    return joint;
  }

  /** Writes what is waiting, and stops. */
  void close() {
    Thread running;
    lock.lock();
    try {
      running = writer;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    flush();
  }

  private void flush() {
    Map<Template, List<Pending>> batch;
    lock.lock();
    try {
      batch = waiting;
      waiting = new HashMap<>();
      waitingBytes = 0;
      flushing = true;
    } finally {
      lock.unlock();
    }
    try {
      batch.forEach((template, rows) -> {
        var _ = locked(() -> append(template, rows), false);
      });
    } finally {
      lock.lock();
      try {
        flushing = false;
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean append(Template template, List<Pending> rows) throws IOException {
    byte[] header = EntryHeader.of(template, Instant.now()).encode();
    long record = Records.fixed(template.columns(), template.width());
    int fit = (int) Math.clamp((room.most() - header.length) / record, 0, rows.size());
    dropped.add(rows.size() - fit);
    // The later ones: they are asked for again sooner.
    List<Pending> kept = rows.subList(rows.size() - fit, rows.size());
    if (kept.isEmpty() || !room.make(header.length + fit * record)) {
      return false;
    }
    Path file = folder.resolve(template.fileName());
    if (Files.exists(file) && (Files.size(file) - header.length) % record != 0) {
      // Somebody's last append was cut off; after it, records would not be where they should.
      var _ = mended(file);
    }
    EntryFile.append(
        file,
        header,
        Records.encode(
            EntryKind.EXACT,
            fit,
            i -> {
              Pending pending = kept.get(i);
              ByteBuffer buffer =
                  ByteBuffer.allocate(8 * (pending.row().length + pending.values().length));
              buffer.asDoubleBuffer().put(pending.row()).put(pending.values());
              return buffer.array();
            }));
    written.add(fit);
    return true;
  }

  private Records read(String name) {
    Path file = folder.resolve(name);
    return locked(
        () -> {
          EntryFile.@Nullable Content content = mended(file);
          if (content == null || content.records().payloads().isEmpty()) {
            return Records.NONE;
          }
          EntryFile.touch(file);
          return content.records();
        },
        Records.NONE);
  }

  /** What a file holds, without what is damaged, which leaves it; null without a file. */
  private EntryFile.@Nullable Content mended(Path file) throws IOException {
    EntryFile.Content content = EntryFile.read(file).orElse(null);
    int damaged = content == null ? 0 : content.damaged();
    if (damaged > 0) {
      corrupt.add(damaged);
      notices.accept(
          "the result cache dropped %d damaged %s of %s"
              .formatted(damaged, damaged == 1 ? "record" : "records", file.getFileName()));
    }
    return content;
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T locked(Work<T> work, T otherwise) {
    if (off) {
      return otherwise;
    }
    try (FolderLock _ = FolderLock.of(folder)) {
      return work.run();
    } catch (IOException | NightshiftException failed) {
      switchOff(failed);
      return otherwise;
    }
  }

  private void switchOff(Exception why) {
    if (!off) {
      off = true;
      notices.accept(
          "the result cache in %s is switched off: %s; results are kept in memory only"
              .formatted(
                  folder,
                  why instanceof IOException failed
                      ? AtomicFile.failure(folder, failed).getMessage()
                      : why.getMessage()));
    }
  }
}
