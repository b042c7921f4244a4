package dev.nightshift.transport.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.NewRun;
import dev.nightshift.queue.journal.Runs;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.journal.Window;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.ledger.Ledger;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueuePageTest {
  /** A reason as somebody else's service may write it. */
  private static final String HOSTILE = "<img src=x onerror=document.title='owned'>";

  /** A service may give any id. */
  private static final String FIRST = "<b>first</b>-0123456789";

  private static final String SECOND = "second-b-0123456789";
  private static final Clock NOW = Clock.systemUTC();

  @TempDir private Path folder = Path.of("");

  private final QueueDatabase database = QueueDatabases.SQLITE.open();
  private final Runs runs = new Runs(database, NOW);
  private final Ledger ledger = new Ledger(database);
  private final Jobs jobs = new Jobs(database, ledger, NOW);
  private final Sessions sessions = new Sessions(database, NOW);

  @SuppressWarnings("NullAway.Init")
  private QueuePage page;

  @BeforeEach
  void aRunInTheMiddleOfItsNight() throws IOException {
    Path own = Files.createDirectories(folder.resolve("run"));
    Files.writeString(
        own.resolve("metrics.jsonl"),
        """
        {"model": "classical", "step": 1, "train_loss": 4.2}
        {"model": "classical", "step": 2, "train_loss": 3.9}
        {"model": "hybrid", "step": 1, "train_loss": 4.25}
        {"model": "hybrid", "step": 2, "train_loss": 3.95}
        {"model": "hybrid", "step": 3, "tra\
        """);
    runs.add(run("abc123", own, SessionMode.NONE));
    Lease lease = runs.leases().claim("host:1", Duration.ofHours(1)).orElseThrow();
    runs.leases().progress(lease, 2, 20, 3.95);
    String key = sent(lease, "k1", 1, null);
    jobs.ended(lease, key, JobState.FAILED, HOSTILE);
    page = new QueuePage(runs, jobs, sessions, ledger, 0);
  }

  private static NewRun run(String id, Path folder, SessionMode session) {
    return new NewRun(
        id,
        "nano",
        folder.toString(),
        "ibm_test",
        Mode.RESYNC,
        0,
        null,
        Window.ALWAYS,
        Budget.UNLIMITED,
        session);
  }

  /** A job of a run that the service has. */
  private String sent(Lease lease, String key, int ordinal, @Nullable String session) {
    jobs.intend(
        lease,
        new JobEntry.Intent(key, lease.runId(), "step 2", ordinal, 1, "c", "ibm_test", false, 7));
    jobs.reserve(
        lease, key, new Amounts(4096, 9_000_000, 14_400_000, true, 1), 0, Budget.UNLIMITED);
    jobs.submitting(lease, key);
    sessions.enters(lease, key, session);
    jobs.submitted(lease, key, "service-id-" + ordinal);
    return key;
  }

  /** A run in its second session: the first one's time was up after two jobs. */
  private void aRunInItsSecondSession() {
    runs.add(run("def456", folder.resolve("other"), SessionMode.BATCH));
    Lease lease = runs.leases().claim("host:2", Duration.ofHours(1)).orElseThrow();
    Sessions before = new Sessions(database, Clock.offset(NOW, Duration.ofMinutes(-20)));
    before.opened(lease, FIRST, SessionMode.BATCH, NOW.instant().minusSeconds(600));
    sent(lease, "k2", 1, FIRST);
    sent(lease, "k3", 2, FIRST);
    sessions.closed(lease, FIRST, "little of its life was left");
    sessions.opened(lease, SECOND, SessionMode.BATCH, NOW.instant().plusSeconds(3_600));
    sent(lease, "k4", 3, SECOND);
  }

  @AfterEach
  void stop() {
    page.close();
    database.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(page.uri().resolve(path)).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void itsDataAreTheBooks() throws IOException, InterruptedException {
    Map<?, ?> all = Json.read(get("/runs.json").body().getBytes(StandardCharsets.UTF_8), Map.class);
    Map<?, ?> one =
        Json.read(get("/runs/abc123.json").body().getBytes(StandardCharsets.UTF_8), Map.class);

    assertThat((List<?>) Objects.requireNonNull(all.get("runs"))).hasSize(1);
    assertThat((List<?>) Objects.requireNonNull(all.get("accounts"))).hasSize(4);
    assertThat(one.get("state")).isEqualTo("running");
    Map<?, ?> curve = (Map<?, ?>) Objects.requireNonNull(one.get("curve"));
    assertThat((List<?>) Objects.requireNonNull(curve.get("hybrid"))).hasSize(2);
    Map<?, ?> job = (Map<?, ?>) ((List<?>) Objects.requireNonNull(one.get("jobs"))).getFirst();
    assertThat(job.get("job_id")).isEqualTo("service-id-1");
    assertThat((List<?>) Objects.requireNonNull(one.get("sessions"))).isEmpty();
    assertThat(get("/runs/nobody.json").statusCode()).isEqualTo(404);
    assertThat(get("/etc/passwd").statusCode()).isEqualTo(404);
  }

  @Test
  void givenARunInItsSecondSession_whenItIsLookedAt_thenBothAreThereWithTheirJobs()
      throws IOException, InterruptedException {
    aRunInItsSecondSession();

    Map<?, ?> run =
        Json.read(get("/runs/def456.json").body().getBytes(StandardCharsets.UTF_8), Map.class);

    assertThat(values(run, "sessions", "id")).containsExactly(FIRST, SECOND);
    assertThat(values(run, "sessions", "jobs")).containsExactly("2", "1");
    assertThat(values(run, "sessions", "closed").getFirst()).endsWith("Z");
    assertThat(values(run, "sessions", "closed").getLast()).isEqualTo("null");
    assertThat(values(run, "jobs", "session")).containsExactly(FIRST, FIRST, SECOND);
  }

  private static List<String> values(Map<?, ?> run, String list, String key) {
    return ((List<?>) Objects.requireNonNull(run.get(list)))
        .stream().map(item -> String.valueOf(((Map<?, ?>) item).get(key))).toList();
  }

  @Test
  void itAnswersToThisMachinesNameOnlyAndLetsNothingIn() throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/");
    assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(answer.body())
        .doesNotContainPattern("(src|href|url)\\s*[=(]")
        .contains("Nightshift queue");

    try (Socket socket = new Socket("127.0.0.1", page.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /runs.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      // The connection may stay open: one answer is all that is waited for.
      socket.setSoTimeout(10_000);
      byte[] answered = new byte[4_096];
      int length = socket.getInputStream().read(answered);
      assertThat(new String(answered, 0, length, StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 403")
          .doesNotContain("abc123");
    }
  }

  @Test
  void aBrowserShowsRunsJobsCurveBooksAndLog() throws IOException, InterruptedException {
    Optional<String> chromium = chromium();
    assumeTrue(chromium.isPresent(), "no Chromium on PATH: the page is not looked at in a browser");

    String seen = dump(chromium.get(), "");

    assertThat(seen)
        .contains("abc123", "ibm_test", "service-id-1", "4,096", "hybrid, training loss 3.9500")
        .contains("<polyline", "backend:ibm_test", "leased")
        // Other people's words are text, whatever they contain.
        .contains("&lt;img src=x onerror")
        .doesNotContain("<title>owned")
        .contains("<div id=\"grouped\" hidden=\"\">");
  }

  @Test
  void aBrowserShowsTheSessionsOfARunTheNewestFirst() throws IOException, InterruptedException {
    Optional<String> chromium = chromium();
    assumeTrue(chromium.isPresent(), "no Chromium on PATH: the page is not looked at in a browser");
    aRunInItsSecondSession();

    String seen = dump(chromium.get(), "#def456");

    String cells = seen.substring(seen.indexOf("<tbody id=\"sessions\""));
    assertThat(cells.substring(0, cells.indexOf("</tbody>")))
        .containsPattern(
            "(?s)title=\"second-b-0123456789\">second-b…</td><td>batch</td><td class=\"n\">1</td>.*"
                + ">open until .*"
                + ">&lt;b&gt;first…</td><td>batch</td><td class=\"n\">2</td>.*"
                + ">closed .*>little of its life was left<");
    assertThat(seen).contains("<div id=\"grouped\">");
  }

  private static Optional<String> chromium() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(place ->
            Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** The page as it stands after its scripts have run. */
  private String dump(String chromium, String hash) throws IOException, InterruptedException {
    Path out = folder.resolve("dom.html");
    Process browser =
        new ProcessBuilder(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=4000",
                "--dump-dom",
                page.uri() + hash)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(browser.waitFor(90, TimeUnit.SECONDS)).as("Chromium ends").isTrue();
    return Files.readString(out);
  }
}
