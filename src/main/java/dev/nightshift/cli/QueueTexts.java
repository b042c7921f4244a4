package dev.nightshift.cli;

import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.ledger.Account;
import dev.nightshift.queue.ledger.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs, jobs and amounts as commands print them. */
final class QueueTexts {
  private QueueTexts() {}

  static Map<String, Object> fields(RunEntry run) {
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
    fields.put("created", run.created().toString());
    fields.put("changed", run.changed().toString());
    fields.put("start", run.start().toString());
    fields.put("deadline", text(run.deadline()));
    fields.put("worker", run.owner());
    fields.put("folder", run.folder());
    return fields;
  }

  static Map<String, Object> fields(JobEntry job) {
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
    fields.put("created", job.created().toString());
    fields.put("submitted", text(job.submitted()));
    fields.put("ended", text(job.ended()));
    fields.put("reserved", fields(job.reserved()));
    fields.put("charged", fields(job.charged()));
    return fields;
  }

  static Map<String, Object> fields(Account account) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("account", account.id());
    fields.put("spent", fields(account.spent()));
    fields.put("reserved", fields(account.reserved()));
    fields.put("unpriced_jobs", account.unpriced());
    return fields;
  }

  static Map<String, Object> fields(Amounts amounts) {
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

  /** How far a run has come. */
  static String progress(RunEntry run) {
    return run.steps() == 0 ? "" : run.step() + "/" + run.steps();
  }

  static String loss(RunEntry run) {
    return run.loss().isEmpty() ? "" : String.format(Locale.ROOT, "%.4f", run.loss().getAsDouble());
  }

  /** Time since a moment, in its largest unit. */
  static String ago(Instant moment, Instant now) {
    long seconds = Math.max(0, Duration.between(moment, now).toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }

  static String seconds(Amounts amounts) {
    return String.format(Locale.ROOT, "%.1f", amounts.qpuSeconds());
  }

  static String money(Account account) {
    Amounts committed = account.committed();
    String sum = committed.money().setScale(2, java.math.RoundingMode.HALF_UP).toPlainString();
    return account.unpriced() == 0 ? sum : sum + " + unknown";
  }
}
