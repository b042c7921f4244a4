package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code plan} beside {@code run}, both from the command line, with the configs that ship. */
class PlanCommandTest {
  private static final List<String> COUNTS =
      List.of("jobs", "rounds", "circuits", "bindings", "executions", "shots");

  @TempDir private Path folder = Path.of("");

  private static Ran nightshift(List<String> args) {
    return Ran.of(args);
  }

  private static Ran nightshift(String... args) {
    return nightshift(List.of(args));
  }

  private static Map<?, ?> planned(List<String> config) {
    List<String> args = new ArrayList<>(List.of("plan", "--json"));
    args.addAll(config);
    Ran plan = nightshift(args);
    assertThat(plan.err()).isEmpty();
    assertThat(plan.code()).isZero();
    Map<?, ?> backend = (Map<?, ?>) ((List<?>) at(plan.json(), "backends")).getFirst();
    return (Map<?, ?>) at(backend, "counts");
  }

  private Map<?, ?> ran(List<String> config, String cache) {
    List<String> args =
        new ArrayList<>(
            List.of("run", "--json", "--quiet", "--cache", cache, "--out", folder + "/" + cache));
    args.addAll(config);
    Ran run = nightshift(args);
    assertThat(run.code()).as(run.err()).isZero();
    return (Map<?, ?>) at(run.json(), "quantum");
  }

  private static Object at(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  private static long count(Map<?, ?> map, String key) {
    return ((Number) at(map, key)).longValue();
  }

  private static List<String> config(String name, String backend, String settings) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "configs/" + name + ".yaml", "--backend", backend, "--set", "corpus=night-watch"));
    for (String setting : settings.split(" ")) {
      args.addAll(List.of("--set", setting));
    }
    return args;
  }

  @ParameterizedTest
  @CsvSource({
    "nano-gpt-smoke, local, seed=0",
    "nano-gpt-smoke, embedded, seed=0",
    "nano-gpt, local, train.max_iters=30 sample.tokens=20 train.eval_interval=7",
    "nano-gpt-faithful, local, train.max_iters=30 sample.tokens=20 train.eval_interval=7",
    "nano-gpt-faithful, embedded, train.max_iters=30 sample.tokens=20",
    "nano-gpt-wide, embedded, train.max_iters=12 sample.tokens=20 train.eval_iters=3"
  })
  void givenExactValues_whenRunWithoutACache_thenEveryCountIsAsPlanned(
      String name, String backend, String settings) {
    List<String> config = config(name, backend, settings);

    Map<?, ?> plan = planned(config);

    Map<?, ?> report = ran(config, "off");
    for (String key : COUNTS) {
      assertThat(count(plan, key)).as(key).isEqualTo(count(report, key));
    }
    // A cache saves some of it, and says how much.
    Map<?, ?> cached = ran(config, "memory");
    assertThat(count(cached, "bindings") + count(cached, "cache_hits"))
        .isEqualTo(count(plan, "bindings"));
    assertThat(count(cached, "jobs")).isLessThanOrEqualTo(count(plan, "jobs"));
  }

  @ParameterizedTest
  @CsvSource({
    "nano-gpt-faithful-shots, local, train.max_iters=10 sample.tokens=20 train.eval_iters=5",
    "nano-gpt-smoke, local, quantum.shots=100 train.max_iters=5",
    "nano-gpt-smoke, embedded, quantum.shots=100 train.max_iters=5",
    "nano-gpt-faithful-shots, twin:nightshift_line5, train.max_iters=2 sample.tokens=5"
        + " train.eval_iters=1 quantum.shots=64"
  })
  void givenShots_whenRunAsUsual_thenEveryCountIsAsPlanned(
      String name, String backend, String settings) {
    List<String> config = config(name, backend, settings);

    Map<?, ?> plan = planned(config);

    Map<?, ?> report = ran(config, "memory");
    for (String key : COUNTS) {
      assertThat(count(plan, key)).as(key).isEqualTo(count(report, key));
    }
    assertThat(count(plan, "shots")).isPositive();
  }

  @Test
  void givenSeveralBackends_whenPlanned_thenTheyStandInATable() {
    Ran plan =
        nightshift(
            "plan",
            "configs/nano-gpt-smoke.yaml",
            "--quick",
            "--backend",
            "embedded,local,twin:nightshift_hex27,ibm_torino");

    assertThat(plan.code()).isZero();
    assertThat(plan.out().lines())
        .anySatisfy(line -> assertThat(line).matches("backend +jobs +executions +QPU time.*"))
        .anySatisfy(line -> assertThat(line).matches("ibm_torino +126 .* unknown +unknown +3"));
  }

  @Test
  void givenNoBackend_whenPlanned_thenTheConfigsOwnIsMeant() {
    assertThat(nightshift("plan", "configs/nano-gpt-smoke.yaml", "--quick").out())
        .startsWith("plan of nano-gpt-smoke on local\n");
  }

  @Test
  void givenMistakes_whenPlanned_thenOneLineWithItsCodeSaysSo() {
    Ran unknown = nightshift("plan", "configs/nano-gpt-smoke.yaml", "--backend", "twin:hex27");
    Ran queue = nightshift("plan", "configs/nano-gpt-smoke.yaml", "--queue-minutes", "-1");
    Ran missing = nightshift("plan", "configs/none.yaml");
    Ran key = nightshift("plan", "configs/nano-gpt-smoke.yaml", "--set", "quantum.shot=4");

    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .startsWith("nightshift: NS1020 backend-unknown: unknown device `hex27`;");
    assertThat(queue.code()).isEqualTo(2);
    assertThat(queue.err())
        .startsWith("nightshift: NS1000 usage: --queue-minutes is -1.0; give 0 to 100000");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).startsWith("nightshift: NS1001 file-missing:");
    assertThat(key.code()).isEqualTo(2);
    assertThat(key.err()).contains("NS1011 config-unknown-key").contains("shots");
  }
}
