package dev.nightshift.queue.ledger;

import java.util.ArrayList;
import java.util.List;

/** The caps that hold together: the run's own and the user's; each by itself must hold. */
public record Budget(List<Cap> caps) {
  /** No caps. */
  public static final Budget UNLIMITED = new Budget(List.of());

  public Budget {
    caps = List.copyOf(caps);
  }

  /** Both budgets' caps. */
  public Budget and(Budget other) {
    List<Cap> all = new ArrayList<>(caps);
    all.addAll(other.caps);
    return new Budget(all);
  }

  /** Whether it limits anything. */
  public boolean limits() {
    return caps.stream().anyMatch(Cap::limits);
  }

  /** The caps of one scope. */
  public List<Cap> of(Cap.Scope scope) {
    return caps.stream().filter(cap -> cap.scope() == scope).toList();
  }
}
