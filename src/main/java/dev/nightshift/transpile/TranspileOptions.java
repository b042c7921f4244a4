package dev.nightshift.transpile;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.transpile.schedule.Scheduling;
import java.util.List;

/**
 * How hard to try, and what is fixed beforehand.
 *
 * @param level 0 maps and translates only, 1 also merges and cancels, 2 and 3 try more layouts and
 *     more rewrites
 * @param seed of every random choice
 * @param initialLayout the physical qubit of each virtual one; empty: free
 * @param fractional whether the device's rx and rzz may be used
 * @param passes of the optimization, by name, in place of the level's own; empty: the level's. See
 *     {@link dev.nightshift.transpile.pass.PassLists}
 * @param scheduling whether idle times are written out, and what is done in them
 */
public record TranspileOptions(
    int level,
    Seed seed,
    List<Integer> initialLayout,
    boolean fractional,
    List<String> passes,
    Scheduling scheduling) {
  /** Level 2, seed 0, everything free. */
  public static final TranspileOptions DEFAULT =
      new TranspileOptions(2, Seed.of(0), List.of(), false);

  /** With the level's own passes and without a schedule. */
  public TranspileOptions(int level, Seed seed, List<Integer> initialLayout, boolean fractional) {
    this(level, seed, initialLayout, fractional, List.of(), Scheduling.NONE);
  }

  public TranspileOptions {
    initialLayout = List.copyOf(initialLayout);
    passes = List.copyOf(passes);
    if (level < 0 || level > 3) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "the level is %d; give 0, 1, 2 or 3".formatted(level));
    }
  }

  public TranspileOptions withLevel(int other) {
    return new TranspileOptions(other, seed, initialLayout, fractional, passes, scheduling);
  }

  public TranspileOptions withSeed(Seed other) {
    return new TranspileOptions(level, other, initialLayout, fractional, passes, scheduling);
  }

  public TranspileOptions withInitialLayout(List<Integer> physical) {
    return new TranspileOptions(level, seed, physical, fractional, passes, scheduling);
  }

  public TranspileOptions withFractional(boolean allowed) {
    return new TranspileOptions(level, seed, initialLayout, allowed, passes, scheduling);
  }

  /**
   * With another optimization.
   *
   * @param names passes and lists of passes
   * @throws NightshiftException OPTION_VALUE for a name that {@code PassLists} has not, when it is
   *     used
   */
  public TranspileOptions withPasses(List<String> names) {
    return new TranspileOptions(level, seed, initialLayout, fractional, names, scheduling);
  }

  public TranspileOptions withScheduling(Scheduling other) {
    return new TranspileOptions(level, seed, initialLayout, fractional, passes, other);
  }
}
