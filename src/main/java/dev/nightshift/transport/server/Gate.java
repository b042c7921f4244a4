package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.Fault;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.transport.server.stage.Submissions;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether a submission to a device is let in: the limits of the plan. Thread-safe. */
final class Gate {
  private final Stage stage;
  private final ServiceClock clock;
  private final Submissions submissions;
  private final BooleanSupplier limitReached;

  /** The fault of the request that this thread is answering. */
  private final ThreadLocal<@Nullable Fault> befallen = new ThreadLocal<>();

  /**
   * @param limitReached whether nothing is left of the instance's time
   * @param jobs those of the last minute count, though an earlier life took them
   */
  Gate(Stage stage, ServiceClock clock, BooleanSupplier limitReached, JobStore jobs) {
    this.stage = stage;
    this.clock = clock;
    this.submissions = new Submissions(stage.submissionsPerMinute());
    this.limitReached = limitReached;
    jobs.onDevices().map(ServerJob::created).sorted().forEach(submissions::restore);
  }

  void befall(@Nullable Fault fault) {
    befallen.set(fault);
  }

  /** Whether the submission at hand is delivered twice. */
  boolean doubles() {
    Fault fault = befallen.get();
    return fault != null && fault.kind() == Fault.Kind.DUPLICATE_DELIVERY;
  }

  /** Why a job is not taken; null where it is. */
  @Nullable Reply refusal(Devices.Entry device, JobStore jobs) {
    if (device.ideal()) {
      return null;
    }
    if (stage.pendingLimit() > 0 && jobs.unfinishedOnDevices() >= stage.pendingLimit()) {
      return Reply.error(
          429,
          1202,
          "You have reached the limit of %d pending jobs. Please wait for a job to complete, or cancel one."
              .formatted(stage.pendingLimit()),
          "Wait until a job has ended, or cancel one.");
    }
    if (limitReached.getAsBoolean()) {
      return Reply.error(
          409,
          4317,
          "The instance has reached its usage limit.",
          "Wait for the next period, or raise the limit.");
    }
    Duration wait = submissions.take(clock.instant());
    if (wait.isZero()) {
      return null;
    }
    Reply reply =
        Reply.error(
            429,
            1202,
            "Too many requests: the limit is %d per minute."
                .formatted(stage.submissionsPerMinute()),
            "Wait and send it again.");
    // In seconds of the client's clock, and never too early.
    long seconds = (long) Math.ceil(wait.toNanos() * 1e-9 / clock.scale());
    return stage.retryAfter() ? reply.retryAfter(Math.max(1, seconds)) : reply;
  }
}
