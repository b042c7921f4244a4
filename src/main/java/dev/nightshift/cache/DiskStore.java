package dev.nightshift.cache;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/*
 * One file a template, named by its digest: a header, then records of equal length in the order
 * they were computed. Rows stand in it verbatim, so that a hit is certain, and no row is digested.
 *
 *   header  "NSR1"  digest 32  columns 4  width 4  crc32c 4
 *   record  columns x 8 | width x 8 | crc32c 4
 *
 * Records are only ever appended, under a file lock. A record that fails its checksum is skipped
 * and counted; a last record that is not whole is cut off before the next is appended. So a crash
 * costs the rows not yet written and nothing else, and a reader never sees a wrong number. Room is
 * made when the store is opened, never while a run goes on.
 *
 * Whole results of seeded jobs are files of their own ("NSJ1", crc32c, bytes), written beside and
 * renamed.
 *
 * Writing happens on a thread of its own, a mebibyte at a time, and at close. What is waiting is
 * bounded; rows beyond that are dropped and counted, because a result may be lost to the cache but
 * must not slow the run. The first error switches the store off, with one notice.
 */
/** Results on disk between runs. */
final class DiskStore {
  private static final int ROWS_MAGIC = 0x4e535231;
  private static final int JOB_MAGIC = 0x4e534a31;
  private static final int HEADER = 4 + 32 + 4 + 4 + 4;
  private static final long FLUSH_BYTES = 1 << 20;
  private static final long QUEUE_BYTES = 8 << 20;

  private record Pending(double[] row, double[] values) {}

  private final Path folder;
  private final long maxBytes;
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
  private volatile long used;

  DiskStore(Path folder, long maxBytes, Consumer<String> notices) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.notices = notices;
    try {
      Files.createDirectories(folder);
      used = trim();
    } catch (IOException | NightshiftException unusable) {
      switchOff(unusable);
    }
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
    if (off) {
      return;
    }
    Path file = file(template.digest(), ".rows");
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
      // The file's age decides what goes first when room is needed.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (NoSuchFileException notYet) {
      return;
    } catch (IOException unreadable) {
      switchOff(unreadable);
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (!headerFits(buffer, template)) {
      corrupt.increment();
      return;
    }
    int record = record(template);
    while (buffer.remaining() >= record) {
      int start = buffer.position();
      if (crc(bytes, start, record - 4) == buffer.getInt(start + record - 4)) {
        double[] row = new double[template.columns()];
        double[] values = new double[template.width()];
        buffer.asDoubleBuffer().get(row).get(values);
        sink.accept(row, values);
        loaded.increment();
      } else {
        corrupt.increment();
      }
      buffer.position(start + record);
    }
    if (buffer.hasRemaining()) {
      corrupt.increment();
    }
  }

  /** Takes rows to be written soon. */
  void save(Template template, List<double[]> rows, List<double[]> values) {
    if (off || rows.isEmpty()) {
      return;
    }
    long bytes = (long) rows.size() * record(template);
    lock.lock();
    try {
      if (waitingBytes + bytes > QUEUE_BYTES || used + waitingBytes + bytes > maxBytes) {
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

  /** A whole result by the digest of its job; null when there is none. */
  byte @Nullable [] loadJob(byte[] digest) {
    if (off) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file(digest, ".job"));
    } catch (NoSuchFileException notYet) {
      return null;
    } catch (IOException unreadable) {
      switchOff(unreadable);
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < 8
        || buffer.getInt() != JOB_MAGIC
        || buffer.getInt() != crc(bytes, 8, bytes.length - 8)) {
      corrupt.increment();
      return null;
    }
    loaded.increment();
    byte[] body = new byte[bytes.length - 8];
    buffer.get(body);
    return body;
  }

  /** Writes a whole result. */
  void saveJob(byte[] digest, byte[] body) {
    if (off) {
      return;
    }
    if (used + body.length > maxBytes) {
      dropped.increment();
      return;
    }
    byte[] bytes = new byte[8 + body.length];
    ByteBuffer.wrap(bytes).putInt(JOB_MAGIC).putInt(crc(body, 0, body.length)).put(body);
    try {
      AtomicFile.write(file(digest, ".job"), bytes);
      used += bytes.length;
      written.increment();
    } catch (NightshiftException failed) {
      switchOff(failed);
    }
  }

  /** Writes what is waiting and stops. */
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
      if (!off) {
        for (Map.Entry<Template, List<Pending>> entry : batch.entrySet()) {
          append(entry.getKey(), entry.getValue());
        }
      }
    } catch (IOException failed) {
      switchOff(failed);
    } finally {
      lock.lock();
      try {
        flushing = false;
      } finally {
        lock.unlock();
      }
    }
  }

  private void append(Template template, List<Pending> rows) throws IOException {
    int record = record(template);
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + rows.size() * record);
    try (FileChannel channel =
            FileChannel.open(
                file(template.digest(), ".rows"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      long size = held.isValid() ? channel.size() : 0;
      if (!headerFits(readHeader(channel), template)) {
        channel.truncate(0);
        size = 0;
        buffer.put(header(template));
      } else {
        size -= (size - HEADER) % record;
        channel.truncate(size);
      }
      for (Pending pending : rows) {
        int start = buffer.position();
        buffer.asDoubleBuffer().put(pending.row()).put(pending.values());
        buffer.position(start + record - 4);
        buffer.putInt(crc(buffer.array(), start, record - 4));
      }
      buffer.flip();
      long at = size;
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
      used += at - size;
      written.add(rows.size());
    }
  }

  private static ByteBuffer readHeader(FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {
      // Reads on until the header is whole or the file ends.
    }
    return header.flip();
  }

  private static byte[] header(Template template) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putInt(ROWS_MAGIC).put(template.digest());
    header.putInt(template.columns()).putInt(template.width());
    header.putInt(crc(header.array(), 0, HEADER - 4));
    return header.array();
  }

  /** Reads past the header and says whether it is this template's. */
  private static boolean headerFits(ByteBuffer buffer, Template template) {
    if (buffer.remaining() < HEADER) {
      return false;
    }
    byte[] found = new byte[HEADER];
    buffer.get(found);
    return Arrays.equals(found, header(template));
  }

  /**
   * Makes room where the folder is nearly full: files not used for longest go until half is free;
   * one that fills it alone loses its older half.
   */
  private long trim() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files =
          listed
              .filter(file -> file.toString().endsWith(".rows") || file.toString().endsWith(".job"))
              .toList();
    }
    record Aged(Path file, long size, FileTime time) {}
    List<Aged> aged = new ArrayList<>();
    long total = 0;
    for (Path file : files) {
      try {
        Aged one = new Aged(file, Files.size(file), Files.getLastModifiedTime(file));
        aged.add(one);
        total += one.size();
      } catch (NoSuchFileException removedMeanwhile) {
        // Another process has made room.
        continue;
      }
    }
    if (total <= maxBytes / 4 * 3) {
      return total;
    }
    aged.sort(Comparator.comparing(Aged::time));
    for (Aged oldest : aged.subList(0, aged.size() - 1)) {
      if (total <= maxBytes / 2) {
        break;
      }
      Files.deleteIfExists(oldest.file());
      total -= oldest.size();
    }
    return total <= maxBytes / 4 * 3
        ? total
        : total - aged.getLast().size() + halve(aged.getLast().file());
  }

  /** Cuts away the older half of a file's rows, and returns what is left of it, bytes. */
  private static long halve(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER || header.getInt() != ROWS_MAGIC) {
      Files.deleteIfExists(file);
      return 0;
    }
    long record = 8L * ((long) header.getInt(36) + header.getInt(40)) + 4;
    if (record <= 4) {
      Files.deleteIfExists(file);
      return 0;
    }
    int kept = (int) ((bytes.length - HEADER) / record / 2 * record);
    int whole = (int) ((bytes.length - HEADER) / record * record);
    AtomicFile.write(
        file,
        out -> {
          out.write(bytes, 0, HEADER);
          out.write(bytes, HEADER + whole - kept, kept);
        });
    return HEADER + kept;
  }

  private Path file(byte[] digest, String suffix) {
    return folder.resolve(HexFormat.of().formatHex(digest) + suffix);
  }

  private static int record(Template template) {
    return 8 * (template.columns() + template.width()) + 4;
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
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
