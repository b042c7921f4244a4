package dev.nightshift.experiment.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.backend.TranspilingBackend;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProveTest {
  /** Of good pages; more with {@code -Dnightshift.prove.runs=1000}. */
  private static final int RUNS = Integer.getInteger("nightshift.prove.runs", 200);

  /** Places that a mistake is put into. */
  private static final int PLACES = 10;

  private static Backend embedded() {
    return new EmbeddedBackend("embedded", new Simulator(1), new Meter());
  }

  /** The noisy twin of a line of five qubits, which takes its own gates only. */
  private static Backend device() {
    Target target = DeviceCatalog.standard(null, Map.of()).find("nightshift_line5").target();
    return new TranspilingBackend(
        new NoisyBackend("line5", target, NoisyOptions.defaults().withThreads(1), new Meter()),
        () -> Optional.of(target),
        TranspileOptions.DEFAULT,
        new Meter());
  }

  private static Proof.Side asked(Backend backend, Margin.Kind kind, long seed) {
    return Prover.ask(
        "embedded", backend, new Margin(kind, Margin.DEFAULT_SHOTS), OptionalLong.of(seed));
  }

  private static Set<String> failed(Proof.Side side) {
    Set<String> names = new TreeSet<>();
    side.verdicts().stream().filter(v -> !v.passed()).forEach(v -> names.add(v.canary()));
    return names;
  }

  private static void assertCaught(
      Supplier<Backend> client, Margin.Kind kind, MutantBackend.Mistake mistake, int places) {
    for (int seed = 0; seed < places; seed++) {
      try (Backend mutant = new MutantBackend(client.get(), mistake, seed)) {
        assertThat(failed(asked(mutant, kind, seed)))
            .as("%s, place %d", mistake, seed)
            .contains(mistake.canary());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Margin.Kind.class)
  void givenAGoodBackend_whenProved_thenAllPass(Margin.Kind kind) {
    try (Backend backend = embedded()) {
      Proof proof = new Proof(asked(backend, Margin.Kind.EXACT, 1), asked(backend, kind, 2));

      assertThat(proof.passed()).as(String.join("\n", proof.lines())).isTrue();
      assertThat(proof.lines().getLast()).startsWith("PASS").contains("9 of 9");
    }
  }

  @ParameterizedTest
  @EnumSource(MutantBackend.Mistake.class)
  void givenAMistake_whenValuesAreExact_thenItsCanaryFails(MutantBackend.Mistake mistake) {
    assertCaught(ProveTest::embedded, Margin.Kind.EXACT, mistake, PLACES);
  }

  @ParameterizedTest
  @EnumSource(MutantBackend.Mistake.class)
  void givenAMistake_whenValuesAreSampled_thenItsCanaryFails(MutantBackend.Mistake mistake) {
    assertCaught(ProveTest::embedded, Margin.Kind.SAMPLED, mistake, PLACES);
  }

  @ParameterizedTest
  @EnumSource(MutantBackend.Mistake.class)
  void givenAMistake_whenADeviceErrs_thenItsCanaryFails(MutantBackend.Mistake mistake) {
    assertCaught(ProveTest::device, Margin.Kind.NOISY, mistake, 2);
  }

  @Test
  void givenADeviceThatErrs_whenProved_thenNothingIsTakenForAMistake() {
    try (Backend device = device()) {
      for (int seed = 0; seed < 5; seed++) {
        Proof.Side side = asked(device, Margin.Kind.NOISY, seed);

        assertThat(failed(side)).as("seed %d: %s", seed, side.verdicts()).isEmpty();
      }
    }
  }

  @Test
  void givenGoodRunsOfManySeeds_whenValuesAreSampled_thenNoneFails() {
    Set<String> angles = new HashSet<>();
    try (Backend backend = embedded()) {
      for (int seed = 0; seed < RUNS; seed++) {
        Proof.Side side = asked(backend, Margin.Kind.SAMPLED, seed);

        assertThat(failed(side)).as("seed %d: %s", seed, side.verdicts()).isEmpty();
        side.verdicts().stream()
            .filter(verdict -> verdict.canary().equals("angles"))
            .forEach(verdict -> angles.add(verdict.found()));
      }
    }

    // The shots were drawn anew each time.
    assertThat(angles).hasSizeGreaterThan(10);
  }

  @Test
  void theRateIsSpreadOverAtLeastAsManyValuesAsAPageHas() {
    int values =
        Canaries.all().stream()
            .filter(EstimateCanary.class::isInstance)
            .flatMap(canary -> ((EstimateCanary) canary).pubs().stream())
            .mapToInt(asked -> asked.expected().size())
            .sum();

    assertThat(values).isBetween(50, Margin.VALUES);
  }

  @Test
  void theParametersStandInOtherOrdersByIndexByLetterAndByCodePoint() {
    List<String> byCodePoint = new TreeSet<>(Canaries.NAMES).stream().toList();
    List<String> byLetter = Canaries.NAMES.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList();

    assertThat(byCodePoint).isNotEqualTo(Canaries.NAMES).isNotEqualTo(byLetter);
    assertThat(byLetter).isNotEqualTo(Canaries.NAMES);
  }

  @Test
  void givenTooFewShots_whenAMarginIsAsked_thenTheErrorSaysHowManyItTakes() {
    assertThatThrownBy(() -> new Margin(Margin.Kind.SAMPLED, Margin.LEAST_SHOTS - 1))
        .isInstanceOf(NightshiftException.class)
        .hasMessageContaining("give at least " + Margin.LEAST_SHOTS);
    assertThat(new Margin(Margin.Kind.SAMPLED, Margin.LEAST_SHOTS).allowed(1, 1))
        .isLessThan(new Margin(Margin.Kind.NOISY, Margin.LEAST_SHOTS).allowed(1, 1));
  }

  @Test
  void givenAServiceThatRefusesAJob_whenProved_thenThatCanaryFailsAndTheOthersGoOn() {
    try (Backend backend = refusing(ErrorCode.REMOTE_REJECTED)) {
      Proof proof =
          new Proof(asked(backend, Margin.Kind.EXACT, 1), asked(backend, Margin.Kind.EXACT, 1));

      assertThat(failed(proof.to())).containsExactlyInAnyOrder("binding order", "broadcasting");
      assertThat(proof.passed()).isFalse();
      assertThat(proof.lines())
          .anyMatch(line -> line.startsWith("FAIL") && line.contains("the reference embedded: "))
          .anyMatch(line -> line.contains("found    NS3003"));
    }
  }

  @Test
  void givenAServiceThatCannotBeReached_whenProved_thenThatIsTheError() {
    try (Backend backend = refusing(ErrorCode.REMOTE_UNREACHABLE)) {
      assertThatThrownBy(() -> asked(backend, Margin.Kind.EXACT, 1))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.REMOTE_UNREACHABLE));
    }
  }

  /** Takes no pub whose bindings have two axes. */
  private static Backend refusing(ErrorCode code) {
    Backend inner = embedded();
    return new Backend() {
      @Override
      public String name() {
        return "refusing";
      }

      @Override
      public JobResult run(JobRequest request) {
        for (Pub pub : request.pubs()) {
          if (pub.bindings().shape().rank() > 1) {
            throw new NightshiftException(code, "no");
          }
        }
        return inner.run(request);
      }

      @Override
      public void close() {
        inner.close();
      }
    };
  }
}
