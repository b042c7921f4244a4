package dev.nightshift.queue.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.queue.QueueDatabases;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.journal.JobEntry;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs that wait for eight hours, one or three of a run at a time, and a client that asks seldom
 * and is there in time.
 */
class LongWaitTest {
  private static final int STEPS = 4;

  /** Of eight hours: a question every two and a half minutes. */
  private static final int MOST_REQUESTS = 200;

  private static final Duration NOTICED = Duration.ofSeconds(15);

  @TempDir private Path folder;

  /**
   * @param rows of a request, each of which is a job; the service takes three at once
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void aNightTakesFewRequestsAndAResultIsNoticedSoon(int rows) {
    try (Night night =
            new Night(
                "plan: paid\nseed: 3\nqueue: {median_wait_s: 28800, spread: 0.2}\n",
                folder.resolve("server.db"));
        Night.Books books = night.open(QueueDatabases.SQLITE.fresh(), QueueDatabase.Watcher.NONE)) {
      List<String> calls = new ArrayList<>();
      Reaper counting =
          new Reaper(place -> {
            if (place.matches(".* before (submit|only|find|job|jobs|forecast|result)")) {
              calls.add(place.replaceAll(".* ", ""));
            }
            return false;
          });
      Instant evening = night.now();
      books.runs().add(Night.run("run", folder.resolve("run"), Budget.UNLIMITED));

      new Worker(
              books.runs(),
              new Chain(night, books, counting, STEPS, 64, List.of(rows)),
              "worker",
              Night.OPTIONS,
              night.waiting(),
              _ -> {})
          .one(() -> false, null);

      assertThat(books.runs().find("run").state()).isEqualTo(RunState.DONE);
      List<JobEntry> jobs = books.jobs().ofRun("run", 100);
      assertThat(jobs).hasSize(STEPS * rows);
      List<Duration> late = new ArrayList<>();
      Duration waited = Duration.ZERO;
      for (JobEntry job : jobs) {
        late.add(
            Duration.between(
                night.finished(Objects.requireNonNull(job.serviceId())),
                Objects.requireNonNull(job.ended())));
        waited =
            waited.plus(Duration.between(Objects.requireNonNull(job.submitted()), job.ended()));
      }
      Collections.sort(late);
      double nights = Duration.between(evening, night.now()).toSeconds() / 28_800.0;
      double underWay = waited.toSeconds() / 28_800.0 / nights;
      System.out.printf(
          "%d jobs in %.1f nights, %.1f under way: %.0f requests a night %s, noticed after %.1f s"
              + " (median), %.1f s (latest)%n",
          jobs.size(),
          nights,
          underWay,
          calls.size() / nights,
          new TreeMap<>(
              calls.stream().collect(Collectors.groupingBy(c -> c, Collectors.counting()))),
          late.get(late.size() / 2).toMillis() / 1e3,
          late.getLast().toMillis() / 1e3);
      assertThat(nights).isGreaterThan(3);
      assertThat(underWay).isGreaterThan(rows == 1 ? 0.9 : 1.5);
      assertThat(calls.size() / nights).isLessThan(MOST_REQUESTS);
      assertThat(late.get(late.size() / 2)).isLessThanOrEqualTo(NOTICED);
      assertThat(late).allSatisfy(each -> assertThat(each).isGreaterThanOrEqualTo(Duration.ZERO));
    }
  }
}
