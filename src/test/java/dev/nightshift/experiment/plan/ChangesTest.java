package dev.nightshift.experiment.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.job.gradient.Spsa;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private static final Venues VENUES =
      new Venues(new Providers(List.of(), Map.of()), new DeviceCatalog(List.of()));

  private static RunConfig config(List<String> settings) {
    List<String> all = new ArrayList<>(List.of("corpus=night-watch"));
    all.addAll(settings);
    return RunConfig.read(Path.of("configs/nano-gpt-faithful-shots.yaml"), all);
  }

  private static RunPlan.Entry planned(String backend, double queueMinutes, String... settings) {
    return new Planner(Corpora.ofThisUser(), _ -> {})
        .plan(config(List.of(settings)), List.of(VENUES.find(backend)), true, queueMinutes)
        .entries()
        .getFirst();
  }

  @Test
  void givenThePublishedShots_whenPlannedOnADevice_thenSpsaAndShotsAndRoundsSaveMost() {
    List<Change> changes = planned("twin:nightshift_hex27", 10).changes();

    assertThat(changes)
        .extracting(Change::title)
        .containsExactly(
            "SPSA in place of parameter shift",
            "a quarter of the shots",
            "four micro-batches accumulated in one step");
    assertThat(changes).extracting(Change::share).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void givenNoQueue_whenPlanned_thenTimeIsTheQpus() {
    for (Change change : planned("twin:nightshift_hex27", 0).changes()) {
      assertThat(change.shareOfTime()).isCloseTo(change.shareOfQpu(), within(1e-9));
    }
  }

  @Test
  void givenAChange_whenItsSettingsArePlanned_thenTheDifferenceIsWhatItSaid() {
    RunPlan.Entry before = planned("twin:nightshift_hex27", 10);
    for (Change change : before.changes()) {
      if (change.settings().contains("quantum.gradient=spsa")) {
        continue;
      }
      PlanEstimate after =
          planned("twin:nightshift_hex27", 10, change.settings().toArray(String[]::new)).estimate();

      Counts was = before.estimate().total();
      assertThat(was.rounds() - after.total().rounds()).isEqualTo(change.rounds());
      assertThat(was.executions() - after.total().executions()).isEqualTo(change.executions());
      assertThat(
              before.estimate().qpuSeconds().orElseThrow().likely()
                  - after.qpuSeconds().orElseThrow().likely())
          .isCloseTo(change.qpuSeconds().orElseThrow(), within(1e-6));
    }
  }

  @Test
  void givenSpsa_whenCounted_thenAStepTakesTwoCircuitsInPlaceOfTwentyFive() {
    RunPlan.Entry before = planned("local", 10);

    Change spsa = before.changes().getFirst();

    // 2,000 jobs of 8 bound circuits, 1,024 shots each.
    assertThat(spsa.title()).startsWith("SPSA");
    assertThat(spsa.executions()).isEqualTo(16_000L * (25 - 2) * 1_024);
    assertThat(spsa.rounds()).isZero();
  }

  @Test
  void givenAdjointGradients_whenPlanned_thenSpsaIsNotOffered() {
    assertThat(planned("embedded", 10, "quantum.shots=0", "quantum.gradient=auto").changes())
        .extracting(Change::title)
        .doesNotContain("SPSA in place of parameter shift", "a quarter of the shots")
        .isNotEmpty();
  }

  /**
   * The formulas of the notes against draws: E = Σ a_i sin θ_i at 0, so g = a, with normal noise of
   * variance σ²/S. False-alarm rate below 1e-6 an assertion (five standard errors of a variance).
   */
  @Test
  void givenNoisyValues_whenDerivativesAreDrawn_thenTheirVariancesAreThoseOfTheNotes() {
    int angles = 12;
    int shots = 100;
    int draws = 200_000;
    double move = Spsa.DEFAULT_MOVE;
    SplittableRandom random = new SplittableRandom(11);
    double[] a = new double[angles];
    double others = 0;
    for (int i = 0; i < angles; i++) {
      a[i] = 0.02 * (i + 1);
      others += i == 0 ? 0 : Math.pow(a[i] * Math.sin(move) / move, 2);
    }
    double noise = 1 / Math.sqrt(shots);
    double shift = 0;
    double spsa = 0;
    double mean = 0;
    for (int draw = 0; draw < draws; draw++) {
      double shifted =
          (a[0] + noise * random.nextGaussian() - (-a[0] + noise * random.nextGaussian())) / 2;
      shift += Math.pow(shifted - a[0], 2) / draws;
      double along = 0;
      int first = 0;
      for (int i = 0; i < angles; i++) {
        int sign = random.nextBoolean() ? 1 : -1;
        first = i == 0 ? sign : first;
        along += a[i] * Math.sin(sign * move);
      }
      double difference =
          along + noise * random.nextGaussian() - (-along + noise * random.nextGaussian());
      double estimate = difference / (2 * move * first);
      double expected = a[0] * Math.sin(move) / move;
      mean += estimate / draws;
      spsa += Math.pow(estimate - expected, 2) / draws;
    }
    double tolerance = 5 * Math.sqrt(2.0 / draws);

    double shiftVariance = 1.0 / (2 * shots);
    double spsaVariance = shiftVariance / (move * move) + others;
    assertThat(shift / shiftVariance).isCloseTo(1, within(tolerance));
    assertThat(spsa / spsaVariance).isCloseTo(1, within(tolerance));
    assertThat(mean)
        .isCloseTo(a[0] * Math.sin(move) / move, within(5 * Math.sqrt(spsaVariance / draws)));
  }
}
