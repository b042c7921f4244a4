package dev.nightshift.cache;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * Training asks for hundreds of rows a job and for hardly any of them twice, so keeping a row has to
 * cost next to nothing: an eviction policy that looks at every entry takes some microseconds a row,
 * which is more than simulating it. Two generations come close to least recently used for the price
 * of a hash table: rows go into the young one; when it is full it becomes the old one, and the old
 * one is dropped as a whole; a row found in the old one moves to the young one.
 */
/** Rows and their values, within a bound. Thread-safe. */
final class RowStore {
  /** Bytes a row takes beside its numbers: two arrays, key, entry. */
  private static final int OVERHEAD = 160;

  private final long generationBytes;
  private Map<Row, double[]> young = new HashMap<>();
  private Map<Row, double[]> old = new HashMap<>();
  private long youngBytes;

  RowStore(long maxBytes) {
    this.generationBytes = maxBytes / 2;
  }

  /** The values of a row, or null; the row may be a view. */
  synchronized double @Nullable [] find(Row row) {
    double[] values = young.get(row);
    if (values == null) {
      values = old.get(row);
      if (values != null) {
        keep(row.kept(), values);
      }
    }
    return values;
  }

  /** Keeps a row, which must have an array of its own. */
  synchronized void keep(Row row, double[] values) {
    if (young.put(row, values) == null) {
      youngBytes += OVERHEAD + 8L * (row.template.columns() + values.length);
      if (youngBytes > generationBytes) {
        old = young;
        young = new HashMap<>();
        youngBytes = 0;
      }
    }
  }
}
