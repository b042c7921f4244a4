package dev.nightshift.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.NewRun;
import dev.nightshift.queue.journal.Runs;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Window;
import dev.nightshift.queue.store.QueueDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTest {
  private final QueueDatabase database = QueueDatabases.SQLITE.open();
  private final Ledger ledger = new Ledger(database);
  private final Jobs jobs = new Jobs(database, ledger, Clock.systemUTC());

  @SuppressWarnings("NullAway.Init")
  private Lease lease;

  @BeforeEach
  void twoJobs() {
    Runs runs = new Runs(database, Clock.systemUTC());
    runs.add(
        new NewRun(
            "run",
            "nano",
            "/runs/one",
            "ibm_test",
            Mode.RESYNC,
            0,
            null,
            Window.ALWAYS,
            Budget.UNLIMITED,
            SessionMode.NONE));
    lease = runs.leases().claim("host:1", Duration.ofHours(1)).orElseThrow();
    settle(1, 9_000_000, 7_000_000);
    settle(2, 9_000_000, 8_000_000);
  }

  private void settle(int ordinal, long bound, long charged) {
    String key =
        jobs.intend(
                lease,
                new JobEntry.Intent(
                    "key-" + ordinal, "run", "step 1", ordinal, 1, "c", "ibm_test", false, 1))
            .key();
    jobs.reserve(lease, key, new Amounts(100, bound, bound, true, 1), 7_500_000, Budget.UNLIMITED);
    jobs.submitting(lease, key);
    jobs.submitted(lease, key, "service-" + ordinal);
    jobs.done(lease, key, new byte[1]);
    jobs.settle(lease, key, new Amounts(100, charged, charged, true, 1));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Audit.Finding audit(Audit.Witness witness) {
    return Audit.of(jobs.all(), ledger.accounts(), witness);
  }

  @Test
  void booksThatAgreeHaveNoGap() {
    Audit.Finding finding = audit(job -> Optional.of(job.charged().qpuMicros() + 1));

    assertThat(finding.gaps()).isEmpty();
    assertThat(finding.lines())
        .containsExactly(
            new Audit.Line("ibm_test", 2, 15_000_000, 18_000_000, 15_000_000, 15_000_002));
  }

  @Test
  void aChargeThatTheServiceChangedLaterIsNamedWithBothFigures() {
    Audit.Finding finding =
        audit(job -> Optional.of(job.ordinal() == 2 ? 11_500_000L : job.charged().qpuMicros()));

    assertThat(finding.gaps())
        .containsExactly(
            new Audit.Gap("job service-2", "the books have 8 s, the service now says 11.5 s"));
  }

  @Test
  void aJobThatTookMoreThanItsBoundIsNamed() {
    settle(3, 2_000_000, 2_500_000);

    assertThat(audit(_ -> Optional.empty()).gaps())
        .containsExactly(
            new Audit.Gap("job service-3", "charged 2.5 s, more than the 2 s that were set aside"));
  }

  @Test
  void anAccountThatSomebodyHasChangedByHandIsNamed() {
    database.write(handle ->
        handle.execute("update account set spent_shots = 7 where id = 'backend:ibm_test'"));

    assertThat(audit(_ -> Optional.empty()).gaps())
        .singleElement()
        .satisfies(
            gap -> assertThat(gap.what()).isEqualTo("backend:ibm_test"),
            gap -> assertThat(gap.text()).contains("7 shots", "200 shots"));
  }
}
