package dev.nightshift.cli;

import dev.nightshift.wire.Json;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.Device.Processor;
import dev.nightshift.wire.device.DeviceCatalog;
import dev.nightshift.wire.device.DeviceFigures;
import dev.nightshift.wire.device.DeviceFigures.OfOperation;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backends show NAME}: a device in a few lines. */
@Command(
    name = "show",
    description = {
      "Show a device: qubits, operations with the medians of error and time, what is out of order,"
          + " source and date.",
      "With --json all figures are in seconds and hertz."
    })
final class BackendsShowCommand implements Callable<Integer> {
  private static final String ROW = "  %-10s %6s %9s  %s";

  @Parameters(paramLabel = "NAME", description = "The device; see backends ls.")
  private String name = "";

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  BackendsShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DeviceCatalog catalog = devices.catalog();
    Device device = catalog.find(name);
    DeviceFigures figures = DeviceFigures.of(device.target());
    if (json) {
      terminal
          .out()
          .println(
              new String(Json.write(object(device, figures, catalog)), StandardCharsets.UTF_8));
    } else {
      print(device, figures, catalog);
    }
    return 0;
  }

  private void print(Device device, DeviceFigures figures, DeviceCatalog catalog) {
    PrintStream out = terminal.out();
    out.println(
        "%s: %d qubits%s, version %s"
            .formatted(
                device.name(),
                device.qubits(),
                device.processor().map(p -> ", " + processor(p)).orElse(""),
                device.version()));
    out.println(
        "source       %s: %s, %s"
            .formatted(
                device.source().kind().text(), device.source().from(), device.source().date()));
    out.println("calibrated   " + device.lastUpdate());
    out.println("place        " + catalog.place(device.name()));
    out.println(
        "clock        dt %s, %s between executions"
            .formatted(
                Figures.nanos(device.target().dtSeconds()),
                Figures.micros(OptionalDouble.of(device.target().repDelaySeconds()))));
    out.println(
        "qubits       T1 %s, T2 %s, readout error %s in %s (medians)"
            .formatted(
                Figures.micros(figures.t1Seconds()),
                Figures.micros(figures.t2Seconds()),
                Figures.error(figures.readoutError()),
                Figures.nanos(figures.readoutSeconds())));
    out.println("operations   (medians over what is in order)");
    out.println(ROW.formatted("name", "places", "error", "time"));
    for (OfOperation operation : figures.operations()) {
      out.println(
          ROW.formatted(
              operation.name(),
              operation.qubits() == 0 ? "any" : operation.places(),
              Figures.error(operation.error()),
              Figures.nanos(operation.durationSeconds())));
    }
    out.println("out of order " + dead(figures));
  }

  private static String dead(DeviceFigures figures) {
    String all =
        figures.operations().stream()
            .filter(operation -> !operation.dead().isEmpty())
            .map(operation ->
                operation.name()
                    + " on "
                    + operation.dead().stream()
                        .map(qubits ->
                            qubits.stream().map(String::valueOf).collect(Collectors.joining("-")))
                        .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? "nothing" : all;
  }

  private static String processor(Processor processor) {
    return Stream.of(
            processor.family(),
            processor.revision().map(revision -> "r" + revision),
            processor.segment().map(segment -> "segment " + segment))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" "));
  }

  private static Map<String, Object> object(
      Device device, DeviceFigures figures, DeviceCatalog catalog) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", device.name());
    fields.put("version", device.version());
    fields.put("qubits", device.qubits());
    device.processor().ifPresent(p -> fields.put("processor", processor(p)));
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("kind", device.source().kind().text());
    source.put("from", device.source().from());
    source.put("date", device.source().date());
    fields.put("source", source);
    fields.put("last_update", device.lastUpdate());
    fields.put("place", catalog.place(device.name()));
    device.target().dtSeconds().ifPresent(dt -> fields.put("dt_s", dt));
    fields.put("rep_delay_s", device.target().repDelaySeconds());
    Map<String, Object> medians = new LinkedHashMap<>();
    figures.t1Seconds().ifPresent(value -> medians.put("t1_s", value));
    figures.t2Seconds().ifPresent(value -> medians.put("t2_s", value));
    figures.readoutError().ifPresent(value -> medians.put("readout_error", value));
    figures.readoutSeconds().ifPresent(value -> medians.put("readout_s", value));
    fields.put("medians", medians);
    fields.put(
        "operations", figures.operations().stream().map(BackendsShowCommand::operation).toList());
    return fields;
  }

  private static Map<String, Object> operation(OfOperation operation) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", operation.name());
    fields.put("qubits", operation.qubits());
    fields.put("places", operation.places());
    operation.error().ifPresent(value -> fields.put("error", value));
    operation.durationSeconds().ifPresent(value -> fields.put("duration_s", value));
    fields.put("out_of_order", operation.dead());
    return fields;
  }
}
