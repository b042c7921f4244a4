package dev.nightshift.experiment.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.report.Profile;
import org.junit.jupiter.api.Test;

class JfrProfileTest {
  private static volatile double sink;

  @Test
  void theMethodThatWorksIsOnTopAndOtherThreadsAreNotSampled() throws InterruptedException {
    Thread other = Thread.ofPlatform().start(() -> sink += otherWork());

    Profile profile;
    try (JfrProfile recording = JfrProfile.start()) {
      sink = busyWork();
      profile = recording.stop();
    }
    other.interrupt();
    other.join();

    assertThat(profile.samples()).isGreaterThan(3);
    assertThat(profile.methods()).hasSizeBetween(1, Profile.TOP);
    assertThat(profile.methods().getFirst().name())
        .isEqualTo("dev.nightshift.experiment.profile.JfrProfileTest.busyWork");
    assertThat(profile.methods())
        .allSatisfy(method -> assertThat(method.share()).isBetween(0.0, 1.0))
        .noneSatisfy(method -> assertThat(method.name()).endsWith("otherWork"));
    assertThat(profile.methods().stream().mapToLong(Profile.Method::samples).sum())
        .isLessThanOrEqualTo(profile.samples());
  }

  /** Half a second of plain arithmetic. */
  private static double busyWork() {
    long end = System.nanoTime() + 500_000_000L;
    double x = 1;
    while (true) {
      for (int i = 0; i < 100_000; i++) {
        x = x * 1.0000001 + 1e-9;
      }
      if (System.nanoTime() > end) {
        return x;
      }
    }
  }

  private static double otherWork() {
    double x = 1;
    while (!Thread.currentThread().isInterrupted()) {
      for (int i = 0; i < 100_000; i++) {
        x = x * 0.9999999 + 1e-9;
      }
    }
    return x;
  }
}
