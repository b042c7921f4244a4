package dev.nightshift.transport.client;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Secret;
import dev.nightshift.wire.rest.BackendConfiguration;
import dev.nightshift.wire.rest.BackendStatus;
import dev.nightshift.wire.rest.Device;
import dev.nightshift.wire.rest.DevicesResponse;
import dev.nightshift.wire.rest.ErrorContainer;
import dev.nightshift.wire.rest.InstanceUsage;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobMetrics;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.SessionPatch;
import dev.nightshift.wire.rest.SessionRequest;
import dev.nightshift.wire.rest.SessionResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** The calls of IBM Quantum's REST that Nightshift makes, each through failures that may pass. */
public final class ServiceClient implements AutoCloseable {
  private static final RequestBody NOTHING = RequestBody.create(new byte[0], null);

  /** Bodies below this are not worth compressing. */
  private static final int GZIP_FROM = 32 * 1024;

  /** A tag is unlike any other, so this only has to be longer than clocks differ. */
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  /** How often a tag is looked up before it counts as unknown. */
  private static final int LOOKUPS = 3;

  private static final int MAX_REASON = 500;

  private final Provider.Rest provider;
  private final HttpUrl base;
  private final Http http;
  private final Patience patience;
  private final @Nullable Tokens tokens;
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
    URI url = provider.url();
    HttpUrl parsed = url == null ? null : HttpUrl.get(url);
    if (url == null || parsed == null) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          "provider %s has no url yet; start a server for it or give one"
              .formatted(provider.name()));
    }
    this.provider = provider.requireCredentials();
    this.base = parsed;
    this.time = time;
    this.listener = listener;
    this.http = new Http(provider.limits(), Http.isLoopback(parsed.host()), meter, time);
    this.patience = new Patience(provider.name(), provider.limits(), time, listener, meter);
    Secret key = provider.key();
    this.tokens =
        key == null ? null : new Tokens(http, iam(provider, parsed), key, provider.keyHelp(), time);
  }

  private static HttpUrl iam(Provider.Rest provider, HttpUrl base) {
    URI configured = provider.iamUrl();
    HttpUrl parsed = configured == null ? null : HttpUrl.get(configured);
    return parsed == null ? base.newBuilder().encodedPath("/").build() : parsed;
  }

  public Provider.Rest provider() {
    return provider;
  }

  /** The devices of the service. */
  public List<Device> devices() {
    return json("GET /backends", get("backends"), DevicesResponse.class).devices();
  }

  /** Whether a device takes jobs, and how long its queue is. */
  public BackendStatus status(String device) {
    return json(
        "GET /backends/" + device + "/status",
        get("backends", device, "status"),
        BackendStatus.class);
  }

  /** What a device can do. */
  public BackendConfiguration configuration(String device) {
    return json(
        "GET /backends/" + device + "/configuration",
        get("backends", device, "configuration"),
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
    return patience.run(call, () -> once(get("backends", device, what), false).body());
  }

  /** What the instance has used. */
  public InstanceUsage usage() {
    return json("GET /instances/usage", get("instances", "usage"), InstanceUsage.class);
  }

  /** What a job cost. */
  public JobMetrics metrics(String jobId) {
    return json("GET /jobs/" + jobId + "/metrics", get("jobs", jobId, "metrics"), JobMetrics.class);
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
              return created(once(post(body, "jobs"), true));
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
    JobCreated created = decode(answer, JobCreated.class);
    if (created.id() == null || created.id().isEmpty()) {
      throw notExpected(answer, null);
    }
    return created.id();
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
        url("jobs")
            .addQueryParameter("tags", tag)
            .addQueryParameter("limit", "2")
            .addQueryParameter("created_after", since.toString())
            .addQueryParameter("exclude_params", "true")
            .build();
    List<JobResponse> jobs =
        json("GET /jobs by tag", () -> request(url), JobsResponse.class).jobs();
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
        url("jobs")
            .addQueryParameter("tags", tag)
            .addQueryParameter("limit", String.valueOf(limit))
            .addQueryParameter("offset", String.valueOf(offset))
            .addQueryParameter("created_after", since.minus(CLOCKS_DIFFER).toString())
            .addQueryParameter("exclude_params", "true")
            .build();
    return patience.run(
        "GET /jobs of a run",
        () -> {
          Answer answer = once(() -> request(url), false);
          List<JobResponse> jobs = decode(answer, JobsResponse.class).jobs();
          if (jobs == null
              || jobs.stream()
                  .anyMatch(job -> job.state() == null || job.state().status() == null)) {
            throw notExpected(answer, null);
          }
          return jobs;
        });
  }

  /** A job's state. */
  public JobResponse job(String jobId) {
    HttpUrl url = url("jobs", jobId).addQueryParameter("exclude_params", "true").build();
    return patience.run(
        "GET /jobs/" + jobId,
        () -> {
          Answer answer = once(() -> request(url), false);
          JobResponse job = decode(answer, JobResponse.class);
          if (job.state() == null || job.state().status() == null) {
            throw notExpected(answer, null);
          }
          return job;
        });
  }

  /** A job's result as it came; empty while there is none. */
  public Optional<byte[]> results(String jobId) {
    return patience.run(
        "GET /jobs/" + jobId + "/results",
        () -> {
          Answer answer = once(get("jobs", jobId, "results"), true);
          return answer.status() == 204 ? Optional.empty() : Optional.of(answer.body());
        });
  }

  /** Cancels a job; one that has ended stays as it is. */
  public void cancel(String jobId) {
    HttpUrl url = url("jobs", jobId, "cancel").build();
    patience.run(
        "POST /jobs/" + jobId + "/cancel",
        () -> {
          try {
            return once(() -> request(url).post(NOTHING), false);
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
        "POST /sessions", () -> decodedSession(once(post(body, "sessions"), false)));
  }

  /** A session's state. */
  SessionResponse session(String id) {
    return patience.run(
        "GET /sessions/" + id, () -> decodedSession(once(get("sessions", id), false)));
  }

  private static SessionResponse decodedSession(Answer answer) throws CallFailure {
    SessionResponse session = decode(answer, SessionResponse.class);
    if (session.id() == null || session.id().isEmpty()) {
      throw notExpected(answer, null);
    }
    return session;
  }

  /** Lets a session take no more jobs; one that is gone or closed stays so. */
  void closeSession(String id) {
    HttpUrl url = url("sessions", id).build();
    byte[] body = Json.write(new SessionPatch(false));
    patience.run(
        "PATCH /sessions/" + id,
        () -> {
          try {
            return once(() -> request(url).patch(Http.once(body)), false);
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
    return http.travelledNanos();
  }

  /** Time the service says it simulated for this thread since this was last asked, nanoseconds. */
  long takeSimulatedNanos() {
    return http.takeSimulatedNanos();
  }

  void sleep(Duration duration) {
    patience.sleep(duration);
  }

  private interface Prepared {
    Request.Builder build();
  }

  private <T> T json(String call, Prepared request, Class<T> type) {
    return patience.run(call, () -> decode(once(request, false), type));
  }

  /** One attempt with a token, and a second one with a new token when the first is refused. */
  private Answer once(Prepared prepared, boolean patient) throws CallFailure {
    if (tokens == null) {
      return checked(http.exchange(prepared.build(), patient));
    }
    Secret token = tokens.current();
    Answer answer = http.exchange(authorized(prepared, token), patient);
    if (answer.status() == 401) {
      tokens.refused(token);
      answer = http.exchange(authorized(prepared, tokens.current()), patient);
    }
    return checked(answer);
  }

  private static Request.Builder authorized(Prepared prepared, Secret token) {
    return prepared.build().header("Authorization", "Bearer " + token.reveal());
  }

  private Answer checked(Answer answer) throws CallFailure {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return answer;
    }
    String reason = reason(answer);
    throw switch (status) {
      case 401 ->
          failure(
              CallFailure.Fate.FINAL,
              ErrorCode.UNAUTHORIZED,
              answer,
              reason + "; " + provider.keyHelp());
      case 403 -> failure(CallFailure.Fate.FINAL, ErrorCode.FORBIDDEN, answer, reason);
      case 404 -> failure(CallFailure.Fate.FINAL, ErrorCode.REMOTE_NOT_FOUND, answer, reason);
      case 413 -> failure(CallFailure.Fate.FINAL, ErrorCode.JOB_TOO_LARGE, answer, reason);
      case 429 -> failure(CallFailure.Fate.REFUSED, ErrorCode.RATE_LIMITED, answer, reason);
      case 408, 500, 502, 503, 504, 520, 521, 522, 524 ->
          failure(CallFailure.Fate.UNCERTAIN, ErrorCode.REMOTE_UNAVAILABLE, answer, reason);
      default -> failure(CallFailure.Fate.FINAL, ErrorCode.REMOTE_REJECTED, answer, reason);
    };
  }

  private static CallFailure failure(
      CallFailure.Fate fate, ErrorCode code, Answer answer, String reason) {
    return new CallFailure(fate, code, answer.status(), reason, answer.retryAfter(), null);
  }

  /** The service's own words where it says something in its error form, else what came instead. */
  private String reason(Answer answer) {
    if (answer.json()) {
      try {
        ErrorContainer container = Json.read(answer.body(), ErrorContainer.class);
        if (container.errors() != null && !container.errors().isEmpty()) {
          ErrorContainer.Item item = container.errors().getFirst();
          return "%d%s%s%s"
              .formatted(
                  answer.status(),
                  item.code() == null ? "" : " code " + clean(String.valueOf(item.code())),
                  item.message() == null ? "" : " '" + clean(item.message()) + "'",
                  item.solution() == null ? "" : " (" + clean(item.solution()) + ")");
        }
      } catch (NightshiftException notTheErrorForm) {
        // What came instead is told below; the parser's message would quote it.
        return anonymous(answer);
      }
    }
    return anonymous(answer);
  }

  private static String anonymous(Answer answer) {
    return "%d with %s of %d bytes"
        .formatted(
            answer.status(),
            answer.contentType().isEmpty() ? "a body" : answer.contentType(),
            answer.body().length);
  }

  /** One line of bounded length in which no secret stands. */
  String clean(String text) {
    String clean = text;
    Secret key = provider.key();
    if (key != null) {
      clean = clean.replace(key.reveal(), "***");
    }
    Secret token = tokens == null ? null : tokens.held();
    if (token != null) {
      clean = clean.replace(token.reveal(), "***");
    }
    clean = clean.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return clean.length() <= MAX_REASON ? clean : clean.substring(0, MAX_REASON) + "...";
  }

  private static <T> T decode(Answer answer, Class<T> type) throws CallFailure {
    T value;
    try {
      value = Json.read(answer.body(), type);
    } catch (NightshiftException malformed) {
      throw notExpected(answer, malformed);
    }
    if (value == null) {
      throw notExpected(answer, null);
    }
    return value;
  }

  private static CallFailure notExpected(Answer answer, @Nullable Throwable cause) {
    return new CallFailure(
        CallFailure.Fate.UNCERTAIN,
        ErrorCode.RESULT_MALFORMED,
        answer.status(),
        "the answer is not the JSON expected: " + anonymous(answer),
        answer.retryAfter(),
        cause);
  }

  private HttpUrl.Builder url(String... segments) {
    HttpUrl.Builder url = base.newBuilder();
    for (String segment : segments) {
      url.addPathSegment(segment);
    }
    return url;
  }

  private Prepared get(String... segments) {
    HttpUrl url = url(segments).build();
    return () -> request(url);
  }

  private Prepared post(byte[] body, String... segments) {
    HttpUrl url = url(segments).build();
    boolean gzip =
        provider.limits().gzipRequests()
            && body.length >= GZIP_FROM
            && !Http.isLoopback(base.host());
    byte[] sent = gzip ? gzip(body) : body;
    return () -> {
      Request.Builder request = request(url).post(Http.once(sent));
      return gzip ? request.header("Content-Encoding", "gzip") : request;
    };
  }

  private Request.Builder request(HttpUrl url) {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .header("IBM-API-Version", provider.apiVersion())
            .header("User-Agent", "nightshift");
    String instance = provider.instance();
    return instance == null ? request : request.header("Service-CRN", instance);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    http.close();
  }
}
