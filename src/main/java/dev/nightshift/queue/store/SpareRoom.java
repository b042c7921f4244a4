package dev.nightshift.queue.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A file beside a database that is given up when the disk is full, so that the last words fit on
 * it: why a run stands still. Thread-safe.
 */
final class SpareRoom {
  /** A write-ahead log takes a page or a few for a change; this is for dozens. */
  private static final int BYTES = 512 * 1024;

  private final Path file;

  SpareRoom(Path database) {
    this.file = database.resolveSibling(database.getFileName() + ".spare");
  }

  /**
   * Takes the room, where it is not taken and there is some.
   *
   * @return whether it is taken now
   */
  synchronized boolean take() {
    try {
      if (Files.exists(file) && Files.size(file) == BYTES) {
        return true;
      }
      byte[] bytes = new byte[BYTES];
      // No file system can store these in less.
      new SplittableRandom(BYTES).nextBytes(bytes);
      Files.write(file, bytes);
      return true;
    } catch (IOException noRoom) {
      // There will be at another time; until then half of it is of no use.
      giveUp();
      return false;
    }
  }

  /**
   * Gives the room up.
   *
   * @return whether there was any
   */
  synchronized boolean giveUp() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException stays) {
      return false;
    }
  }
}
