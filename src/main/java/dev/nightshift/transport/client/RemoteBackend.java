package dev.nightshift.transport.client;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Workload;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.job.JobCodec;
import dev.nightshift.wire.job.ResultCodec;
import dev.nightshift.wire.job.Submission;
import dev.nightshift.wire.rest.JobResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs at a service that speaks IBM Quantum's REST, each once in effect.
 *
 * <p>The {@code params} of a job are the same bytes whatever the provider; only the device's name,
 * the tag and the longest running time around them differ.
 *
 * <p>A result is asked for at once, because our server finishes small jobs before it answers the
 * submission; then the job's state is asked for after waits that grow, until the provider's {@code
 * job_timeout_s}. A job whose wait ends is not cancelled: it may still be collected by its id.
 */
public final class RemoteBackend implements Backend {
  /** So long a job may take without a word. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** How often a job is submitted anew because the service has forgotten it. */
  private static final int MAX_LOSSES = 5;

  /** Each wait between two questions is this much longer than the last. */
  private static final double POLL_GROWTH = 1.5;

  private final Provider.Rest provider;
  private final Meter meter;
  private final TransportListener listener;
  private final TransportTime time;
  private final Supplier<String> tags;
  private final ServiceClient client;

  /**
   * @param provider with a URL; see {@link Provider.Rest#at}
   * @param meter counts jobs, bytes and time
   * @param listener hears retries, waits and adoptions
   * @throws NightshiftException CREDENTIALS_MISSING when IBM Quantum has no key or instance
   */
  public RemoteBackend(Provider.Rest provider, Meter meter, TransportListener listener) {
    this(provider, meter, listener, TransportTime.SYSTEM, uniqueTags());
  }

  RemoteBackend(
      Provider.Rest provider,
      Meter meter,
      TransportListener listener,
      TransportTime time,
      Supplier<String> tags) {
    this.provider = provider;
    this.meter = meter;
    this.listener = listener;
    this.time = time;
    this.tags = tags;
    this.client = new ServiceClient(provider, meter, listener, time);
  }

  /** Tags that no other client makes: random once, then counted. */
  private static Supplier<String> uniqueTags() {
    String prefix = "sub-" + UUID.randomUUID() + "-";
    AtomicLong number = new AtomicLong();
    return () -> prefix + number.incrementAndGet();
  }

  @Override
  public String name() {
    return provider.name();
  }

  /** The service's other calls: devices, usage. */
  public ServiceClient client() {
    return client;
  }

  @Override
  public JobResult run(JobRequest request) {
    String tag = tags.get();
    long start = time.nanos();
    long compile = System.nanoTime();
    byte[] body =
        JobCodec.encode(
            request,
            new Submission(
                provider.device(), List.of(tag), null, provider.limits().maxExecutionSeconds()));
    meter.addNanos(Meter.Time.COMPILE, System.nanoTime() - compile);
    meter.add(Meter.Count.JOBS, 1);
    meter.add(Meter.Count.ROUNDS, 1);
    long travelled = client.travelledNanos();
    try {
      String id = client.submit(body, tag);
      for (int losses = 0; ; losses++) {
        try {
          JobResult result = await(id, request, start);
          Workload.of(request, result).addTo(meter);
          return result;
        } catch (NightshiftException failed) {
          if (failed.code() != ErrorCode.REMOTE_NOT_FOUND || losses == MAX_LOSSES) {
            throw failed;
          }
        }
        listener.on(new TransportNotice.Lost(provider.name(), id));
        meter.add(Meter.Count.RETRIED, 1);
        id = client.submitAgain(body, tag);
      }
    } catch (NightshiftException failed) {
      meter.add(Meter.Count.FAILED, 1);
      throw failed;
    } finally {
      // What the service says it simulated while we waited for its answers was no travelling.
      long travel = client.travelledNanos() - travelled;
      long simulated = Math.min(client.takeSimulatedNanos(), travel);
      meter.addNanos(Meter.Time.WIRE, travel - simulated);
      meter.addNanos(Meter.Time.SIMULATE, simulated);
    }
  }

  private JobResult await(String id, JobRequest request, long start) {
    Optional<byte[]> early = client.results(id);
    if (early.isPresent()) {
      JobResult result = decodeOrNull(id, request, early.get());
      if (result != null) {
        return result;
      }
    }
    Duration pause = provider.limits().firstPoll();
    String told = "";
    while (true) {
      JobResponse job = client.job(id);
      String state = job.state().status();
      switch (state) {
        case "Completed" -> {
          return completed(id, request);
        }
        case "Failed" -> throw ended(ErrorCode.JOB_FAILED, "failed", job);
        case "Cancelled" -> throw ended(ErrorCode.JOB_CANCELLED, "was cancelled", job);
        default -> {
          Duration waited = Duration.ofNanos(time.nanos() - start);
          Duration left = provider.limits().jobTimeout().minus(waited);
          if (left.isNegative() || left.isZero()) {
            throw new NightshiftException(
                ErrorCode.JOB_TIMED_OUT,
                "%s: job %s is still %s after %d s; it was not cancelled, raise job_timeout_s to wait"
                        .formatted(
                            provider.name(),
                            id,
                            client.clean(state),
                            provider.limits().jobTimeout().toSeconds())
                    + " longer");
          }
          if (!state.equals(told) && waited.compareTo(QUIET) >= 0) {
            told = state;
            listener.on(
                new TransportNotice.Pending(provider.name(), id, client.clean(state), waited));
          }
          client.sleep(pause.compareTo(left) < 0 ? pause : left);
          pause = longer(pause);
        }
      }
    }
  }

  private Duration longer(Duration pause) {
    Duration next = Duration.ofNanos((long) (pause.toNanos() * POLL_GROWTH));
    Duration limit = provider.limits().maxPoll();
    return next.compareTo(limit) < 0 ? next : limit;
  }

  /** The result of a job that is said to be complete; a service may take a moment to show it. */
  private JobResult completed(String id, JobRequest request) {
    Duration pause = provider.limits().firstDelay();
    for (int attempt = 1; attempt < provider.limits().attempts(); attempt++) {
      Optional<byte[]> body = client.results(id);
      if (body.isPresent()) {
        JobResult result = decodeOrNull(id, request, body.get());
        if (result != null) {
          return result;
        }
      }
      meter.add(Meter.Count.RETRIED, 1);
      listener.on(
          new TransportNotice.Retrying(
              provider.name(),
              "GET /jobs/" + id + "/results",
              attempt + 1,
              pause,
              body.isPresent() ? "the result is damaged" : "there is no result yet"));
      client.sleep(pause);
      pause = longer(pause.multipliedBy(2));
    }
    Optional<byte[]> last = client.results(id);
    if (last.isEmpty()) {
      throw new NightshiftException(
          ErrorCode.RESULT_MALFORMED,
          "%s: job %s is complete but has no result; ask for it again later"
              .formatted(provider.name(), id));
    }
    return ResultCodec.decode(id, request, last.get());
  }

  /** The result, or null where the body is none: of a failed job it may hold the error's text. */
  private static @Nullable JobResult decodeOrNull(String id, JobRequest request, byte[] body) {
    try {
      return ResultCodec.decode(id, request, body);
    } catch (NightshiftException noResult) {
      return null;
    }
  }

  private NightshiftException ended(ErrorCode code, String how, JobResponse job) {
    JobResponse.State state = job.state();
    StringBuilder text = new StringBuilder();
    text.append("%s: job %s %s".formatted(provider.name(), job.id(), how));
    if (state.reasonCode() != null) {
      text.append(", code ").append(state.reasonCode());
    }
    if (state.reason() != null) {
      text.append(": ").append(client.clean(state.reason()));
    }
    if (state.reasonSolution() != null && !state.reasonSolution().isBlank()) {
      text.append("; ").append(client.clean(state.reasonSolution()));
    }
    return new NightshiftException(code, text.toString());
  }

  @Override
  public void close() {
    client.close();
  }
}
