package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.backend.TranspilingBackend;
import dev.nightshift.experiment.Experiment;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.experiment.plan.PlanEstimate;
import dev.nightshift.experiment.plan.Planner;
import dev.nightshift.experiment.plan.Venues;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.job.QpuSeconds;
import dev.nightshift.report.Progress;
import dev.nightshift.report.Quantum;
import dev.nightshift.report.RunReport;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transport.client.RemoteBackend;
import dev.nightshift.transport.client.ServiceClient;
import dev.nightshift.transport.client.TransportListener;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan's seconds beside the usage that the service reports when the run is over. */
class PlanAndBillTest {
  private static final Providers PROVIDERS = new Providers(List.of(), Map.of());
  private static final DeviceCatalog DEVICES = new DeviceCatalog(List.of());

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"nightshift_line5, 2", "nightshift_hex27, 2", "nightshift_hex27, 0"})
  void givenARunOnATwin_whenItIsOver_thenTheInstancesUsageIsThePlan(String name, int level) {
    Device device = DEVICES.find(name);
    RunConfig config =
        RunConfig.parse(
            "bill.yaml",
            "seed: 5\n",
            List.of(
                "corpus=night-watch",
                "train.max_iters=3",
                "train.eval_interval=2",
                "train.eval_iters=2",
                "train.batch_size=2",
                "quantum.mode=faithful",
                "quantum.shots=128",
                "sample.tokens=6",
                "transpile.optimization_level=" + level));
    PlanEstimate plan =
        new Planner(Corpora.ofThisUser(), _ -> {})
            .plan(config, List.of(new Venues(PROVIDERS, DEVICES).find("twin:" + name)), false, 10)
            .entries()
            .getFirst()
            .estimate();

    try (EmbeddedBackend ideal = new EmbeddedBackend("aer", new Simulator(), new Meter());
        SimulatorServer server =
            SimulatorServer.start(
                ServerOptions.loopback(),
                ideal,
                List.of(
                    new ServedDevice(
                        device,
                        new NoisyBackend(
                            name, device.target(), NoisyOptions.defaults(), new Meter()))),
                new Meter())) {
      Provider.Rest twin = PROVIDERS.service("local", name).at(server.uri());
      Quantum report = ran(config, twin, device);
      double bill;
      try (ServiceClient client = new ServiceClient(twin, new Meter(), _ -> {})) {
        bill = client.usage().usageConsumedSeconds();
      }

      QpuSeconds planned = plan.qpuSeconds().orElseThrow();
      assertThat(bill).isPositive();
      assertThat(planned.likely()).isCloseTo(bill, within(1e-9 * bill));
      assertThat(bill).isBetween(planned.low(), planned.high());
      assertThat(plan.total().jobs()).isEqualTo(report.jobs());
      assertThat(plan.total().bindings()).isEqualTo(report.bindings());
      assertThat(plan.total().executions()).isEqualTo(report.executions());
      assertThat(plan.total().shots()).isEqualTo(report.shots());
    }
  }

  private Quantum ran(RunConfig config, Provider.Rest twin, Device device) {
    Experiment experiment =
        new Experiment(
            (_, mapping, meter) -> fitting(twin, device, mapping, meter),
            Corpora.ofThisUser(),
            Progress.none(),
            "test",
            () -> false);
    try (RunFolder run = RunFolder.createAt(folder.resolve("run"), config)) {
      return RunReport.ofJson(experiment.run(run, "bill", null)).quantum();
    }
  }

  private static Backend fitting(
      Provider.Rest twin, Device device, TranspileOptions mapping, Meter meter) {
    return new TranspilingBackend(
        new RemoteBackend(twin, meter, TransportListener.NONE),
        () -> Optional.of(device.target()),
        mapping,
        meter);
  }
}
