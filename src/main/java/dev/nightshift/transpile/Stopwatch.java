package dev.nightshift.transpile;

import dev.nightshift.transpile.Receipt.PassTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Adds up how long each pass takes. */
final class Stopwatch {
  private final Map<String, Long> nanos = new LinkedHashMap<>();

  <T> T time(String name, Supplier<T> work) {
    long start = System.nanoTime();
    T made = work.get();
    nanos.merge(name, System.nanoTime() - start, Long::sum);
    return made;
  }

  List<PassTime> times() {
    return nanos.entrySet().stream()
        .map(entry -> new PassTime(entry.getKey(), entry.getValue()))
        .toList();
  }
}
