package dev.nightshift.cli;

import dev.nightshift.cache.CacheFolder;
import dev.nightshift.cache.CacheOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which folder of results a command works on. */
final class CacheFolderOption {
  @Option(
      names = "--cache-folder",
      paramLabel = "DIR",
      description = "Where results are kept (default: ~/.cache/nightshift/results).")
  private @Nullable Path folder;

  Path folder() {
    return folder == null ? CacheOptions.userFolder(System.getenv()) : folder;
  }

  CacheFolder open() {
    return new CacheFolder(folder());
  }
}
