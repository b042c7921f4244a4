package dev.nightshift.cli;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import dev.nightshift.wire.device.DeviceFigures;
import dev.nightshift.wire.device.DeviceFigures.OfOperation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backends ls}: one line a device. */
@Command(
    name = "ls",
    description = {
      "List the devices that can be served, one line each.",
      "A folder that cannot be read is told on standard error, and the exit code is its error's."
    })
final class BackendsLsCommand implements Callable<Integer> {
  private static final String ROW = "%-24s %6s  %-10s %-9s %-9s %-9s %-20s %s";

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(names = "--json", description = "Print one JSON object a line, one line a device.")
  private boolean json;

  private final Terminal terminal;

  BackendsLsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DeviceCatalog catalog = devices.catalog();
    int code = 0;
    List<String> rows = new ArrayList<>();
    for (String name : catalog.names()) {
      try {
        Device device = catalog.find(name);
        rows.add(json ? object(device, catalog) : row(device, catalog));
      } catch (NightshiftException e) {
        terminal.err().println("nightshift: " + e.code().label() + ": " + e.getMessage());
        code = e.code().exitCode();
      }
    }
    if (!json) {
      line(
          ROW.formatted(
              "NAME", "QUBITS", "GATE", "ERROR", "READOUT", "KIND", "CALIBRATED", "PLACE"));
    }
    rows.forEach(this::line);
    return code;
  }

  private void line(String text) {
    terminal.out().println(text.stripTrailing());
  }

  private static String row(Device device, DeviceCatalog catalog) {
    DeviceFigures figures = DeviceFigures.of(device.target());
    Optional<OfOperation> gate = figures.entangler();
    return ROW.formatted(
        device.name(),
        device.qubits(),
        gate.map(OfOperation::name).orElse(Figures.NONE),
        Figures.error(gate.map(OfOperation::error).orElse(OptionalDouble.empty())),
        Figures.error(figures.readoutError()),
        device.source().kind().text(),
        // To the second and without the offset: the column stays a column.
        device.lastUpdate().substring(0, Math.min(19, device.lastUpdate().length())),
        catalog.place(device.name()));
  }

  private static String object(Device device, DeviceCatalog catalog) {
    DeviceFigures figures = DeviceFigures.of(device.target());
    Optional<OfOperation> gate = figures.entangler();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", device.name());
    fields.put("qubits", device.qubits());
    gate.ifPresent(entangler -> {
      fields.put("two_qubit_gate", entangler.name());
      entangler.error().ifPresent(error -> fields.put("two_qubit_error", error));
    });
    figures.readoutError().ifPresent(error -> fields.put("readout_error", error));
    fields.put("kind", device.source().kind().text());
    fields.put("last_update", device.lastUpdate());
    fields.put("place", catalog.place(device.name()));
    return new String(Json.write(fields), StandardCharsets.UTF_8);
  }
}
