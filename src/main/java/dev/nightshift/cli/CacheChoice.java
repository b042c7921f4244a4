package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.cache.CacheOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command keeps results by content. */
final class CacheChoice {
  @Option(
      names = "--cache",
      paramLabel = "WHERE",
      description =
          "Keeps results by content: off, memory or disk, for later commands (default:"
              + " ${DEFAULT-VALUE}).")
  private CacheMode mode = CacheMode.DISK;

  @Option(names = "--no-cache", description = "As --cache off: asks the backend anew.")
  private boolean none;

  @Mixin private CacheFolderOption folder = new CacheFolderOption();

  @Option(
      names = "--cache-size",
      paramLabel = "MB",
      description = "Bound on that folder, mebibytes (default: ${DEFAULT-VALUE}).")
  private int megabytes = (int) (CacheOptions.DEFAULT_DISK_BYTES >> 20);

  CacheOptions options() {
    if (megabytes < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "--cache-size is %d; give at least 1".formatted(megabytes));
    }
    return switch (none ? CacheMode.OFF : mode) {
      case OFF -> CacheOptions.off();
      case MEMORY -> CacheOptions.memory();
      case DISK -> CacheOptions.disk(folder()).withDiskBytes((long) megabytes << 20);
    };
  }

  Path folder() {
    return folder.folder();
  }
}
