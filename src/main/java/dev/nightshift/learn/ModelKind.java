package dev.nightshift.learn;

import java.util.Locale;

/** The two models that are compared. */
public enum ModelKind {
  CLASSICAL,
  /** The same with a quantum term in the attention. */
  HYBRID;

  /** As it is written in reports and file names. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
