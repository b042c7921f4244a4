package dev.nightshift.cache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of bindings of one template side by side, with their values; compared bit by bit. */
final class Block {
  final Template template;

  /** {@code [rows][columns]}; not written to. */
  final double[] rows;

  /** {@code [rows][width]}; what is not known yet is 0. */
  final double[] values;

  /** The standard errors of the values; null while all of them are 0. */
  double @Nullable [] errors;

  Block(Template template, double[] rows, double[] values) {
    this.template = template;
    this.rows = rows;
    this.values = values;
  }

  /** A copy of some rows, and of their values. */
  Block copyOf(int[] wanted, int count) {
    int columns = template.columns();
    int width = template.width();
    Block copy = new Block(template, new double[count * columns], new double[count * width]);
    for (int k = 0; k < count; k++) {
      System.arraycopy(rows, wanted[k] * columns, copy.rows, k * columns, columns);
      System.arraycopy(values, wanted[k] * width, copy.values, k * width, width);
    }
    return copy;
  }

  double[] row(int row) {
    return Arrays.copyOfRange(rows, row * template.columns(), (row + 1) * template.columns());
  }

  double[] values(int row) {
    return Arrays.copyOfRange(values, row * template.width(), (row + 1) * template.width());
  }

  /** Takes values and errors of a row over from another block of the same template. */
  void take(int row, Block from, int fromRow) {
    int width = template.width();
    System.arraycopy(from.values, fromRow * width, values, row * width, width);
    double[] theirs = from.errors;
    if (theirs != null) {
      double[] own = errors == null ? new double[values.length] : errors;
      System.arraycopy(theirs, fromRow * width, own, row * width, width);
      errors = own;
    }
  }

  /** Two multiplications a number: a digest of every row would cost more than simulating it. */
  int hash(int row) {
    int columns = template.columns();
    long hash = template.hashCode();
    for (int i = row * columns; i < (row + 1) * columns; i++) {
      hash = (hash ^ Double.doubleToRawLongBits(rows[i])) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    hash *= 0xbf58476d1ce4e5b9L;
    return (int) (hash ^ hash >>> 32);
  }

  boolean same(int row, Block that, int thatRow) {
    if (template != that.template && !template.equals(that.template)) {
      return false;
    }
    int columns = template.columns();
    for (int i = 0; i < columns; i++) {
      if (Double.doubleToRawLongBits(rows[row * columns + i])
          != Double.doubleToRawLongBits(that.rows[thatRow * columns + i])) {
        return false;
      }
    }
    return true;
  }
}
