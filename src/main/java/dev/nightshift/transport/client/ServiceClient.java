package dev.nightshift.transport.client;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.rest.BackendConfiguration;
import dev.nightshift.wire.rest.BackendStatus;
import dev.nightshift.wire.rest.Device;
import dev.nightshift.wire.rest.DevicesResponse;
import dev.nightshift.wire.rest.InstanceUsage;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobMetrics;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.SessionPatch;
import dev.nightshift.wire.rest.SessionRequest;
import dev.nightshift.wire.rest.SessionResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/** The calls of IBM Quantum's REST that Nightshift makes, each through failures that may pass. */
public final class ServiceClient implements AutoCloseable {
  private static final RequestBody NOTHING = RequestBody.create(new byte[0], null);

  /** A tag is unlike any other, so this only has to be longer than clocks differ. */
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  /** How often a tag is looked up before it counts as unknown. */
  private static final int LOOKUPS = 3;

  private final Provider.Rest provider;
  private final Exchange exchange;
  private final Patience patience;
  private final TransportTime time;
  private final TransportListener listener;

  /**
   * @param provider with a URL; see {@link Provider.Rest#at}
   * @throws NightshiftException CREDENTIALS_MISSING when IBM Quantum has no key or instance
   */
  public ServiceClient(Provider.Rest provider, Meter meter, TransportListener listener) {
    this(provider, meter, listener, TransportTime.SYSTEM);
  }

  ServiceClient(
      Provider.Rest provider, Meter meter, TransportListener listener, TransportTime time) {
    this.exchange = new Exchange(provider, meter, time);
    this.provider = exchange.provider();
    this.time = time;
    this.listener = listener;
    this.patience = new Patience(provider.name(), provider.limits(), time, listener, meter);
  }

  public Provider.Rest provider() {
    return provider;
  }

  /** The devices of the service. */
  public List<Device> devices() {
    return json("GET /backends", exchange.get("backends"), DevicesResponse.class).devices();
  }

  /** Whether a device takes jobs, and how long its queue is. */
  public BackendStatus status(String device) {
    return json(
        "GET /backends/" + device + "/status",
        exchange.get("backends", device, "status"),
        BackendStatus.class);
  }

  /** What a device can do. */
  public BackendConfiguration configuration(String device) {
    return json(
        "GET /backends/" + device + "/configuration",
        exchange.get("backends", device, "configuration"),
        BackendConfiguration.class);
  }

  /** What a device can do, as the service wrote it. */
  public byte[] configurationBytes(String device) {
    return bytes("GET /backends/" + device + "/configuration", device, "configuration");
  }

  /** A device's newest calibration, as the service wrote it. */
  public byte[] propertiesBytes(String device) {
    return bytes("GET /backends/" + device + "/properties", device, "properties");
  }

  private byte[] bytes(String call, String device, String what) {
    return patience.run(
        call, () -> exchange.once(exchange.get("backends", device, what), false).body());
  }

  /** What the instance has used. */
  public InstanceUsage usage() {
    return json("GET /instances/usage", exchange.get("instances", "usage"), InstanceUsage.class);
  }

  /** What a job cost. */
  public JobMetrics metrics(String jobId) {
    return json(
        "GET /jobs/" + jobId + "/metrics",
        exchange.get("jobs", jobId, "metrics"),
        JobMetrics.class);
  }

  /**
   * Submits a job once in effect: whenever the fate of a post is unknown, the job is looked up by
   * its tag and adopted.
   *
   * @param body of {@code POST /jobs}, holding the tag
   * @param tag of this job alone
   * @return the job's id
   */
  public String submit(byte[] body, String tag) {
    return submit(body, tag, () -> {});
  }

  /**
   * As above.
   *
   * @param allowed called just before each post; what it throws goes up, and nothing is posted
   */
  String submit(byte[] body, String tag, Runnable allowed) {
    Instant since = time.now().minus(CLOCKS_DIFFER);
    boolean[] uncertain = {false};
    patience.awaitSubmission();
    String id =
        patience.run(
            "POST /jobs",
            () -> {
              allowed.run();
              return created(exchange.once(exchange.post(body, "jobs"), true));
            },
            failure -> {
              if (failure.fate() != CallFailure.Fate.UNCERTAIN) {
                return Optional.empty();
              }
              Optional<String> adopted = adopt(tag, since);
              uncertain[0] = adopted.isEmpty();
              return adopted;
            });
    // An earlier post may have come through late: then there are two jobs of the tag.
    return uncertain[0] ? onlyOne(id, tag, since) : id;
  }

  /** Submits a job that the service has forgotten, unless it turns up under its tag. */
  String submitAgain(byte[] body, String tag) {
    Instant since = time.now().minus(CLOCKS_DIFFER);
    List<JobResponse> found = find(tag, since);
    return found.isEmpty() ? submit(body, tag) : found.getFirst().id();
  }

  private static String created(Answer answer) throws CallFailure {
    String id;
    try {
      id = JobCreated.id(answer.body());
    } catch (NightshiftException malformed) {
      throw Exchange.notExpected(answer, malformed);
    }
    if (id == null || id.isEmpty()) {
      throw Exchange.notExpected(answer, null);
    }
    return id;
  }

  /** The job of a tag, however old, if there is one; younger ones of the tag are cancelled. */
  Optional<String> adopted(String tag) {
    return adopt(tag, Instant.EPOCH);
  }

  private Optional<String> adopt(String tag, Instant since) {
    Duration wait = provider.limits().firstDelay();
    for (int lookup = 0; lookup < LOOKUPS; lookup++) {
      if (lookup > 0) {
        wait = wait.multipliedBy(2);
        patience.sleep(wait);
      }
      List<JobResponse> found = find(tag, since);
      if (!found.isEmpty()) {
        String id = keepFirst(found, tag);
        listener.on(new TransportNotice.Adopted(provider.name(), id, tag));
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /** The job of a tag that is kept: {@code id} unless an older one is there. */
  String onlyOne(String id, String tag, Instant since) {
    List<JobResponse> found = find(tag, since);
    return found.size() < 2 ? id : keepFirst(found, tag);
  }

  /** The job to keep of those with one tag; the others are cancelled. */
  private String keepFirst(List<JobResponse> found, String tag) {
    List<JobResponse> ordered = new ArrayList<>(found);
    ordered.sort(
        Comparator.comparing((JobResponse job) -> spoiled(job))
            .thenComparing(job -> job.created() == null ? "" : job.created())
            .thenComparing(JobResponse::id));
    for (JobResponse younger : ordered.subList(1, ordered.size())) {
      if (!younger.ended()) {
        cancel(younger.id());
        listener.on(new TransportNotice.DuplicateCancelled(provider.name(), younger.id(), tag));
      }
    }
    return ordered.getFirst().id();
  }

  private static boolean spoiled(JobResponse job) {
    return job.ended() && !job.state().status().equals("Completed");
  }

  /** Jobs that carry a tag, at most two. */
  List<JobResponse> find(String tag, Instant since) {
    HttpUrl url =
        exchange
            .url("jobs")
            .addQueryParameter("tags", tag)
            .addQueryParameter("limit", "2")
            .addQueryParameter("created_after", since.toString())
            .addQueryParameter("exclude_params", "true")
            .build();
    List<JobResponse> jobs =
        json("GET /jobs by tag", () -> exchange.request(url), JobsResponse.class).jobs();
    // A service that ignores the query must not make us adopt somebody else's job.
    return jobs == null
        ? List.of()
        : jobs.stream().filter(job -> job.tags() != null && job.tags().contains(tag)).toList();
  }

  /**
   * Jobs that carry a tag, newest first.
   *
   * @param since when the oldest of interest was sent
   */
  List<JobResponse> list(String tag, Instant since, int offset, int limit) {
    HttpUrl url =
        exchange
            .url("jobs")
            .addQueryParameter("tags", tag)
            .addQueryParameter("limit", String.valueOf(limit))
            .addQueryParameter("offset", String.valueOf(offset))
            .addQueryParameter("created_after", since.minus(CLOCKS_DIFFER).toString())
            .addQueryParameter("exclude_params", "true")
            .build();
    return patience.run(
        "GET /jobs of a run",
        () -> {
          Answer answer = exchange.once(() -> exchange.request(url), false);
          List<JobResponse> jobs = Exchange.decode(answer, JobsResponse.class).jobs();
          if (jobs == null
              || jobs.stream()
                  .anyMatch(job -> job.state() == null || job.state().status() == null)) {
            throw Exchange.notExpected(answer, null);
          }
          return jobs;
        });
  }

  /** A job's state. */
  public JobResponse job(String jobId) {
    HttpUrl url = exchange.url("jobs", jobId).addQueryParameter("exclude_params", "true").build();
    return patience.run(
        "GET /jobs/" + jobId,
        () -> {
          Answer answer = exchange.once(() -> exchange.request(url), false);
          JobResponse job = Exchange.decode(answer, JobResponse.class);
          if (job.state() == null || job.state().status() == null) {
            throw Exchange.notExpected(answer, null);
          }
          return job;
        });
  }

  /** A job's result as it came; empty while there is none. */
  public Optional<byte[]> results(String jobId) {
    return patience.run(
        "GET /jobs/" + jobId + "/results",
        () -> {
          Answer answer = exchange.once(exchange.get("jobs", jobId, "results"), true);
          return answer.status() == 204 ? Optional.empty() : Optional.of(answer.body());
        });
  }

  /** Cancels a job; one that has ended stays as it is. */
  public void cancel(String jobId) {
    HttpUrl url = exchange.url("jobs", jobId, "cancel").build();
    patience.run(
        "POST /jobs/" + jobId + "/cancel",
        () -> {
          try {
            return exchange.once(() -> exchange.request(url).post(NOTHING), false);
          } catch (CallFailure failure) {
            if (failure.status() == 409) {
              // It has ended before it could be cancelled.
              return failure;
            }
            throw failure;
          }
        });
  }

  /**
   * Opens a session with the longest life that the plan gives. It is not safe to try again: where
   * an answer is lost a second one is opened, and the first, which has no jobs, costs nothing.
   *
   * @param mode batch or dedicated
   */
  SessionResponse openSession(String mode) {
    byte[] body =
        Json.write(
            new SessionRequest(
                mode, provider.device(), null, null, provider.instance(), null, null));
    return patience.run(
        "POST /sessions",
        () -> decodedSession(exchange.once(exchange.post(body, "sessions"), false)));
  }

  /** A session's state. */
  SessionResponse session(String id) {
    return patience.run(
        "GET /sessions/" + id,
        () -> decodedSession(exchange.once(exchange.get("sessions", id), false)));
  }

  private static SessionResponse decodedSession(Answer answer) throws CallFailure {
    SessionResponse session = Exchange.decode(answer, SessionResponse.class);
    if (session.id() == null || session.id().isEmpty()) {
      throw Exchange.notExpected(answer, null);
    }
    return session;
  }

  /** Lets a session take no more jobs; one that is gone or closed stays so. */
  void closeSession(String id) {
    HttpUrl url = exchange.url("sessions", id).build();
    byte[] body = Json.write(new SessionPatch(false));
    patience.run(
        "PATCH /sessions/" + id,
        () -> {
          try {
            return exchange.once(() -> exchange.request(url).patch(Http.once(body)), false);
          } catch (CallFailure failure) {
            if (failure.status() == 404 || failure.status() == 409) {
              return failure;
            }
            throw failure;
          }
        });
  }

  /** Time this thread has spent in exchanges, nanoseconds. */
  long travelledNanos() {
    return exchange.travelledNanos();
  }

  /** Time the service says it simulated for this thread since this was last asked, nanoseconds. */
  long takeSimulatedNanos() {
    return exchange.takeSimulatedNanos();
  }

  /** One line of bounded length in which no secret stands. */
  String clean(String text) {
    return exchange.clean(text);
  }

  void sleep(Duration duration) {
    patience.sleep(duration);
  }

  private <T> T json(String call, Exchange.Prepared request, Class<T> type) {
    return patience.run(call, () -> Exchange.decode(exchange.once(request, false), type));
  }

  @Override
  public void close() {
    exchange.close();
  }
}
