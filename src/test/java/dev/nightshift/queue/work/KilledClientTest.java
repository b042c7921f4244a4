package dev.nightshift.queue.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.dispatch.Tags;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import dev.nightshift.wire.rest.JobResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client dies at every place there is, one after the other, under a service that errs. */
class KilledClientTest {
  private static final int STEPS = 5;
  private static final int SHOTS = 64;

  private static final String STAGE =
      """
      plan: paid
      seed: 5
      queue: {median_wait_s: 600, spread: 0.5}
      limits: {submissions_per_minute: 60}
      faults:
        - {kind: lost-reply, call: POST /jobs, rate: 0.15}
        - {kind: duplicate-delivery, call: POST /jobs, rate: 0.1}
        - {kind: reset, call: POST /jobs, rate: 0.05}
        - {kind: server-error, call: POST /jobs, rate: 0.1}
        - {kind: bad-gateway, call: "GET /jobs/{id}", rate: 0.05}
        - {kind: truncated-body, call: "GET /jobs/{id}/results", rate: 0.1}
      """;

  @TempDir private Path folder;

  /**
   * In a dedicated session nothing waits: what a network doubles there has run before it is seen.
   */
  private static String stage(SessionMode session) {
    return session == SessionMode.DEDICATED
        ? STAGE.replaceAll(" *- \\{kind: duplicate-delivery.*\n", "")
        : STAGE;
  }

  private byte[] unbroken() {
    Path own = folder.resolve("unbroken");
    QueueUrl url = QueueDatabases.SQLITE.fresh();
    try (Night night = new Night("plan: paid", folder.resolve("unbroken.db"))) {
      Reaper nobody = new Reaper(_ -> false);
      try (Night.Books books = night.open(url, QueueDatabase.Watcher.NONE)) {
        books.runs().add(Night.run("run", own, Budget.UNLIMITED));
        worker(night, books, nobody).one(() -> false, null);
        assertThat(books.runs().find("run").state()).isEqualTo(RunState.DONE);
      }
    }
    return Chain.read(Chain.weightsFile(own));
  }

  private static Worker worker(Night night, Night.Books books, Reaper reaper) {
    return new Worker(
        books.runs(),
        new Chain(night, books, reaper, STEPS, SHOTS),
        "worker",
        Night.OPTIONS,
        night.waiting(),
        _ -> {});
  }

  @ParameterizedTest
  @CsvSource({"SQLITE, NONE", "POSTGRESQL, NONE", "SQLITE, BATCH", "SQLITE, DEDICATED"})
  void noJobIsLostOrPaidTwiceWhereverItDies(QueueDatabases kind, SessionMode session) {
    Path own = folder.resolve("killed");
    QueueUrl url = kind.fresh();
    Set<String> places = new HashSet<>();
    int lives = 0;
    try (Night night = new Night(stage(session), folder.resolve("server.db"))) {
      try (Night.Books books = night.open(url, QueueDatabase.Watcher.NONE)) {
        books.runs().add(Night.run("run", own, Budget.UNLIMITED, session));
      }
      while (true) {
        lives++;
        // Each place is deadly once.
        Reaper reaper = new Reaper(places::add);
        try (Night.Books books = night.open(url, reaper)) {
          Worker worker = worker(night, books, reaper);
          try {
            worker.one(() -> false, null);
          } catch (Reaper.Death killed) {
            night.advance(Night.OPTIONS.lease().plusSeconds(1));
            continue;
          }
          RunState state = books.runs().find("run").state();
          if (state == RunState.DONE) {
            break;
          }
          assertThat(state).isEqualTo(RunState.QUEUED);
          night.advance(Duration.ofMinutes(11));
        }
      }

      System.out.printf(
          "%s, session %s: died at %d places, %d lives%n",
          kind, session.label(), places.size(), lives);
      assertThat(places).hasSizeGreaterThan(60);
      assertThat(lives).isGreaterThan(places.size() - 1);
      assertThat(Chain.read(Chain.weightsFile(own))).isEqualTo(unbroken());
      try (Night.Books books = night.open(url, QueueDatabase.Watcher.NONE)) {
        balance(night, books);
        inSessions(night, books, session);
      }
    }
  }

  /** Each job was in a session that is written down, and none is left open. */
  private static void inSessions(Night night, Night.Books books, SessionMode mode) {
    List<Sessions.Entry> sessions = books.sessions().ofRun("run");
    for (JobResponse job : night.jobs()) {
      assertThat(job.sessionId() != null).isEqualTo(mode != SessionMode.NONE);
      if (job.sessionId() != null) {
        assertThat(sessions).anyMatch(session -> session.id().equals(job.sessionId()));
      }
    }
    Map<String, JobResponse> atService = new HashMap<>();
    night.jobs().forEach(job -> atService.put(job.id(), job));
    List<JobEntry> jobs = books.jobs().ofRun("run", 1_000);
    for (JobEntry job : jobs) {
      JobResponse there = Objects.requireNonNull(atService.get(job.serviceId()));
      assertThat(job.session()).as(job.phase()).isEqualTo(there.sessionId());
    }
    for (Sessions.Entry session : sessions) {
      assertThat(jobs.stream().filter(job -> session.id().equals(job.session())))
          .hasSize(session.jobs());
    }
    assertThat(sessions)
        .allMatch(session -> session.mode() == mode)
        .allMatch(session -> session.closed() != null)
        .allMatch(session -> night.session(session.id()).state().equals("closed"));
  }

  /** Every job once, in the journal, at the service and in the books. */
  private static void balance(Night night, Night.Books books) {
    List<JobEntry> jobs = new ArrayList<>(books.jobs().ofRun("run", 1_000));
    // One whose session ended while it waited was sent again, and cost nothing.
    List<JobEntry> bySession =
        jobs.stream().filter(job -> job.reason().startsWith("code 1217")).toList();
    assertThat(bySession).allMatch(job -> job.charged().qpuMicros() == 0);
    jobs.removeAll(bySession);
    assertThat(jobs).hasSize(STEPS * Chain.JOBS_A_STEP);
    Map<String, Integer> completed = new HashMap<>();
    double charged = 0;
    for (JobResponse job : night.jobs()) {
      assertThat(job.ended()).isTrue();
      List<String> tags = Objects.requireNonNull(job.tags());
      assertThat(tags).hasSize(2).contains("nightshift-run-run");
      if (job.status().equals("Completed")) {
        completed.merge(tags.getFirst(), 1, Integer::sum);
      }
      charged +=
          job.usage() == null || job.usage().qpuChargeTimeSeconds() == null
              ? 0
              : job.usage().qpuChargeTimeSeconds();
    }
    for (JobEntry job : jobs) {
      assertThat(job.state()).isEqualTo(JobState.SETTLED);
      assertThat(job.outcome()).isEqualTo(JobState.DONE);
      assertThat(job.attempt()).isLessThanOrEqualTo(1 + bySession.size());
      assertThat(completed).containsEntry(Tags.of(job), 1);
    }
    assertThat(completed).hasSize(jobs.size());
    Amounts spent = books.ledger().account("all").spent();
    assertThat(spent.jobs()).isEqualTo(jobs.size() + bySession.size());
    assertThat(spent.shots()).isEqualTo((long) jobs.size() * SHOTS);
    // Each charge is rounded up to a microsecond.
    assertThat(spent.qpuSeconds() - charged).isBetween(0.0, jobs.size() * 1e-6 + 1e-9);
    assertThat(books.ledger().account("all").reserved()).isEqualTo(Amounts.ZERO);
  }
}
