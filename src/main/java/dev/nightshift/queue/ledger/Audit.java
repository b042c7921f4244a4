package dev.nightshift.queue.ledger;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.journal.JobEntry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds what was planned, set aside and charged against each other, and against what the service
 * says now; names each gap.
 */
public final class Audit {
  /** Charges are rounded up to a microsecond, and the service rounds its own. */
  private static final long ROUNDING_MICROS = 2;

  private Audit() {}

  /**
   * The jobs of one backend in sums, seconds on the device.
   *
   * @param planned as the tariff expects
   * @param reserved upper bounds, of all jobs
   * @param settled charges in the books
   * @param reported charges as the service says them now; equal to settled where it was not asked
   */
  public record Line(
      String backend, int jobs, long planned, long reserved, long settled, long reported) {}

  /**
   * Something that does not agree.
   *
   * @param what the account or job
   * @param text in words, with both figures
   */
  public record Gap(String what, String text) {}

  /**
   * What an audit found; no gaps is what one hopes for.
   *
   * @param unbilled jobs that have ended and whose bill the service has still to make; what was set
   *     aside for them stays so
   */
  public record Finding(List<Line> lines, List<Gap> gaps, int unbilled) {}

  /** The service's own word on a job. */
  public interface Witness {
    /** What the service charges now, microseconds; empty where it cannot say. */
    Optional<Long> charged(JobEntry job);
  }

  /**
   * Audits.
   *
   * @param jobs all of the journal
   * @param accounts all of the books
   */
  public static Finding of(List<JobEntry> jobs, List<Account> accounts, Witness witness) {
    List<Gap> gaps = new ArrayList<>();
    Map<String, Line> lines = new TreeMap<>();
    Map<String, Amounts> reserved = new TreeMap<>();
    Map<String, Amounts> spent = new TreeMap<>();
    for (JobEntry job : jobs) {
      boolean settled = job.state() == JobState.SETTLED;
      long told = job.charged().qpuMicros();
      if (settled && job.serviceId() != null) {
        Optional<Long> reported = witness.charged(job);
        if (reported.isPresent()) {
          told = reported.get();
          if (Math.abs(told - job.charged().qpuMicros()) > ROUNDING_MICROS) {
            gaps.add(
                new Gap(
                    "job " + job.serviceId(),
                    "the books have %s s, the service now says %s s"
                        .formatted(seconds(job.charged().qpuMicros()), seconds(told))));
          }
        }
      }
      if (settled && job.charged().qpuMicros() > job.reserved().qpuMicros()) {
        gaps.add(
            new Gap(
                "job " + (job.serviceId() == null ? job.key() : job.serviceId()),
                "charged %s s, more than the %s s that were set aside"
                    .formatted(
                        seconds(job.charged().qpuMicros()), seconds(job.reserved().qpuMicros()))));
      }
      long planned = job.plannedMicros();
      long charged = told;
      lines.merge(
          job.backend(),
          new Line(
              job.backend(),
              1,
              planned,
              job.reserved().qpuMicros(),
              settled ? job.charged().qpuMicros() : 0,
              settled ? charged : 0),
          Audit::sum);
      Ledger.Owner owner = new Ledger.Owner(job.runId(), job.day(), job.backend(), job.rehearsal());
      for (Cap.Scope scope : Cap.Scope.values()) {
        if (settled) {
          spent.merge(owner.account(scope), job.charged(), Amounts::plus);
        } else {
          reserved.merge(owner.account(scope), job.reserved(), Amounts::plus);
        }
      }
    }
    for (Account account : accounts) {
      compare(gaps, account.id(), "spent", account.spent(), spent.get(account.id()));
      compare(gaps, account.id(), "set aside", account.reserved(), reserved.get(account.id()));
    }
    gaps.sort(Comparator.comparing(Gap::what));
    long unbilled =
        jobs.stream().filter(job -> job.state().ended() && job.state() != JobState.SETTLED).count();
    return new Finding(List.copyOf(lines.values()), List.copyOf(gaps), (int) unbilled);
  }

  private static Line sum(Line a, Line b) {
    return new Line(
        a.backend(),
        a.jobs() + b.jobs(),
        a.planned() + b.planned(),
        a.reserved() + b.reserved(),
        a.settled() + b.settled(),
        a.reported() + b.reported());
  }

  private static void compare(
      List<Gap> gaps,
      String account,
      String what,
      Amounts books,
      @org.jspecify.annotations.Nullable Amounts ofJobs) {
    Amounts jobs = ofJobs == null ? Amounts.ZERO : ofJobs;
    if (books.shots() != jobs.shots()
        || books.qpuMicros() != jobs.qpuMicros()
        || books.moneyMicros() != jobs.moneyMicros()
        || books.jobs() != jobs.jobs()) {
      gaps.add(
          new Gap(
              account,
              "%s is %s s, %d shots, %s in money, %d jobs; its jobs add up to %s s, %d shots, %s, %d"
                  .formatted(
                      what,
                      seconds(books.qpuMicros()),
                      books.shots(),
                      books.money().toPlainString(),
                      books.jobs(),
                      seconds(jobs.qpuMicros()),
                      jobs.shots(),
                      jobs.money().toPlainString(),
                      jobs.jobs())));
    }
  }

  private static String seconds(long micros) {
    return BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
  }
}
