package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.wire.rest.Bss;
import dev.nightshift.wire.rest.Usage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a job is charged, as it is told to clients: nothing is final before the bill is made. */
final class Billing {
  private final ServiceClock clock;
  private final Duration afterEnd;

  /**
   * @param afterEndSeconds how long after a job's end its bill is made
   */
  Billing(ServiceClock clock, double afterEndSeconds) {
    this.clock = clock;
    this.afterEnd = Duration.ofNanos((long) (afterEndSeconds * 1e9));
  }

  private boolean made(ServerJob.View view) {
    Instant end = view.finished();
    return view.state().ended() && (end == null || !clock.instant().isBefore(end.plus(afterEnd)));
  }

  /** The charge, pending until the bill is made, as the client's version tells it. */
  Usage usage(ServerJob.View view, Call call) {
    boolean made = made(view);
    double seconds = seconds(view);
    Double old = call.versionBefore(ApiVersions.CHARGE_TIME_ONLY) ? (Double) seconds : null;
    Long execution =
        view.state().ended() && call.versionBefore(ApiVersions.EXECUTION_TIME_BESIDE)
            ? (Long) view.engineNanos()
            : null;
    return new Usage(seconds, made ? "complete" : "pending", old, old, execution);
  }

  /** The charge in the form of old versions; null for newer ones. */
  @Nullable Bss bss(ServerJob.View view, Call call) {
    return call.versionBefore(ApiVersions.CHARGE_TIME_ONLY) ? new Bss(seconds(view)) : null;
  }

  /** What is told of the charge by now, seconds. */
  double seconds(ServerJob.View view) {
    return view.state().ended() && !made(view) ? 0 : view.chargedSeconds();
  }
}
