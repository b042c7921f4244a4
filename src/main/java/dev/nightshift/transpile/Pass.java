package dev.nightshift.transpile;

import dev.nightshift.circuit.Circuit;

/** One rewrite of a circuit; its page says what it reads, writes, keeps and costs. */
public interface Pass {

  /** How receipts and named pass lists call it. */
  String name();

  /** The rewritten circuit, or the same one where there is nothing to do. */
  Circuit run(Circuit circuit, PassContext context);
}
