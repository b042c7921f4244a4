package dev.nightshift.queue;

import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.NewRun;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.Runs;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Window;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.ledger.Ledger;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The queue with 100,000 jobs of 1,000 runs in an SQLite file on the disk: what one change costs
 * with its sync, and how long people and workers wait for a look. {@code SampleTime} gives the 95th
 * percentile.
 */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 2, time = 4)
@Fork(1)
public class QueueBenchmark {
  private static final int RUNS = 1_000;
  private static final int JOBS_A_RUN = 100;

  private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init")
  private QueueDatabase database;

  @SuppressWarnings("NullAway.Init")
  private Runs runs;

  @SuppressWarnings("NullAway.Init")
  private Jobs jobs;

  @SuppressWarnings("NullAway.Init")
  private Lease lease;

  private int next;

  @Setup
  public void fill() throws IOException {
    // Beside the sources, on a real disk: a folder in memory syncs for nothing.
    folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "queue");
    database = QueueDatabase.open(QueueUrl.ofFile(folder.resolve("queue.db")));
    runs = new Runs(database, Clock.systemUTC());
    jobs = new Jobs(database, new Ledger(database), Clock.systemUTC());
    long now = System.currentTimeMillis();
    for (int run = 0; run < RUNS; run++) {
      runs.add(
          new NewRun(
              "run-" + run,
              "nano",
              folder.toString(),
              "ibm_test",
              Mode.RESYNC,
              run % 5,
              null,
              Window.ALWAYS,
              Budget.UNLIMITED,
              SessionMode.NONE));
    }
    lease = runs.leases().claim("bench", Duration.ofHours(5)).orElseThrow();
    database.write(handle -> {
      var batch =
          handle.prepareBatch(
              "insert into job (key, run_id, phase, ordinal, attempt, content, backend, state,"
                  + " outcome, reason, retry, rehearsal, day, created_ms, changed_ms,"
                  + " executions, planned_micros, reserved_shots, reserved_micros,"
                  + " reserved_money, reserved_jobs, charged_shots, charged_micros,"
                  + " charged_money, charged_jobs, priced) values (:key, :run, :phase, 1, 1,"
                  + " 'c', 'ibm_test', 'settled', 'done', '', 0, 0, '2026-11-26', :now, :now,"
                  + " 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1)");
      for (int i = 0; i < RUNS * JOBS_A_RUN; i++) {
        batch
            .bind("key", "key-" + i)
            .bind("run", "run-" + i % RUNS)
            .bind("phase", "step " + i / RUNS)
            .bind("now", now + i)
            .add();
      }
      return batch.execute().length;
    });
  }

  @TearDown
  public void close() throws IOException {
    database.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** One line of the journal, on the disk when it returns. */
  @Benchmark
  public JobEntry append() {
    int number = next++;
    return jobs.intend(
        lease,
        new JobEntry.Intent(
            "new-" + number, lease.runId(), "bench", number, 1, "c", "ibm_test", false, 1));
  }

  /** What {@code queue ls} asks for. */
  @Benchmark
  public List<RunEntry> list() {
    return runs.list(true, 100);
  }

  /** What {@code queue show} asks for. */
  @Benchmark
  public List<JobEntry> jobsOfARun() {
    return jobs.ofRun("run-500", 20);
  }

  /** What a worker asks for: the next run, taken and given back. */
  @Benchmark
  public Optional<Lease> nextRun() {
    Optional<Lease> taken = runs.leases().claim("bench", Duration.ofHours(1));
    taken.ifPresent(one ->
        runs.leases().release(one, RunState.QUEUED, "", java.time.Instant.ofEpochMilli(0), false));
    return taken;
  }
}
