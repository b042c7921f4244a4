package dev.nightshift.cli;

import dev.nightshift.backend.SlowDephasing;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.transport.server.stage.RunningClock;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: the simulator server, in the foreground until it is stopped. */
@Command(
    name = "serve",
    description = {
      "Serve IBM Quantum's REST protocol with an exact simulator behind it (backend"
          + " aer_simulator), and devices beside it, which take circuits of their own instructions"
          + " only.",
      "Prints one line with its URL when it is ready and one a device; Ctrl-C stops it."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int DEFAULT_PORT = 8190;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port; 0 picks a free one (default: " + DEFAULT_PORT + ").")
  private int port = DEFAULT_PORT;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Address to listen on (default: 127.0.0.1); any other than loopback needs a token and"
              + " TLS.")
  private String host = "127.0.0.1";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "API key that clients must show (default: $NIGHTSHIFT_TOKEN, else any key is taken).")
  private @Nullable String token = System.getenv("NIGHTSHIFT_TOKEN");

  @Option(
      names = "--device",
      paramLabel = "NAME",
      split = ",",
      description = "Devices to serve beside aer_simulator; see backends ls.")
  private List<String> deviceNames = new ArrayList<>();

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(
      names = "--port-file",
      paramLabel = "FILE",
      description = "Write the port into this file when ready.")
  private @Nullable Path portFile;

  @Option(
      names = "--noiseless",
      description = "Devices check and charge as ever, but make no errors.")
  private boolean noiseless;

  @Option(
      names = "--slow-dephasing-us",
      paramLabel = "T",
      description =
          "Frequencies of devices wander slowly: qubits that wait lose phase, exp(-(t/T)^2), which"
              + " dynamical decoupling undoes (default: they do not).")
  private @Nullable Double slowDephasingUs;

  @Option(
      names = "--stage",
      paramLabel = "FILE",
      description =
          "Rules for a rehearsal on devices: plan, queue, limits, sessions, maintenance, faults"
              + " (docs/stage.md).")
  private @Nullable Path stage;

  @Option(
      names = "--time-scale",
      paramLabel = "N",
      description =
          "Seconds of the service in one second here (default: 1): with 3600 an eight-hour queue"
              + " is over in eight seconds.")
  private double timeScale = 1;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Keep jobs, results, sessions and charges in this SQLite file; a server that is killed"
              + " goes on from it.")
  private @Nullable Path state;

  @Option(
      names = "--admin-port",
      paramLabel = "N",
      description =
          "Let the stage's faults be read and changed at http://127.0.0.1:N/faults, whatever"
              + " --host is (default: nowhere).")
  private @Nullable Integer adminPort;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description =
          "Serve over TLS with the key in this PKCS #12 file; its password is taken from"
              + " $NIGHTSHIFT_TLS_PASSWORD.")
  private @Nullable Path keystore;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = {
        "What simulates: embedded, or aer for qiskit-aer in a Python of yours, named in"
            + " $NIGHTSHIFT_PYTHON (default: embedded; see docs/aer.md)."
      })
  private ServeEngine.Kind engine = ServeEngine.Kind.EMBEDDED;

  private final Terminal terminal;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    requireSafetyOffLoopback();
    DeviceCatalog catalog = devices.catalog();
    List<Device> served = deviceNames.stream().map(catalog::find).toList();
    Optional<SlowDephasing> slow =
        Optional.ofNullable(slowDephasingUs).map(us -> new SlowDephasing(us * 1e-6));
    Meter meter = new Meter();
    CountDownLatch stopped = new CountDownLatch(1);
    ServerOptions options = new ServerOptions(host, port, token, engine.limits());
    if (state != null) {
      options = options.withState(state);
    }
    if (keystore != null) {
      options =
          options.withTls(Keystore.context(keystore, System.getenv("NIGHTSHIFT_TLS_PASSWORD")));
    }
    options =
        options.withStage(
            stage == null ? Stage.EMPTY : Stage.read(stage), new RunningClock(timeScale));
    if (adminPort != null) {
      options = options.withAdminPort(adminPort);
    }
    try (ServeEngine simulators = engine.open(meter, terminal);
        SimulatorServer server =
            SimulatorServer.start(
                options,
                simulators.ideal("aer_simulator"),
                served.stream()
                    .map(device -> Twins.served(device, noiseless, slow, simulators))
                    .toList(),
                meter)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown, "stop-serving"));
      if (portFile != null) {
        writePort(portFile, server.uri().getPort());
      }
      announce(server, served, simulators.about());
      stopped.await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ErrorCode.INTERRUPTED.exitCode();
    }
  }

  private void announce(SimulatorServer server, List<Device> served, String engineName) {
    String names =
        Stream.concat(Stream.of("aer_simulator"), served.stream().map(Device::name))
            .collect(Collectors.joining(", "));
    terminal
        .out()
        .println(
            "serving IBM Quantum's REST on %s (%s %s%s)"
                .formatted(
                    server.uri(),
                    served.isEmpty() ? "backend" : "backends",
                    names,
                    engineName.isEmpty() ? "" : ", simulated by " + engineName));
    server
        .adminUri()
        .ifPresent(admin -> terminal.out().println("  faults can be changed at " + admin));
    for (Device device : served) {
      terminal
          .out()
          .println(
              "  %s: %d qubits, %s, calibrated %s, %s"
                  .formatted(
                      device.name(),
                      device.qubits(),
                      String.join(" ", device.target().operationNames()),
                      device.lastUpdate(),
                      device.source().kind().text()));
    }
  }

  private void requireSafetyOffLoopback() {
    try {
      boolean open = token == null || token.isBlank();
      if (!InetAddress.getByName(host).isLoopbackAddress() && (open || keystore == null)) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE,
            "--host %s is reachable from other machines; give %s, or stay on 127.0.0.1"
                .formatted(host, open ? "--token" : "--tls-keystore"));
      }
    } catch (UnknownHostException e) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "--host %s is not an address of this machine".formatted(host), e);
    }
  }

  /** Whoever waits for the file sees it whole or not at all. */
  private static void writePort(Path file, int port) {
    try {
      Path part = Path.of(file + ".part");
      Files.write(part, (port + "\n").getBytes(StandardCharsets.US_ASCII));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new NightshiftException(
          ErrorCode.IO_FAILED, "the port file %s cannot be written (%s)".formatted(file, e), e);
    }
  }
}
