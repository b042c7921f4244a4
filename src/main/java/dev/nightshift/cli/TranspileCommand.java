package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.CircuitDuration;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.report.CircuitText;
import dev.nightshift.transpile.Receipt;
import dev.nightshift.transpile.Receipt.Figures;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.transpile.Transpiler;
import dev.nightshift.transpile.proof.Equivalence;
import dev.nightshift.value.Target;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code transpile FILE.qasm --target DEVICE}: the circuit in the device's gates, on its qubits.
 */
@Command(
    name = "transpile",
    description = {
      "Write an OpenQASM 3 circuit in a device's gates on a device's qubits; inputs stay inputs.",
      "The circuit goes to standard output, a summary to standard error."
    })
final class TranspileCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE.qasm",
      arity = "1..*",
      description = "The circuit; of several, each in turn.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--target",
      paramLabel = "DEVICE",
      required = true,
      description = "The device; see backends ls.")
  private String targetName = "";

  @Mixin private DeviceOptions devices = new DeviceOptions();

  @Option(
      names = "--level",
      paramLabel = "0..3",
      defaultValue = "2",
      description = "How hard to try (default: ${DEFAULT-VALUE}).")
  private int level = 2;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of every random choice (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--initial-layout",
      paramLabel = "P0,P1,...",
      split = ",",
      description = "The physical qubit of each qubit; absent: chosen.")
  private List<Integer> initialLayout = new ArrayList<>();

  @Option(names = "--fractional", description = "Use the device's rx and rzz where it has them.")
  private boolean fractional;

  @Mixin private SchedulingOptions scheduling = new SchedulingOptions();

  @Option(
      names = "--verify",
      description = "Prove that the result does the same; exit 70 where it does not.")
  private boolean verify;

  @Option(
      names = "--passes",
      paramLabel = "PASS,...",
      split = ",",
      description =
          "Passes of the optimization in place of the level's own, by name; lists have names, too:"
              + " level-1, level-2.")
  private List<String> passes = new ArrayList<>();

  @Option(
      names = "--draw",
      description = "Draw the result in place of its OpenQASM, with --json beside it.")
  private boolean draw;

  @Option(names = "--json", description = "Print one JSON object: circuit, layouts, receipt.")
  private boolean json;

  private final Terminal terminal;

  TranspileCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Target target = devices.catalog().find(targetName).target();
    files.forEach(file -> transpile(file, target));
    return 0;
  }

  private void transpile(Path file, Target target) {
    Circuit circuit = Qasm.read(file.toString(), TextFiles.text(file));
    Transpiled transpiled =
        Transpiler.transpile(
            circuit,
            target,
            new TranspileOptions(
                level, Seed.of(seed), initialLayout, fractional, passes, scheduling.scheduling()));
    Equivalence.@Nullable Verdict verdict =
        verify ? Equivalence.check(circuit, transpiled, Seed.of(seed)) : null;
    if (json) {
      terminal
          .out()
          .println(
              new String(Json.write(object(transpiled, target, verdict)), StandardCharsets.UTF_8));
    } else {
      terminal.out().print(draw ? drawing(transpiled) : Qasm.print(transpiled.circuit()));
      summary(file, transpiled, target, verdict);
    }
    if (verdict != null && verdict.method() != Equivalence.Method.NONE && !verdict.equivalent()) {
      throw new NightshiftException(
          ErrorCode.INTERNAL,
          "the transpiled circuit does not do what %s does; please report this with the file"
              .formatted(file));
    }
  }

  private void summary(
      Path file, Transpiled transpiled, Target target, Equivalence.@Nullable Verdict verdict) {
    Receipt receipt = transpiled.receipt();
    line("%s for %s, level %d, seed %d", file, target.name(), level, seed);
    line("  %-12s %8s %8s", "", "before", "after");
    Figures before = receipt.before();
    Figures after = receipt.after();
    line("  %-12s %8d %8d", "gates", before.gates(), after.gates());
    line("  %-12s %8d %8d", "two-qubit", before.twoQubitGates(), after.twoQubitGates());
    line("  %-12s %8d %8d", "depth", before.depth(), after.depth());
    line("  %-12s %8d %8d", "its two-qubit", before.twoQubitDepth(), after.twoQubitDepth());
    line("  duration     %s", duration(transpiled, target));
    line("  layout       %s", transpiled.initialLayout());
    line("  in the end   %s", transpiled.finalLayout());
    line("  circuit      sha256 %s", receipt.outputDigest());
    if (verdict != null) {
      line("  proof        %s", verdict);
    }
  }

  /** The wires in use; beside each the qubit of the program that starts on it. */
  private static String drawing(Transpiled transpiled) {
    Map<Integer, String> notes = new HashMap<>();
    List<Integer> starts = transpiled.initialLayout();
    for (int v = 0; v < starts.size(); v++) {
      notes.put(starts.get(v), "<- " + v);
    }
    return CircuitText.ofBusyWires(transpiled.circuit(), notes, Terminal.columns());
  }

  /** As it is charged, in the device's clock, too. */
  private static String duration(Transpiled transpiled, Target target) {
    double seconds = new CircuitDuration(target).seconds(transpiled.circuit());
    String text = String.format(Locale.ROOT, "%.3f us", seconds * 1e6);
    return target.dtSeconds().isPresent()
        ? text + ", %d dt".formatted(Math.round(seconds / target.dtSeconds().getAsDouble()))
        : text;
  }

  private void line(String format, Object... values) {
    terminal.err().println(String.format(Locale.ROOT, format, values));
  }

  private Map<String, Object> object(
      Transpiled transpiled, Target target, Equivalence.@Nullable Verdict verdict) {
    Receipt receipt = transpiled.receipt();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("circuit", Qasm.print(transpiled.circuit()));
    if (draw) {
      fields.put("drawing", drawing(transpiled));
    }
    fields.put("initial_layout", transpiled.initialLayout());
    fields.put("final_layout", transpiled.finalLayout());
    double seconds = new CircuitDuration(target).seconds(transpiled.circuit());
    fields.put("duration_s", seconds);
    target.dtSeconds().ifPresent(dt -> fields.put("duration_dt", Math.round(seconds / dt)));
    fields.put("receipt", receipt);
    if (verdict != null) {
      Map<String, Object> proof = new LinkedHashMap<>();
      proof.put("method", verdict.method().name().toLowerCase(Locale.ROOT));
      proof.put("equivalent", verdict.equivalent());
      proof.put("deviation", verdict.deviation());
      fields.put("proof", proof);
    }
    return fields;
  }
}
