package dev.nightshift.cli;

import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backends snapshot NAME}: saves a device of a live service. */
@Command(
    name = "snapshot",
    description = {
      "Save a device of a live service: its configuration and its newest calibration, byte for"
          + " byte, and the date.",
      "Nothing is submitted and nothing is charged: two reads, with the provider's key."
    })
final class BackendsSnapshotCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The device's name at the service.")
  private String name = "";

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      defaultValue = "ibm",
      description = "The service that has it (default: ${DEFAULT-VALUE}).")
  private String provider = "ibm";

  @Option(
      names = "--providers",
      paramLabel = "DIR",
      description = "A folder of providers, searched before the user's own.")
  private @Nullable Path providers;

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(names = "--force", description = "Replace a device of the same name.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  BackendsSnapshotCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Provider.Rest service =
        Providers.standard(providers, System.getenv()).service(provider, name).requireCredentials();
    Device device = Snapshots.of(service, terminal);
    report(device, DeviceFolder.write(devices.keep(), device, force));
    return 0;
  }

  private void report(Device device, Path folder) {
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", device.name());
      fields.put("qubits", device.qubits());
      fields.put("last_update", device.lastUpdate());
      fields.put("folder", folder.toString());
      terminal.out().println(new String(Json.write(fields), StandardCharsets.UTF_8));
    } else {
      terminal
          .out()
          .println(
              "%s: %d qubits, calibrated %s, saved in %s"
                  .formatted(device.name(), device.qubits(), device.lastUpdate(), folder));
    }
  }
}
