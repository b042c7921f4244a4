package dev.nightshift.transport.client;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.queue.dispatch.JobService;
import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.job.JobCodec;
import dev.nightshift.wire.job.Submission;
import dev.nightshift.wire.rest.JobMetrics;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.SessionResponse;
import dev.nightshift.wire.rest.Usage;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service that speaks IBM Quantum's REST, for the durable queue. */
public final class RemoteJobService implements JobService {
  /** Older versions of the protocol name the charge differently. */
  private static final String COMPLETE = "complete";

  /** The life of a session whose service tells none, as documented for paid plans. */
  private static final Duration SESSION = Duration.ofHours(8);

  /** Jobs of a run in one answer: those under way and the last ones that have ended. */
  private static final int PAGE = 20;

  /** Pages in which a job of the group is looked for before it is asked for by itself. */
  private static final int MOST_PAGES = 5;

  private final Provider.Rest provider;
  private final ServiceClient client;
  private final Runnable onClose;
  private final Clock clock;

  /**
   * @param provider with a URL
   * @param meter counts bytes and time
   * @param listener hears retries, waits and adoptions
   * @param waiting passes the time between attempts
   * @param onClose is done last when this is closed
   * @throws NightshiftException CREDENTIALS_MISSING when IBM Quantum has no key or instance
   */
  public RemoteJobService(
      Provider.Rest provider,
      Meter meter,
      TransportListener listener,
      Waiting waiting,
      Runnable onClose) {
    this.provider = provider;
    this.onClose = onClose;
    this.clock = waiting.clock();
    this.client = new ServiceClient(provider, meter, listener, time(waiting));
  }

  private static TransportTime time(Waiting waiting) {
    return waiting == Waiting.REAL
        ? TransportTime.SYSTEM
        : new TransportTime() {
          @Override
          public long nanos() {
            return TimeUnit.MILLISECONDS.toNanos(waiting.clock().millis());
          }

          @Override
          public Instant now() {
            return waiting.clock().instant();
          }

          @Override
          public void sleep(Duration duration) throws InterruptedException {
            waiting.sleep(duration);
          }
        };
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public byte[] content(JobRequest request) {
    return JobCodec.encode(request, Submission.to(provider.device()));
  }

  @Override
  public String submit(JobRequest request, Label label, Runnable allowed) {
    Integer longest = label.longestSeconds();
    OptionalInt cost =
        longest == null ? provider.limits().maxExecutionSeconds() : OptionalInt.of(longest);
    List<String> tags = List.of(label.tag(), label.group());
    return client.submit(
        JobCodec.encode(request, new Submission(provider.device(), tags, label.session(), cost)),
        label.tag(),
        allowed);
  }

  @Override
  public Optional<String> find(String tag) {
    return client.adopted(tag);
  }

  @Override
  public String only(String id, String tag) {
    return client.onlyOne(id, tag, Instant.EPOCH);
  }

  @Override
  public Optional<Told> job(String id) {
    JobResponse job;
    try {
      job = client.job(id);
    } catch (NightshiftException e) {
      if (e.code() == ErrorCode.REMOTE_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(told(job));
  }

  @Override
  public Map<String, Told> jobs(String group, Set<String> ids, Instant since) {
    Map<String, Told> told = new HashMap<>();
    // One job by itself has a shorter answer.
    for (int page = 0; ids.size() > 1 && page < MOST_PAGES && told.size() < ids.size(); page++) {
      List<JobResponse> listed = client.list(group, since, page * PAGE, PAGE);
      for (JobResponse job : listed) {
        if (ids.contains(job.id())) {
          told.put(job.id(), told(job));
        }
      }
      if (listed.size() < PAGE) {
        break;
      }
    }
    for (String id : ids) {
      if (!told.containsKey(id)) {
        // Sent before jobs had a group, or so late that no list has it yet.
        job(id).ifPresent(job -> told.put(id, job));
      }
    }
    return told;
  }

  private Told told(JobResponse job) {
    JobResponse.State state = job.state();
    Stage stage =
        switch (state.status()) {
          case "Completed" -> Stage.COMPLETED;
          case "Failed" -> Stage.FAILED;
          case "Cancelled" -> Stage.CANCELLED;
          case "Running" -> Stage.RUNNING;
          default -> Stage.QUEUED;
        };
    return new Told(job.id(), stage, reason(state), charge(job));
  }

  private String reason(JobResponse.State state) {
    StringBuilder text = new StringBuilder();
    if (state.reasonCode() != null) {
      text.append("code ").append(state.reasonCode());
    }
    if (state.reason() != null) {
      text.append(text.isEmpty() ? "" : ": ").append(client.clean(state.reason()));
    }
    return text.toString();
  }

  /** The charge, once the bill is made; a job that ended while it waited has none to make. */
  private static @Nullable Double charge(JobResponse job) {
    Usage usage = job.usage();
    if (usage == null || !COMPLETE.equals(usage.status())) {
      return null;
    }
    if (usage.qpuChargeTimeSeconds() != null) {
      return usage.qpuChargeTimeSeconds();
    }
    return usage.quantumSeconds() != null ? usage.quantumSeconds() : usage.seconds();
  }

  @Override
  public Forecast forecast(String id) {
    JobMetrics metrics = client.metrics(id);
    JobMetrics.Timestamps times = metrics.timestamps();
    return new Forecast(
        metrics.positionInQueue(),
        instant(metrics.estimatedStartTime()),
        times.running() != null || times.finished() != null);
  }

  /** A guess that cannot be read is no guess; the job is asked about all the same. */
  private static @Nullable Instant instant(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  @Override
  public Optional<byte[]> result(String id) {
    return client.results(id);
  }

  @Override
  public void cancel(String id) {
    client.cancel(id);
  }

  @Override
  public Session openSession(SessionMode mode) {
    return session(client.openSession(mode.label()));
  }

  @Override
  public Optional<Session> session(String id) {
    try {
      return Optional.of(session(client.session(id)));
    } catch (NightshiftException e) {
      if (e.code() == ErrorCode.REMOTE_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Session session(SessionResponse told) {
    Instant started = instant(told.startedAt());
    Instant since = started == null ? clock.instant() : started;
    Long life = told.maxTtl();
    return new Session(
        told.id(),
        life == null ? since.plus(SESSION) : since.plusSeconds(life),
        told.acceptingJobs() && !"closed".equals(told.state()));
  }

  @Override
  public void closeSession(String id) {
    client.closeSession(id);
  }

  @Override
  public void close() {
    try {
      client.close();
    } finally {
      onClose.run();
    }
  }
}
