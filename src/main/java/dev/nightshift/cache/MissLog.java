package dev.nightshift.cache;

import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.wire.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a run asked for and was not held, for {@code cache explain}: each set of parts once, with
 * the first row that missed. Thread-safe.
 */
final class MissLog {
  /** In the folder of the cache. */
  static final String FILE = "last-run.json";

  /** Sets of parts that are remembered; the rest are counted. */
  private static final int MOST = 100;

  private static final class Entry {
    final EntryKind kind;
    final Parts parts;
    final List<String> parameters;
    final List<Double> row;
    final Instant first = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    long values;

    Entry(EntryKind kind, Parts parts, List<String> parameters, List<Double> row) {
      this.kind = kind;
      this.parts = parts;
      this.parameters = parameters;
      this.row = row;
    }
  }

  private final Map<Object, Entry> entries = new LinkedHashMap<>();
  private long others;

  /** A row of exact values that was computed. */
  void add(Template template, Supplier<double[]> row, long values) {
    add(
        template,
        () ->
            new Entry(
                template.kind(),
                template.parts(),
                template.parameters(),
                Arrays.stream(row.get()).boxed().toList()),
        values);
  }

  /** A seeded job that was run. */
  void add(Parts job, long values) {
    add(job, () -> new Entry(EntryKind.SEEDED, job, List.of(), List.of()), values);
  }

  private synchronized void add(Object key, Supplier<Entry> made, long values) {
    Entry entry = entries.get(key);
    if (entry == null && entries.size() < MOST) {
      entry = made.get();
      entries.put(key, entry);
    }
    if (entry == null) {
      others += values;
    } else {
      entry.values += values;
    }
  }

  /**
   * Writes what was missed in place of what an earlier run missed.
   *
   * @throws dev.nightshift.base.error.NightshiftException where the folder cannot be written
   */
  synchronized void write(Path folder, String backend, CacheStats stats) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("backend", backend);
    document.put("ended", Instant.now().toString());
    document.put("hits", stats.hits());
    document.put("pooled", stats.pooled());
    Map<String, Long> reasons = new LinkedHashMap<>();
    stats
        .misses()
        .forEach((reason, values) -> {
          if (values > 0) {
            reasons.put(reason.name(), values);
          }
        });
    document.put("reasons", reasons);
    document.put("others", others);
    List<Object> list = new ArrayList<>();
    entries
        .values()
        .forEach(entry -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("kind", entry.kind.name());
          one.put("first", entry.first.toString());
          one.put("values", entry.values);
          one.put("parameters", entry.parameters);
          one.put("row", entry.row);
          Map<String, String> parts = new LinkedHashMap<>();
          entry.parts.texts().forEach((part, text) -> parts.put(part.name(), text));
          one.put("parts", parts);
          list.add(one);
        });
    document.put("missed", list);
    AtomicFile.write(folder.resolve(FILE), Json.write(document));
  }
}
