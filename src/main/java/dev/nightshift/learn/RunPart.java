package dev.nightshift.learn;

import java.util.Locale;

/** What a run asks its circuits for. */
public enum RunPart {
  /** Values and derivatives of a step's batch. */
  TRAINING,
  /** Values of an evaluation's batches. */
  EVALUATION,
  /** Values for every character of the text at the end. */
  TEXT,
  /** Values for the probe of causality. */
  PROBE;

  /** As tables and JSON write it, such as {@code training}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
