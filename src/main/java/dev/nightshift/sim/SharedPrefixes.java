package dev.nightshift.sim;

import dev.nightshift.value.Bindings;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Two ways to find rows that begin alike.
 *
 * A circuit that costs little leaves no time to look around: the walk compares every row with the
 * base, the row that the rows before it branched off from, and with one more that may become the
 * next base. Rows of a parameter shift stand in such an order. It takes 10 ns a row of the
 * nano-GPT's circuit, which runs for 450 ns, and gives up after 16 rows that share nothing.
 *
 * A circuit that costs more parts the rows into classes, level by level, by hashing: some 5 ns a
 * row and column, and alike rows are found wherever they stand.
 */
/**
 * For every row of a batch the earlier row that it agrees with for the longest: up to the first
 * operation that needs a parameter in which they differ. Thread-safe.
 */
final class SharedPrefixes {
  /** Rows without anything in common after which the walk gives up. */
  private static final int PATIENCE = 16;

  /**
   * Rows that may agree with neither the base nor the next one before the next is given up: as many
   * as a controlled rotation has shifts.
   */
  private static final int SHIFTS = 4;

  /**
   * Which row each row branches off from.
   *
   * @param parent an earlier row of the piece, or -1 for a row that begins on its own
   * @param level the first one whose parameters differ from the parent's; 0 where there is none,
   *     the number of levels where none differs
   */
  record Tree(int[] parent, int[] level) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Tree that
          && Arrays.equals(parent, that.parent)
          && Arrays.equals(level, that.level);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(parent) + Arrays.hashCode(level);
    }
  }

  private final int levels;
  private final boolean costly;

  /** The columns in the order in which operations need them, and the level of each. */
  private final int[] columns;

  private final int[] levelOf;

  /**
   * @param levels the columns first needed by each operation that needs new ones, in its order
   * @param costly whether a row runs so long that it pays to look for rows that are not neighbours
   */
  SharedPrefixes(List<int[]> levels, boolean costly) {
    this.levels = levels.size();
    this.costly = costly;
    this.columns = levels.stream().flatMapToInt(Arrays::stream).toArray();
    this.levelOf = new int[columns.length];
    int next = 0;
    for (int level = 0; level < levels.size(); level++) {
      for (int k = 0; k < levels.get(level).length; k++) {
        levelOf[next++] = level;
      }
    }
  }

  /** The tree of the rows {@code from} to {@code to}, or null where they share nothing. */
  @Nullable Tree find(Bindings rows, int from, int to) {
    if (to - from < 4 || levels < 2) {
      return null;
    }
    return costly ? classes(rows, from, to - from) : walk(rows, from, to - from);
  }

  private @Nullable Tree walk(Bindings rows, int from, int count) {
    double[] values = rows.values();
    int width = rows.columns();
    int[] parent = new int[count];
    int[] level = new int[count];
    Arrays.fill(parent, -1);
    int base = 0;
    int next = 0;
    int passed = 0;
    boolean found = false;
    for (int row = 1; row < count; row++) {
      int own = (from + row) * width;
      int agreed = agreed(values, (from + base) * width, own);
      if (2 * agreed < levels && next != base) {
        int more = agreed(values, (from + next) * width, own);
        if (more > agreed) {
          base = next;
          agreed = more;
        }
      }
      if (agreed > 0) {
        // Up to where the base itself branches off its parent serves too, a generation earlier.
        int like = base;
        while (parent[like] >= 0 && level[like] >= agreed) {
          like = parent[like];
        }
        parent[row] = like;
        level[row] = agreed;
        found = true;
      }
      if (2 * agreed >= levels) {
        next = base;
      } else if (next == base || ++passed > SHIFTS) {
        // The next base is the first row that agrees with the base for a short while only: rows
        // that have its first parameters moved come after it and do so too.
        next = row;
        passed = 0;
      }
      if (row == PATIENCE && !found) {
        return null;
      }
    }
    return found ? new Tree(parent, level) : null;
  }

  /** The first level at which two rows differ, by where their values begin. */
  private int agreed(double[] values, int a, int b) {
    for (int k = 0; k < columns.length; k++) {
      if (Double.doubleToRawLongBits(values[a + columns[k]])
          != Double.doubleToRawLongBits(values[b + columns[k]])) {
        return levelOf[k];
      }
    }
    return levels;
  }

  private Tree classes(Bindings rows, int from, int count) {
    int[] parent = new int[count];
    int[] level = new int[count];
    Arrays.fill(parent, -1);
    int[] classOf = new int[count];
    int[] first = new int[count];
    int classes = 1;
    int reached = 0;
    int next = 0;
    while (reached < levels && classes <= count - count / 8) {
      int[] before = classOf.clone();
      int[] firstBefore = Arrays.copyOf(first, classes);
      while (next < columns.length && levelOf[next] == reached) {
        classes = refine(classOf, classes, first, rows, from, columns[next++]);
      }
      for (int k = 0; k < classes && reached > 0; k++) {
        int row = first[k];
        if (firstBefore[before[row]] != row) {
          parent[row] = firstBefore[before[row]];
          level[row] = reached;
        }
      }
      reached++;
    }
    for (int row = 0; row < count; row++) {
      if (first[classOf[row]] != row) {
        parent[row] = first[classOf[row]];
        level[row] = reached;
      }
    }
    return new Tree(parent, level);
  }

  /**
   * Parts the classes by one more column; returns how many there are then.
   *
   * @param first becomes the first row of every class
   */
  private static int refine(
      int[] classOf, int classes, int[] first, Bindings rows, int from, int column) {
    int capacity = Integer.highestOneBit(Math.max(8, classOf.length)) * 4;
    int[] table = new int[capacity];
    int found = 0;
    int[] old = classOf.clone();
    for (int row = 0; row < classOf.length; row++) {
      long bits = Double.doubleToRawLongBits(rows.value(from + row, column));
      long hash = (bits + 31L * old[row] * classes) * 0x9e3779b97f4a7c15L;
      int at = (int) (hash >>> 32) & capacity - 1;
      while (table[at] != 0) {
        int other = first[table[at] - 1];
        if (old[other] == old[row]
            && Double.doubleToRawLongBits(rows.value(from + other, column)) == bits) {
          break;
        }
        at = at + 1 & capacity - 1;
      }
      if (table[at] == 0) {
        first[found] = row;
        table[at] = ++found;
      }
      classOf[row] = table[at] - 1;
    }
    return found;
  }
}
