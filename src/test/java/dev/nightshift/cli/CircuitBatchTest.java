package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Circuits that are handed over in the evening. */
class CircuitBatchTest {
  private static final String TURN =
      """
      OPENQASM 3.0;
      include "stdgates.inc";
      input float theta;
      qubit[2] q;
      ry(theta) q[0];
      cx q[0], q[1];
      """;

  private static final String OTHER = TURN.replace("cx q[0], q[1];", "x q[1];");

  @TempDir private Path folder = Path.of("");
  private String turn = "";
  private String other = "";
  private String out = "";

  @BeforeEach
  void circuits() throws IOException {
    turn = Files.writeString(folder.resolve("turn.qasm"), TURN).toString();
    other = Files.writeString(folder.resolve("other.qasm"), OTHER).toString();
    out = folder.resolve("batch").toString();
  }

  private Ran run(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--queue", folder.resolve("queue.db").toString()));
    return Ran.of(all);
  }

  private Ran hand(String... args) {
    List<String> all = new ArrayList<>(List.of("circuit", "run", turn, other));
    all.addAll(List.of("--param", "theta=0.3", "--out", out));
    all.addAll(Arrays.asList(args));
    return run(all.toArray(String[]::new));
  }

  private static double number(Object list, int index) {
    return ((Number) Objects.requireNonNull(((List<?>) list).get(index))).doubleValue();
  }

  @Test
  void givenTwoCircuits_whenTheyAreHandedOver_thenAWorkerRunsThemInOneJobAndTheAnswersAreThere() {
    Ran handed =
        hand("--observable", "ZI", "--observable", "IZ", "--backend", "local", "--overnight");
    assertThat(handed.code()).as(handed.err()).isZero();
    String id = handed.out().strip();
    Ran early = run("queue", "result", id);
    assertThat(early.code()).isEqualTo(ErrorCode.RUN_STATE.exitCode());
    assertThat(early.err()).contains("queued", "has no result yet");

    assertThat(run("worker", "--until-empty").code()).isZero();

    List<?> answers = (List<?>) run("queue", "result", id, "--json").value();
    assertThat(answers).hasSize(2);
    Map<?, ?> first = (Map<?, ?>) Objects.requireNonNull(answers.getFirst());
    Map<?, ?> second = (Map<?, ?>) Objects.requireNonNull(answers.getLast());
    assertThat(first.get("circuit")).isEqualTo(turn);
    // <Z> after a turn by theta is cos(theta); CX copies it, X alone gives -1.
    Object evs = Objects.requireNonNull(first.get("evs"));
    assertThat(number(evs, 0)).isCloseTo(Math.cos(0.3), within(1e-12));
    assertThat(number(evs, 1)).isCloseTo(Math.cos(0.3), within(1e-12));
    evs = Objects.requireNonNull(second.get("evs"));
    assertThat(number(evs, 0)).isCloseTo(-1, within(1e-12));
    assertThat(number(evs, 1)).isCloseTo(Math.cos(0.3), within(1e-12));
    assertThat(run("queue", "result", id).out()).contains(turn, other, "evs");
    Map<?, ?> exported = (Map<?, ?>) run("queue", "export", id).value();
    assertThat((List<?>) exported.get("jobs")).hasSize(1);
    assertThat((List<?>) exported.get("results")).hasSize(2);
    assertThat(run("queue", "show", id).out()).contains("2 circuits", "circuits");
  }

  @Test
  void givenShotsOnANoisyTwin_whenACapIsTooSmall_thenNothingIsSentUntilThereIsRoom()
      throws IOException {
    Ran refused =
        hand(
            "--shots",
            "500",
            "--seed",
            "7",
            "--backend",
            "twin:nightshift_line5",
            "--budget",
            "1s");
    assertThat(refused.code()).isEqualTo(ErrorCode.CAP_REACHED.exitCode());
    assertThat(refused.err()).contains("queue resume");
    String id =
        String.valueOf(
            Json.read(Files.readAllBytes(Path.of(out, "queue.json")), Map.class).get("id"));
    // What was asked is in the folder: the originals may go.
    Files.delete(Path.of(turn));
    Files.delete(Path.of(other));

    assertThat(run("queue", "resume", id, "--budget", "1min").code()).isZero();
    assertThat(run("worker", "--until-empty").code()).isZero();

    List<?> answers = (List<?>) run("queue", "result", id, "--json").value();
    for (Object answer : answers) {
      Map<?, ?> counts =
          (Map<?, ?>)
              Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(answer)).get("counts"));
      assertThat(counts.values().stream().mapToInt(count -> ((Number) count).intValue()).sum())
          .isEqualTo(500);
    }
    assertThat(run("budget").out()).contains("run:" + id);
    assertThat(run("budget", "audit").out()).contains("everything agrees");
    // The job's record says where its circuits went.
    Map<?, ?> shown = (Map<?, ?>) run("queue", "show", id, "--json").value();
    Map<?, ?> mappings = (Map<?, ?>) Objects.requireNonNull(shown.get("mappings"));
    Map<?, ?> job =
        (Map<?, ?>)
            Objects.requireNonNull(
                ((List<?>) Objects.requireNonNull(shown.get("jobs"))).getFirst());
    List<?> circuits = (List<?>) Objects.requireNonNull(job.get("circuits"));
    assertThat(mappings.keySet()).hasSizeBetween(1, 2).isEqualTo(Set.copyOf(circuits));
    assertThat(((Map<?, ?>) Objects.requireNonNull(mappings.get(circuits.getFirst()))).keySet())
        .isEqualTo(Set.of("initial_layout", "final_layout", "receipt"));
  }

  @Test
  void givenNoShots_whenABudgetIsGiven_thenTheExactDistributionIsPrintedAtOnce() {
    Ran ran = hand("--backend", "local", "--budget", "5jobs", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    Map<?, ?> first = (Map<?, ?>) Objects.requireNonNull(((List<?>) ran.value()).getFirst());
    Map<?, ?> probabilities = (Map<?, ?>) Objects.requireNonNull(first.get("probabilities"));
    assertThat(((Number) Objects.requireNonNull(probabilities.get("11"))).doubleValue())
        .isCloseTo(Math.pow(Math.sin(0.15), 2), within(1e-12));
  }

  @Test
  void mistakesAreAnsweredBeforeAFolderIsMade() {
    Ran several = run("circuit", "run", turn, other, "--param", "theta=1");
    assertThat(several.code()).isEqualTo(ErrorCode.USAGE.exitCode());
    assertThat(several.err()).contains("--overnight");
    Ran unbound = run("circuit", "run", turn, other, "--overnight", "--out", out);
    assertThat(unbound.code()).isEqualTo(2);
    assertThat(unbound.err()).contains("theta");
    assertThat(Path.of(out)).doesNotExist();
    assertThat(hand("--overnight").code()).isZero();
    Ran again = hand("--overnight");
    assertThat(again.code()).isEqualTo(ErrorCode.USAGE.exitCode());
    assertThat(again.err()).contains("is not empty");
  }
}
