package dev.nightshift.experiment.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.assertion.Golden;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.job.QpuSeconds;
import dev.nightshift.learn.RunPart;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
  private static final String LINE = "twin:nightshift_line5";

  @TempDir private Path folder = Path.of("");

  private static RunConfig shipped(String name, String... settings) {
    List<String> all = new ArrayList<>(List.of("corpus=night-watch"));
    all.addAll(List.of(settings));
    return RunConfig.read(Path.of("configs", name + ".yaml"), all);
  }

  private Venues venues() {
    return new Venues(
        new Providers(List.of(folder.resolve("providers")), Map.of()),
        new DeviceCatalog(List.of(folder.resolve("devices"))));
  }

  private RunPlan plan(RunConfig config, boolean quick, String... backends) {
    Venues venues = venues();
    return new Planner(Corpora.ofThisUser(), _ -> {})
        .plan(config, Arrays.stream(backends).map(venues::find).toList(), quick, 10);
  }

  private static PlanEstimate first(RunPlan plan) {
    return plan.entries().getFirst().estimate();
  }

  /** A device of IBM's name, which is the five-qubit line in all but the name. */
  private void importDevice(String name) throws IOException {
    Path from = Path.of("providers/nightshift/nightshift_line5");
    Path to = Files.createDirectories(folder.resolve("devices").resolve(name));
    for (String file : List.of("configuration.json", "properties.json")) {
      Files.writeString(
          to.resolve(file), Files.readString(from.resolve(file)).replace("nightshift_line5", name));
    }
  }

  @Test
  void givenThePublishedConfig_whenPlanned_thenItsCountsAreThePublishedOnesAndOurs() {
    RunPlan plan = plan(shipped("nano-gpt-faithful-shots"), true, "local");

    assertThat(plan.published()).hasValue(new PublishedShape(153_600, 1_625_600, 2_800, 406_400));
    // The evaluations of ours are one job a layer each, in place of twenty.
    Map<RunPart, Counts> counts = first(plan).counts();
    Counts training = Objects.requireNonNull(counts.get(RunPart.TRAINING));
    Counts evaluation = Objects.requireNonNull(counts.get(RunPart.EVALUATION));
    assertThat(training.asked() + evaluation.asked()).isEqualTo(406_400);
    assertThat(training.jobs()).isEqualTo(2_000);
    assertThat(evaluation.jobs()).isEqualTo(40);
    assertThat(training.jobs() + 20 * evaluation.jobs()).isEqualTo(2_800);
  }

  @Test
  void givenTheCausalMode_whenPlanned_thenThereIsNoPublishedShape() {
    assertThat(plan(shipped("nano-gpt-smoke"), true, "local").published()).isEmpty();
  }

  @Test
  void givenADeviceWithoutFolder_whenPlanned_thenSecondsAndMoneyAreUnknownAndCountsAreNot() {
    RunPlan plan = plan(shipped("nano-gpt-smoke", "quantum.shots=1024"), true, "ibm_torino");

    assertThat(first(plan).total().shots()).isPositive();
    assertThat(first(plan).qpuSeconds()).isEmpty();
    assertThat(first(plan).money()).isEmpty();
    assertThat(first(plan).largestJob()).isEmpty();
    Map<?, ?> json = backend(plan);
    assertThat(json.containsKey("qpu_seconds")).isTrue();
    assertThat(json.get("qpu_seconds")).isNull();
    assertThat(json.get("money"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("known", false)
        .containsEntry("likely", null)
        .containsEntry("per_qpu_second", 1.6);
    assertThat(PlanText.of(plan))
        .contains("QPU time    unknown")
        .contains("money       unknown, as the QPU time is")
        .contains("`nightshift backends\n            snapshot ibm_torino`")
        .contains("at least");
  }

  private static Map<?, ?> backend(RunPlan plan) {
    Map<?, ?> json = Json.read(PlanJson.of(plan).getBytes(StandardCharsets.UTF_8), Map.class);
    return (Map<?, ?>) ((List<?>) Objects.requireNonNull(json.get("backends"))).getFirst();
  }

  @Test
  void givenADeviceOfTheUsers_whenPlanned_thenMoneyIsItsSecondsTimesThePrice() throws IOException {
    importDevice("ibm_torino");
    RunConfig config = shipped("nano-gpt-smoke", "quantum.shots=1024");

    PlanEstimate device = first(plan(config, true, "ibm_torino"));
    PlanEstimate twin = first(plan(config, true, LINE));

    QpuSeconds seconds = device.qpuSeconds().orElseThrow();
    assertThat(seconds.likely()).isCloseTo(twin.qpuSeconds().orElseThrow().likely(), within(1e-6));
    assertThat(device.money().orElseThrow())
        .isEqualTo(
            new PlanEstimate.Money(
                Math.round(1.6e6 * seconds.low()),
                Math.round(1.6e6 * seconds.likely()),
                Math.round(1.6e6 * seconds.high())));
    assertThat(twin.venue().price()).isEqualTo(new Price.Free());
    assertThat(twin.money()).isEmpty();
  }

  @Test
  void givenAPriceOfTheUsers_whenPlanned_thenItIsBelievedBeforeOurs() throws IOException {
    importDevice("ibm_torino");
    Files.createDirectories(folder.resolve("providers"));
    Files.writeString(
        folder.resolve("providers/ibm.yaml"),
        """
        kind: ibm
        pricing:
          plan: our contract
          currency: EUR
          per_qpu_minute: 60
          source: contract 17
          date: "2026-10-01"
        """);

    RunPlan plan = plan(shipped("nano-gpt-smoke", "quantum.shots=64"), true, "ibm_torino");

    assertThat(first(plan).money().orElseThrow().low())
        .isEqualTo(Math.round(1e6 * first(plan).qpuSeconds().orElseThrow().low()));
    assertThat(PlanText.of(plan))
        .contains("EUR 1.00 a QPU second: our contract, 2026-10-01, contract 17");
  }

  @Test
  void givenALevel_whenPlanned_thenCircuitsArePricedAsTheyWillBeMapped() {
    String[] small = {"quantum.shots=1024", "train.max_iters=5", "sample.tokens=0"};

    PlanEstimate lazy = first(plan(at(0, small), true, LINE, "local"));
    PlanEstimate keen = first(plan(at(3, small), true, LINE, "local"));

    // The entanglers that level 3 saves are time on the device; what is sent is the same.
    assertThat(lazy.qpuSeconds().orElseThrow().likely())
        .isGreaterThan(keen.qpuSeconds().orElseThrow().likely());
    assertThat(lazy.total()).isEqualTo(keen.total());
    assertThat(first(plan(at(2, small), true, LINE)).qpuSeconds())
        .isEqualTo(first(plan(shipped("nano-gpt-smoke", small), true, LINE)).qpuSeconds());
    assertThat(first(plan(at(0, small), true, "local")))
        .isEqualTo(first(plan(at(3, small), true, "local")));
  }

  private static RunConfig at(int level, String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("transpile.optimization_level=" + level);
    return shipped("nano-gpt-smoke", all.toArray(String[]::new));
  }

  @Test
  void givenADeviceByItsOwnName_whenPlanned_thenItsPriceIsUnknown() {
    RunPlan plan = plan(shipped("nano-gpt-smoke", "quantum.shots=64"), true, "nightshift_hex27");

    assertThat(first(plan).qpuSeconds()).isPresent();
    assertThat(first(plan).money()).isEmpty();
    assertThat(PlanText.of(plan)).contains("money       unknown: no price is at hand;");
  }

  @Test
  void givenExactValues_whenPlannedOnADevice_thenTheServicesOwnShotsAreCountedAndItSaysSo() {
    RunConfig config = shipped("nano-gpt-smoke", "sample.tokens=0");

    RunPlan plan = plan(config, true, "nightshift_line5", LINE, "local");

    Counts device = plan.entries().get(0).estimate().total();
    Counts twin = plan.entries().get(1).estimate().total();
    assertThat(device.executions()).isEqualTo(4_096 * device.bindings());
    assertThat(twin.executions()).isEqualTo(twin.bindings());
    assertThat(twin.shots()).isZero();
    assertThat(twin).isEqualTo(plan.entries().get(2).estimate().total());
    assertThat(plan.entries().get(0).notes())
        .anySatisfy(note -> assertThat(note).contains("a device has no exact values"));
    assertThat(plan.entries().get(2).estimate().qpuSeconds()).isEmpty();
    assertThat(plan.entries().get(2).estimate().nights(10)).isEmpty();
  }

  @Test
  void givenADevice_whenPlanned_thenItSaysHowCircuitsAreMappedAndElsewhereNothingOfIt() {
    RunConfig config =
        shipped("nano-gpt-smoke", "transpile.optimization_level=3", "transpile.seed_transpiler=11");

    RunPlan plan = plan(config, true, LINE, "local");

    assertThat(plan.entries().get(0).notes())
        .contains(
            "Circuits are mapped as the run maps them: transpile.optimization_level 3,"
                + " seed_transpiler 11.");
    assertThat(plan.entries().get(1).notes())
        .allSatisfy(note -> assertThat(note).doesNotContain("mapped"));
  }

  @Test
  void givenSeveralBackends_whenPlannedTogether_thenEachIsAsAlone() {
    RunConfig config = shipped("nano-gpt-smoke", "sample.tokens=10", "train.max_iters=5");
    String[] names = {"embedded", LINE, "local"};

    RunPlan together = plan(config, false, names);

    for (int i = 0; i < names.length; i++) {
      assertThat(together.entries().get(i).estimate())
          .usingRecursiveComparison()
          .ignoringFields("venue")
          .isEqualTo(first(plan(config, false, names[i])));
    }
  }

  @Test
  void givenATextThatIsNotHere_whenPlanned_thenCountsAreBoundsAndNothingIsFetched() {
    RunConfig config = shipped("nano-gpt-smoke", "corpus=tiny-shakespeare");
    Corpora none = new Corpora(Map.of("XDG_CACHE_HOME", folder.toString()), folder);

    RunPlan plan =
        new Planner(none, _ -> {}).plan(config, List.of(venues().find("local")), false, 10);

    assertThat(first(plan).exact()).isFalse();
    assertThat(plan.entries().getFirst().notes())
        .contains(
            "Counts are bounds: the text tiny-shakespeare is not on this machine, so its batches"
                + " are unknown.");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenAPlanThatNoRunCouldFollow_whenAsked_thenTheErrorIsTheRuns() {
    assertFails(
        () -> plan(shipped("nano-gpt-smoke", "quantum.gradient=adjoint"), true, "local"),
        ErrorCode.GRADIENT_UNSUPPORTED,
        "backend 'local' has no adjoint gradients");
    assertFails(
        () -> plan(shipped("nano-gpt-smoke", "quantum.qubits=6"), true, LINE),
        ErrorCode.CIRCUIT_TOO_WIDE,
        "nightshift_line5");
    assertFails(
        () -> plan(shipped("nano-gpt-smoke"), true, "locl"),
        ErrorCode.BACKEND_UNKNOWN,
        "unknown backend `locl`; did you mean `local`?");
    assertFails(
        () -> plan(shipped("nano-gpt-smoke"), true, "twin:nightshift_line6"),
        ErrorCode.BACKEND_UNKNOWN,
        "did you mean `nightshift_line5`?");
    assertFails(
        () ->
            plan(
                shipped(
                    "nano-gpt-smoke",
                    "quantum.shots=10000000",
                    "train.max_iters=10000000",
                    "train.batch_size=4096",
                    "model.block_size=4096"),
                true,
                "local"),
        ErrorCode.CONFIG_VALUE,
        "the run has more than 9.2e18 executions on local; lower train.max_iters");
  }

  private static void assertFails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code, String part) {
    assertThatThrownBy(call)
        .hasMessageContaining(part)
        .asInstanceOf(InstanceOfAssertFactories.type(NightshiftException.class))
        .extracting(NightshiftException::code)
        .isEqualTo(code);
  }

  @Test
  void givenAFixedConfigAndDevice_whenPrinted_thenTheTextIsTheGoldenOne() {
    RunConfig config = shipped("nano-gpt-smoke", "quantum.shots=1024");

    RunPlan plan = plan(config, false, LINE);

    Golden.assertMatches("plan/one.txt", PlanText.of(plan));
    Golden.assertMatches("plan/one.json", PlanJson.of(plan) + "\n");
    assertThat(PlanText.of(plan).lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }

  @Test
  void givenSeveralBackends_whenPrinted_thenTheTableIsTheGoldenOne() {
    RunConfig config = shipped("nano-gpt-faithful", "quantum.shots=256", "train.max_iters=100");

    RunPlan plan =
        plan(config, true, "embedded", "local", LINE, "twin:nightshift_hex27", "ibm_fez");

    Golden.assertMatches("plan/table.txt", PlanText.of(plan));
    assertThat(PlanText.of(plan).lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
  }
}
