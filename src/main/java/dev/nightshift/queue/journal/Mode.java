package dev.nightshift.queue.journal;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Locale;

/** What becomes of a job whose fate is unknown when a run goes on. */
public enum Mode {
  /**
   * Looked up at the service by its tag or id and adopted; sent only where the service never had
   * it. One that the service had and has forgotten pauses the run.
   */
  RESYNC,
  /**
   * As {@link #RESYNC}, but what the service has forgotten is sent again, and may be paid again.
   */
  RESUBMIT_IF_UNKNOWN,
  /** Sent again without asking; may be paid again. */
  FORCE;

  /** As it is written on the command line and stored. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The mode that a user names.
   *
   * @throws NightshiftException USAGE
   */
  public static Mode ofText(String text) {
    for (Mode mode : values()) {
      if (mode.label().equals(text)) {
        return mode;
      }
    }
    throw new NightshiftException(
        ErrorCode.USAGE,
        "there is no mode '%s'; give resync, resubmit-if-unknown or force".formatted(text));
  }

  /** The mode that {@link #label} names. */
  public static Mode of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
