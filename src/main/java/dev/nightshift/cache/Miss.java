package dev.nightshift.cache;

/** Why a value was not served from the cache. */
public enum Miss {
  /** Not asked for before with all these parts, or no longer held. */
  NEVER_SEEN,
  /** Sampled without a seed: all of its shots are run, and added to those of earlier requests. */
  SAMPLED,
  /** Seeded, on a device that does not heed seeds: neither the same again nor fresh for certain. */
  SEEDED_ON_DEVICE,
  /** Exact values are not what a device gives. */
  DEVICE,
  /** Random circuits stand behind it, which no seed decides. */
  MITIGATED,
  /** Errors that the job brings have no form that could be part of a name. */
  NOISE_OF_JOB,
  /** Nobody could say which calibration the device has, or it changed while the job was run. */
  ORIGIN_UNCERTAIN,
  /** More different outcomes than a pool takes, or shots that nobody reported. */
  NOT_POOLED,
  /** Observables and bindings of a form that is not taken apart by rows. */
  SHAPE,
  /** The cache is switched off. */
  DISABLED
}
