package dev.nightshift.queue.journal;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Locale;

/** Whether the jobs of a run are grouped at the service. */
public enum SessionMode {
  /** What the plan of a device's service allows: a batch where one lives long, else none. */
  AUTO,
  /** Each job by itself. */
  NONE,
  /** Jobs run close together; each is paid as if it were by itself. */
  BATCH,
  /** The device is the run's own while it is active, and paid by the time on the clock. */
  DEDICATED;

  /** As it is written on the command line, in configs and in the journal. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mode that a user names.
   *
   * @throws NightshiftException USAGE
   */
  public static SessionMode ofText(String text) {
    for (SessionMode mode : values()) {
      if (mode.label().equals(text)) {
        return mode;
      }
    }
    throw new NightshiftException(
        ErrorCode.USAGE,
        "there is no session mode '%s'; give auto, none, batch or dedicated".formatted(text));
  }
}
