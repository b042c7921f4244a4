package dev.nightshift.transport.server;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.wire.rest.BackendConfiguration;
import dev.nightshift.wire.rest.BackendConfiguration.GateConfiguration;
import dev.nightshift.wire.rest.BackendProperties;
import dev.nightshift.wire.rest.BackendStatus;
import dev.nightshift.wire.rest.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The one device of this server: an ideal simulator of any gate. */
final class Devices {
  static final String NAME = "aer_simulator";
  private static final String VERSION = "1.0.0";
  private static final String ONLINE_SINCE = "2026-01-01T00:00:00Z";

  private Devices() {}

  static Device device(int queueLength, int maxQubits) {
    return new Device(
        NAME,
        new Device.Status("online", null),
        queueLength,
        maxQubits,
        true,
        null,
        new Device.WaitTime(0.0, 0.0, 0.0));
  }

  static BackendStatus status(int queueLength) {
    return new BackendStatus(true, "active", "", queueLength, VERSION);
  }

  static BackendConfiguration configuration(ServerLimits limits) {
    List<GateConfiguration> gates = new ArrayList<>();
    for (StandardGate gate : StandardGate.values()) {
      List<String> parameters = new ArrayList<>();
      for (int i = 0; i < gate.parameters(); i++) {
        parameters.add("p" + i);
      }
      gates.add(
          new GateConfiguration(
              gate.qasmName(), parameters, "gate %s {}".formatted(gate.qasmName()), null));
    }
    List<String> names =
        Arrays.stream(StandardGate.values()).map(StandardGate::qasmName).distinct().toList();
    List<String> instructions = new ArrayList<>(names);
    instructions.addAll(List.of("measure", "reset", "delay"));
    return new BackendConfiguration(
        NAME,
        VERSION,
        limits.maxQubits(),
        names,
        gates,
        false,
        true,
        false,
        false,
        true,
        null,
        ONLINE_SINCE,
        limits.maxExecutions(),
        limits.maxPubs(),
        instructions,
        List.of("qasm3"),
        null);
  }

  /** An ideal device has nothing to calibrate. */
  static BackendProperties properties() {
    return new BackendProperties(NAME, VERSION, ONLINE_SINCE, List.of(), List.of(), List.of());
  }
}
