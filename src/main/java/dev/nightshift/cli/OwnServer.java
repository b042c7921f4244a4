package dev.nightshift.cli;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.server.ServerLimits;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.device.Device;
import java.util.List;
import java.util.Optional;

/**
 * A simulator server in this process, for one client.
 *
 * @param engine behind {@code aer_simulator}
 * @param at the provider with the server's URL
 */
record OwnServer(SimulatorServer server, EmbeddedBackend engine, Provider.Rest at)
    implements AutoCloseable {
  /**
   * Our own client collects a result at once; what the server keeps beyond that is memory wasted.
   */
  private static final int KEPT_JOBS = 32;

  private static final long KEPT_BYTES = 4L << 20;

  static OwnServer start(Provider.Rest rest, List<Device> devices) {
    // The server's own counters stay apart: the run's meter counts what the client sent.
    Meter served = new Meter();
    EmbeddedBackend engine = new EmbeddedBackend("aer_simulator", new Simulator(), served);
    SimulatorServer server =
        SimulatorServer.start(
            ServerOptions.loopback()
                .withLimits(ServerLimits.DEFAULT.keeping(KEPT_JOBS, KEPT_BYTES)),
            engine,
            devices.stream()
                .map(device ->
                    Twins.served(device, false, Optional.empty(), new ServeEngine.Embedded(served)))
                .toList(),
            served);
    return new OwnServer(server, engine, rest.at(server.uri()));
  }

  @Override
  public void close() {
    try (engine;
        server) {
      // The server first, whatever one of them throws.
    }
  }
}
