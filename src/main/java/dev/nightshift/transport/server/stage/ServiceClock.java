package dev.nightshift.transport.server.stage;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The service's time, which may pass faster than this machine's: with it an eight-hour queue is
 * over in seconds. Thread-safe.
 */
public abstract class ServiceClock extends Clock implements AutoCloseable {
  /** Something that will be done later. */
  public interface Alarm {
    /** Nothing is due. */
    Alarm NONE = () -> {};

    /** Takes it back; what has begun goes on. */
    void cancel();
  }

  /**
   * Does something once, as soon as an instant is reached; at once where it has passed.
   *
   * @param action short, and never throws
   */
  public abstract Alarm at(Instant when, Runnable action);

  /**
   * Keeps time that only passes when told from passing while something is computed.
   *
   * @return gives it free
   */
  public Alarm hold() {
    return Alarm.NONE;
  }

  /**
   * Goes on from an instant that an earlier life reached; time that is told from outside does not.
   *
   * @param now the service's time at this moment
   */
  public void resume(Instant now) {}

  /** How many seconds of the service pass in one second of this machine. */
  public abstract double scale();

  /** Ends its alarms; the clock itself goes on. */
  @Override
  public abstract void close();

  @Override
  public final ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public final Clock withZone(ZoneId zone) {
    return this;
  }
}
