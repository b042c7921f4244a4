package dev.nightshift.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Meter;
import dev.nightshift.report.Progress;
import dev.nightshift.report.RunReport;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.client.RemoteBackend;
import dev.nightshift.transport.client.TransportListener;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published run, every circuit through a real server: the same figures, in at most 2,800 jobs.
 */
class PublishedRunOverTheWireTest {
  private static final double LOSS_TOLERANCE = 0.002;

  @TempDir private Path folder = Path.of("");

  @Test
  void theFaithfulConfigReproducesTheReferenceThroughTheServer() throws Exception {
    Assumptions.assumeTrue(
        System.getenv(Corpora.DATA_VARIABLE) != null,
        "skipped: set NIGHTSHIFT_DATA to the folder of tinyshakespeare.txt to compare with the"
            + " reference");
    RunConfig config = RunConfig.read(Path.of("configs/nano-gpt-faithful.yaml"), List.of());
    Map<?, ?> reference =
        Json.read(
            Files.readAllBytes(Path.of("src/test/resources/reference/nano-gpt-seed0.json")),
            Map.class);
    Meter served = new Meter();
    Provider.Rest local = (Provider.Rest) new Providers(List.of(), Map.of()).find("local");

    RunReport report;
    try (EmbeddedBackend engine = new EmbeddedBackend("aer_simulator", new Simulator(), served);
        SimulatorServer server = SimulatorServer.start(ServerOptions.loopback(), engine, served);
        RunFolder run = RunFolder.createAt(folder.resolve("run"), config)) {
      Experiment experiment =
          new Experiment(
              (_, _, meter) ->
                  new RemoteBackend(local.at(server.uri()), meter, TransportListener.NONE),
              Corpora.ofThisUser(),
              Progress.none(),
              "test",
              () -> false);
      report = RunReport.ofJson(experiment.run(run, "nano-gpt-faithful", null));
    }

    Map<?, ?> classical = (Map<?, ?>) Objects.requireNonNull(reference.get("classical"));
    Map<?, ?> hybrid = (Map<?, ?>) Objects.requireNonNull(reference.get("hybrid"));
    assertThat(report.classical().loss()).isCloseTo(2.7006, within(5e-5));
    assertThat(report.classical().sample()).isEqualTo(classical.get("sample"));
    assertThat(report.hybrid().loss()).isCloseTo(2.758, within(LOSS_TOLERANCE));
    assertClose(report.classical().evalLosses(), (List<?>) classical.get("eval_losses"));
    assertClose(report.hybrid().evalLosses(), (List<?>) hybrid.get("eval_losses"));
    assertThat(report.classical().parameters()).isEqualTo(8_769);
    assertThat(report.hybrid().parameters()).isEqualTo(8_821);
    assertThat(report.quantum().jobs()).isLessThanOrEqualTo(2_800);
  }

  private static void assertClose(
      List<Double> found, @org.jspecify.annotations.Nullable List<?> expected) {
    assertThat(expected).isNotNull().hasSameSizeAs(found);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i))
          .as("evaluation %d", i)
          .isCloseTo((Double) Objects.requireNonNull(expected).get(i), within(LOSS_TOLERANCE));
    }
  }
}
