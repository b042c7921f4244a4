package dev.nightshift.transpile.synth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What CX gates alone do: each bit becomes a parity of bits, an invertible matrix over GF(2).
 *
 * <p>It is written in few gates by cost minimization (Schaeffer and Perkowski 2014, de Brugière et
 * al. 2021): of all row and column operations the one that leaves fewest ones in the matrix and in
 * its inverse, until a permutation is left. Where none helps, Gaussian elimination goes on. A chain
 * of parities, such as all pairs in order make, becomes as many gates as it has links.
 */
public final class LinearFunction {
  /** A row is a word. */
  public static final int MOST_QUBITS = Long.SIZE;

  private final int size;

  /** Rows of the matrix and of its transpose. */
  private final long[] rows;

  private final long[] columns;

  /** Rows of the inverse and of its transpose. */
  private final long[] inverseRows;

  private final long[] inverseColumns;

  /** Row {@code from} is added to row {@code to}, or column to column. */
  private record Operation(boolean onRows, int to, int from) {}

  /**
   * The function as gates.
   *
   * @param first CX gates as control and target, at the beginning
   * @param sources of which qubit each takes its value behind them
   * @param last CX gates at the end
   */
  public record Gates(List<int[]> first, int[] sources, List<int[]> last) {
    /** How many CX it takes; to move values is a matter of layout. */
    public int count() {
      return first.size() + last.size();
    }
  }

  /**
   * @param size qubits, at most {@value #MOST_QUBITS}
   */
  public LinearFunction(int size) {
    this.size = size;
    this.rows = identity(size);
    this.columns = identity(size);
    this.inverseRows = identity(size);
    this.inverseColumns = identity(size);
  }

  private LinearFunction(LinearFunction other) {
    this.size = other.size;
    this.rows = other.rows.clone();
    this.columns = other.columns.clone();
    this.inverseRows = other.inverseRows.clone();
    this.inverseColumns = other.inverseColumns.clone();
  }

  private static long[] identity(int size) {
    long[] rows = new long[size];
    Arrays.setAll(rows, i -> 1L << i);
    return rows;
  }

  /** A CX behind what is there. */
  public void cx(int control, int target) {
    addRow(target, control);
  }

  /** In few gates; the same function always gives the same. */
  public Gates gates() {
    Gates both = new LinearFunction(this).reduced(true);
    Gates alone = new LinearFunction(this).reduced(false);
    return alone.count() < both.count() ? alone : both;
  }

  private Gates reduced(boolean withInverse) {
    List<Operation> done = new ArrayList<>();
    Operation next = best(withInverse);
    while (next != null) {
      apply(next);
      done.add(next);
      next = best(withInverse);
    }
    eliminate(done);
    List<int[]> first = new ArrayList<>();
    List<int[]> last = new ArrayList<>();
    for (Operation operation : done) {
      if (operation.onRows()) {
        last.add(0, new int[] {operation.from(), operation.to()});
      } else {
        first.add(new int[] {operation.to(), operation.from()});
      }
    }
    int[] sources = new int[size];
    Arrays.setAll(sources, i -> Long.numberOfTrailingZeros(rows[i]));
    return new Gates(first, sources, last);
  }

  /** The operation that leaves fewest ones, null where each leaves as many or more. */
  private @Nullable Operation best(boolean withInverse) {
    Operation best = null;
    int least = 0;
    for (int to = 0; to < size; to++) {
      for (int from = 0; from < size; from++) {
        if (to == from) {
          continue;
        }
        int onRows = change(rows, to, from) + (withInverse ? change(inverseColumns, from, to) : 0);
        if (onRows < least) {
          least = onRows;
          best = new Operation(true, to, from);
        }
        int onColumns =
            change(columns, to, from) + (withInverse ? change(inverseRows, from, to) : 0);
        if (onColumns < least) {
          least = onColumns;
          best = new Operation(false, to, from);
        }
      }
    }
    return best;
  }

  private static int change(long[] words, int to, int from) {
    return Long.bitCount(words[to] ^ words[from]) - Long.bitCount(words[to]);
  }

  private void apply(Operation operation) {
    if (operation.onRows()) {
      addRow(operation.to(), operation.from());
    } else {
      add(columns, rows, operation.to(), operation.from());
      add(inverseRows, inverseColumns, operation.from(), operation.to());
    }
  }

  private void addRow(int to, int from) {
    add(rows, columns, to, from);
    add(inverseColumns, inverseRows, from, to);
  }

  /** Adds a row to another, in the transpose as well. */
  private static void add(long[] words, long[] transposed, int to, int from) {
    for (long left = words[from]; left != 0; left &= left - 1) {
      transposed[Long.numberOfTrailingZeros(left)] ^= 1L << to;
    }
    words[to] ^= words[from];
  }

  /** What is no permutation yet becomes the identity, column by column. */
  private void eliminate(List<Operation> done) {
    if (Arrays.stream(rows).allMatch(row -> Long.bitCount(row) == 1)) {
      return;
    }
    for (int k = 0; k < size; k++) {
      if ((rows[k] & 1L << k) == 0) {
        int pivot = k + 1;
        while ((rows[pivot] & 1L << k) == 0) {
          pivot++;
        }
        row(k, pivot, done);
      }
      for (int other = 0; other < size; other++) {
        if (other != k && (rows[other] & 1L << k) != 0) {
          row(other, k, done);
        }
      }
    }
  }

  private void row(int to, int from, List<Operation> done) {
    addRow(to, from);
    done.add(new Operation(true, to, from));
  }
}
