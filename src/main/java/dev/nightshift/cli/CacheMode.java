package dev.nightshift.cli;

import dev.nightshift.cache.CacheOptions;

/** Where results are kept by content. */
enum CacheMode {
  /** Nowhere. */
  OFF,
  /** For as long as the command runs. */
  MEMORY,
  /** Also in the user's cache folder, for later commands. */
  DISK;

  /** In the user's folder, in front of a simulator. */
  CacheOptions options() {
    return switch (this) {
      case OFF -> CacheOptions.off();
      case MEMORY -> CacheOptions.memory();
      case DISK -> CacheOptions.disk(CacheOptions.userFolder(System.getenv()));
    };
  }
}
