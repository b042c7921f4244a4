package dev.nightshift.queue.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.JobState;
import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.dispatch.Tags;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.ledger.Account;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.ledger.Cap;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import dev.nightshift.wire.rest.JobResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nights of eight hours and more, each with faults of its own: the service's, the client's death,
 * restarts, a locked database, a full disk. {@code -Dnightshift.nights=100} for all of them.
 */
class RandomNightsTest {
  private static final int STEPS = 6;
  private static final int SHOTS = 256;
  private static final int NIGHTS = Integer.getInteger("nightshift.nights", 12);
  private static final long SEED = Long.getLong("nightshift.nights.seed", 20_261_126);
  private static final Duration LONGEST = Duration.ofDays(4);

  @TempDir private Path folder;

  @Test
  void everyNightEndsDoneOrPausedWithItsReasonAndInsideItsCap() {
    byte[] expected = null;
    Map<String, Integer> ends = new HashMap<>();
    double slowest = 0;
    for (int number = 0; number < NIGHTS; number++) {
      long start = System.nanoTime();
      Path own = folder.resolve("night-" + number);
      SplittableRandom random = new SplittableRandom(SEED + number);
      boolean quiet = number == 0;
      End end = night(own, random, new SplittableRandom(~SEED - number), quiet);
      slowest = Math.max(slowest, (System.nanoTime() - start) / 1e9);
      ends.merge(end.what(), 1, Integer::sum);
      if (quiet) {
        assertThat(end.what()).isEqualTo("done");
        expected = end.weights();
      } else if (end.weights() != null) {
        assertThat(end.weights()).as("night %d of seed %d", number, SEED).isEqualTo(expected);
      }
    }
    System.out.printf("%d nights: %s; the slowest took %.1f s%n", NIGHTS, ends, slowest);
    assertThat(ends.getOrDefault("done", 0)).isPositive();
  }

  private record End(String what, byte @Nullable [] weights) {}

  private static String stage(SplittableRandom random, boolean quiet) {
    if (quiet) {
      return "plan: paid\n";
    }
    StringBuilder text = new StringBuilder();
    text.append(random.nextBoolean() ? "plan: open\n" : "plan: paid\n");
    text.append("seed: %d\n".formatted(random.nextInt(1_000_000)));
    text.append("queue: {median_wait_s: %d, spread: 0.7}\n".formatted(random.nextInt(10, 5_400)));
    text.append("calibration: {every_s: 7200, spread: 0.05}\n");
    int down = random.nextInt(1_000, 20_000);
    text.append(
        "maintenance:\n  - {from_s: %d, until_s: %d, device: %s, status: offline, reason: work}\n"
            .formatted(down, down + random.nextInt(600, 7_200), Night.DEVICE));
    text.append("faults:\n");
    for (String kind :
        List.of(
            "lost-reply",
            "reset",
            "too-many-requests",
            "server-error",
            "bad-gateway",
            "truncated-body",
            "expired-token")) {
      for (String call :
          List.of("POST /jobs", "GET /jobs", "GET /jobs/{id}", "GET /jobs/{id}/results")) {
        if (random.nextInt(3) == 0) {
          text.append(
              "  - {kind: %s, call: \"%s\", rate: %.3f}\n"
                  .formatted(kind, call, random.nextDouble(0.15)));
        }
      }
    }
    text.append("  - {kind: duplicate-delivery, call: POST /jobs, rate: 0.05}\n");
    if (random.nextInt(4) == 0) {
      text.append("  - {kind: session-closed, call: estimator, rate: 0.05}\n");
    }
    if (random.nextInt(6) == 0) {
      text.append("  - {kind: ran-too-long, call: estimator, rate: 0.03}\n");
    }
    return text.toString();
  }

  private static Budget budget(SplittableRandom random, boolean quiet) {
    if (quiet || random.nextInt(3) > 0) {
      // Enough for all of it.
      return new Budget(List.of(new Cap(Cap.Scope.ALL, null, 400_000_000L, null, 40L)));
    }
    // A job is charged some 2.1 s and sets 3 s aside: some nights run dry.
    return new Budget(
        List.of(new Cap(Cap.Scope.RUN, null, random.nextLong(8_000_000, 40_000_000), null, null)));
  }

  /** Watches the caps after each transaction, and spoils some. */
  private static final class Trouble implements QueueDatabase.Watcher {
    private final Reaper reaper;
    private final SplittableRandom random;
    private final QueueUrl url;
    private final boolean quiet;
    private boolean fullOnce;
    private final Runnable check;

    Trouble(Reaper reaper, SplittableRandom random, QueueUrl url, boolean quiet, Runnable check) {
      this.reaper = reaper;
      this.random = random;
      this.url = url;
      this.quiet = quiet;
      this.fullOnce = quiet;
      this.check = check;
    }

    @Override
    public void before() {
      reaper.before();
      if (Thread.currentThread().getName().startsWith("lease-")) {
        return;
      }
      if (!fullOnce && random.nextInt(60) == 0) {
        fullOnce = true;
        throw new NightshiftException(ErrorCode.DISK_FULL, "no room, once");
      }
      if (!quiet && random.nextInt(80) == 0) {
        lockForAWhile();
      }
    }

    /** Another process holds the database for the time that a back-up takes. */
    private void lockForAWhile() {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try (Connection other = DriverManager.getConnection(url.jdbc());
                Statement sql = other.createStatement()) {
              sql.execute("begin immediate");
              Thread.sleep(150);
              sql.execute("rollback");
            } catch (SQLException busy) {
              // The night itself holds it just now: then there is nothing to hold up.
              return;
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    @Override
    public void after() {
      if (!Thread.currentThread().getName().startsWith("lease-")) {
        check.run();
      }
      reaper.after();
    }
  }

  /** In a batch of the open plan no job of a long queue ever comes up, so that is left out. */
  private static SessionMode session(SplittableRandom random, String stage, boolean quiet) {
    int drawn = random.nextInt(3);
    if (quiet || drawn == 0) {
      return SessionMode.NONE;
    }
    return drawn == 1 || stage.startsWith("plan: open") ? SessionMode.AUTO : SessionMode.BATCH;
  }

  private static End night(
      Path own, SplittableRandom random, SplittableRandom sessions, boolean quiet) {
    QueueUrl url = QueueDatabases.SQLITE.fresh();
    Budget budget = budget(random, quiet);
    String stage = stage(random, quiet);
    List<String> broken = new ArrayList<>();
    try (Night night = new Night(stage, Path.of(own + ".server.db"));
        Night.Books onlooker = night.open(url, QueueDatabase.Watcher.NONE)) {
      onlooker.runs().add(Night.run("run", own, budget, session(sessions, stage, quiet)));
      Instant end = night.now().plus(LONGEST);
      int restarts = quiet ? 0 : random.nextInt(3);
      RunEntry run = onlooker.runs().find("run");
      while (night.now().isBefore(end)) {
        Reaper reaper = new Reaper(_ -> !quiet && random.nextInt(150) == 0);
        Trouble trouble =
            new Trouble(reaper, random, url, quiet, () -> check(onlooker, budget, broken));
        try (Night.Books books = night.open(url, trouble)) {
          new Worker(
                  books.runs(),
                  new Chain(night, books, reaper, STEPS, SHOTS),
                  "worker",
                  Night.OPTIONS,
                  night.waiting(),
                  _ -> {})
              .one(() -> false, null);
        } catch (Reaper.Death killed) {
          night.advance(Night.OPTIONS.lease().plusSeconds(1));
        } catch (NightshiftException e) {
          // The disk was full while the worker wrote down how it left the run: its lease runs out.
          assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL);
          night.advance(Night.OPTIONS.lease().plusSeconds(1));
        }
        run = onlooker.runs().find("run");
        if (run.state() == RunState.PAUSED && goesOn(run.reason())) {
          // In the morning the user sees the reason and lets it go on.
          onlooker.runs().resume("run", Mode.RESYNC, null);
          onlooker.jobs().retry("run");
        } else if (run.state() != RunState.QUEUED && run.state() != RunState.RUNNING) {
          break;
        }
        if (restarts > 0 && random.nextInt(4) == 0) {
          restarts--;
          night.restartServer();
        }
        night.advance(Duration.ofSeconds(random.nextInt(1, 700)));
      }
      assertThat(broken).isEmpty();
      books(night, onlooker);
      return switch (run.state()) {
        case DONE -> new End("done", Chain.read(Chain.weightsFile(own)));
        case PAUSED -> {
          assertThat(run.reason()).contains("NS");
          yield new End("paused, " + run.reason().replaceAll(":.*", ""), null);
        }
        case QUEUED, RUNNING, FAILED, CANCELLED ->
            throw new AssertionError(
                "the night left the run %s: %s".formatted(run.state(), run.reason()));
      };
    }
  }

  private static boolean goesOn(String reason) {
    return !reason.contains(ErrorCode.CAP_REACHED.label());
  }

  private static void check(Night.Books books, Budget budget, List<String> broken) {
    for (Cap cap : budget.caps()) {
      Account account = books.ledger().account(cap.scope() == Cap.Scope.ALL ? "all" : "run:run");
      Amounts committed = account.committed();
      if ((cap.qpuMicros() != null && committed.qpuMicros() > cap.qpuMicros())
          || (cap.jobs() != null && committed.jobs() > cap.jobs())) {
        broken.add("%s: %s above %s".formatted(account.id(), committed, cap));
      }
    }
  }

  /** What the service charged is what the books say, and no job has two results. */
  private static void books(Night night, Night.Books books) {
    Map<String, Integer> completed = new HashMap<>();
    Map<String, Double> charges = new HashMap<>();
    for (JobResponse job : night.jobs()) {
      String tag = Objects.requireNonNull(job.tags()).getFirst();
      if (job.status().equals("Completed")) {
        completed.merge(tag, 1, Integer::sum);
      }
      Double seconds = job.usage() == null ? null : job.usage().qpuChargeTimeSeconds();
      charges.merge(tag, seconds == null ? 0 : seconds, Double::sum);
    }
    assertThat(completed.values()).allMatch(times -> times == 1);
    for (JobEntry job : books.jobs().ofRun("run", 10_000)) {
      if (job.state() == JobState.SETTLED) {
        double charged = charges.getOrDefault(Tags.of(job), 0.0);
        assertThat(job.charged().qpuSeconds() - charged)
            .as("%s at the service: %s", job, charged)
            .isBetween(-1e-9, 1e-6 + 1e-9);
      }
    }
    Amounts reserved = Amounts.ZERO;
    Amounts charged = Amounts.ZERO;
    for (JobEntry job : books.jobs().ofRun("run", 10_000)) {
      if (job.state() == JobState.SETTLED) {
        charged = charged.plus(job.charged());
      } else {
        reserved = reserved.plus(job.reserved());
      }
    }
    Account account = books.ledger().account("run:run");
    assertThat(account.reserved()).isEqualTo(reserved);
    assertThat(account.spent()).isEqualTo(charged);
  }
}
