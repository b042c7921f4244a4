package dev.nightshift.wire.job;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The versions of the executor's schema, and where they differ for circuit items.
 *
 * @see <a href="https://github.com/Qiskit/ibm-quantum-schemas">IBM's schemas</a>, {@code executor}
 */
public enum ExecutorSchema {
  V0_1("v0.1", 13, 16),
  V0_2("v0.2", 13, 17),
  V1_0("v1.0", 13, 17),
  V1_1("v1.1", 13, 17),
  V2_0("v2.0", 10, Integer.MAX_VALUE);

  private final String wireName;
  private final int oldestQpy;
  private final int newestQpy;

  ExecutorSchema(String wireName, int oldestQpy, int newestQpy) {
    this.wireName = wireName;
    this.oldestQpy = oldestQpy;
    this.newestQpy = newestQpy;
  }

  static Optional<ExecutorSchema> named(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName.equals(name)).findAny();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(ExecutorSchema::wireName).toList();
  }

  String wireName() {
    return wireName;
  }

  boolean takesQpy(long version) {
    return version >= oldestQpy && version <= newestQpy;
  }

  String qpyInWords() {
    return newestQpy == Integer.MAX_VALUE ? oldestQpy + " or more" : oldestQpy + " to " + newestQpy;
  }

  /** Whether there is anything beyond items: passed-through data, levels, options, metadata. */
  boolean hasExtras() {
    return this != V0_1;
  }

  /** Whether the circuits of all items stand together, items have shapes, and chunks slices. */
  boolean circuitsTogether() {
    return compareTo(V1_0) >= 0;
  }

  /** Whether arrays and circuits are zlib streams, and circuits may be OpenQASM 3. */
  boolean packed() {
    return this == V2_0;
  }
}
