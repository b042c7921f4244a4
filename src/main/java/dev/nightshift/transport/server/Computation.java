package dev.nightshift.transport.server;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Tariff;
import dev.nightshift.wire.job.DecodedJob;
import dev.nightshift.wire.job.JobFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs through their devices' engines, to a result or a failure and a charge. Thread-safe.
 */
final class Computation {
  private final Clock clock;
  private final LongAdder engineNanos = new LongAdder();

  /** How a computation ended: with a result or a failure. */
  record Outcome(
      byte @Nullable [] result, @Nullable JobFailure failure, long nanos, double chargedSeconds) {}

  Computation(Clock clock) {
    this.clock = clock;
  }

  /** Time inside the engines since the start, seconds. */
  double engineSeconds() {
    return engineNanos.sum() * 1e-9;
  }

  /** Computes a job on the calling thread; whatever goes wrong is its outcome. */
  Outcome of(ServerJob job, Devices.Entry device, DecodedJob.Work work) {
    job.compute();
    try {
      return switch (work) {
        case DecodedJob.Work.Possible(JobRequest request) -> {
          Instant now = clock.instant();
          Instant running = job.view().running();
          yield computed(
              device,
              request,
              () -> device.engine().run(request),
              result -> encoded(job, device, request, result, running == null ? now : running));
        }
        case DecodedJob.Work.Chunked chunked -> {
          ProgramRun run = new ProgramRun(chunked, device.engine(), clock);
          Tariff timed = device.lane() == null ? null : device.tariff();
          Instant since = job.view().running();
          yield computed(
              device,
              chunked.request(),
              run::run,
              result -> timed == null ? run.encode(result) : run.encode(result, timed, since));
        }
        case DecodedJob.Work.Impossible(JobFailure failure) ->
            new Outcome(null, failure, 0, refused(device));
        case DecodedJob.Work.Done _ -> throw new IllegalStateException("a job runs once");
      };
    } finally {
      job.release();
    }
  }

  /** A job of a device in the service's time takes as long as it is charged. */
  private byte[] encoded(
      ServerJob job, Devices.Entry device, JobRequest request, JobResult result, Instant start) {
    Tariff tariff = device.lane() == null ? null : device.tariff();
    Instant stop =
        tariff == null
            ? clock.instant()
            : start.plusNanos((long) (tariff.seconds(request, result) * 1e9));
    return job.order().encode(result, start, stop);
  }

  /** What a job is charged that the device refuses. */
  private static double refused(Devices.Entry device) {
    return device.ideal() ? 0 : Tariff.BASE_SECONDS;
  }

  private Outcome computed(
      Devices.Entry device,
      JobRequest request,
      Supplier<JobResult> engine,
      Function<JobResult, byte[]> encoder) {
    long start = System.nanoTime();
    try {
      JobResult result = engine.get();
      long nanos = System.nanoTime() - start;
      engineNanos.add(nanos);
      Tariff tariff = device.tariff();
      return new Outcome(
          encoder.apply(result),
          null,
          nanos,
          tariff == null ? nanos * 1e-9 : tariff.seconds(request, result));
    } catch (NightshiftException e) {
      return new Outcome(null, JobFailure.of(e), System.nanoTime() - start, refused(device));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Whatever one job runs into, the next one must find the server alive. A failure of the
      // system costs nothing.
      JobFailure failure =
          new JobFailure(
              JobFailure.INTERNAL, "the simulator failed: " + e, "Report the job's circuit.");
      return new Outcome(null, failure, System.nanoTime() - start, 0);
    }
  }
}
