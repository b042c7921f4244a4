package dev.nightshift.wire.job;

import dev.nightshift.job.IsaCheck;
import org.jspecify.annotations.Nullable;

/** What each backend takes, by its name on the wire. */
@FunctionalInterface
public interface InstructionSets {
  /** Every backend takes every circuit that is not too wide. */
  InstructionSets ANY = _ -> null;

  /**
   * The check that a backend's circuits must pass; it also bounds their width. Null for one that
   * takes any gate, and for one that is not known.
   */
  @Nullable IsaCheck of(String backend);
}
