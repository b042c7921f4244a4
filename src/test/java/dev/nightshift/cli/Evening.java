package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.dispatch.Tags;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.RunLog;
import dev.nightshift.queue.ledger.Account;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.store.QueueUrl;
import dev.nightshift.report.RunReport;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A queue, a service and a user's folders that no other night shares. */
final class Evening implements AutoCloseable {
  private static final String BACKEND = "night";

  private static final String CONFIG =
      """
      seed: 3
      backend: night
      corpus: night-watch
      model: {n_embd: 8, n_head: 2, n_layer: 1, block_size: 4, dropout: 0.1}
      train: {batch_size: 2, learning_rate: 0.01, max_iters: 12, eval_interval: 6, eval_iters: 1}
      quantum: {mode: faithful, qubits: 2, heads: 1, shots: 16, gradient: spsa}
      sample: {tokens: 2}
      checkpoint: {every_steps: 3}
      """;

  /** A job waits for 60 ms of ours: long enough to die in. */
  private static final String STAGE =
      """
      plan: paid
      queue: {median_wait_s: 36, spread: 0.3}
      limits: {submissions_per_minute: 0}
      """;

  private static final String TIME_SCALE = "600";

  /**
   * What must not depend on who died.
   *
   * @param evalLosses of each model
   * @param samples of each model
   * @param tensors of each model's last checkpoint, weights and moments among them, by name
   */
  record Outcome(
      RunState state,
      long steps,
      Map<String, List<Double>> evalLosses,
      Map<String, String> samples,
      Map<String, Map<String, String>> tensors,
      Amounts spent,
      Amounts reserved) {}

  private final Path home;
  private final Children children;
  private final QueueHouse house;
  private final HttpClient http = HttpClient.newHttpClient();
  private Children.@Nullable Child service;
  private int port;

  /**
   * @param faults of the service, as a stage's section; empty for none
   */
  Evening(Path home, String faults) throws IOException {
    this.home = Files.createDirectories(home);
    Files.writeString(home.resolve("stage.yaml"), STAGE + faults);
    Files.writeString(home.resolve("night.yaml"), CONFIG);
    this.children = new Children(home);
    this.house = QueueHouse.open(QueueUrl.ofFile(queue()));
  }

  /** Starts the service and hands the run over. Returns its id. */
  String begin() throws IOException, InterruptedException {
    service = serve(0);
    port = Integer.parseInt(Files.readString(portFile(), StandardCharsets.US_ASCII).strip());
    Path providers = Files.createDirectories(home.resolve("config/nightshift/providers"));
    Files.writeString(
        providers.resolve(BACKEND + ".yaml"),
        """
        kind: server
        device: nightshift_line5
        url: http://127.0.0.1:%d
        max_poll_ms: 20
        """
            .formatted(port));
    return handOver();
  }

  private Path queue() {
    return home.resolve("queue.db");
  }

  private Path portFile() {
    return home.resolve("port");
  }

  private Path run() {
    return home.resolve("run");
  }

  /** Starts the service and waits until it answers. */
  private Children.Child serve(int at) throws IOException, InterruptedException {
    Files.deleteIfExists(portFile());
    Children.Child child =
        children.start(
            List.of(
                "serve",
                "--port",
                String.valueOf(at),
                "--port-file",
                portFile().toString(),
                "--device",
                "nightshift_line5",
                "--stage",
                home.resolve("stage.yaml").toString(),
                "--time-scale",
                TIME_SCALE,
                "--state",
                home.resolve("service.db").toString()));
    child.await("the service has a port", () -> Files.exists(portFile()));
    return child;
  }

  /** The service dies under the run, and comes back on its port. */
  void restartService(String id) throws IOException, InterruptedException {
    Objects.requireNonNull(service).kill();
    RunEntry run = house.runs().find(id);
    assertThat(run.state()).as(run.reason()).isEqualTo(RunState.RUNNING);
    service = serve(port);
  }

  private String handOver() {
    Ran handed =
        Ran.of(
            "run",
            home.resolve("night.yaml").toString(),
            "--overnight",
            "--json",
            "--out",
            run().toString(),
            "--queue",
            queue().toString());
    assertThat(handed.code()).as(handed.err()).isZero();
    return String.valueOf(Objects.requireNonNull(handed.json().get("id")));
  }

  Children.Child worker() throws IOException {
    return start("worker", "--until-empty");
  }

  void workToTheEnd() throws IOException, InterruptedException {
    Children.Child worker = worker();
    assertThat(worker.ended()).as(worker::said).isZero();
  }

  private Children.Child start(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--queue", queue().toString()));
    return children.start(all);
  }

  private static Map<?, ?> json(Children.Child child) throws IOException {
    return Json.read(Files.readAllBytes(child.out()), Map.class);
  }

  List<JobEntry> jobs(String id) {
    return house.jobs().ofRun(id, 1_000);
  }

  /** Whether the service has taken so many jobs, and the last one waits for its turn. */
  boolean waits(String id, int count) {
    List<JobEntry> jobs = jobs(id);
    return jobs.size() >= count && jobs.stream().anyMatch(job -> job.state() == JobState.SUBMITTED);
  }

  /** Whether the service has a job that the journal has no number for. */
  boolean unanswered(String id, int count) {
    List<JobEntry> jobs = jobs(id);
    return jobs.size() == count
        && jobs.stream().anyMatch(job -> job.state() == JobState.SUBMITTING)
        && served(id).size() == count;
  }

  /** A worker dies, and the time passes after which it counts as dead. */
  void lose(Children.Child worker, String id) throws InterruptedException {
    worker.kill();
    RunEntry left = house.runs().find(id);
    assertThat(left.state()).as(worker::said).isEqualTo(RunState.RUNNING);
    assertThat(left.leaseUntil()).isAfter(Instant.now());
    String owner = Objects.requireNonNull(left.owner());
    assertThat(owner).endsWith(":" + worker.process().pid());
    System.out.printf(
        "%s died after %d jobs, of which the service had %d%n",
        owner, jobs(id).size(), served(id).size());
    // Two minutes, which nobody wants to wait for: the lease ends a moment ago.
    house.runs().leases().renew(new Lease(id, owner, left.fence()), Duration.ofMillis(-1));
  }

  /** The run's jobs as the service tells them. */
  private List<JobResponse> served(String id) {
    List<JobResponse> all = new ArrayList<>();
    JobsResponse page;
    do {
      page =
          Json.read(
              get("/api/v1/jobs?tags=%s&offset=%d".formatted(Tags.ofRun(id), all.size())),
              JobsResponse.class);
      all.addAll(page.jobs());
    } while (!page.jobs().isEmpty() && all.size() < page.count());
    return all;
  }

  private byte[] get(String path) {
    try {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    } catch (IOException e) {
      throw new AssertionError(
          "%s is not answered; %s".formatted(path, Objects.requireNonNull(service).said()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  List<String> log(String id) {
    return house.runs().log().events(id, 1_000).stream().map(RunLog.Event::text).toList();
  }

  /** How often a worker has taken the run over from one that was silent. */
  long takenOver(String id) {
    return log(id).stream().filter(line -> line.contains("was silent for too long")).count();
  }

  Outcome outcome(String id) throws IOException {
    RunEntry run = house.runs().find(id);
    assertThat(run.state()).as(run.reason()).isEqualTo(RunState.DONE);
    RunReport report = RunReport.ofJson(Files.readAllBytes(run().resolve("report.json")));
    Account account = house.ledger().account("run:" + id);
    return new Outcome(
        run.state(),
        run.step(),
        Map.of(
            "classical", report.classical().evalLosses(), "hybrid", report.hybrid().evalLosses()),
        Map.of("classical", report.classical().sample(), "hybrid", report.hybrid().sample()),
        Map.of("classical", tensors("classical"), "hybrid", tensors("hybrid")),
        account.spent(),
        account.reserved());
  }

  /** The bytes of each tensor of a checkpoint, but for the times that its clock has measured. */
  private Map<String, String> tensors(String model) throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(run().resolve("checkpoints/" + model + ".safetensors")))
            .order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[Math.toIntExact(file.getLong())];
    file.get(header);
    Map<String, String> tensors = new TreeMap<>();
    Map<?, ?> places = Json.read(header, Map.class);
    for (Map.Entry<?, ?> entry : places.entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> facts
          && facts.get("data_offsets") instanceof List<?> ends) {
        int from = ((Number) ends.get(0)).intValue();
        byte[] bytes = new byte[((Number) ends.get(1)).intValue() - from];
        file.get(8 + header.length + from, bytes);
        if (entry.getKey().equals("state.clock")) {
          // Steps, seconds, seconds, loss.
          Arrays.fill(bytes, Double.BYTES, 3 * Double.BYTES, (byte) 0);
        }
        // A digest: whoever reads of a difference wants the name, not the bytes.
        tensors.put(String.valueOf(entry.getKey()), UUID.nameUUIDFromBytes(bytes).toString());
      }
    }
    // Of every byte, so of the clock's, too.
    tensors.remove("state.sha256");
    assertThat(tensors).containsKey("state.clock").hasSizeGreaterThan(10);
    return tensors;
  }

  /** Every job of the journal is one job of the service, which has no others. */
  void requireOnce(String id) {
    Map<String, Integer> ran = new HashMap<>();
    for (JobResponse job : served(id)) {
      assertThat(job.status()).isEqualTo("Completed");
      Objects.requireNonNull(job.tags()).stream()
          .filter(tag -> !tag.equals(Tags.ofRun(id)))
          .forEach(tag -> ran.merge(tag, 1, Integer::sum));
    }
    List<JobEntry> jobs = jobs(id);
    Map<String, Integer> once = new HashMap<>();
    for (JobEntry job : jobs) {
      assertThat(job.state()).isEqualTo(JobState.SETTLED);
      assertThat(job.outcome()).isEqualTo(JobState.DONE);
      assertThat(job.attempt()).isEqualTo(1);
      once.put(Tags.of(job), 1);
    }
    assertThat(once).hasSameSizeAs(jobs);
    assertThat(ran).isEqualTo(once);
  }

  /** The books agree with themselves and with the service's. */
  void requireCleanAudit() throws IOException, InterruptedException {
    Children.Child audit = start("budget", "audit", "--json", "--backend", BACKEND);
    assertThat(audit.ended()).as(audit::said).isZero();
    Map<?, ?> said = json(audit);
    assertThat((List<?>) Objects.requireNonNull(said.get("gaps"))).isEmpty();
    assertThat(said.get("unbilled_jobs")).isEqualTo(0);
    assertThat((List<?>) Objects.requireNonNull(said.get("backends")))
        .singleElement()
        .satisfies(line -> {
          Map<?, ?> figures = (Map<?, ?>) line;
          assertThat(figures.get("backend")).isEqualTo(BACKEND);
          assertThat(figures.get("reported_s")).isEqualTo(figures.get("charged_s"));
        });
  }

  @Override
  public void close() {
    try (children;
        house;
        http) {
      // Processes last, whatever one of them throws.
    }
  }
}
