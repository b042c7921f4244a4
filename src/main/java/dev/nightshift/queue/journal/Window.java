package dev.nightshift.queue.journal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** When a run is worked on. */
public sealed interface Window {
  /** At any time. */
  Window ALWAYS = new Always();

  /** Whether work may be done. */
  boolean isOpen(Instant now);

  /** The next moment of work: {@code now} itself where the window is open. */
  Instant next(Instant now);

  /** At any time. */
  record Always() implements Window {
    @Override
    public boolean isOpen(Instant now) {
      return true;
    }

    @Override
    public Instant next(Instant now) {
      return now;
    }
  }

  /**
   * The same hours of every day, by the clock of a zone.
   *
   * @param opens first minute of work
   * @param closes first minute without work; not after {@code opens}: on the next day
   */
  record Hours(LocalTime opens, LocalTime closes, ZoneId zone) implements Window {
    @Override
    public boolean isOpen(Instant now) {
      LocalTime time = now.atZone(zone).toLocalTime();
      return opens.isBefore(closes)
          ? !time.isBefore(opens) && time.isBefore(closes)
          : !time.isBefore(opens) || time.isBefore(closes);
    }

    @Override
    public Instant next(Instant now) {
      if (isOpen(now)) {
        return now;
      }
      ZonedDateTime local = now.atZone(zone);
      LocalDate today = local.toLocalDate();
      LocalDate day = local.toLocalTime().isBefore(opens) ? today : today.plusDays(1);
      return day.atTime(opens).atZone(zone).toInstant();
    }
  }
}
