package dev.nightshift.queue.work;

import dev.nightshift.backend.CircuitFitting;
import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.job.Meter;
import dev.nightshift.queue.dispatch.Charging;
import dev.nightshift.queue.dispatch.DeviceAppraiser;
import dev.nightshift.queue.dispatch.DurableBackend;
import dev.nightshift.queue.dispatch.Governor;
import dev.nightshift.queue.dispatch.Hands;
import dev.nightshift.queue.dispatch.Pacing;
import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.NewRun;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.Runs;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.journal.Window;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.ledger.Ledger;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transport.client.RemoteJobService;
import dev.nightshift.transport.client.TransportListener;
import dev.nightshift.transport.server.ServedDevice;
import dev.nightshift.transport.server.ServerLimits;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.transport.server.stage.SteppedClock;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.config.Secret;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import dev.nightshift.wire.rest.JobMetrics;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.SessionResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A service with a device, a queue, and time that passes when somebody waits. */
final class Night implements AutoCloseable {
  static final String DEVICE = "nightshift_line5";
  static final String KEY = "planted-key-5f1c0e";
  static final WorkerOptions OPTIONS =
      new WorkerOptions(
          Duration.ofMinutes(2),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(15),
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          1_000);

  private static final BigDecimal PRICE = new BigDecimal("1.6");
  static final Charging CHARGING = Charging.ofPrice(PRICE);
  private static final Instant EVENING = Instant.parse("2026-11-26T20:00:00Z");

  private final ServiceClock clock;
  private final EmbeddedBackend engine =
      new EmbeddedBackend("aer_simulator", new Simulator(1), new Meter());
  private final Device device = DeviceCatalog.standard(null, Map.of()).find(DEVICE);
  private final Stage stage;
  private final Path state;
  private final HttpClient http = HttpClient.newHttpClient();
  private SimulatorServer server;
  private int port;

  /**
   * @param state the server's own memory, with which it can be started again
   */
  Night(String stage, Path state) {
    this(stage, state, new SteppedClock(EVENING));
  }

  /**
   * As above.
   *
   * @param clock stepped by whoever waits, or running faster than the machine's
   */
  Night(String stage, Path state, ServiceClock clock) {
    this.clock = clock;
    this.stage = Stage.parse("night.yaml", stage);
    this.state = state;
    this.server = start(0);
    this.port = server.uri().getPort();
  }

  private SimulatorServer start(int port) {
    return SimulatorServer.start(
        new ServerOptions("127.0.0.1", port, KEY, ServerLimits.DEFAULT)
            .withStage(stage, clock)
            .withState(state),
        engine,
        List.of(new ServedDevice(device, engine)),
        new Meter());
  }

  /** The service goes down and comes up again, with its memory. */
  void restartServer() {
    server.close();
    server = start(port);
  }

  Instant now() {
    return clock.instant();
  }

  /** Lets time pass; only where it is stepped. */
  void advance(Duration duration) {
    ((SteppedClock) clock).advance(duration);
  }

  /** Time that passes at once. */
  Waiting waiting() {
    return new Waiting() {
      @Override
      public Clock clock() {
        return clock;
      }

      @Override
      public long nanos() {
        return clock instanceof SteppedClock
            ? System.nanoTime()
            : TimeUnit.MILLISECONDS.toNanos(clock.millis());
      }

      @Override
      public void rest(Duration duration) throws InterruptedException {
        Thread.sleep(Duration.ofNanos((long) (duration.toNanos() / clock.scale())));
      }

      @Override
      public void sleep(Duration duration) throws InterruptedException {
        if (clock instanceof SteppedClock stepped) {
          stepped.advance(duration);
        } else {
          rest(duration);
        }
      }
    };
  }

  /** The books of one process. */
  record Books(QueueDatabase database, Runs runs, Jobs jobs, Sessions sessions, Ledger ledger)
      implements AutoCloseable {
    @Override
    public void close() {
      database.close();
    }
  }

  Books open(QueueUrl url, QueueDatabase.Watcher watcher) {
    QueueDatabase database = QueueDatabase.open(url, Duration.ofSeconds(20), watcher);
    Ledger ledger = new Ledger(database);
    Clock wall = waiting().clock();
    return new Books(
        database,
        new Runs(database, wall),
        new Jobs(database, ledger, wall),
        new Sessions(database, wall),
        ledger);
  }

  static NewRun run(String id, Path folder, Budget budget) {
    return run(id, folder, budget, SessionMode.NONE);
  }

  /** The same, with its jobs in sessions. */
  static NewRun run(String id, Path folder, Budget budget, SessionMode session) {
    return new NewRun(
        id,
        "chain",
        folder.toString(),
        DEVICE,
        Mode.RESYNC,
        0,
        null,
        Window.ALWAYS,
        budget,
        session);
  }

  /** A backend for a run, in a process that a reaper walks through. */
  DurableBackend backend(
      Books books, RunEntry run, Hands hands, Reaper reaper, int shots, Meter meter) {
    return new DurableBackend(
        new DurableBackend.Place(DEVICE, false),
        books.jobs(),
        books.sessions(),
        hands,
        run.mode(),
        run.session(),
        reaper.around(service(meter)),
        new CircuitFitting(() -> Optional.of(device.target()), TranspileOptions.DEFAULT, meter),
        new DeviceAppraiser(device.target(), PRICE),
        run.budget(),
        new Pacing(Duration.ofSeconds(5), Duration.ofMinutes(10), new SplittableRandom(7)),
        // A job of two rows is one too many: it is cut in two.
        new Governor(shots, 1_000_000, 3),
        waiting(),
        meter);
  }

  /** The service as a client reaches it. */
  RemoteJobService service(Meter meter) {
    Provider.Rest local = Providers.standard(null, Map.of()).service("local", DEVICE);
    return new RemoteJobService(
        local.withLimits(quick()).withKey(new Secret(KEY)).at(server.uri()),
        meter,
        TransportListener.NONE,
        waiting(),
        () -> {});
  }

  private static Provider.Limits quick() {
    Provider.Limits d = Provider.Limits.IBM;
    return new Provider.Limits(
        d.connectTimeout(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        d.jobTimeout(),
        Duration.ofMinutes(20),
        d.attempts(),
        d.firstDelay(),
        d.maxDelay(),
        d.firstPoll(),
        d.maxPoll(),
        5,
        false,
        d.maxExecutionSeconds());
  }

  /** Every job that the service has, read past all faults. */
  List<JobResponse> jobs() {
    List<JobResponse> all = new ArrayList<>();
    while (true) {
      JobsResponse page = page(all.size());
      all.addAll(page.jobs());
      if (page.jobs().isEmpty()) {
        return all;
      }
    }
  }

  /** When the service was done with a job. */
  Instant finished(String id) {
    JobMetrics metrics = get("/jobs/" + id + "/metrics", JobMetrics.class);
    return Instant.parse(Objects.requireNonNull(metrics.timestamps().finished()));
  }

  /** A session as the service has it. */
  SessionResponse session(String id) {
    return get("/sessions/" + id, SessionResponse.class);
  }

  /** Closes a session at the service, as an operator does: jobs that wait in it fail. */
  void closeSession(String id) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + "/api/v1/sessions/" + id + "/close"))
            .header("Authorization", "Bearer " + KEY)
            .header("IBM-API-Version", "2026-04-15")
            .DELETE()
            .build();
    try {
      http.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JobsResponse page(int offset) {
    return get("/jobs?limit=200&offset=" + offset, JobsResponse.class);
  }

  private <T> T get(String path, Class<T> type) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.uri() + "/api/v1" + path))
            .header("Authorization", "Bearer " + KEY)
            .header("IBM-API-Version", "2026-04-15")
            .build();
    while (true) {
      try {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() == 200) {
          return Json.read(response.body(), type);
        }
      } catch (IOException fault) {
        // The night's own faults; the list is asked for again.
        continue;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    SimulatorServer last = server;
    try (engine;
        last;
        http) {
      clock.close();
    }
  }
}
