package dev.nightshift.cache;

import java.util.Arrays;

/** One row of bindings of a template, compared bit by bit. */
final class Row {
  final Template template;
  private final double[] values;
  private final int from;
  private final int hash;

  private Row(Template template, double[] values, int from, int hash) {
    this.template = template;
    this.values = values;
    this.from = from;
    this.hash = hash;
  }

  /** A view of a row inside a larger array, to look up with. */
  static Row in(Template template, double[] values, int row) {
    int columns = template.columns();
    int from = row * columns;
    long hash = template.hashCode();
    for (int i = from; i < from + columns; i++) {
      hash = (hash ^ Double.doubleToRawLongBits(values[i])) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    hash *= 0xbf58476d1ce4e5b9L;
    return new Row(template, values, from, (int) (hash ^ hash >>> 32));
  }

  /** The same row in an array of its own, to keep. */
  Row kept() {
    return new Row(template, copy(), 0, hash);
  }

  double[] copy() {
    return Arrays.copyOfRange(values, from, from + template.columns());
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Row that)
        || hash != that.hash
        || (template != that.template && !template.equals(that.template))) {
      return false;
    }
    int columns = template.columns();
    for (int i = 0; i < columns; i++) {
      if (Double.doubleToRawLongBits(values[from + i])
          != Double.doubleToRawLongBits(that.values[that.from + i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
