package dev.nightshift.cache;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.UserFolders;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much is kept, and where.
 *
 * @param enabled false looks nothing up and keeps nothing; identical work inside a job is still
 *     sent once
 * @param exact whether a pub without shots or precision is computed exactly and seeds are heeded,
 *     as simulators do; false for hardware, of which nothing is served and shots are pooled
 * @param memoryBytes bound on what is held in memory
 * @param folder where results are kept between runs; null for memory only
 * @param diskBytes bound on the folder
 */
public record CacheOptions(
    boolean enabled, boolean exact, long memoryBytes, @Nullable Path folder, long diskBytes) {
  public static final long DEFAULT_MEMORY_BYTES = 32L << 20;
  public static final long DEFAULT_DISK_BYTES = 16L << 20;

  public CacheOptions {
    if (memoryBytes < 0 || diskBytes < 0) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "the cache has bounds of %d and %d bytes; give 0 or more"
              .formatted(memoryBytes, diskBytes));
    }
  }

  /** Memory only, in front of a simulator. */
  public static CacheOptions memory() {
    return new CacheOptions(true, true, DEFAULT_MEMORY_BYTES, null, DEFAULT_DISK_BYTES);
  }

  /** Memory and a folder, in front of a simulator. */
  public static CacheOptions disk(Path folder) {
    return new CacheOptions(true, true, DEFAULT_MEMORY_BYTES, folder, DEFAULT_DISK_BYTES);
  }

  /** As {@code --cache off} asks. */
  public static CacheOptions off() {
    return new CacheOptions(false, true, 0, null, 0);
  }

  /** The same in front of hardware. */
  public CacheOptions hardware() {
    return new CacheOptions(enabled, false, memoryBytes, folder, diskBytes);
  }

  /** The same with another bound on the folder. */
  public CacheOptions withDiskBytes(long bytes) {
    return new CacheOptions(enabled, exact, memoryBytes, folder, bytes);
  }

  /** {@code nightshift/results} under the user's cache folder. */
  public static Path userFolder(Map<String, String> environment) {
    return UserFolders.cache(environment).resolve("results");
  }
}
