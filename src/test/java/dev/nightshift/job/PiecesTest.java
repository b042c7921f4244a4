package dev.nightshift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PiecesTest {
  private static final long SEED = 20_261_126;
  private static final Circuit CIRCUIT = Ansatz.realAmplitudes(2, 1, Entanglement.LINEAR);

  private static Bindings rows(SplittableRandom random, int count) {
    double[] values = new double[count * CIRCUIT.parameters().size()];
    Arrays.setAll(values, _ -> random.nextDouble(-3, 3));
    return Bindings.rows(CIRCUIT.parameters(), values);
  }

  private static JobRequest estimates(SplittableRandom random) {
    List<Pub.Estimator> pubs = new ArrayList<>();
    int count = random.nextInt(1, 4);
    for (int pub = 0; pub < count; pub++) {
      ObservablesArray observables =
          switch (random.nextInt(3)) {
            case 0 -> ObservablesArray.of(Observable.of("ZZ"));
            case 1 ->
                new ObservablesArray(
                    Shape.of(3, 1),
                    List.of(Observable.of("ZZ"), Observable.of("XI"), Observable.of("IY")));
            default -> new ObservablesArray(Shape.of(1), List.of(Observable.of("YY")));
          };
      pubs.add(new Pub.Estimator(CIRCUIT, observables, rows(random, random.nextInt(1, 12)), 0.0));
    }
    return JobRequest.estimate(pubs, JobOptions.NONE);
  }

  @Test
  void exactValuesAreTheSameHoweverAJobIsCut() {
    try (EmbeddedBackend backend = new EmbeddedBackend("embedded", new Simulator(1), new Meter())) {
      int cuts = 0;
      for (int number = 0; number < 200; number++) {
        SplittableRandom random = new SplittableRandom(SEED + number);
        JobRequest request = estimates(random);
        long all = Workload.asked(request).executions();
        long most = random.nextLong(1, all + 2);

        Pieces pieces = Pieces.cut(request, most, random.nextInt(1, 4));
        List<JobResult> results = new ArrayList<>();
        for (JobRequest piece : pieces.requests()) {
          assertThat(Workload.asked(piece).executions()).isLessThanOrEqualTo(Math.max(most, 3));
          results.add(backend.run(piece));
        }
        cuts += pieces.requests().size() - 1;
        JobResult joined = pieces.join(results);
        JobResult whole = backend.run(request);

        for (int pub = 0; pub < request.pubs().size(); pub++) {
          assertThat(joined.estimated(pub).shape()).isEqualTo(whole.estimated(pub).shape());
          assertThat(joined.estimated(pub).evs())
              .as("case %d of seed %d, pub %d", number, SEED, pub)
              .containsExactly(whole.estimated(pub).evs());
        }
      }
      assertThat(cuts).isGreaterThan(200);
    }
  }

  @Test
  void samplesKeepTheirRowsAndPiecesTheirOwnShots() {
    Circuit flip =
        Circuit.builder(1)
            .bits("c", 1)
            .append(Ansatz.realAmplitudes(1, 0, Entanglement.LINEAR))
            .measure(0, 0)
            .build();
    double[] angles = {0, Math.PI, 0, Math.PI, Math.PI / 2, Math.PI / 2};
    JobRequest request =
        JobRequest.sample(
            List.of(new Pub.Sampler(flip, Bindings.rows(flip.parameters(), angles), 64)),
            JobOptions.NONE.withSeed(5));
    try (EmbeddedBackend backend = new EmbeddedBackend("embedded", new Simulator(1), new Meter())) {
      Pieces pieces = Pieces.cut(request, 64, 1);
      List<JobResult> results = pieces.requests().stream().map(backend::run).toList();
      PubResult.Sampled joined = pieces.join(results).sampled(0);

      assertThat(pieces.requests()).hasSize(6);
      var register = joined.registers().firstEntry().getValue();
      assertThat(register.shape()).isEqualTo(Shape.of(6));
      for (int row = 0; row < 4; row++) {
        assertThat(register.counts(row)).containsOnlyKeys(row % 2 == 0 ? "0" : "1");
      }
      // Two rows alike in two pieces: their shots are not the same 64.
      HashSet<String> shots = new HashSet<>();
      for (int row = 4; row < 6; row++) {
        StringBuilder text = new StringBuilder();
        for (int shot = 0; shot < 64; shot++) {
          text.append(register.bitString(row, shot));
        }
        shots.add(text.toString());
      }
      assertThat(shots).hasSize(2);
    }
  }

  @Test
  void aRowThatIsTooMuchByItselfIsRefused() {
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    CIRCUIT,
                    ObservablesArray.of(Observable.of("ZZ")),
                    rows(new SplittableRandom(1), 3),
                    null)),
            JobOptions.NONE.withShots(1_000));

    assertThatThrownBy(() -> Pieces.cut(request, 999, 1))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_TOO_LARGE))
        .hasMessageContaining("1,000 executions");
    assertThat(Pieces.cut(request, 2_000, 1).requests()).hasSize(2);
    assertThat(Pieces.cut(request, 3_000, 1).requests()).hasSize(1);
    assertThat(Pieces.cut(request, 3_000, 3).requests()).hasSize(3);
  }
}
