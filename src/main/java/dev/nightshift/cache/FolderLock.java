package dev.nightshift.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time in a folder, over all threads and processes, until it is closed; by the thread that
 * took it, once.
 *
 * <p>A lock on a file keeps processes apart, not threads of one: they take a lock of their own
 * first. The locked file is one that nobody renames or deletes, so that all lock the same one.
 */
final class FolderLock implements AutoCloseable {
  private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel channel;
  private final FileLock held;

  private FolderLock(ReentrantLock threads, FileChannel channel, FileLock held) {
    this.threads = threads;
    this.channel = channel;
    this.held = held;
  }

  /** Waits for a folder, which is made where it is missing. */
  static FolderLock of(Path folder) throws IOException {
    Path place = folder.toAbsolutePath().normalize();
    ReentrantLock threads = THREADS.computeIfAbsent(place, _ -> new ReentrantLock());
    threads.lock();
    FileChannel channel = null;
    try {
      Files.createDirectories(place);
      channel =
          FileChannel.open(
              place.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new FolderLock(threads, channel, channel.lock());
    } catch (IOException | RuntimeException failed) {
      if (channel != null) {
        channel.close();
      }
      threads.unlock();
      throw failed;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      held.release();
    } finally {
      threads.unlock();
    }
  }
}
