package dev.nightshift.queue.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Mapping;
import dev.nightshift.queue.JobState;
import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.ledger.Cap;
import dev.nightshift.queue.ledger.Ledger;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.transpile.Receipt;
import dev.nightshift.transpile.Receipt.Figures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same law on both databases. */
class JournalTest {
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Instant NIGHT = Instant.parse("2026-11-26T22:00:00Z");

  /** A clock that tests put forward. */
  private static final class HandClock extends Clock {
    private Instant now = NIGHT;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    void pass(Duration duration) {
      now = now.plus(duration);
    }
  }

  private record Books(QueueDatabase database, HandClock clock, Runs runs, Jobs jobs, Ledger ledger)
      implements AutoCloseable {
    static Books open(QueueDatabases kind) {
      QueueDatabase database = kind.open();
      HandClock clock = new HandClock();
      Ledger ledger = new Ledger(database);
      return new Books(
          database, clock, new Runs(database, clock), new Jobs(database, ledger, clock), ledger);
    }

    RunEntry add(String id, int priority, Window window) {
      return runs.add(
          new NewRun(
              id,
              "nano",
              "/runs/" + id,
              "ibm_test",
              Mode.RESYNC,
              priority,
              null,
              window,
              new Budget(List.of(new Cap(Cap.Scope.RUN, 100L, null, null, null))),
              SessionMode.NONE));
    }

    Lease claim(String owner) {
      return runs.leases().claim(owner, LEASE).orElseThrow();
    }

    @Override
    public void close() {
      database.close();
    }
  }

  private static JobEntry.Intent intent(String run, int ordinal, String content) {
    return new JobEntry.Intent(
        run + "-" + ordinal, run, "step 1", ordinal, 1, content, "ibm_test", false, 10);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadAfterTheQueueIsOpenedAnew(QueueDatabases kind) {
    var url = kind.fresh();
    RunEntry added;
    try (QueueDatabase database = QueueDatabase.open(url)) {
      HandClock clock = new HandClock();
      Books books =
          new Books(
              database,
              clock,
              new Runs(database, clock),
              new Jobs(database, new Ledger(database), clock),
              new Ledger(database));
      added =
          books.add(
              "one",
              3,
              new Window.Hours(
                  LocalTime.of(22, 0), LocalTime.of(6, 0), ZoneId.of("Europe/Berlin")));
    }
    try (QueueDatabase database = QueueDatabase.open(url)) {
      assertThat(new Runs(database, new HandClock()).find("on")).isEqualTo(added);
    }
    assertThat(added.budget().caps().getFirst().shots()).isEqualTo(100);
    // 23:00 in Berlin
    assertThat(added.start()).isEqualTo(NIGHT);
  }

  @ParameterizedTest
  @EnumSource
  void theRunOfHigherPriorityGoesFirstAndEachHasOneWorker(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("low", 0, Window.ALWAYS);
      books.add("high", 5, Window.ALWAYS);

      assertThat(books.claim("a").runId()).isEqualTo("high");
      assertThat(books.claim("b").runId()).isEqualTo("low");
      assertThat(books.runs.leases().claim("c", LEASE)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunWaitsForItsHours(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add(
          "one", 0, new Window.Hours(LocalTime.of(23, 0), LocalTime.of(1, 0), ZoneOffset.UTC));

      assertThat(books.runs.leases().claim("a", LEASE)).isEmpty();
      books.clock.pass(Duration.ofMinutes(61));
      assertThat(books.runs.leases().claim("a", LEASE)).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSilentWorkersRunIsTakenOverAndItsOwnHandsAreTied(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      Lease first = books.claim("a");
      JobEntry job = books.jobs.intend(first, intent("one", 1, "x"));
      books.clock.pass(LEASE.plusSeconds(1));

      Lease second = books.claim("b");

      assertThat(second.fence()).isGreaterThan(first.fence());
      List<Runnable> hands =
          List.of(
              () -> books.runs.leases().renew(first, LEASE),
              () -> books.runs.leases().progress(first, 1, 2, 0.5),
              () -> books.jobs.intend(first, intent("one", 2, "y")),
              () -> books.jobs.reserve(first, job.key(), Amounts.ZERO, 0, Budget.UNLIMITED),
              () -> books.runs.leases().release(first, RunState.DONE, "", NIGHT, false));
      for (Runnable hand : hands) {
        assertThatThrownBy(hand::run)
            .isInstanceOfSatisfying(
                NightshiftException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
      }
      assertThat(books.jobs.find(job.key()).orElseThrow().state()).isEqualTo(JobState.PLANNED);
      assertThat(books.jobs.at("one", "step 1", 2)).isEmpty();
      assertThat(books.runs.find("one").owner()).isEqualTo("b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aJobGoesItsWayAndTheBooksWithIt(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      Amounts bound = new Amounts(40, 3_000_000, 5_000_000, true, 1);
      Amounts charged = new Amounts(40, 2_000_000, 3_200_000, true, 1);

      String key = books.jobs.intend(lease, intent("one", 1, "x")).key();
      books.jobs.reserve(lease, key, bound, 0, Budget.UNLIMITED);
      assertThat(books.ledger.account("run:one").reserved()).isEqualTo(bound);
      books.jobs.submitting(lease, key);
      books.jobs.submitted(lease, key, "service-1");
      books.jobs.running(lease, key);
      books.jobs.done(lease, key, new byte[] {1, 2, 3});
      JobEntry settled = books.jobs.settle(lease, key, charged);

      assertThat(settled.state()).isEqualTo(JobState.SETTLED);
      assertThat(settled.outcome()).isEqualTo(JobState.DONE);
      assertThat(settled.charged()).isEqualTo(charged);
      assertThat(books.jobs.result(key)).hasValue(new byte[] {1, 2, 3});
      for (String account : List.of("run:one", "day:2026-11-26", "backend:ibm_test", "all")) {
        assertThat(books.ledger.account(account).reserved()).isEqualTo(Amounts.ZERO);
        assertThat(books.ledger.account(account).spent()).isEqualTo(charged);
      }
      assertThat(books.jobs.open("one")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereTheCircuitsOfJobsWentIsKeptOnceForAllOfThem(QueueDatabases kind) {
    Figures figures = new Figures(1, 0, 1, 0);
    Receipt receipt =
        new Receipt("3", 2, 0, "options", "in", "target", "out", figures, figures, List.of());
    Mapping mapping = new Mapping(List.of(5, 3), List.of(3, 5), receipt);
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      for (int number = 1; number <= 2; number++) {
        String key = books.jobs.intend(lease, intent("one", number, "x" + number)).key();
        books.jobs.reserve(lease, key, Amounts.ZERO, 0, Budget.UNLIMITED, List.of(mapping));
      }

      List<JobEntry> jobs = books.jobs.ofRun("one", 10);
      assertThat(jobs)
          .hasSize(2)
          .allSatisfy(job -> assertThat(job.circuits()).containsExactly("out"));
      assertThat(books.jobs.mappings(jobs)).containsExactly(Map.entry("out", mapping));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangeThatIsDoneTwiceIsDoneOnce(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      Amounts bound = new Amounts(40, 3_000_000, 0, true, 1);
      String key = books.jobs.intend(lease, intent("one", 1, "x")).key();

      for (int i = 0; i < 2; i++) {
        books.jobs.intend(lease, intent("one", 1, "x"));
        books.jobs.reserve(lease, key, bound, 0, Budget.UNLIMITED);
      }
      for (int i = 0; i < 2; i++) {
        books.jobs.submitting(lease, key);
      }
      for (int i = 0; i < 2; i++) {
        books.jobs.submitted(lease, key, "service-1");
      }
      for (int i = 0; i < 2; i++) {
        books.jobs.done(lease, key, new byte[1]);
      }
      for (int i = 0; i < 2; i++) {
        books.jobs.settle(lease, key, bound);
      }

      assertThat(books.ledger.account("all").spent()).isEqualTo(bound);
      assertThat(books.ledger.entries(key)).hasSize(3);
      assertThatThrownBy(() -> books.jobs.submitting(lease, key))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherJobInTheSamePlaceIsRefused(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      books.jobs.intend(lease, intent("one", 1, "x"));

      assertThatThrownBy(() -> books.jobs.intend(lease, intent("one", 1, "y")))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.JOURNAL_MISMATCH))
          .hasMessageContaining("job 1 in step 1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCapHoldsBeforeAnythingIsSetAside(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      Budget budget = new Budget(List.of(new Cap(Cap.Scope.DAY, 100L, null, null, null)));
      String first = books.jobs.intend(lease, intent("one", 1, "x")).key();
      String second = books.jobs.intend(lease, intent("one", 2, "y")).key();
      books.jobs.reserve(lease, first, new Amounts(60, 0, 0, true, 1), 0, budget);

      assertThatThrownBy(
              () -> books.jobs.reserve(lease, second, new Amounts(41, 0, 0, true, 1), 0, budget))
          .isInstanceOfSatisfying(
              NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CAP_REACHED))
          .hasMessageContaining("41 shots")
          .hasMessageContaining("100 shots")
          .hasMessageContaining("budgets.day.shots");

      assertThat(books.jobs.find(second).orElseThrow().state()).isEqualTo(JobState.PLANNED);
      assertThat(books.ledger.account("all").reserved().shots()).isEqualTo(60);
      books.jobs.reserve(lease, second, new Amounts(40, 0, 0, true, 1), 0, budget);
      assertThat(books.ledger.account("all").reserved().shots()).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownPriceIsNoPriceAtAll(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      String key = books.jobs.intend(lease, intent("one", 1, "x")).key();
      Amounts unpriced = Amounts.ofJob(10, 2_000_000, null);

      assertThatThrownBy(() ->
              books.jobs.reserve(
                  lease,
                  key,
                  unpriced,
                  0,
                  new Budget(List.of(new Cap(Cap.Scope.ALL, null, null, 1L, null)))))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PRICE_UNKNOWN));

      books.jobs.reserve(lease, key, unpriced, 0, Budget.UNLIMITED);
      books.jobs.ended(lease, books.jobs.submitting(lease, key).key(), JobState.FAILED, "refused");
      books.jobs.settle(lease, key, unpriced);
      assertThat(books.ledger.account("all").unpriced()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theUserPausesResumesAndCancels(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      assertThat(books.runs.wish("one", RunEntry.Wish.PAUSE).state()).isEqualTo(RunState.PAUSED);
      assertThat(books.runs.leases().claim("a", LEASE)).isEmpty();
      assertThat(books.runs.resume("one", Mode.FORCE, null).mode()).isEqualTo(Mode.FORCE);
      Lease lease = books.claim("a");
      assertThat(books.runs.wish("one", RunEntry.Wish.CANCEL).state()).isEqualTo(RunState.RUNNING);
      assertThat(books.runs.leases().renew(lease, LEASE)).isEqualTo(RunEntry.Wish.CANCEL);
      books.runs.leases().release(lease, RunState.CANCELLED, "by the user", NIGHT, false);

      assertThatThrownBy(() -> books.runs.resume("one", null, null))
          .isInstanceOfSatisfying(
              NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_STATE));
      assertThat(books.runs.log().events("one", 100))
          .extracting(RunLog.Event::kind)
          .containsExactly("queued", "paused", "queued", "leased", "asked", "cancelled");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledRunWithJobsAtTheServiceGoesToAWorkerFirst(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      books.jobs.intend(lease, intent("one", 1, "x"));
      books.runs.leases().release(lease, RunState.PAUSED, "by the user", NIGHT, false);

      assertThat(books.runs.wish("one", RunEntry.Wish.CANCEL).state()).isEqualTo(RunState.QUEUED);
      assertThat(books.claim("b").runId()).isEqualTo("one");
      assertThat(books.runs.find("one").wish()).isEqualTo(RunEntry.Wish.CANCEL);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unknownAndAmbiguousRunsAreAnswered(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.add("abc1", 0, Window.ALWAYS);
      books.add("abc2", 0, Window.ALWAYS);
      books.add("abc", 0, Window.ALWAYS);

      assertThatThrownBy(() -> books.runs.find("x")).hasMessageContaining("there is no run x");
      assertThatThrownBy(() -> books.runs.find("ab")).hasMessageContaining("more than one");
      assertThat(books.runs.find("abc").id()).isEqualTo("abc");
      assertThat(books.runs.find("abc2").id()).isEqualTo("abc2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void signsOfLifeTellWhoWorks(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      books.runs.workers().seen("a");
      books.clock.pass(Duration.ofMinutes(5));
      books.runs.workers().seen("b");

      assertThat(books.runs.workers().seen(Duration.ofMinutes(1)))
          .extracting(Workers.Entry::owner)
          .containsExactly("b");
      books.runs.workers().gone("b");
      assertThat(books.runs.workers().seen(Duration.ofMinutes(1))).isEmpty();
      assertThat(Optional.of(books.runs.workers().seen(Duration.ofHours(1)).size())).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSessionOfARunIsTheNewestThatIsNotClosed(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      Sessions sessions = new Sessions(books.database, books.clock);
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      assertThat(sessions.open("one")).isEmpty();

      Instant until = NIGHT.plus(Duration.ofHours(8));
      sessions.opened(lease, "s1", SessionMode.BATCH, until);
      // A transaction whose fate was unknown is done again.
      assertThat(sessions.opened(lease, "s1", SessionMode.BATCH, until).until()).isEqualTo(until);
      books.clock.pass(Duration.ofHours(1));
      sessions.closed(lease, "s1", "it was long enough");
      sessions.closed(lease, "s1", "again");
      sessions.opened(lease, "s2", SessionMode.DEDICATED, until);

      assertThat(sessions.open("one")).map(Sessions.Entry::id).contains("s2");
      assertThat(sessions.ofRun("one").getFirst())
          .isEqualTo(
              new Sessions.Entry(
                  "s1",
                  "one",
                  SessionMode.BATCH,
                  NIGHT,
                  until,
                  NIGHT.plus(Duration.ofHours(1)),
                  "it was long enough",
                  0));
      books.clock.pass(LEASE.plusSeconds(1));
      books.claim("b");
      assertThatThrownBy(() -> sessions.closed(lease, "s2", "by a worker that slept"))
          .isInstanceOfSatisfying(
              NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
      assertThat(sessions.open("one")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSessionCountsTheJobsThatTheServiceHasTakenInIt(QueueDatabases kind) {
    try (Books books = Books.open(kind)) {
      Sessions sessions = new Sessions(books.database, books.clock);
      books.add("one", 0, Window.ALWAYS);
      Lease lease = books.claim("a");
      Instant until = NIGHT.plus(Duration.ofHours(8));
      sessions.opened(lease, "first", SessionMode.BATCH, until);
      books.clock.pass(Duration.ofHours(1));
      sessions.opened(lease, "second", SessionMode.BATCH, until);

      // Two in the first, one of them refused; one that moved on before it was taken; one alone.
      String taken = sent(books, lease, 1);
      assertThat(sessions.enters(lease, taken, "first").session()).isEqualTo("first");
      books.jobs.submitted(lease, taken, "service-1");
      String refused = sent(books, lease, 2);
      sessions.enters(lease, refused, "first");
      books.jobs.ended(lease, refused, JobState.FAILED, "too wide");
      String moved = sent(books, lease, 3);
      sessions.enters(lease, moved, "first");
      sessions.enters(lease, moved, "second");
      books.jobs.submitted(lease, moved, "service-3");
      String alone = sent(books, lease, 4);
      sessions.enters(lease, alone, "second");
      sessions.enters(lease, alone, null);
      books.jobs.submitted(lease, alone, "service-4");

      assertThat(sessions.ofRun("one"))
          .extracting(Sessions.Entry::id, Sessions.Entry::jobs)
          .containsExactly(tuple("first", 1), tuple("second", 1));
      assertThat(sessions.ofRun("one", 1)).extracting(Sessions.Entry::id).containsExactly("second");
      assertThat(books.jobs.ofRun("one", 10))
          .extracting(JobEntry::session)
          .containsExactly("first", "first", "second", null);

      books.clock.pass(LEASE.plusSeconds(1));
      books.claim("b");
      assertThatThrownBy(() -> sessions.enters(lease, taken, "second"))
          .isInstanceOfSatisfying(
              NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
    }
  }

  private static String sent(Books books, Lease lease, int ordinal) {
    String key = books.jobs.intend(lease, intent("one", ordinal, "x")).key();
    books.jobs.reserve(lease, key, Amounts.ZERO, 0, Budget.UNLIMITED);
    return books.jobs.submitting(lease, key).key();
  }
}
