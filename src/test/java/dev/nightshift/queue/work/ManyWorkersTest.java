package dev.nightshift.queue.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.JobState;
import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.dispatch.Tags;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import dev.nightshift.transport.server.stage.RunningClock;
import dev.nightshift.wire.rest.JobResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers share a queue on PostgreSQL, and are killed and frozen at random. */
class ManyWorkersTest {
  private static final int RUNS = 6;
  private static final int STEPS = 3;
  private static final int SHOTS = 32;

  /** Seconds of the service, and of the workers, in one second of the machine. */
  private static final double SCALE = 200;

  /** So short that a frozen worker's run is taken over while it sleeps. */
  private static final WorkerOptions OPTIONS =
      new WorkerOptions(
          Duration.ofSeconds(300),
          Duration.ofSeconds(60),
          Duration.ofSeconds(4),
          Duration.ofHours(1),
          Duration.ofMinutes(10),
          Duration.ofSeconds(2),
          Duration.ofSeconds(60),
          1_000);

  private static final Duration FROZEN =
      Duration.ofMillis((long) (OPTIONS.lease().toMillis() / SCALE) + 500);

  private static final String STAGE =
      """
      plan: paid
      seed: 9
      queue: {median_wait_s: 20, spread: 0.3}
      limits: {submissions_per_minute: 100000}
      faults:
        - {kind: lost-reply, call: POST /jobs, rate: 0.05}
        - {kind: server-error, call: POST /jobs, rate: 0.05}
        - {kind: bad-gateway, call: "GET /jobs/{id}", rate: 0.05}
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void eachRunIsWorkedOnByOneAtATimeAndPaidOnce(int workers) throws InterruptedException {
    QueueUrl url = QueueDatabases.POSTGRESQL.fresh();
    AtomicInteger deaths = new AtomicInteger();
    AtomicInteger takenOver = new AtomicInteger();
    Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    try (Night night =
            new Night(
                STAGE, folder.resolve("server-%d.db".formatted(workers)), new RunningClock(SCALE));
        Night.Books onlooker = night.open(url, QueueDatabase.Watcher.NONE)) {
      for (int run = 0; run < RUNS; run++) {
        onlooker
            .runs()
            .add(Night.run("run-" + run, folder.resolve(workers + "-" + run), Budget.UNLIMITED));
      }
      List<Thread> threads = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        SplittableRandom random = new SplittableRandom(1_000L * workers + worker);
        String name = "worker-" + worker;
        threads.add(
            Thread.ofPlatform()
                .name(name)
                .start(() -> {
                  try {
                    work(night, onlooker, url, name, random, deaths, takenOver);
                  } catch (RuntimeException | AssertionError e) {
                    wrong.add(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(wrong).isEmpty();
      System.out.printf(
          "%d workers: %d deaths, %d hands tied%n", workers, deaths.get(), takenOver.get());
      assertThat(deaths.get()).isPositive();
      Map<String, Integer> completed = new HashMap<>();
      double charged = 0;
      for (JobResponse job : night.jobs()) {
        if (job.status().equals("Completed")) {
          completed.merge(Objects.requireNonNull(job.tags()).getFirst(), 1, Integer::sum);
        }
        Double seconds = job.usage() == null ? null : job.usage().qpuChargeTimeSeconds();
        charged += seconds == null ? 0 : seconds;
      }
      for (int run = 0; run < RUNS; run++) {
        RunEntry entry = onlooker.runs().find("run-" + run);
        assertThat(entry.state()).as(entry.reason()).isEqualTo(RunState.DONE);
        List<JobEntry> jobs = onlooker.jobs().ofRun(entry.id(), 1_000);
        assertThat(jobs).hasSize(STEPS * Chain.JOBS_A_STEP);
        for (JobEntry job : jobs) {
          assertThat(job.state()).isEqualTo(JobState.SETTLED);
          assertThat(completed).containsEntry(Tags.of(job), 1);
        }
        assertThat(Chain.read(Chain.weightsFile(Path.of(entry.folder()))))
            .isEqualTo(Chain.read(Chain.weightsFile(folder.resolve(workers + "-0"))));
      }
      assertThat(completed).hasSize(RUNS * STEPS * Chain.JOBS_A_STEP);
      Amounts spent = onlooker.ledger().account("all").spent();
      assertThat(spent.qpuSeconds() - charged).isBetween(0.0, completed.size() * 1e-6 + 1e-9);
    }
  }

  private static void work(
      Night night,
      Night.Books onlooker,
      QueueUrl url,
      String name,
      SplittableRandom random,
      AtomicInteger deaths,
      AtomicInteger takenOver) {
    while (onlooker.runs().list(false, 100).stream()
        .anyMatch(run -> run.state() != RunState.PAUSED)) {
      Reaper[] self = new Reaper[1];
      Reaper reaper =
          new Reaper(_ -> {
            int fate = random.nextInt(100);
            if (fate == 1) {
              self[0].freeze(FROZEN);
            }
            return fate == 0;
          });
      self[0] = reaper;
      try (Night.Books books = night.open(url, reaper)) {
        new Worker(
                books.runs(),
                new Chain(night, books, reaper, STEPS, SHOTS),
                name,
                OPTIONS,
                night.waiting(),
                line -> {
                  if (line.contains("taken run") || line.contains("silent for too long")) {
                    takenOver.incrementAndGet();
                  }
                })
            .one(() -> false, null);
      } catch (Reaper.Death killed) {
        deaths.incrementAndGet();
      } catch (NightshiftException e) {
        if (e.code() != ErrorCode.LEASE_LOST) {
          throw e;
        }
        takenOver.incrementAndGet();
      }
      pause(random.nextInt(1, 60));
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
