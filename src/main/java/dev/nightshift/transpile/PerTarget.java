package dev.nightshift.transpile;

import dev.nightshift.value.Target;
import java.util.function.Function;

/**
 * What was worked out for the latest few targets, by the object: the tables of a large device take
 * longer to fill than a small circuit to compile. Losing a race only fills them twice. For any
 * number of threads.
 */
public final class PerTarget<T> {
  private static final int MOST = 8;

  private record Entry<T>(Target target, T value) {}

  /** The latest first; never changed, only replaced. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of entries is only made raw
  private volatile Entry<T>[] entries = new Entry[0];

  public T get(Target target, Function<Target, T> make) {
    Entry<T>[] known = entries;
    for (Entry<T> entry : known) {
      if (entry.target == target) {
        return entry.value;
      }
    }
    T made = make.apply(target);
    @SuppressWarnings({"unchecked", "rawtypes"})
    Entry<T>[] more = new Entry[Math.min(MOST, known.length + 1)];
    more[0] = new Entry<>(target, made);
    System.arraycopy(known, 0, more, 1, more.length - 1);
    entries = more;
    return made;
  }
}
