package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.backend.TranspilingBackend;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transport.client.RemoteBackend;
import dev.nightshift.transport.client.TransportListener;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Any circuit on a device that takes its own gates only, through the protocol and back. */
class TranspiledOverTheWireTest {
  private static final String NAME = "nightshift_line5";

  @SuppressWarnings("NullAway.Init")
  private static Device device;

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedBackend ideal;

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @BeforeAll
  static void start() {
    device = DeviceCatalog.standard(null, Map.of()).find(NAME);
    ideal = new EmbeddedBackend("aer_simulator", new Simulator(), new Meter());
    server =
        SimulatorServer.start(
            ServerOptions.loopback(),
            ideal,
            List.of(new ServedDevice(device, noiseless())),
            new Meter());
  }

  @AfterAll
  static void stop() {
    server.close();
    ideal.close();
  }

  /** The device's rules without its errors. */
  private static NoisyBackend noiseless() {
    return new NoisyBackend(NAME, NoiseModel.IDEAL, NoisyOptions.defaults(), new Meter());
  }

  private static Backend fitting() {
    Provider.Rest local = (Provider.Rest) Providers.standard(null, Map.of()).find("local");
    return new TranspilingBackend(
        new RemoteBackend(
            local.at(server.uri()).withDevice(NAME), new Meter(), TransportListener.NONE),
        () -> Optional.of(device.target()),
        TranspileOptions.DEFAULT.withLevel(1),
        new Meter());
  }

  @Test
  void givenAnyCircuit_whenEstimatedOnADevice_thenItsValuesAreThoseOfTheOriginal() {
    try (Backend fitting = fitting()) {
      for (int i = 0; i < 8; i++) {
        Seed seed = Seed.of(300 + i);
        Circuit circuit = CircuitGenerator.unitary(4, 15, 12).circuit(seed);
        Bindings bindings =
            Bindings.row(circuit.parameters(), CircuitGenerator.values(circuit, seed));
        JobRequest request =
            JobRequest.estimate(
                List.of(
                    new Pub.Estimator(
                        circuit,
                        ObservablesArray.of(
                            List.of(
                                Observable.of("XIZY"),
                                Observable.of(Map.of("IIIZ", 0.5, "ZXII", -2.0)))),
                        bindings,
                        0.0)),
                JobOptions.NONE);

        double[] found = fitting.run(request).estimated(0).evs();

        double[] expected = ideal.run(request).estimated(0).evs();
        assertThat(found).as("circuit %d", i).containsExactly(expected, within(1e-9));
      }
    }
  }

  @Test
  void givenACircuitOfSwapsAndRoutes_whenSampledOnADevice_thenBitsAreTheProgramsOwn() {
    // Each bit has a value of its own, so that any exchange shows: 1 0 1 1 0 read from the right.
    CircuitBuilder builder = Circuit.builder(5).bits("low", 2).bits("high", 3);
    builder.x(0).cx(0, 3).cx(0, 4).x(4).cx(3, 2).cx(4, 1).measure(0, 2).measure(1, 0);
    Circuit circuit = builder.measure(2, 4).measure(3, 1).measure(4, 3).build();
    JobRequest request =
        JobRequest.sample(
            List.of(new Pub.Sampler(circuit, Bindings.none(), 20)), JobOptions.NONE.withSeed(1));
    try (Backend fitting = fitting()) {
      for (String register : List.of("low", "high")) {
        BitArray found =
            Objects.requireNonNull(fitting.run(request).sampled(0).registers().get(register));
        BitArray expected =
            Objects.requireNonNull(ideal.run(request).sampled(0).registers().get(register));
        assertThat(found.bytes()).as(register).isEqualTo(expected.bytes());
      }
    }
  }
}
