package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.Backend;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.Tariff;
import dev.nightshift.transport.server.stage.Maintenance;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.Json;
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
import java.util.function.Consumer;
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
   * @param device as its newest calibration has it; null for the ideal simulator
   * @param isa what its circuits must pass; null where it takes any gate
   * @param metrics its errors in four figures; null where it has none
   * @param lane null where jobs run as soon as there is a thread
   * @param tariff null where the time in the engine is charged
   */
  record Entry(
      String name,
      Backend engine,
      dev.nightshift.wire.device.@Nullable Device device,
      @Nullable IsaCheck isa,
      @Nullable PerformanceMetrics metrics,
      @Nullable Lane lane,
      @Nullable Tariff tariff) {
    boolean ideal() {
      return device == null;
    }
  }

  private final Entry ideal;
  private final Map<String, Calibrations> devices = new LinkedHashMap<>();
  private final ServerLimits limits;
  private final Stage stage;
  private final ServiceClock clock;
  private final Instant opened;

  /**
   * @param simulator runs the ideal simulator's jobs
   * @param opened when the stage began
   * @param workers compute the jobs of timed devices
   * @throws NightshiftException CONFIG_VALUE for a name that stands twice, or a retirement of a
   *     device that is not here
   */
  Devices(
      Backend simulator,
      List<ServedDevice> devices,
      ServerLimits limits,
      Stage stage,
      ServiceClock clock,
      Instant opened,
      Executor workers) {
    this.limits = limits;
    this.stage = stage;
    this.clock = clock;
    this.opened = opened;
    this.ideal = new Entry(SIMULATOR, simulator, null, null, null, null, null);
    for (ServedDevice device : devices) {
      String name = device.name();
      Lane lane = stage.timed() ? new Lane(name, stage, clock, opened, workers) : null;
      if (name.equals(SIMULATOR)
          || this.devices.put(name, new Calibrations(device, stage, opened, lane)) != null) {
        throw new NightshiftException(
            ErrorCode.CONFIG_VALUE, "device %s is served twice; name it once".formatted(name));
      }
    }
    for (Stage.Retirement one : stage.retirements()) {
      if (!this.devices.containsKey(one.device())) {
        throw new NightshiftException(
            ErrorCode.CONFIG_VALUE,
            "the stage retires %s, which is not served; name one of %s"
                .formatted(one.device(), this.devices.keySet()));
      }
    }
  }

  /** Calls back once for every device that is retired, at the time it is. */
  void onRetirement(Consumer<String> retired) {
    for (Stage.Retirement one : stage.retirements()) {
      clock.at(when(one), () -> retired.accept(one.device()));
    }
  }

  private Instant when(Stage.Retirement retirement) {
    return opened.plusMillis((long) (retirement.atSeconds() * 1000));
  }

  private boolean isRetired(String name, Instant now) {
    return stage.retirements().stream()
        .anyMatch(one -> one.device().equals(name) && !when(one).isAfter(now));
  }

  /** A device as it is now; null for one that is not here, or not any more. */
  @Nullable Entry find(String name) {
    if (name.equals(SIMULATOR)) {
      return ideal;
    }
    Calibrations device = calibrations(name);
    return device == null ? null : device.at(clock.instant());
  }

  /** A device through its calibrations; null as for {@link #find}, and for the simulator. */
  @Nullable Calibrations calibrations(String name) {
    return isRetired(name, clock.instant()) ? null : devices.get(name);
  }

  /** What a device's circuits must pass; null for the simulator and for unknown names. */
  @Nullable IsaCheck instructionSet(String name) {
    Entry entry = find(name);
    return entry == null ? null : entry.isa();
  }

  List<String> names() {
    return entries().stream().map(Entry::name).toList();
  }

  private List<Entry> entries() {
    Instant now = clock.instant();
    List<Entry> entries = new ArrayList<>();
    entries.add(ideal);
    devices.forEach((name, device) -> {
      if (!isRetired(name, now)) {
        entries.add(device.at(now));
      }
    });
    return entries;
  }

  /** The answer to a request for a device that is not here. */
  Reply unknown() {
    return Reply.error(
        404,
        "not_found",
        "device not found",
        "This server has %s.".formatted(String.join(", ", names())));
  }

  /** The list of devices. */
  List<Device> list(IntSupplier simulatorQueue, Stage.Plan plan) {
    List<Device> list = new ArrayList<>();
    for (Entry entry : entries()) {
      var served = entry.device();
      Optional<Maintenance> down = down(entry);
      list.add(
          new Device(
              entry.name(),
              new Device.Status(
                  down.map(Maintenance::status).orElse("online"),
                  down.map(Maintenance::reason).orElse(null)),
              length(entry, simulatorQueue),
              served == null ? limits.maxQubits() : served.qubits(),
              entry.ideal(),
              served == null ? null : DeviceEntries.processor(served),
              served == null ? null : DeviceEntries.clops(served),
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
        entry.device() == null ? VERSION : entry.device().version());
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
    return entry.device() == null
        ? Json.write(idealConfiguration(limits))
        : entry.device().configuration().utf8();
  }

  byte[] properties(Entry entry) {
    return entry.device() == null
        // An ideal device has nothing to calibrate.
        ? Json.write(
            new BackendProperties(
                SIMULATOR, VERSION, ONLINE_SINCE, List.of(), List.of(), List.of()))
        : entry.device().properties().utf8();
  }

  /** The newest properties that are not later than an instant. */
  Optional<byte[]> propertiesAt(Entry entry, Instant when) {
    Calibrations calibrations = devices.get(entry.name());
    return calibrations == null
        ? Optional.of(properties(entry)).filter(_ -> !Instant.parse(ONLINE_SINCE).isAfter(when))
        : calibrations.notAfter(when).map(device -> device.properties().utf8());
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
    instructions.addAll(List.of("measure", "reset", "delay", "if_else", "switch_case"));
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
