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

  /**
   * @param hardware whether a device answers: nothing of it is kept
   */
  CacheOptions options(boolean hardware) {
    if (this == OFF) {
      return CacheOptions.off();
    }
    if (hardware) {
      return CacheOptions.hardware();
    }
    return this == MEMORY
        ? CacheOptions.memory()
        : CacheOptions.disk(CacheOptions.userFolder(System.getenv()));
  }
}
