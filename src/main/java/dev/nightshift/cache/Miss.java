package dev.nightshift.cache;

/** Why a value was not served from the cache. */
public enum Miss {
  /** Not asked for before, or no longer held. */
  NEVER_SEEN,
  /** Sampled without a seed: each answer is a fresh one. */
  NOT_CACHEABLE_SHOTS,
  /** Measured on hardware. */
  NOT_CACHEABLE_HARDWARE,
  /** Observables and bindings of a form that is not taken apart by rows. */
  NOT_CACHEABLE_SHAPE,
  /** The cache is switched off. */
  DISABLED
}
