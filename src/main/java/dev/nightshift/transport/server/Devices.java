package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.Backend;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.transport.server.stage.Maintenance;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.transport.server.stage.Tariff;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.rest.BackendConfiguration;
import dev.nightshift.wire.rest.BackendConfiguration.GateConfiguration;
import dev.nightshift.wire.rest.BackendProperties;
import dev.nightshift.wire.rest.BackendStatus;
import dev.nightshift.wire.rest.Device;
import dev.nightshift.wire.rest.Device.PerformanceMetrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The devices of this server: an ideal simulator of any gate, and those it was given. */
final class Devices {
  /** The ideal simulator. */
  static final String SIMULATOR = "aer_simulator";

  private static final String VERSION = "1.0.0";
  private static final String ONLINE_SINCE = "2026-01-01T00:00:00Z";

  /**
   * A device at work.
   *
   * @param served null for the ideal simulator
   * @param isa what its circuits must pass; null where it takes any gate
   * @param metrics its errors in four figures; null where it has none
   * @param lane null where jobs run as soon as there is a thread
   * @param tariff null where the time in the engine is charged
   */
  record Entry(
      String name,
      Backend engine,
      @Nullable ServedDevice served,
      @Nullable IsaCheck isa,
      @Nullable PerformanceMetrics metrics,
      @Nullable Lane lane,
      @Nullable Tariff tariff) {
    boolean ideal() {
      return served == null;
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final ServerLimits limits;

  /**
   * @param simulator runs the ideal simulator's jobs
   * @param workers compute the jobs of timed devices
   * @throws NightshiftException CONFIG_VALUE for a name that stands twice
   */
  Devices(
      Backend simulator,
      List<ServedDevice> devices,
      ServerLimits limits,
      Stage stage,
      ServiceClock clock,
      Executor workers) {
    this.limits = limits;
    entries.put(SIMULATOR, new Entry(SIMULATOR, simulator, null, null, null, null, null));
    Instant opened = clock.instant();
    for (ServedDevice device : devices) {
      Lane lane = stage.timed() ? new Lane(device.name(), stage, clock, opened, workers) : null;
      Entry entry =
          new Entry(
              device.name(),
              device.engine(),
              device,
              new IsaCheck(device.target()),
              DeviceEntries.metrics(device.device()),
              lane,
              new Tariff(device.target()));
      if (entries.put(device.name(), entry) != null) {
        throw new NightshiftException(
            ErrorCode.CONFIG_VALUE,
            "device %s is served twice; name it once".formatted(device.name()));
      }
    }
  }

  @Nullable Entry find(String name) {
    return entries.get(name);
  }

  /** What a device's circuits must pass; null for the simulator and for unknown names. */
  @Nullable IsaCheck instructionSet(String name) {
    Entry entry = entries.get(name);
    return entry == null ? null : entry.isa();
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** The answer to a request for a device that is not here. */
  Reply unknown() {
    return Reply.error(
        404,
        "not_found",
        "device not found",
        "This server has %s.".formatted(String.join(", ", entries.keySet())));
  }

  /** The list of devices. */
  List<Device> list(IntSupplier simulatorQueue, Stage.Plan plan) {
    List<Device> list = new ArrayList<>();
    for (Entry entry : entries.values()) {
      ServedDevice served = entry.served();
      Optional<Maintenance> down = down(entry);
      list.add(
          new Device(
              entry.name(),
              new Device.Status(
                  down.map(Maintenance::status).orElse("online"),
                  down.map(Maintenance::reason).orElse(null)),
              length(entry, simulatorQueue),
              served == null ? limits.maxQubits() : served.target().qubits(),
              entry.ideal(),
              served == null ? null : DeviceEntries.processor(served.device()),
              served == null ? null : DeviceEntries.clops(served.device()),
              entry.metrics(),
              plan == Stage.Plan.OPEN ? null : new Device.WaitTime(0.0, 0.0, 0.0)));
    }
    return list;
  }

  BackendStatus status(Entry entry, IntSupplier simulatorQueue) {
    Optional<Maintenance> down = down(entry);
    return new BackendStatus(
        down.isEmpty(),
        down.map(Maintenance::status).orElse("active"),
        down.map(Maintenance::reason).orElse(""),
        length(entry, simulatorQueue),
        entry.served() == null ? VERSION : entry.served().device().version());
  }

  private static Optional<Maintenance> down(Entry entry) {
    return entry.lane() == null ? Optional.empty() : entry.lane().maintenance();
  }

  private static int length(Entry entry, IntSupplier simulatorQueue) {
    if (entry.lane() != null) {
      return entry.lane().length();
    }
    return entry.ideal() ? simulatorQueue.getAsInt() : 0;
  }

  byte[] configuration(Entry entry) {
    return entry.served() == null
        ? Json.write(idealConfiguration(limits))
        : entry.served().device().configuration().utf8();
  }

  byte[] properties(Entry entry) {
    return entry.served() == null
        // An ideal device has nothing to calibrate.
        ? Json.write(
            new BackendProperties(
                SIMULATOR, VERSION, ONLINE_SINCE, List.of(), List.of(), List.of()))
        : entry.served().device().properties().utf8();
  }

  /** The newest properties that are not later than an instant. */
  Optional<byte[]> propertiesAt(Entry entry, Instant when) {
    return entry.served() == null
        ? Optional.of(properties(entry)).filter(_ -> !Instant.parse(ONLINE_SINCE).isAfter(when))
        : entry.served().propertiesAt(when).map(RawJson::utf8);
  }

  private static BackendConfiguration idealConfiguration(ServerLimits limits) {
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
        SIMULATOR,
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
}
