package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole processes die of SIGKILL in a night: workers, then the service. What is left is held
 * against a night in which nobody died.
 */
class KilledProcessTest {
  /** The service takes one submission, and does not answer it while a test lasts. */
  private static final String SILENCE =
      "faults: [{kind: slow-body, call: POST /jobs, at: [%d], seconds: 600}]\n";

  @TempDir private static Path folder;

  private static Evening.Outcome unbroken;

  private final long seed = Long.getLong("nightshift.kills.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeAll
  static void workInPeace() throws IOException, InterruptedException {
    try (Evening peaceful = new Evening(folder.resolve("unbroken"), "")) {
      String id = peaceful.begin();
      peaceful.workToTheEnd();
      unbroken = peaceful.outcome(id);
    }
    assertThat(unbroken.spent().jobs()).isGreaterThan(12);
  }

  @Test
  void givenWorkersKilledInTheNight_whenAnotherComes_thenTheRunEndsAsIfNobodyHadDied()
      throws Exception {
    int jobs = Math.toIntExact(unbroken.spent().jobs());
    int silent = random.nextInt(jobs / 2, jobs);
    int early = random.nextInt(1, silent / 2);
    System.out.printf("seed %d: workers die at jobs %d and %d of %d%n", seed, early, silent, jobs);

    try (Evening night = new Evening(folder.resolve("workers"), SILENCE.formatted(silent))) {
      String id = night.begin();
      Children.Child first = night.worker();
      first.await("job %d waits at the service".formatted(early), () -> night.waits(id, early));
      night.lose(first, id);
      Children.Child second = night.worker();
      second.await(
          "job %d is sent and not answered".formatted(silent), () -> night.unanswered(id, silent));
      night.lose(second, id);
      night.workToTheEnd();

      assertThat(night.takenOver(id)).isEqualTo(2);
      assertThat(night.outcome(id)).isEqualTo(unbroken);
      night.requireOnce(id);
      night.requireCleanAudit();
    }
  }

  @Test
  void givenTheServiceKilledInMidRun_whenItComesBack_thenTheSameWorkerEndsTheRunAsIfItHadStayed()
      throws Exception {
    int jobs = Math.toIntExact(unbroken.spent().jobs());
    int place = random.nextInt(2, jobs - 3);
    System.out.printf("seed %d: the service dies at job %d of %d%n", seed, place, jobs);

    try (Evening night = new Evening(folder.resolve("service"), "")) {
      String id = night.begin();
      Children.Child worker = night.worker();
      worker.await("job %d waits at the service".formatted(place), () -> night.waits(id, place));
      night.restartService(id);
      assertThat(worker.ended()).as(worker::said).isZero();

      assertThat(night.takenOver(id)).isZero();
      assertThat(night.log(id)).anyMatch(line -> line.matches("night: .*(attempt|reachable) .*"));
      assertThat(night.outcome(id)).isEqualTo(unbroken);
      night.requireOnce(id);
      night.requireCleanAudit();
    }
  }
}
