package dev.nightshift.transpile.pass;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list for each wire, made when something is first put on it: most passes see a few qubits of a
 * large device.
 */
final class PerWire<T> {
  private final @Nullable List<T>[] lists;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists is only made raw
  PerWire(int wires) {
    lists = new List[wires];
  }

  /** The wire's list, to be changed. */
  List<T> on(int wire) {
    List<T> list = lists[wire];
    if (list == null) {
      list = new ArrayList<>();
      lists[wire] = list;
    }
    return list;
  }

  boolean isEmpty(int wire) {
    List<T> list = lists[wire];
    return list == null || list.isEmpty();
  }

  /** How many wires there are. */
  int size() {
    return lists.length;
  }
}
