package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue as its users meet it: commands, exit codes, and what they print. */
class QueueCommandsTest {
  private static final String SMALL =
      """
      seed: 3
      backend: twin:nightshift_line5
      corpus: night-watch
      model: {n_embd: 8, n_head: 2, n_layer: 1, block_size: 4, dropout: 0.1}
      train: {batch_size: 2, learning_rate: 0.01, max_iters: 3, eval_interval: 2, eval_iters: 1}
      quantum: {mode: faithful, qubits: 2, heads: 1, shots: 16, gradient: parameter-shift}
      sample: {tokens: 2}
      checkpoint: {every_steps: 1}
      """;

  @TempDir private Path folder = Path.of("");

  private Ran run(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--queue", folder.resolve("queue.db").toString()));
    return Ran.of(all);
  }

  private String config() throws IOException {
    return Files.writeString(folder.resolve("small.yaml"), SMALL).toString();
  }

  @Test
  void aRunIsHandedOverWorkedOnAndLookedAt() throws IOException {
    Path out = folder.resolve("run");
    Ran handed = run("run", config(), "--overnight", "--out", out.toString(), "--json");
    assertThat(handed.code()).as(handed.err()).isZero();
    assertThat(handed.err()).contains("nightshift worker");
    String id = String.valueOf(Objects.requireNonNull(handed.json().get("id")));

    Ran waiting = run("queue", "ls", "--json");
    assertThat(waiting.lines())
        .singleElement()
        .satisfies(
            line -> assertThat(line.get("state")).isEqualTo("queued"),
            line -> assertThat(line.get("backend")).isEqualTo("twin:nightshift_line5"));
    assertThat(run("worker", "--until-empty").code()).isZero();

    Ran shown = run("queue", "show", id, "--json", "--limit", "1000");
    assertThat(shown.json().get("state")).isEqualTo("done");
    List<?> jobs = (List<?>) Objects.requireNonNull(shown.json().get("jobs"));
    assertThat(jobs).isNotEmpty();
    assertThat(jobs)
        .allSatisfy(job -> {
          assertThat(((Map<?, ?>) job).get("state")).isEqualTo("settled");
          assertThat(((Map<?, ?>) job).get("outcome")).isEqualTo("done");
        });
    // What was sent, and where its qubits went, lies in the run's folder.
    for (Object digest :
        ((Map<?, ?>) Objects.requireNonNull(shown.json().get("mappings"))).keySet()) {
      String name = "mapped-" + String.valueOf(digest).substring(0, 12);
      assertThat(out.resolve("circuits/" + name + ".qasm")).content().contains("qubit[5]");
      assertThat(out.resolve("circuits/" + name + ".json")).content().contains("final_layout");
    }
    assertThat(out.resolve("circuits")).isDirectoryContaining("glob:**/mapped-*.qasm");
    Map<?, ?> report = Json.read(Files.readAllBytes(out.resolve("report.json")), Map.class);
    Map<?, ?> quantum = (Map<?, ?>) Objects.requireNonNull(report.get("quantum"));
    assertThat(((Number) Objects.requireNonNull(quantum.get("jobs"))).intValue())
        .isEqualTo(jobs.size());
    assertThat(run("queue", "ls").out()).contains("no run waits");
    assertThat(run("queue", "ls", "--all").out()).contains(id, "done");
    assertThat(run("queue", "watch", id).out()).contains("handed over");
    assertThat(run("queue", "show", id).out()).contains("jobs", "step 2", "log");

    List<Map<?, ?>> accounts = run("budget", "--json").lines();
    assertThat(accounts)
        .extracting(account -> String.valueOf(account.get("account")))
        .contains("rehearsal:all", "run:" + id, "backend:twin:nightshift_line5");
    Map<?, ?> spent = (Map<?, ?>) Objects.requireNonNull(accounts.getFirst().get("spent"));
    assertThat(((Number) Objects.requireNonNull(spent.get("qpu_s"))).doubleValue())
        .isGreaterThan(2.0 * jobs.size());
    // Nobody knows the price of a device that is made up.
    assertThat(accounts.getFirst().get("unpriced_jobs")).isEqualTo(jobs.size());
    assertThat(run("budget").out()).contains("rehearsal:all", "unknown");

    Path exported = folder.resolve("export.json");
    assertThat(run("queue", "export", id, "--out", exported.toString()).code()).isZero();
    assertThat(Json.read(Files.readAllBytes(exported), Map.class).get("id")).isEqualTo(id);
  }

  @Test
  void aCapStopsTheRunBeforeItIsPassedAndMoreRoomLetsItGoOn() throws IOException {
    Path out = folder.resolve("run");

    Ran stopped = run("run", config(), "--budget", "8s", "--out", out.toString(), "--quiet");

    assertThat(stopped.code()).isEqualTo(ErrorCode.CAP_REACHED.exitCode());
    assertThat(stopped.err()).contains("NS2001 cap-reached", "budgets.run.qpu_s");
    Map<?, ?> account = run("budget", "--json").lines().getFirst();
    Map<?, ?> spent = (Map<?, ?>) Objects.requireNonNull(account.get("spent"));
    assertThat(((Number) Objects.requireNonNull(spent.get("qpu_s"))).doubleValue())
        .isBetween(2.0, 8.0);
    // The folder is the queue's: its jobs must not be paid for past the books.
    Ran past = run("run", "--resume", out.toString());
    assertThat(past.code()).isEqualTo(ErrorCode.RUN_STATE.exitCode());
    assertThat(past.err()).contains("nightshift queue resume");
  }

  @Test
  void aRunThatIsStoppedByItsCapsEndsAsTheUnbrokenOne() throws IOException {
    Path capped = folder.resolve("capped");
    Path free = folder.resolve("free");
    assertThat(run("run", config(), "--overnight", "--out", free.toString()).code()).isZero();
    assertThat(run("worker", "--until-empty").code()).isZero();
    run("run", config(), "--budget", "6jobs", "--out", capped.toString(), "--quiet");
    String id =
        String.valueOf(
            Json.read(Files.readAllBytes(capped.resolve("queue.json")), Map.class).get("id"));
    assertThat(run("queue", "show", id, "--json").json().get("state")).isEqualTo("paused");

    Ran more = run("queue", "resume", id, "--budget", "500jobs");

    assertThat(more.code()).as(more.err()).isZero();
    assertThat(run("worker", "--until-empty").code()).isZero();
    assertThat(run("queue", "show", id, "--json").json().get("state"))
        .as(run("queue", "show", id).out())
        .isEqualTo("done");
    assertThat(Files.readAllBytes(weights(capped))).isNotEmpty();
    assertThat(loss(capped)).isEqualTo(loss(free));
    assertThat(sample(capped)).isEqualTo(sample(free));
  }

  private static Path weights(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.filter(file -> file.toString().contains("hybrid")).findFirst().orElseThrow();
    }
  }

  private static Object loss(Path run) throws IOException {
    return hybrid(run, "loss");
  }

  private static Object sample(Path run) throws IOException {
    return hybrid(run, "sample");
  }

  private static Object hybrid(Path run, String key) throws IOException {
    Map<?, ?> report = Json.read(Files.readAllBytes(run.resolve("report.json")), Map.class);
    Map<?, ?> model = (Map<?, ?>) Objects.requireNonNull(report.get("hybrid"));
    return Objects.requireNonNull(model.get(key));
  }

  @Test
  void aRunInADedicatedSessionIsRefusedWhereTimeIsCapped() throws IOException {
    Path out = folder.resolve("run");

    Ran refused =
        run(
            "run",
            config(),
            "--session",
            "dedicated",
            "--budget",
            "10min",
            "--out",
            out.toString());

    assertThat(refused.code()).isEqualTo(ErrorCode.USAGE.exitCode());
    assertThat(refused.err()).contains("paid by the clock", "--session batch");
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunMayWorkInABatchWithoutBeingHandedOver() throws IOException {
    Path out = folder.resolve("run");

    Ran ran = run("run", config(), "--session", "batch", "--out", out.toString(), "--quiet");

    assertThat(ran.code()).as(ran.err()).isZero();
    String id =
        String.valueOf(
            Json.read(Files.readAllBytes(out.resolve("queue.json")), Map.class).get("id"));
    Map<?, ?> shown = run("queue", "show", id, "--json", "--limit", "1000").json();
    int jobs = ((List<?>) Objects.requireNonNull(shown.get("jobs"))).size();
    assertThat(shown.get("session")).isEqualTo("batch");
    assertThat((List<?>) Objects.requireNonNull(shown.get("sessions")))
        .singleElement()
        .satisfies(
            session -> assertThat(((Map<?, ?>) session).get("closed")).isNotNull(),
            session -> assertThat(((Map<?, ?>) session).get("reason")).isEqualTo("the run is over"),
            session -> assertThat(((Map<?, ?>) session).get("jobs")).isEqualTo(jobs));
    assertThat(run("queue", "show", id).out())
        .containsPattern(
            "(?m)^session  batch \\S+, %d jobs, from \\S+Z, closed \\S+Z: the run is over$"
                .formatted(jobs));
  }

  @Test
  void mistakesAreAnswered() throws IOException {
    Path out = folder.resolve("never");
    List<List<String>> wrong =
        List.of(
            List.of("run", config(), "--overnight", "--budget", "10 minutes"),
            List.of("run", config(), "--overnight", "--not-before", "22:00"),
            List.of("run", config(), "--overnight", "--not-before", "22h", "--not-after", "6h"),
            List.of("run", config(), "--overnight", "--deadline", "tomorrow"),
            List.of("run", config(), "--priority", "3"),
            List.of("run", config(), "--overnight", "--session", "club"),
            List.of("queue", "show", "nobody"),
            List.of("queue", "resume", "nobody", "--mode", "hope"));
    for (List<String> args : wrong) {
      List<String> all = new ArrayList<>(args);
      if (args.getFirst().equals("run")) {
        all.addAll(List.of("--out", out.toString()));
      }
      Ran ran = run(all.toArray(String[]::new));
      assertThat(ran.code()).as("%s: %s", args, ran.err()).isEqualTo(2);
      assertThat(ran.err()).startsWith("nightshift: NS1");
      assertThat(out).doesNotExist();
    }
    assertThat(run("queue", "ls").out()).contains("no run waits");
    assertThat(run("budget").out()).contains("nothing was spent");
  }
}
