package dev.nightshift.queue.journal;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Mapping;
import dev.nightshift.queue.JobState;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.ledger.Ledger;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of all runs. Thread-safe.
 *
 * <p>Each change is one transaction that first makes sure of the lease. A change that is done
 * already is done: transactions may be repeated.
 */
public final class Jobs {
  private final QueueDatabase database;
  private final Ledger ledger;
  private final Clock clock;

  public Jobs(QueueDatabase database, Ledger ledger, Clock clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Puts a job's intent on the disk, or finds it there.
   *
   * @throws NightshiftException JOURNAL_MISMATCH where another job has this one's place: the run
   *     does not do again what it did
   */
  public JobEntry intend(Lease lease, JobEntry.Intent intent) {
    return database.write(handle -> {
      Leases.require(database, handle, lease);
      Optional<JobEntry> before =
          JobRows.newest(handle, intent.runId(), intent.phase(), intent.ordinal());
      if (before.isPresent()) {
        JobEntry found = before.get();
        if (!found.content().equals(intent.content())) {
          throw new NightshiftException(
              ErrorCode.JOURNAL_MISMATCH,
              "run %s asks for another job %d in %s than it did before; go on with the version and config it was begun with, or start a new run"
                  .formatted(intent.runId(), intent.ordinal(), intent.phase()));
        }
        if (found.attempt() >= intent.attempt()) {
          return found;
        }
      }
      long now = clock.millis();
      handle
          .createUpdate(
              "insert into job ("
                  + JobRows.COLUMNS
                  + ") values (:key, :run, 0, :phase, :ordinal, :attempt, :content, :backend,"
                  + " :state, null, '', null, 0, :rehearsal, :day, :now, :now, null, null,"
                  + " :executions, 0, 0, 0, 0, 0, 0, 0, 0, 1, '', null)")
          .bind("key", intent.key())
          .bind("run", intent.runId())
          .bind("phase", intent.phase())
          .bind("ordinal", intent.ordinal())
          .bind("attempt", intent.attempt())
          .bind("content", intent.content())
          .bind("backend", intent.backend())
          .bind("rehearsal", intent.rehearsal() ? 1 : 0)
          .bind("state", JobState.PLANNED.label())
          .bind("day", today())
          .bind("now", now)
          .bind("executions", intent.executions())
          .execute();
      return JobRows.get(handle, intent.key());
    });
  }

  private String today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
  }

  /**
   * Sets a job's upper bound aside.
   *
   * @param plannedMicros what it is expected to take on the device, for the audit
   * @param mappings of its circuits to the device, for the record
   * @throws NightshiftException CAP_REACHED or PRICE_UNKNOWN; the job stays planned
   */
  public JobEntry reserve(
      Lease lease,
      String key,
      Amounts bound,
      long plannedMicros,
      Budget budget,
      List<Mapping> mappings) {
    return database.write(handle -> {
      String day = today();
      boolean changed =
          change(
              handle,
              lease,
              key,
              JobState.PLANNED,
              JobState.RESERVED,
              ", day = :day, planned_micros = :planned, reserved_shots = :shots, reserved_micros ="
                  + " :micros, reserved_money = :money, reserved_jobs = :jobs, priced = :priced,"
                  + " circuits = :circuits",
              update ->
                  update
                      .bind("day", day)
                      .bind("planned", plannedMicros)
                      .bind("shots", bound.shots())
                      .bind("micros", bound.qpuMicros())
                      .bind("money", bound.moneyMicros())
                      .bind("jobs", bound.jobs())
                      .bind("priced", bound.priced() ? 1 : 0)
                      .bind(
                          "circuits",
                          mappings.stream()
                              .map(mapping -> mapping.receipt().outputDigest())
                              .collect(Collectors.joining(","))));
      JobEntry job = JobRows.get(handle, key);
      if (changed) {
        mappings.forEach(mapping -> keep(handle, mapping));
        ledger.reserve(handle, owner(job), key, bound, budget, clock.instant());
      }
      return job;
    });
  }

  /** As the other, of a job whose circuits go as they are. */
  public JobEntry reserve(
      Lease lease, String key, Amounts bound, long plannedMicros, Budget budget) {
    return reserve(lease, key, bound, plannedMicros, budget, List.of());
  }

  /** A run asks for the same circuit thousands of times; its layout is kept once. */
  private static void keep(Handle handle, Mapping mapping) {
    handle
        .createUpdate(
            "insert into mapping (digest, body) values (:digest, :body)"
                + " on conflict (digest) do nothing")
        .bind("digest", mapping.receipt().outputDigest())
        .bind("body", new String(Json.write(mapping), StandardCharsets.UTF_8))
        .execute();
  }

  /**
   * Where the circuits of jobs went on their device, by the digest of what was sent.
   *
   * @param jobs whose circuits are asked for
   */
  public SortedMap<String, Mapping> mappings(List<JobEntry> jobs) {
    SortedMap<String, Mapping> found = new TreeMap<>();
    return database.read(handle -> {
      for (JobEntry job : jobs) {
        for (String digest : job.circuits()) {
          if (!found.containsKey(digest)) {
            handle
                .createQuery("select body from mapping where digest = :digest")
                .bind("digest", digest)
                .mapTo(String.class)
                .findOne()
                .ifPresent(body ->
                    found.put(
                        digest, Json.read(body.getBytes(StandardCharsets.UTF_8), Mapping.class)));
          }
        }
      }
      return found;
    });
  }

  /** Notes that the job may reach the service from now on. */
  public JobEntry submitting(Lease lease, String key) {
    return moved(lease, key, JobState.RESERVED, JobState.SUBMITTING);
  }

  /** Notes that the service has forgotten a job that is to be sent again. */
  public JobEntry resubmitting(Lease lease, String key) {
    return database.write(handle -> {
      Leases.require(database, handle, lease);
      JobEntry job = JobRows.get(handle, key);
      if (job.state() == JobState.SUBMITTED || job.state() == JobState.RUNNING) {
        change(
            handle, lease, key, job.state(), JobState.SUBMITTING, ", service_id = null", _ -> {});
      }
      return JobRows.get(handle, key);
    });
  }

  /** Keeps the id that the service has given. */
  public JobEntry submitted(Lease lease, String key, String serviceId) {
    return database.write(handle -> {
      change(
          handle,
          lease,
          key,
          JobState.SUBMITTING,
          JobState.SUBMITTED,
          ", service_id = :id, submitted_ms = :now",
          update -> update.bind("id", serviceId));
      return JobRows.get(handle, key);
    });
  }

  /** Notes that the device has it. */
  public JobEntry running(Lease lease, String key) {
    return moved(lease, key, JobState.SUBMITTED, JobState.RUNNING);
  }

  /** Keeps a job's result, as the service sent it. */
  public JobEntry done(Lease lease, String key, byte[] result) {
    return end(lease, key, JobState.DONE, "", result);
  }

  /** Keeps why a job has no result: {@link JobState#FAILED} or {@link JobState#CANCELLED}. */
  public JobEntry ended(Lease lease, String key, JobState how, String reason) {
    return end(lease, key, how, reason, null);
  }

  private JobEntry end(
      Lease lease, String key, JobState how, String reason, byte @Nullable [] result) {
    return database.write(handle -> {
      Leases.require(database, handle, lease);
      JobEntry job = JobRows.get(handle, key);
      if (!job.state().ended()) {
        if (!job.state().next().contains(how)) {
          throw new IllegalStateException(
              "job %s cannot go from %s to %s".formatted(key, job.state(), how));
        }
        change(
            handle,
            lease,
            key,
            job.state(),
            how,
            ", outcome = :to, reason = :reason, ended_ms = :now, result = :result",
            update -> update.bind("reason", reason).bind("result", result));
      }
      return JobRows.get(handle, key);
    });
  }

  /** Closes a job's account: what was set aside is given back, what was charged is taken. */
  public JobEntry settle(Lease lease, String key, Amounts charged) {
    return database.write(handle -> {
      Leases.require(database, handle, lease);
      JobEntry job = JobRows.get(handle, key);
      if (job.state() != JobState.SETTLED) {
        boolean changed =
            change(
                handle,
                lease,
                key,
                job.state(),
                JobState.SETTLED,
                ", charged_shots = :shots, charged_micros = :micros, charged_money = :money,"
                    + " charged_jobs = :jobs",
                update ->
                    update
                        .bind("shots", charged.shots())
                        .bind("micros", charged.qpuMicros())
                        .bind("money", charged.moneyMicros())
                        .bind("jobs", charged.jobs()));
        if (changed && job.reserved().jobs() > 0) {
          ledger.settle(handle, owner(job), key, job.reserved(), charged, clock.instant());
        }
      }
      return JobRows.get(handle, key);
    });
  }

  private static Ledger.Owner owner(JobEntry job) {
    return new Ledger.Owner(job.runId(), job.day(), job.backend(), job.rehearsal());
  }

  private JobEntry moved(Lease lease, String key, JobState from, JobState to) {
    return database.write(handle -> {
      change(handle, lease, key, from, to, "", _ -> {});
      return JobRows.get(handle, key);
    });
  }

  /** Whether the row was changed; false where it stands in the new state already. */
  private boolean change(
      Handle handle,
      Lease lease,
      String key,
      JobState from,
      JobState to,
      String also,
      Consumer<Update> bind) {
    Leases.require(database, handle, lease);
    Update update =
        handle
            .createUpdate(
                "update job set state = :to, changed_ms = :now"
                    + also
                    + " where key = :key and state = :from")
            .bind("key", key)
            .bind("from", from.label())
            .bind("to", to.label())
            .bind("now", clock.millis());
    bind.accept(update);
    if (update.execute() == 1) {
      return true;
    }
    JobState found = JobRows.get(handle, key).state();
    // Whoever else takes what comes back may have gone one change further.
    if (found != to && !(to.ended() && found == JobState.SETTLED)) {
      throw new IllegalStateException(
          "job %s is %s and cannot go from %s to %s".formatted(key, found, from, to));
    }
    return false;
  }

  /**
   * Lets the jobs of a run that ended without a result be sent again.
   *
   * @return how many
   */
  public int retry(String runId) {
    return database.write(handle ->
        handle
            .createUpdate(
                "update job set retry = 1 where run_id = :run and outcome <> 'done' and attempt ="
                    + " (select max(other.attempt) from job other where other.run_id = job.run_id"
                    + " and other.phase = job.phase and other.ordinal = job.ordinal)")
            .bind("run", runId)
            .execute());
  }

  /** The result of a job as the service sent it; empty where there is none. */
  public Optional<byte[]> result(String key) {
    return database.read(handle ->
        handle
            .createQuery("select result from job where key = :key and result is not null")
            .bind("key", key)
            .mapTo(byte[].class)
            .findOne());
  }

  /** One job. */
  public Optional<JobEntry> find(String key) {
    return database.read(handle -> JobRows.lookUp(handle, key));
  }

  /** The newest attempt at a place of a run. */
  public Optional<JobEntry> at(String runId, String phase, int ordinal) {
    return database.read(handle -> JobRows.newest(handle, runId, phase, ordinal));
  }

  /** The jobs of a run in the order they were intended, the newest {@code limit}. */
  public List<JobEntry> ofRun(String runId, int limit) {
    return database
        .read(handle ->
            handle
                .createQuery(
                    "select "
                        + JobRows.COLUMNS
                        + " from job where run_id = :run"
                        + " order by created_ms desc, phase desc, ordinal desc limit :limit")
                .bind("run", runId)
                .bind("limit", limit)
                .map(JobRows::entry)
                .list())
        .reversed();
  }

  /** Every job of every run, in the order they were intended. */
  public List<JobEntry> all() {
    return database.read(handle ->
        handle
            .createQuery("select " + JobRows.COLUMNS + " from job order by created_ms, key")
            .map(JobRows::entry)
            .list());
  }

  /** Jobs of a run whose account is still open. */
  public List<JobEntry> open(String runId) {
    return database.read(handle ->
        handle
            .createQuery(
                "select "
                    + JobRows.COLUMNS
                    + " from job where run_id = :run and state <> 'settled'"
                    + " order by created_ms, ordinal")
            .bind("run", runId)
            .map(JobRows::entry)
            .list());
  }
}
