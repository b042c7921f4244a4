package dev.nightshift.base.random;

import java.util.SplittableRandom;

/**
 * A seed with named, splittable streams: the same name gives the same numbers on any thread, in any
 * order.
 *
 * @param value the 64 bits
 */
public record Seed(long value) {
  public static Seed of(long value) {
    return new Seed(value);
  }

  /** The stream's seed for a name; the mixing is that of SplitMix64 over FNV-1a of the name. */
  public Seed split(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return split(hash);
  }

  public Seed split(long index) {
    return new Seed(mix(value + 0x9e3779b97f4a7c15L * (2 * mix(index) + 1)));
  }

  public SplittableRandom random() {
    return new SplittableRandom(value);
  }

  private static long mix(long seed) {
    long z = seed;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
