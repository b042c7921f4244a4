package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceFolder;
import dev.nightshift.wire.device.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backends import DIR}: takes over files as the Python package ships them. */
@Command(
    name = "import",
    description = {
      "Import devices from pairs of conf_NAME.json and props_NAME.json, as the Python package"
          + " qiskit-ibm-runtime ships them in fake_provider/backends, byte for byte.",
      "DIR and its folders are searched, three levels deep; each device gets the name that its"
          + " configuration says. What is wrong with one device does not hold up the others."
    })
final class BackendsImportCommand implements Callable<Integer> {
  private static final int LEVELS = 3;
  private static final String CONFIGURATION = "conf_";
  private static final String PROPERTIES = "props_";

  @Parameters(paramLabel = "DIR", description = "The folder to search.")
  private Path folder = Path.of("");

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(names = "--force", description = "Replace devices of the same name.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object a line, one line a device.")
  private boolean json;

  private final Terminal terminal;

  BackendsImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Path> found = configurations();
    if (found.isEmpty()) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING,
          "%s holds no pair of %sNAME.json and %sNAME.json; name the folder that does"
              .formatted(folder, CONFIGURATION, PROPERTIES));
    }
    Map<String, Path> taken = new HashMap<>();
    int code = 0;
    int imported = 0;
    for (Path configuration : found) {
      try {
        Device device = read(configuration);
        Path before = taken.putIfAbsent(device.name(), configuration);
        if (before != null) {
          throw new NightshiftException(
              ErrorCode.DEVICE_INVALID,
              "%s: backend_name is %s, as in %s; import one of them alone"
                  .formatted(configuration, device.name(), before));
        }
        report(device, DeviceFolder.write(devices.keep(), device, force));
        imported++;
      } catch (NightshiftException e) {
        terminal.err().println("nightshift: " + e.code().label() + ": " + e.getMessage());
        code = e.code().exitCode();
      }
    }
    if (!json) {
      terminal
          .out()
          .println("imported %d of %d into %s".formatted(imported, found.size(), devices.keep()));
    }
    return code;
  }

  private List<Path> configurations() {
    if (!Files.isDirectory(folder)) {
      throw new NightshiftException(
          ErrorCode.FILE_MISSING, "%s is not a folder; check the path".formatted(folder));
    }
    try (Stream<Path> files = Files.walk(folder, LEVELS)) {
      return files
          .filter(file ->
              file.getFileName().toString().matches(CONFIGURATION + ".+\\.json")
                  && Files.isRegularFile(file))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new NightshiftException(
          ErrorCode.FILE_UNREADABLE,
          "%s cannot be searched (%s); check its permissions".formatted(folder, e.getMessage()),
          e);
    }
  }

  private static Device read(Path configuration) {
    String name = configuration.getFileName().toString().substring(CONFIGURATION.length());
    Path properties = configuration.resolveSibling(PROPERTIES + name);
    return DeviceFolder.parse(
        configuration.toString(),
        TextFiles.bytes(configuration),
        properties.toString(),
        TextFiles.bytes(properties),
        new Source(
            Source.Kind.IMPORT,
            "%s and %s".formatted(configuration.getFileName(), properties.getFileName()),
            LocalDate.now(ZoneOffset.UTC).toString()));
  }

  private void report(Device device, Path written) {
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", device.name());
      fields.put("qubits", device.qubits());
      fields.put("folder", written.toString());
      terminal.out().println(new String(Json.write(fields), StandardCharsets.UTF_8));
    } else {
      terminal.out().println("%s: %d qubits".formatted(device.name(), device.qubits()));
    }
  }
}
