package dev.nightshift.transport.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/** The service as the client sees it, on loopback, with faults on demand. */
final class FakeService implements AutoCloseable {
  static final String KEY = "k3y-that-must-not-be-seen";
  private static final Pattern TAG = Pattern.compile("\"tags\"\\s*:\\s*\\[\"([^\"]*)\"");

  /** What happens instead of the usual answer; {@code usual} does the work when it is called. */
  interface Fault {
    MockResponse instead(RecordedRequest request, Supplier<MockResponse> usual);
  }

  /** A job as the service holds it. */
  static final class Job {
    final String id;
    final String tag;
    final String body;
    final Instant created;
    volatile String state = "Completed";
    volatile String reason = "";

    Job(String id, String tag, String body, Instant created) {
      this.id = id;
      this.tag = tag;
      this.body = body;
      this.created = created;
    }
  }

  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  final Map<String, Job> jobs = new LinkedHashMap<>();
  final List<String> tokens = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
  private final MockWebServer server = new MockWebServer();
  private volatile boolean withTokens;
  private volatile long expiresIn = 3600;
  private volatile String firstState = "Completed";
  private volatile String result = "{\"results\":[]}";

  FakeService() throws IOException {
    this(0);
  }

  FakeService(int port) throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start(InetAddress.getLoopbackAddress(), port);
  }

  URI origin() {
    return server.url("/").uri();
  }

  int port() {
    return server.getPort();
  }

  /** Demands a token that was exchanged for the key. */
  FakeService demandTokens(long lifeSeconds) {
    withTokens = true;
    expiresIn = lifeSeconds;
    return this;
  }

  /** The state new jobs are in. */
  FakeService jobsStartAs(String state) {
    firstState = state;
    return this;
  }

  FakeService resultsAre(String text) {
    result = text;
    return this;
  }

  /** Queues a fault for the next call of a kind, such as {@code POST /jobs}. */
  FakeService next(String call, Fault fault) {
    faults.computeIfAbsent(call, _ -> new ConcurrentLinkedQueue<>()).add(fault);
    return this;
  }

  FakeService next(String call, MockResponse response) {
    return next(call, (_, _) -> response);
  }

  /** The work is done, but the answer never arrives. */
  static Fault replyLost() {
    return (_, usual) ->
        usual.get().newBuilder().onResponseStart(new SocketEffect.CloseSocket()).build();
  }

  /** The connection breaks before anything is done. */
  static MockResponse resetBefore() {
    return new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()).build();
  }

  /** The answer ends in its middle. */
  static Fault truncated() {
    return (_, usual) ->
        usual.get().newBuilder().onResponseBody(new SocketEffect.CloseSocket()).build();
  }

  static MockResponse status(int code) {
    return new MockResponse.Builder()
        .code(code)
        .setHeader("Content-Type", "application/json")
        .body("{\"errors\":[{\"code\":%d,\"message\":\"trouble\"}]}".formatted(code * 10))
        .build();
  }

  static MockResponse html(int code) {
    return new MockResponse.Builder()
        .code(code)
        .setHeader("Content-Type", "text/html")
        .body("<html>Bad gateway</html>")
        .build();
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  private MockResponse answer(RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    String call = request.getMethod() + " " + kind(path);
    calls.add(call);
    requests.add(request);
    Queue<Fault> queue = faults.get(call);
    Fault fault = queue == null ? null : queue.poll();
    Supplier<MockResponse> usual = () -> usual(request, call, path);
    return fault == null ? usual.get() : fault.instead(request, usual);
  }

  private static String kind(String path) {
    String rest = path.replaceFirst("^/api/v1", "");
    return rest.replaceFirst("^/jobs/[^/]+", "/jobs/{id}");
  }

  private synchronized MockResponse usual(RecordedRequest request, String call, String path) {
    if (call.equals("POST /identity/token")) {
      return token(request);
    }
    if (withTokens && !authorized(request)) {
      return status(401);
    }
    String id = path.contains("/jobs/") ? path.split("/")[4] : "";
    Job job = jobs.get(id);
    if (call.contains("{id}") && job == null) {
      return status(404);
    }
    return switch (call) {
      case "POST /jobs" -> create(request);
      case "GET /jobs" -> json(list(request));
      case "GET /jobs/{id}" -> json(describe(job(id)));
      case "GET /jobs/{id}/results" ->
          job(id).state.equals("Completed")
              ? json(result)
              : new MockResponse.Builder().code(204).build();
      case "POST /jobs/{id}/cancel" -> {
        job(id).state = "Cancelled";
        yield new MockResponse.Builder().code(204).build();
      }
      default -> status(404);
    };
  }

  private Job job(String id) {
    Job job = jobs.get(id);
    if (job == null) {
      throw new IllegalStateException("no job " + id);
    }
    return job;
  }

  private boolean authorized(RecordedRequest request) {
    String sent = request.getHeaders().get("Authorization");
    return !tokens.isEmpty() && ("Bearer " + tokens.getLast()).equals(sent);
  }

  private MockResponse token(RecordedRequest request) {
    String form = request.getBody() == null ? "" : request.getBody().utf8();
    if (!form.contains("apikey=" + KEY)) {
      return status(400);
    }
    tokens.add("t0ken-that-must-not-be-seen-" + (tokens.size() + 1));
    return json(
        """
        {"access_token":"%s","refresh_token":"not_supported","token_type":"Bearer",\
        "expires_in":%d,"expiration":1795463997,"scope":"ibm openid"}\
        """
            .formatted(tokens.getLast(), expiresIn));
  }

  /** Makes a job as a post would. */
  Job make(String tag, String body) {
    int number = jobs.size() + 1;
    Job job =
        new Job(
            "job-" + number, tag, body, Instant.parse("2026-09-10T18:00:00Z").plusSeconds(number));
    job.state = firstState;
    jobs.put(job.id, job);
    return job;
  }

  private MockResponse create(RecordedRequest request) {
    String body = request.getBody() == null ? "" : request.getBody().utf8();
    Matcher tag = TAG.matcher(body);
    Job job = make(tag.find() ? tag.group(1) : "", body);
    return json("{\"id\":\"%s\",\"backend\":\"b\"}".formatted(job.id));
  }

  private String list(RecordedRequest request) {
    List<String> found = new ArrayList<>();
    String tag = request.getUrl().queryParameter("tags");
    for (Job job : jobs.values()) {
      if (job.tag.equals(tag)) {
        found.addFirst(describe(job));
      }
    }
    return "{\"jobs\":[%s],\"count\":%d,\"limit\":2,\"offset\":0}"
        .formatted(String.join(",", found), found.size());
  }

  private static String describe(Job job) {
    return """
    {"id":"%s","backend":"b","program":{"id":"estimator"},"created":"%s","cost":600,\
    "tags":["%s"],"state":{"status":"%s"%s},"status":"%s"}\
    """
        .formatted(job.id, job.created, job.tag, job.state, job.reason, job.state);
  }

  static MockResponse json(String text) {
    return new MockResponse.Builder()
        .setHeader("Content-Type", "application/json")
        .body(text)
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}
