package dev.nightshift.queue.store;

import java.util.Map;

/** Where the two databases differ. */
enum Dialect {
  SQLITE(
      // Writers of SQLite come one after the other, from the beginning of their transactions on.
      "", Map.of("blob", "blob", "serial", "integer primary key autoincrement", "real", "real")),
  POSTGRESQL(
      " for share",
      Map.of(
          "blob",
          "bytea",
          "serial",
          "bigint generated always as identity primary key",
          "real",
          "double precision"));

  private final String lock;
  private final Map<String, String> words;

  Dialect(String lock, Map<String, String> words) {
    this.lock = lock;
    this.words = words;
  }

  /** Ends a query whose rows must stay as they are until the transaction ends. */
  String lock() {
    return lock;
  }

  /** Words of the migrations that the databases spell differently. */
  Map<String, String> words() {
    return words;
  }
}
