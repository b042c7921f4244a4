package dev.nightshift.queue.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Audit;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose bills come long after the jobs' ends: usage is pending before it is complete. */
class LateBillsTest {
  private static final int STEPS = 2;
  private static final int SHOTS = 64;
  private static final int JOBS = STEPS * Chain.JOBS_A_STEP;
  private static final Duration BILL = Duration.ofMinutes(15);
  private static final String LATE = "plan: paid\nbill_after_s: 900\n";

  @TempDir private Path folder;

  private record Scene(Night night, Night.Books books, List<String> log, Worker worker)
      implements AutoCloseable {
    static Scene of(String stage, Path folder) {
      Night night = new Night(stage, folder.resolve("server.db"));
      Night.Books books = night.open(QueueDatabases.SQLITE.fresh(), QueueDatabase.Watcher.NONE);
      List<String> log = new ArrayList<>();
      books.runs().add(Night.run("run", folder.resolve("run"), Budget.UNLIMITED));
      Chain chain = new Chain(night, books, new Reaper(_ -> false), STEPS, SHOTS);
      return new Scene(
          night,
          books,
          log,
          new Worker(books.runs(), chain, "worker", Night.OPTIONS, night.waiting(), log::add));
    }

    RunEntry run() {
      return books.runs().find("run");
    }

    List<JobEntry> jobs() {
      return books.jobs().ofRun("run", 100);
    }

    Amounts reserved() {
      return books.ledger().account("all").reserved();
    }

    double spentSeconds() {
      return books.ledger().account("all").spent().qpuSeconds();
    }

    /** The audit, with the service for a witness. */
    Audit.Finding audit() {
      Map<String, Usage> bills = new HashMap<>();
      night.jobs().forEach(job -> bills.put(job.id(), Objects.requireNonNull(job.usage())));
      return Audit.of(
          books.jobs().all(),
          books.ledger().accounts(),
          job ->
              Optional.ofNullable(bills.get(job.serviceId()))
                  .filter(usage -> Objects.equals(usage.status(), "complete"))
                  .map(Usage::qpuChargeTimeSeconds)
                  .map(Amounts::micros));
    }

    List<Audit.Gap> gaps() {
      return audit().gaps();
    }

    double billedSeconds() {
      double sum = 0;
      for (JobResponse job : night.jobs()) {
        sum += Objects.requireNonNull(Objects.requireNonNull(job.usage()).qpuChargeTimeSeconds());
      }
      return sum;
    }

    @Override
    public void close() {
      books.close();
      night.close();
    }
  }

  @Test
  void givenABillAfterTheEndOfTheRun_whenAWorkerIsIdleLater_thenTheAccountsClose() {
    try (Scene scene = Scene.of(LATE, folder)) {
      scene.worker().one(() -> false, null);
      assertThat(scene.run().state()).isEqualTo(RunState.DONE);
      assertThat(scene.jobs()).hasSize(JOBS).allMatch(job -> job.state() == JobState.DONE);
      assertThat(scene.reserved().jobs()).isEqualTo(JOBS);
      assertThat(scene.spentSeconds()).isZero();
      assertThat(scene.gaps()).isEmpty();
      assertThat(scene.audit().unbilled()).isEqualTo(JOBS);
      assertThat(scene.worker().collect()).isTrue();
      assertThat(scene.reserved().jobs()).isEqualTo(JOBS);

      scene.night().advance(BILL);
      assertThat(scene.worker().collect()).isFalse();

      assertThat(scene.jobs()).allMatch(job -> job.state() == JobState.SETTLED);
      assertThat(scene.reserved()).isEqualTo(Amounts.ZERO);
      assertThat(scene.spentSeconds() - scene.billedSeconds()).isBetween(0.0, JOBS * 1e-6 + 1e-9);
      assertThat(scene.spentSeconds()).isGreaterThan(2.0 * JOBS);
      assertThat(scene.gaps()).isEmpty();
      assertThat(scene.audit().unbilled()).isZero();
      assertThat(scene.books().runs().withOpenJobs()).isEmpty();
    }
  }

  @Test
  void givenAnEmptyQueue_whenAWorkerIsToEndWithIt_thenItWaitsForBillsThatAreNear() {
    try (Scene scene = Scene.of("plan: paid\nbill_after_s: 240\n", folder)) {
      scene.worker().loop(() -> false, true);

      assertThat(scene.run().state()).isEqualTo(RunState.DONE);
      assertThat(scene.reserved()).isEqualTo(Amounts.ZERO);
      assertThat(scene.gaps()).isEmpty();
    }
  }

  @Test
  void givenAJobThatFailsAndIsChargedLate_whenItIsWaitedFor_thenTheRunPausesAndDoesNotPayTwice() {
    String fails =
        LATE
            + "queue: {median_wait_s: 60, spread: 0.1}\n"
            + "faults: [{kind: session-closed, call: estimator, at: [2]}]\n";
    try (Scene scene = Scene.of(fails, folder)) {
      scene.worker().one(() -> false, null);

      assertThat(scene.run().state()).isEqualTo(RunState.PAUSED);
      assertThat(scene.run().reason()).contains("1217");
      JobEntry failed =
          scene.jobs().stream()
              .filter(job -> job.outcome() == JobState.FAILED)
              .findFirst()
              .orElseThrow();
      assertThat(failed.state()).isEqualTo(JobState.SETTLED);
      assertThat(failed.charged().qpuSeconds()).isEqualTo(2.0);
      assertThat(scene.night().jobs()).hasSize(scene.jobs().size());
      assertThat(scene.gaps()).isEmpty();
    }
  }

  @Test
  void givenACancelledRun_whenItsBillsCome_thenTheyAreTakenToo() {
    String slow = LATE + "queue: {median_wait_s: 3600, spread: 0.1}\n";
    try (Scene scene = Scene.of(slow, folder)) {
      // The user cancels when the first job is under way.
      scene
          .worker()
          .one(
              () -> {
                if (scene.jobs().stream().anyMatch(job -> job.state() == JobState.SUBMITTED)) {
                  scene.books().runs().wish("run", RunEntry.Wish.CANCEL);
                  return true;
                }
                return false;
              },
              null);
      scene.worker().one(() -> false, null);
      assertThat(scene.run().state()).isEqualTo(RunState.CANCELLED);
      assertThat(scene.night().jobs()).allMatch(job -> job.status().equals("Cancelled"));

      scene.night().advance(BILL);
      assertThat(scene.worker().collect()).isFalse();

      assertThat(scene.jobs()).isNotEmpty().allMatch(job -> job.state() == JobState.SETTLED);
      assertThat(scene.reserved()).isEqualTo(Amounts.ZERO);
      assertThat(scene.spentSeconds()).isZero();
      assertThat(scene.gaps()).isEmpty();
    }
  }

  @Test
  void givenAPausedRun_whenItsJobEndsMeanwhile_thenItsResultIsThereBeforeTheRunGoesOn() {
    String slow = LATE + "queue: {median_wait_s: 3600, spread: 0.1}\n";
    try (Scene scene = Scene.of(slow, folder)) {
      scene
          .worker()
          .one(
              () -> {
                if (scene.jobs().stream().anyMatch(job -> job.state() == JobState.SUBMITTED)) {
                  scene.books().runs().wish("run", RunEntry.Wish.PAUSE);
                  return true;
                }
                return false;
              },
              null);
      if (scene.run().state() == RunState.QUEUED) {
        scene.books().runs().wish("run", RunEntry.Wish.PAUSE);
      }
      assertThat(scene.run().state()).isEqualTo(RunState.PAUSED);

      scene.night().advance(Duration.ofHours(3));
      scene.worker().collect();

      assertThat(scene.jobs())
          .singleElement()
          .satisfies(job -> {
            assertThat(job.state()).isEqualTo(JobState.SETTLED);
            assertThat(scene.books().jobs().result(job.key())).isPresent();
          });
      assertThat(scene.gaps()).isEmpty();
      scene.books().runs().resume("run", Mode.RESYNC, null);
      scene.worker().loop(() -> false, true);
      assertThat(scene.run().state()).isEqualTo(RunState.DONE);
      assertThat(scene.night().jobs()).hasSize(JOBS);
    }
  }
}
