package dev.nightshift.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The values made last, by key; what was used longest ago goes first. Thread-safe; a value may be
 * made twice when two threads ask for it at once.
 */
public final class Lru<K, V> {
  private final Map<K, V> map;

  /**
   * @param capacity values kept, at least 1
   */
  public Lru(int capacity) {
    map =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > capacity;
          }
        };
  }

  public V get(K key, Function<? super K, ? extends V> make) {
    return get(key, make, _ -> true);
  }

  /**
   * @param worthy whether a value just made is kept; those too large for it are not
   */
  public V get(K key, Function<? super K, ? extends V> make, Predicate<? super V> worthy) {
    synchronized (map) {
      V known = map.get(key);
      if (known != null) {
        return known;
      }
    }
    V made = make.apply(key);
    if (!worthy.test(made)) {
      return made;
    }
    synchronized (map) {
      V known = map.putIfAbsent(key, made);
      return known == null ? made : known;
    }
  }
}
