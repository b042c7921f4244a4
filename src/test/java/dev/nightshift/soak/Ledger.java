package dev.nightshift.soak;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What the clients know of their jobs, against what the server lists. */
final class Ledger {
  private static final int SHOWN = 20;

  /** Id by tag, of every job that was accepted. */
  final Map<String, String> accepted = new ConcurrentHashMap<>();

  /** Every tag that a client has sent. */
  final Set<String> sent = ConcurrentHashMap.newKeySet();

  /** Ids by tag, as the server lists them. */
  final Map<String, Set<String>> listed = new ConcurrentHashMap<>();

  final Map<String, LongAdder> ends = new ConcurrentSkipListMap<>();
  final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<String> doubled = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  void accept(String tag, String id) {
    String before = accepted.putIfAbsent(tag, id);
    if (before != null && !before.equals(id)) {
      add(doubled, "%s is %s and %s".formatted(tag, before, id));
    }
  }

  void ended(String how) {
    ends.computeIfAbsent(how, _ -> new LongAdder()).increment();
  }

  void see(String tag, String id) {
    Set<String> ids = listed.computeIfAbsent(tag, _ -> ConcurrentHashMap.newKeySet());
    if (ids.add(id) && ids.size() > 1) {
      add(doubled, "%s is listed as %s".formatted(tag, ids));
    }
  }

  void lost(String what) {
    add(lost, what);
  }

  void wrong(String what) {
    add(wrong, what);
  }

  private static void add(ConcurrentLinkedQueue<String> list, String what) {
    if (list.size() < SHOWN) {
      list.add(what);
    }
  }
}
