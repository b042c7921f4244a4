package dev.nightshift.experiment.plan;

import dev.nightshift.wire.config.Pricing;

/** What a backend's seconds cost. */
public sealed interface Price {
  /** Nothing: it runs here. */
  record Free() implements Price {}

  /** As a provider's file says. */
  record Known(Pricing pricing) implements Price {}

  /**
   * Nobody has written it down.
   *
   * @param remedy how to
   */
  record Unknown(String remedy) implements Price {}
}
