package dev.nightshift.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.store.QueueDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of jobs that are reserved and settled at the same time by several threads: the
 * books balance and no cap is passed at any instant. {@code -Dnightshift.ledger.histories=10000}
 * for as many as the release is checked with.
 */
class LedgerHistoriesTest {
  private static final int HISTORIES = Integer.getInteger("nightshift.ledger.histories", 200);
  private static final long SEED = Long.getLong("nightshift.ledger.seed", 4_711);
  private static final int THREADS = 3;
  private static final int JOBS = 4;
  private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");

  private record Job(
      Ledger.Owner owner, String key, Amounts bound, Amounts charged, boolean settles) {}

  @ParameterizedTest
  @EnumSource
  void booksBalanceAndCapsHoldInEveryHistory(QueueDatabases kind) throws InterruptedException {
    int histories = kind == QueueDatabases.POSTGRESQL ? Math.max(20, HISTORIES / 10) : HISTORIES;
    AtomicInteger refused = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    try (QueueDatabase database = kind.open()) {
      Ledger ledger = new Ledger(database);
      for (int number = 0; number < histories; number++) {
        history(database, ledger, number, refused, taken);
      }
    }
    System.out.printf(
        "%s: %d histories, %d jobs taken, %d refused%n",
        kind, histories, taken.get(), refused.get());
    // Both ends of the law were met.
    assertThat(refused.get()).isGreaterThan(histories / 4);
    assertThat(taken.get()).isGreaterThan(histories);
  }

  private static void history(
      QueueDatabase database, Ledger ledger, int number, AtomicInteger refused, AtomicInteger taken)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED + number);
    // Names of its own: the histories share one database, as nights do.
    String day = "d" + number;
    Budget budget =
        new Budget(
            List.of(
                new Cap(Cap.Scope.RUN, random.nextLong(50, 300), null, null, null),
                new Cap(
                    Cap.Scope.DAY,
                    null,
                    random.nextLong(100, 900),
                    random.nextLong(100, 900),
                    null),
                new Cap(Cap.Scope.BACKEND, null, null, null, random.nextLong(2, 12))));
    List<List<Job>> work = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      List<Job> jobs = new ArrayList<>();
      for (int job = 0; job < JOBS; job++) {
        Amounts bound =
            new Amounts(random.nextLong(100), random.nextLong(200), random.nextLong(200), true, 1);
        Amounts charged =
            new Amounts(
                random.nextLong(bound.shots() + 1),
                random.nextLong(bound.qpuMicros() + 1),
                random.nextLong(bound.moneyMicros() + 1),
                true,
                1);
        jobs.add(
            new Job(
                new Ledger.Owner(
                    "r%d-%d".formatted(number, random.nextInt(2)), day, "b" + number, false),
                "%d-%d-%d".formatted(number, thread, job),
                bound,
                charged,
                random.nextInt(5) > 0));
      }
      work.add(jobs);
    }
    Queue<Job> reserved = new ConcurrentLinkedQueue<>();
    Queue<Job> settled = new ConcurrentLinkedQueue<>();
    Queue<String> broken = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (List<Job> jobs : work) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (Job job : jobs) {
                  try {
                    database.write(handle -> {
                      ledger.reserve(handle, job.owner(), job.key(), job.bound(), budget, NOW);
                      return true;
                    });
                  } catch (NightshiftException e) {
                    if (e.code() != ErrorCode.CAP_REACHED) {
                      throw e;
                    }
                    refused.incrementAndGet();
                    continue;
                  }
                  reserved.add(job);
                  watch(ledger, job.owner(), budget, broken);
                  if (job.settles()) {
                    database.write(handle -> {
                      ledger.settle(
                          handle, job.owner(), job.key(), job.bound(), job.charged(), NOW);
                      return true;
                    });
                    settled.add(job);
                    watch(ledger, job.owner(), budget, broken);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    taken.addAndGet(reserved.size());

    assertThat(broken).as("history %d of seed %d", number, SEED).isEmpty();
    Amounts open = Amounts.ZERO;
    Amounts spent = Amounts.ZERO;
    for (Job job : reserved) {
      open = settled.contains(job) ? open : open.plus(job.bound());
      spent = settled.contains(job) ? spent.plus(job.charged()) : spent;
    }
    Account account = ledger.account("day:" + day);
    assertThat(account.reserved()).as("history %d of seed %d", number, SEED).isEqualTo(open);
    assertThat(account.spent()).as("history %d of seed %d", number, SEED).isEqualTo(spent);
    // The accounts are what the lines of the books add up to.
    Amounts lines = Amounts.ZERO;
    for (Job job : reserved) {
      lines =
          lines.plus(Ledger.sum(ledger.entries(job.key()), Entry.Kind.RESERVE, Entry.Kind.RELEASE));
    }
    assertThat(lines).isEqualTo(account.reserved());
  }

  private static void watch(
      Ledger ledger, Ledger.Owner owner, Budget budget, Queue<String> broken) {
    for (Cap cap : budget.caps()) {
      Amounts committed = ledger.account(owner.account(cap.scope())).committed();
      if ((cap.shots() != null && committed.shots() > cap.shots())
          || (cap.qpuMicros() != null && committed.qpuMicros() > cap.qpuMicros())
          || (cap.moneyMicros() != null && committed.moneyMicros() > cap.moneyMicros())
          || (cap.jobs() != null && committed.jobs() > cap.jobs())) {
        broken.add("%s above %s".formatted(committed, cap));
      }
    }
  }
}
