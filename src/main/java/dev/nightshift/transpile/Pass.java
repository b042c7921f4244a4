package dev.nightshift.transpile;

import dev.nightshift.circuit.Circuit;

/** One rewrite of a circuit; its page says what it reads, writes, keeps and costs. */
public interface Pass {

  /** How receipts and named pass lists call it. */
  String name();

  /** The pass that takes its place in the branches of decisions on measured bits. */
  default Pass inBranches() {
    return this;
  }

  /**
   * The rewritten circuit, or the same one where there is nothing to do. A decision on measured
   * bits stays where it is on its qubits and bits, and as it is: {@link InBranches} goes into it.
   */
  Circuit run(Circuit circuit, PassContext context);
}
