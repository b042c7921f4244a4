package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.sim.Simulator;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A device's noisy twin, from our client through the protocol and back. */
class NoisyTwinTest {
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
            List.of(new ServedDevice(device, twin())),
            new Meter());
  }

  private static NoisyBackend twin() {
    return new NoisyBackend(NAME, device.target(), NoisyOptions.defaults(), new Meter());
  }

  @AfterAll
  static void stop() {
    server.close();
    ideal.close();
  }

  private static RemoteBackend remote() {
    Provider.Rest local = (Provider.Rest) Providers.standard(null, Map.of()).find("local");
    return new RemoteBackend(
        local.at(server.uri()).withDevice(NAME), new Meter(), TransportListener.NONE);
  }

  /** A Bell pair in the device's own gates. */
  private static Circuit bell(boolean measured) {
    String end = measured ? "c[0] = measure $1; c[1] = measure $2;" : "";
    return Qasm.read(
        "bell.qasm",
        "OPENQASM 3.0; include \"stdgates.inc\";"
            + (measured ? "bit[2] c;" : "")
            + "rz(pi/2) $1; sx $1; rz(pi/2) $1; rz(pi/2) $2; sx $2; rz(pi/2) $2; cz $1, $2;"
            + "rz(pi/2) $2; sx $2; rz(pi/2) $2;"
            + end);
  }

  @Test
  void exactValuesOfTheTwinTravelUnchangedAndDifferFromTheIdealOnes() {
    Circuit circuit = bell(false);
    Observable observable = Observable.of("ZZI".substring(3 - circuit.qubits()));
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(circuit, ObservablesArray.of(observable), Bindings.none(), 0.0)),
            JobOptions.NONE);
    double there;
    try (RemoteBackend remote = remote()) {
      there = remote.run(request).estimated(0).evs()[0];
    }

    double here;
    try (NoisyBackend twin = twin()) {
      here = twin.run(request).estimated(0).evs()[0];
    }

    assertThat(there).isEqualTo(here);
    assertThat(ideal.run(request).estimated(0).evs()[0]).isCloseTo(1, within(1e-12));
    assertThat(there).isBetween(0.8, 0.9999);
  }

  @Test
  void samplesOfTheTwinHaveItsErrors() {
    int shots = 20_000;
    JobRequest request =
        JobRequest.sample(
            List.of(new Pub.Sampler(bell(true), Bindings.none(), shots)),
            JobOptions.NONE.withSeed(5));
    BitArray bits;
    try (RemoteBackend remote = remote()) {
      bits = Objects.requireNonNull(remote.run(request).sampled(0).registers().get("c"));
    }
    int odd = 0;
    for (byte one : bits.bytes()) {
      odd += one == 1 || one == 2 ? 1 : 0;
    }

    // An ideal pair has none; the twin about 1 - <ZZ> over 2 of them, readout errors added.
    assertThat(odd).isBetween(shots / 1000, shots / 5);
  }

  @Test
  void aCircuitInOtherGatesIsAcceptedAndFails() {
    Circuit circuit =
        Qasm.read(
            "h.qasm", "OPENQASM 3.0; include \"stdgates.inc\"; bit[1] c; h $0; c[0] = measure $0;");
    try (RemoteBackend remote = remote()) {
      assertThatThrownBy(() ->
              remote.run(
                  JobRequest.sample(
                      List.of(new Pub.Sampler(circuit, Bindings.none(), 10)), JobOptions.NONE)))
          .isInstanceOf(NightshiftException.class)
          .hasMessageContaining("1517")
          .hasMessageContaining("The instruction h on qubits (0,) is not supported");
    }
  }
}
