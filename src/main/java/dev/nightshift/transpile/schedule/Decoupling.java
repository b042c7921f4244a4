package dev.nightshift.transpile.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Pulses in idle times, by the names of IBM's options.
 *
 * @param sequence which pulses
 * @param slack where the rounding of the spaces between them goes
 * @param skipReset whether qubits that nothing has touched yet, or only a reset, are left alone
 */
public record Decoupling(Sequence sequence, Slack slack, boolean skipReset) {

  /** The pulses, half turns about axes in the plane of X and Y; together they are 1 or -1. */
  public enum Sequence {
    XX("XX", false, 0, 0),
    XPXM("XpXm", true, 0, 2),
    XY4("XY4", true, 0, 1, 2, 3);

    private final String wireName;
    private final boolean negative;
    private final List<Integer> axes;

    Sequence(String wireName, boolean negative, Integer... axes) {
      this.wireName = wireName;
      this.negative = negative;
      this.axes = List.of(axes);
    }

    /** The name in options. */
    public String wireName() {
      return wireName;
    }

    /** The one of a name in options. */
    public static Optional<Sequence> named(String name) {
      return Arrays.stream(values()).filter(one -> one.wireName.equals(name)).findAny();
    }

    /** The axis of each pulse in right angles from X: X, Y, -X, -Y. */
    List<Integer> axes() {
      return axes;
    }

    /** Whether the pulses together are -1. */
    boolean isNegative() {
      return negative;
    }
  }

  /** Where time goes that does not divide into equal spaces. */
  public enum Slack {
    /** Into the middle space. */
    MIDDLE("middle"),
    /** Half and half before the first pulse and behind the last. */
    EDGES("edges");

    private final String wireName;

    Slack(String wireName) {
      this.wireName = wireName;
    }

    /** The name in options. */
    public String wireName() {
      return wireName;
    }

    /** The one of a name in options. */
    public static Optional<Slack> named(String name) {
      return Arrays.stream(values()).filter(one -> one.wireName.equals(name)).findAny();
    }
  }

  /** A sequence with the service's defaults: rounding in the middle, every idle time. */
  public static Decoupling of(Sequence sequence) {
    return new Decoupling(sequence, Slack.MIDDLE, false);
  }

  /**
   * When the pulses begin: half a space, then a whole one between two, then half a space.
   *
   * @param from start of the idle time
   * @param to its end
   * @param length of one pulse
   * @param grid of which every start is a multiple
   * @return empty where the idle time is shorter than twice the pulses
   */
  long[] starts(long from, long to, long length, int grid) {
    int pulses = sequence.axes().size();
    long first = Schedule.next(from, grid);
    long slot = Schedule.next(length, grid);
    long spare = to - first - pulses * slot;
    if (spare < pulses * slot) {
      return new long[0];
    }
    long half = spare / (2L * pulses) / grid * grid;
    long whole = spare / pulses / grid * grid;
    long rest = spare - 2 * half - (pulses - 1) * whole;
    long before = slack == Slack.EDGES ? rest / 2 / grid * grid : 0;
    long between = slack == Slack.MIDDLE ? rest / grid * grid : 0;
    long[] starts = new long[pulses];
    long at = first + half + before;
    for (int k = 0; k < pulses; k++) {
      at += 2 * k == pulses ? between : 0;
      starts[k] = at;
      at += slot + whole;
    }
    return starts;
  }
}
