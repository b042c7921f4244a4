package dev.nightshift.cache;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all requests for one thing have measured together. */
sealed interface Pool {
  /** One of more bytes takes no part: wide registers hardly see an outcome twice. */
  int MOST_BYTES = 1 << 20;

  /** Shots of all of them. */
  long shots();

  /** How many requests they are. */
  int requests();

  /** Of two pools of disjoint shots the pool of all. */
  Pool plus(Pool other);

  /** Bytes in a record. */
  int bytes();

  void write(ByteBuffer into);

  /*
   * Batches of n_i shots with means m_i and standard errors s_i. A batch's variance of one shot is
   * v_i = n_i s_i^2. All shots together have
   *
   *   N = sum n_i,   M = sum n_i m_i / N,   V = sum n_i (v_i + (m_i - M)^2) / N
   *
   * which is what one job of N shots would have reported: means of squares split into those within
   * batches and those between them. The weights do not depend on the outcomes, so M is unbiased; its
   * standard error is sqrt(V / N). Two pools join by the same formula, in any order.
   */
  /**
   * An estimated value.
   *
   * @param mean of all shots
   * @param variance of one shot
   */
  record Values(long shots, int requests, double mean, double variance) implements Pool {
    static final int BYTES = 8 + 4 + 8 + 8;

    /** One request's. */
    static Values of(long shots, double value, double standardError) {
      return new Values(shots, 1, value, shots * standardError * standardError);
    }

    double standardError() {
      return Math.sqrt(variance / shots);
    }

    @Override
    public Values plus(Pool other) {
      Values that = (Values) other;
      long all = Math.addExact(shots, that.shots);
      double own = (double) shots / all;
      double theirs = (double) that.shots / all;
      double apart = mean - that.mean;
      return new Values(
          all,
          Math.addExact(requests, that.requests),
          own * mean + theirs * that.mean,
          own * variance + theirs * that.variance + own * theirs * apart * apart);
    }

    @Override
    public int bytes() {
      return BYTES;
    }

    @Override
    public void write(ByteBuffer into) {
      into.putLong(shots).putInt(requests).putDouble(mean).putDouble(variance);
    }

    static Values read(ByteBuffer from) {
      return new Values(from.getLong(), from.getInt(), from.getDouble(), from.getDouble());
    }
  }

  /**
   * How often each outcome was measured.
   *
   * @param bits of an outcome, all registers together
   * @param counts by bit string, the last declared register leftmost and its highest bit first
   */
  record Counts(int requests, int bits, SortedMap<String, Long> counts) implements Pool {
    @Override
    public long shots() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public Counts plus(Pool other) {
      Counts that = (Counts) other;
      SortedMap<String, Long> sums = new TreeMap<>(counts);
      that.counts.forEach((outcome, times) -> sums.merge(outcome, times, Math::addExact));
      return new Counts(Math.addExact(requests, that.requests), bits, sums);
    }

    private int stride() {
      return (bits + 7) / 8;
    }

    @Override
    public int bytes() {
      return 12 + counts.size() * (stride() + 8);
    }

    @Override
    public void write(ByteBuffer into) {
      into.putInt(requests).putInt(bits).putInt(counts.size());
      counts.forEach((outcome, times) -> {
        byte[] packed = new byte[stride()];
        for (int bit = 0; bit < bits; bit++) {
          if (outcome.charAt(bit) == '1') {
            packed[bit / 8] |= (byte) (1 << bit % 8);
          }
        }
        into.put(packed).putLong(times);
      });
    }

    static Counts read(ByteBuffer from) {
      int requests = from.getInt();
      int bits = from.getInt();
      SortedMap<String, Long> counts = new TreeMap<>();
      byte[] packed = new byte[(bits + 7) / 8];
      for (int left = from.getInt(); left > 0; left--) {
        from.get(packed);
        char[] outcome = new char[bits];
        for (int bit = 0; bit < bits; bit++) {
          outcome[bit] = (packed[bit / 8] >> bit % 8 & 1) == 0 ? '0' : '1';
        }
        counts.put(new String(outcome), from.getLong());
      }
      return new Counts(requests, bits, counts);
    }
  }

  /** Of each fresh pool what it makes with the one held; those that grow too large are left out. */
  static Map<Key, Pool> joint(Map<Key, Pool> held, Map<Key, Pool> fresh) {
    Map<Key, Pool> joint = new LinkedHashMap<>();
    fresh.forEach((key, pool) -> {
      Pool before = held.get(key);
      Pool all = before == null ? pool : before.plus(pool);
      if (all.bytes() <= MOST_BYTES) {
        joint.put(key, all);
      }
    });
    return joint;
  }

  /**
   * Which of the pools under a template.
   *
   * @param observable as its text has it; empty where outcomes are counted
   * @param row values of the parameters, compared bit by bit
   */
  record Key(String observable, List<Double> row) {
    public Key {
      row = List.copyOf(row);
    }
  }
}
