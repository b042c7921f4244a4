package dev.nightshift.queue.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.wire.rest.JobResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose jobs are grouped at the service, and sessions that end before the run does. */
class SessionsTest {
  private static final int STEPS = 4;
  private static final int SHOTS = 64;
  private static final int JOBS = STEPS * Chain.JOBS_A_STEP;
  private static final String QUEUE =
      "seed: 2\nqueue: {median_wait_s: 150, spread: 0.3}\nlimits: {submissions_per_minute: 60}\n";

  @TempDir private Path folder;

  private record Scene(Night night, Night.Books books, Path own) implements AutoCloseable {
    static Scene of(String stage, Path own, SessionMode mode) {
      Night night = new Night(stage, Path.of(own + ".server.db"));
      Night.Books books = night.open(QueueDatabases.SQLITE.fresh(), QueueDatabase.Watcher.NONE);
      books.runs().add(Night.run("run", own, Budget.UNLIMITED, mode));
      return new Scene(night, books, own);
    }

    RunEntry work(BooleanSupplier stop) {
      Chain chain = new Chain(night, books, new Reaper(_ -> false), STEPS, SHOTS);
      new Worker(books.runs(), chain, "worker", Night.OPTIONS, night.waiting(), _ -> {})
          .one(stop, null);
      return books.runs().find("run");
    }

    List<Sessions.Entry> sessions() {
      return books.sessions().ofRun("run");
    }

    List<JobResponse> completed() {
      return night.jobs().stream().filter(job -> job.status().equals("Completed")).toList();
    }

    /** Each job is in the journal where the service has it, or by itself in both. */
    void sameAtTheService() {
      Map<String, Optional<String>> there = new HashMap<>();
      night.jobs().forEach(job -> there.put(job.id(), Optional.ofNullable(job.sessionId())));
      Map<String, Integer> counted = new HashMap<>();
      for (JobEntry job : books.jobs().ofRun("run", 1_000)) {
        assertThat(Optional.ofNullable(job.session())).isEqualTo(there.get(job.serviceId()));
        if (job.session() != null) {
          counted.merge(job.session(), 1, Integer::sum);
        }
      }
      for (Sessions.Entry session : sessions()) {
        assertThat(session.jobs()).isEqualTo(counted.getOrDefault(session.id(), 0));
      }
    }

    /** Every job has one result, and those that failed with their session cost nothing. */
    void balance() {
      sameAtTheService();
      List<JobEntry> jobs = books.jobs().ofRun("run", 1_000);
      assertThat(jobs).allMatch(job -> job.state() == JobState.SETTLED);
      assertThat(jobs.stream().filter(job -> job.outcome() == JobState.DONE)).hasSize(JOBS);
      assertThat(completed()).hasSize(JOBS);
      assertThat(jobs.stream().filter(job -> job.outcome() != JobState.DONE))
          .allSatisfy(job -> {
            assertThat(job.reason()).startsWith("code 1217");
            assertThat(job.charged().qpuMicros()).isZero();
          });
      assertThat(books.ledger().account("all").reserved()).isEqualTo(Amounts.ZERO);
    }

    @Override
    public void close() {
      books.close();
      night.close();
    }
  }

  private byte[] ofRunWithoutSessions() {
    try (Scene scene = Scene.of("plan: paid\n", folder.resolve("plain"), SessionMode.NONE)) {
      assertThat(scene.work(() -> false).state()).isEqualTo(RunState.DONE);
      assertThat(scene.sessions()).isEmpty();
      return Chain.read(Chain.weightsFile(scene.own()));
    }
  }

  @Test
  void givenAPlanWithLongSessions_whenNothingIsSaid_thenTheRunIsOneBatchAndClosedAtItsEnd() {
    try (Scene scene = Scene.of("plan: paid\n" + QUEUE, folder.resolve("run"), SessionMode.AUTO)) {
      assertThat(scene.work(() -> false).state()).isEqualTo(RunState.DONE);

      assertThat(scene.sessions())
          .singleElement()
          .satisfies(session -> {
            assertThat(session.mode()).isEqualTo(SessionMode.BATCH);
            assertThat(session.reason()).isEqualTo("the run is over");
            assertThat(scene.night().session(session.id()).state()).isEqualTo("closed");
            assertThat(scene.night().jobs())
                .hasSize(JOBS)
                .allMatch(job -> session.id().equals(job.sessionId()));
          });
      scene.balance();
    }
  }

  @Test
  void givenTheOpenPlan_whenNothingIsSaid_thenEachJobGoesByItself() {
    try (Scene scene = Scene.of("plan: open\n" + QUEUE, folder.resolve("run"), SessionMode.AUTO)) {
      assertThat(scene.work(() -> false).state()).isEqualTo(RunState.DONE);

      assertThat(scene.sessions()).isEmpty();
      assertThat(scene.night().jobs()).hasSize(JOBS).allMatch(job -> job.sessionId() == null);
      scene.balance();
    }
  }

  @Test
  void givenTheOpenPlan_whenADedicatedSessionIsAskedFor_thenTheRunSaysWhyItHasNone() {
    try (Scene scene =
        Scene.of("plan: open\n" + QUEUE, folder.resolve("run"), SessionMode.DEDICATED)) {
      RunEntry run = scene.work(() -> false);

      assertThat(run.state()).isEqualTo(RunState.PAUSED);
      assertThat(run.reason()).contains("1352");
      assertThat(scene.night().jobs()).isEmpty();
    }
  }

  @Test
  void givenBatchesOfTenMinutes_whenTheRunIsLonger_thenItGoesFromOneToTheNextAndEndsAsTheOther() {
    byte[] expected = ofRunWithoutSessions();
    try (Scene scene = Scene.of("plan: open\n" + QUEUE, folder.resolve("run"), SessionMode.BATCH)) {
      assertThat(scene.work(() -> false).state()).isEqualTo(RunState.DONE);

      assertThat(scene.sessions()).hasSizeGreaterThan(2);
      for (Sessions.Entry session : scene.sessions()) {
        assertThat(Duration.between(session.opened(), session.until())).hasMinutes(10);
        assertThat(session.closed()).isNotNull();
      }
      assertThat(Chain.read(Chain.weightsFile(scene.own()))).isEqualTo(expected);
      scene.balance();
    }
  }

  @Test
  void givenASessionThatTheServiceCloses_whenItsJobsFail_thenTheyAreSentInAnother() {
    byte[] expected = ofRunWithoutSessions();
    try (Scene scene =
        Scene.of("plan: paid\n" + QUEUE, folder.resolve("run"), SessionMode.DEDICATED)) {
      AtomicInteger looks = new AtomicInteger();
      RunEntry run =
          scene.work(() -> {
            if (looks.incrementAndGet() == 40) {
              scene.night().closeSession(scene.sessions().getFirst().id());
            }
            return false;
          });

      assertThat(run.state()).isEqualTo(RunState.DONE);
      assertThat(scene.sessions()).hasSize(2);
      assertThat(scene.sessions().getFirst().reason()).isEqualTo("the service had closed it");
      assertThat(Chain.read(Chain.weightsFile(scene.own()))).isEqualTo(expected);
      scene.balance();
    }
  }

  @Test
  void givenAWorkerThatStops_whenAnotherTakesTheRunUp_thenItGoesOnInTheSameSession() {
    try (Scene scene = Scene.of("plan: paid\n" + QUEUE, folder.resolve("run"), SessionMode.BATCH)) {
      for (int life = 0; scene.books().runs().find("run").state() != RunState.DONE; life++) {
        assertThat(life).isLessThan(100);
        AtomicInteger looks = new AtomicInteger();
        scene.work(() -> looks.incrementAndGet() > 60);
      }

      Set<String> used = new HashSet<>();
      scene.night().jobs().forEach(job -> used.add(String.valueOf(job.sessionId())));
      assertThat(used).hasSize(1);
      assertThat(scene.sessions()).extracting(Sessions.Entry::id).containsExactlyElementsOf(used);
      scene.balance();
    }
  }
}
