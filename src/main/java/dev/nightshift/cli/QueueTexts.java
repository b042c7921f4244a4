package dev.nightshift.cli;

import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.ledger.Account;
import dev.nightshift.queue.ledger.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Runs and amounts as commands print them. */
final class QueueTexts {
  private QueueTexts() {}

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

  /** A session: which, what has gone into it, and how it stands. */
  static String session(Sessions.Entry session, Instant now) {
    String standing;
    if (session.closed() != null) {
      standing = "closed " + session.closed() + ": " + session.reason();
    } else if (now.isBefore(session.until())) {
      standing = "open until " + session.until();
    } else {
      // Nobody has worked on the run since.
      standing = "over since " + session.until();
    }
    return "%s %s, %,d job%s, from %s, %s"
        .formatted(
            session.mode().label(),
            session.id(),
            session.jobs(),
            session.jobs() == 1 ? "" : "s",
            session.opened(),
            standing);
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
