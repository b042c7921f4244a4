package dev.nightshift.queue;

import dev.nightshift.job.Mapping;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.RunLog;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.ledger.Account;
import dev.nightshift.queue.ledger.Amounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the queue tells other programs: the keys of its JSON, which stay. */
public final class QueueFacts {
  private QueueFacts() {}

  /** A run by itself. */
  public static Map<String, Object> of(RunEntry run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", run.id());
    fields.put("name", run.name());
    fields.put("backend", run.backend());
    fields.put("state", run.state().label());
    fields.put("reason", run.reason());
    fields.put("step", run.step());
    fields.put("steps", run.steps());
    fields.put("loss", run.loss().isPresent() ? run.loss().getAsDouble() : null);
    fields.put("priority", run.priority());
    fields.put("mode", run.mode().label());
    fields.put("session", run.session().label());
    fields.put("created", run.created().toString());
    fields.put("changed", run.changed().toString());
    fields.put("start", run.start().toString());
    fields.put("deadline", text(run.deadline()));
    fields.put("worker", run.owner());
    fields.put("folder", run.folder());
    return fields;
  }

  /**
   * As the other, and where the circuits went.
   *
   * @param mappings of the jobs' circuits to their device, by digest
   */
  public static Map<String, Object> of(
      RunEntry run,
      List<JobEntry> jobs,
      Map<String, Mapping> mappings,
      List<Sessions.Entry> sessions,
      Account account,
      List<RunLog.Event> events) {
    Map<String, Object> fields = of(run, jobs, sessions, account, events);
    fields.put("mappings", mappings);
    return fields;
  }

  /** A run with its jobs, its sessions, its account and its log. */
  public static Map<String, Object> of(
      RunEntry run,
      List<JobEntry> jobs,
      List<Sessions.Entry> sessions,
      Account account,
      List<RunLog.Event> events) {
    Map<String, Object> fields = of(run);
    fields.put("account", of(account));
    List<Object> rows = new ArrayList<>();
    jobs.forEach(job -> rows.add(of(job)));
    fields.put("jobs", rows);
    fields.put("sessions", sessions.stream().map(QueueFacts::of).toList());
    List<Object> log = new ArrayList<>();
    for (RunLog.Event event : events) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("at", event.at().toString());
      line.put("kind", event.kind());
      line.put("text", event.text());
      log.add(line);
    }
    fields.put("log", log);
    return fields;
  }

  private static Map<String, Object> of(JobEntry job) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", job.key());
    fields.put("phase", job.phase());
    fields.put("ordinal", job.ordinal());
    fields.put("attempt", job.attempt());
    fields.put("state", job.state().label());
    fields.put("outcome", job.outcome() == null ? null : job.outcome().label());
    fields.put("reason", job.reason());
    fields.put("job_id", job.serviceId());
    fields.put("backend", job.backend());
    fields.put("executions", job.executions());
    fields.put("circuits", job.circuits());
    fields.put("session", job.session());
    fields.put("created", job.created().toString());
    fields.put("submitted", text(job.submitted()));
    fields.put("ended", text(job.ended()));
    fields.put("reserved", of(job.reserved()));
    fields.put("charged", of(job.charged()));
    return fields;
  }

  /** An account of the books. */
  public static Map<String, Object> of(Account account) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("account", account.id());
    fields.put("spent", of(account.spent()));
    fields.put("reserved", of(account.reserved()));
    fields.put("unpriced_jobs", account.unpriced());
    return fields;
  }

  private static Map<String, Object> of(Amounts amounts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("shots", amounts.shots());
    fields.put("qpu_s", amounts.qpuSeconds());
    // Unknown is not nothing.
    fields.put("money", amounts.priced() ? amounts.money() : null);
    fields.put("jobs", amounts.jobs());
    return fields;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static Map<String, Object> of(Sessions.Entry session) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", session.id());
    fields.put("mode", session.mode().label());
    fields.put("opened", session.opened().toString());
    fields.put("until", session.until().toString());
    fields.put("closed", text(session.closed()));
    fields.put("reason", session.reason());
    fields.put("jobs", session.jobs());
    return fields;
  }
}
