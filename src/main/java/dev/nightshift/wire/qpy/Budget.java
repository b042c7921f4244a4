package dev.nightshift.wire.qpy;

/**
 * What a file may still cost: a short file can describe a very long circuit by definitions that use
 * definitions, and long expressions by substitution.
 */
final class Budget {
  /** Most nodes of all expressions, trees written out. */
  private static final long MOST_NODES = 8_000_000;

  private final QpyLimits limits;
  private long instructions;
  private long nodes;

  Budget(QpyLimits limits) {
    this.limits = limits;
  }

  QpyLimits limits() {
    return limits;
  }

  /** Takes instructions, already written out. */
  void instructions(long count) {
    instructions = Math.min(Long.MAX_VALUE / 2, instructions + count);
    if (instructions > limits.maxInstructions()) {
      throw Problems.tooLarge(
          "it has more than %d instructions when all definitions are written out; send less"
              .formatted(limits.maxInstructions()));
    }
  }

  /** Takes the nodes of an expression. */
  void nodes(long count) {
    nodes += count;
    if (nodes > MOST_NODES) {
      throw Problems.tooLarge(
          "its parameter expressions have more than %d nodes; bind the parameters first"
              .formatted(MOST_NODES));
    }
  }
}
