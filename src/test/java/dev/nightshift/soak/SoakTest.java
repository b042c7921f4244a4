package dev.nightshift.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.server.ServedDevice;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.transport.server.stage.RunningClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load of {@link Soak} for a moment, on a server in this process. */
class SoakTest {
  @Test
  void givenFaults_whenManyClientsWork_thenNoJobIsLostDoubledOrMixedUp(@TempDir Path folder)
      throws InterruptedException {
    Device device = DeviceCatalog.standard(null, Map.of()).find(Load.TWIN);
    try (EmbeddedBackend ideal =
            new EmbeddedBackend("aer_simulator", new Simulator(), new Meter());
        NoisyBackend twin =
            new NoisyBackend(
                Load.TWIN, device.target(), NoisyOptions.defaults().withThreads(1), new Meter());
        SimulatorServer server =
            SimulatorServer.start(
                ServerOptions.loopback()
                    .withState(folder.resolve("state.db"))
                    .withStage(
                        Stage.parse("stage.yaml", Load.STAGE), new RunningClock(Load.TIME_SCALE)),
                ideal,
                List.of(new ServedDevice(device, twin)),
                new Meter());
        Load load = new Load(server.uri(), 2)) {
      load.run(10, Duration.ofSeconds(3));

      assertThat(load.ledger.accepted).isNotEmpty();
      assertThat(load.ledger.lost).isEmpty();
      assertThat(load.ledger.doubled).isEmpty();
      assertThat(load.ledger.wrong).isEmpty();
      assertThat(load.answers.malformed).isEmpty();
    }
  }
}
