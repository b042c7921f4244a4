package dev.nightshift.cli;

import dev.nightshift.backend.AerBackend;
import dev.nightshift.backend.DeviceTime;
import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.backend.aer.AerOptions;
import dev.nightshift.backend.aer.AerPool;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.transport.server.ServerLimits;
import java.util.Optional;

/** What simulates the jobs of a server. */
sealed interface ServeEngine extends AutoCloseable {

  /** Its names on the command line. */
  enum Kind {
    EMBEDDED,
    AER;

    /** Jobs of Aer wait for another process, which no request should do. */
    ServerLimits limits() {
      return this == AER ? ServerLimits.DEFAULT.withoutInlineWork() : ServerLimits.DEFAULT;
    }

    ServeEngine open(Meter meter, Terminal terminal) {
      return switch (this) {
        case EMBEDDED -> new Embedded(meter);
        case AER ->
            new Aer(
                AerPool.open(
                    AerOptions.standard(
                        System.getenv(), line -> terminal.err().println("qiskit-aer: " + line))),
                meter);
      };
    }
  }

  /** A simulator without errors. */
  Backend ideal(String name);

  /** A device with the errors of a model. */
  Backend noisy(String name, NoiseModel model, DeviceTime device);

  /** Product and version where it is not this one. */
  String about();

  @Override
  void close();

  /** The simulators of this process. */
  record Embedded(Meter meter) implements ServeEngine {
    @Override
    public Backend ideal(String name) {
      return new EmbeddedBackend(name, new Simulator(), meter);
    }

    @Override
    public Backend noisy(String name, NoiseModel model, DeviceTime device) {
      return new NoisyBackend(name, model, Optional.of(device), NoisyOptions.defaults(), meter);
    }

    @Override
    public String about() {
      return "";
    }

    @Override
    public void close() {
      // They hold daemon threads only.
    }
  }

  /** qiskit-aer in processes of its own. */
  record Aer(AerPool pool, Meter meter) implements ServeEngine {
    @Override
    public Backend ideal(String name) {
      return new AerBackend(name, pool, NoiseModel.IDEAL, meter);
    }

    @Override
    public Backend noisy(String name, NoiseModel model, DeviceTime device) {
      return new AerBackend(name, pool, model, Optional.of(device), meter);
    }

    @Override
    public String about() {
      return "qiskit-aer %s".formatted(pool.about().aer());
    }

    @Override
    public void close() {
      pool.close();
    }
  }
}
