package dev.nightshift.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 * Rows that begin on their own are the first generation; rows that branch off from one of these are
 * the second, and so on. Each generation is sorted by where its rows branch off and cut into
 * blocks. A block begins where its earliest row does, so the state that a lane starts from is that
 * of its parent there: what has to be kept is known when the blocks are.
 *
 * A parent may begin later than a block of its children, which begins with another's child. Up to
 * there it is its own parent's twin, which stands in for it.
 */
/**
 * In which blocks, and from which operations on, rows that begin alike are run, and which states
 * are kept for whom. Immutable.
 */
final class LanePlan {
  /** What a call of a kernel costs beside its lanes, in lanes. */
  private static final int CALL = 8;

  /** Rows that can run once the generations before have. */
  record Generation(int lanes, List<Part> parts) {}

  /**
   * A block of lanes.
   *
   * @param from the operation that it begins at; 0 where its rows begin on their own
   * @param count how many lanes are rows; those beyond repeat the last
   * @param rows of the lanes
   * @param starts the kept states that the lanes begin with; only where {@code from > 0}
   * @param likes the keepers of these states, whose angles may be the lanes' too
   * @param keepers the lanes' own numbers among those of whom states are kept, or -1
   * @param keeps what is kept of the block on its way, in the order of the operations
   */
  record Part(
      int from,
      int count,
      int[] rows,
      int[] starts,
      int[] likes,
      int[] keepers,
      List<Keep> keeps) {}

  /** The state of a lane in front of an operation. */
  record Keep(int operation, int lane, int state) {}

  private final List<Generation> generations;
  private final int states;
  private final int keepers;

  private LanePlan(List<Generation> generations, int states, int keepers) {
    this.generations = List.copyOf(generations);
    this.states = states;
    this.keepers = keepers;
  }

  /**
   * @param at the operation that each level begins at, then the number of operations
   * @param afterwards what is done with a row's final state, in operations
   * @param lanes of a block, for a number of rows
   * @return null where sharing gains less than an eighth
   */
  static @Nullable LanePlan of(
      SharedPrefixes.Tree tree, int[] at, int afterwards, IntUnaryOperator lanes) {
    int count = tree.parent().length;
    long whole = at[at.length - 1] + (long) afterwards;
    long saved = 0;
    int[] depth = new int[count];
    int deepest = 0;
    for (int row = 0; row < count; row++) {
      saved += at[tree.level()[row]];
      if (tree.parent()[row] >= 0) {
        depth[row] = depth[tree.parent()[row]] + 1;
        deepest = Math.max(deepest, depth[row]);
      }
    }
    if (8 * saved < whole * count) {
      return null;
    }
    Draft draft = new Draft(tree);
    int[] sorted = sorted(sorted(rows(count), tree.level(), at.length), depth, deepest + 1);
    long cost = 0;
    int first = 0;
    for (int generation = 0; generation <= deepest; generation++) {
      int end = first;
      while (end < count && depth[sorted[end]] == generation) {
        end++;
      }
      int width = lanes.applyAsInt(end - first);
      draft.begin(width);
      for (; first < end; first += width) {
        int from = at[tree.level()[sorted[first]]];
        draft.add(Arrays.copyOfRange(sorted, first, Math.min(first + width, end)), from);
        // Keeping a state and taking it up again costs about an operation.
        cost += (width + CALL) * (whole - from + (from > 0 ? 1 : 0));
      }
      first = end;
    }
    int width = lanes.applyAsInt(count);
    long alone = (count + width - 1) / width * (width + CALL) * whole;
    return 8 * cost > 7 * alone ? null : draft.plan();
  }

  private static int[] rows(int count) {
    int[] rows = new int[count];
    Arrays.setAll(rows, row -> row);
    return rows;
  }

  /** Sorts by small keys; rows of one key stay in their order. */
  private static int[] sorted(int[] rows, int[] key, int keys) {
    int[] next = new int[keys + 1];
    for (int row : rows) {
      next[key[row] + 1]++;
    }
    for (int k = 1; k < keys; k++) {
      next[k] += next[k - 1];
    }
    int[] sorted = new int[rows.length];
    for (int row : rows) {
      sorted[next[key[row]]++] = row;
    }
    return sorted;
  }

  List<Generation> generations() {
    return generations;
  }

  /** How many states are kept. */
  int states() {
    return states;
  }

  /** Of how many rows states are kept. */
  int keepers() {
    return keepers;
  }

  /** Operations on single rows that need not be done. */
  long saved() {
    return generations.stream()
        .flatMap(generation -> generation.parts().stream())
        .mapToLong(part -> (long) part.from() * part.count())
        .sum();
  }

  /** A plan while blocks are added; what is kept of a block is known when the last one is in. */
  private static final class Draft {
    private final SharedPrefixes.Tree tree;
    private final List<Generation> generations = new ArrayList<>();
    private List<Part> parts = new ArrayList<>();

    /** By row: where its block begins, the block's list, its lane there, its number as a keeper. */
    private final int[] begins;

    private final List<List<Keep>> keeps;
    private final int[] laneOf;
    private final int[] keeperOf;

    /** By row the keep that was asked for last: blocks ask in the order of the operations. */
    private final @Nullable Keep[] last;

    private int states;
    private int keepers;

    Draft(SharedPrefixes.Tree tree) {
      int count = tree.parent().length;
      this.tree = tree;
      this.begins = new int[count];
      this.keeps = new ArrayList<>(Collections.nCopies(count, List.of()));
      this.laneOf = new int[count];
      this.keeperOf = new int[count];
      this.last = new Keep[count];
      Arrays.fill(keeperOf, -1);
    }

    void begin(int lanes) {
      parts = new ArrayList<>();
      generations.add(new Generation(lanes, parts));
    }

    void add(int[] rows, int from) {
      int lanes = generations.getLast().lanes();
      int[] starts = new int[from > 0 ? lanes : 0];
      int[] likes = new int[starts.length];
      int[] all = Arrays.copyOf(rows, lanes);
      List<Keep> own = new ArrayList<>();
      for (int lane = 0; lane < lanes; lane++) {
        int row = rows[Math.min(lane, rows.length - 1)];
        all[lane] = row;
        if (from > 0) {
          int like = tree.parent()[row];
          while (begins[like] > from) {
            like = tree.parent()[like];
          }
          starts[lane] = kept(like, from);
          likes[lane] = keeperOf[like];
        }
        if (lane < rows.length) {
          begins[row] = from;
          laneOf[row] = lane;
          keeps.set(row, own);
        }
      }
      parts.add(new Part(from, rows.length, all, starts, likes, new int[rows.length], own));
    }

    private int kept(int row, int operation) {
      Keep known = last[row];
      if (known != null && known.operation() == operation) {
        return known.state();
      }
      if (keeperOf[row] < 0) {
        keeperOf[row] = keepers++;
      }
      Keep keep = new Keep(operation, laneOf[row], states++);
      keeps.get(row).add(keep);
      last[row] = keep;
      return keep.state();
    }

    LanePlan plan() {
      for (Generation generation : generations) {
        for (Part part : generation.parts()) {
          part.keeps().sort(Comparator.comparingInt(Keep::operation));
          Arrays.setAll(part.keepers(), lane -> keeperOf[part.rows()[lane]]);
        }
      }
      return new LanePlan(generations, states, keepers);
    }
  }
}
