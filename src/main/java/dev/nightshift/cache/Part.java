package dev.nightshift.cache;

import java.util.Locale;

/** What a result depends on; two requests share a result where all of it is equal. */
public enum Part {
  /** Registers, instructions and parameters. */
  CIRCUIT,
  /** Values of the parameters. */
  BINDING,
  /** What is estimated; of samplers nothing. */
  OBSERVABLE,
  /** Method of simulation, mitigation, delays. */
  OPTIONS,
  /** The backend's name, and what it runs on. */
  DEVICE,
  /** Which day's figures a device has. */
  CALIBRATION,
  /** The errors that a simulator makes. */
  NOISE,
  SEED,
  /** Or the precision, as it was asked for. */
  SHOTS;

  /** As it is printed. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
