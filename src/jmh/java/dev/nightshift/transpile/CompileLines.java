package dev.nightshift.transpile;

import com.sun.management.OperatingSystemMXBean;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.transpile.Receipt.Figures;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A compiler that stays warm, for comparisons from another language: takes lines, answers each with
 * one.
 *
 * <ul>
 *   <li>{@code FILE DEVICE LEVEL SEED}: compiles; answers two-qubit gates, their depth, seconds of
 *       the compile alone, the result's digest.
 *   <li>{@code write FILE DEVICE LEVEL SEED RESULT}: the same, and writes the result to a file.
 *   <li>{@code cpu}: seconds of processor time that this process has taken, all threads.
 * </ul>
 */
public final class CompileLines {
  private static final Map<String, Circuit> CIRCUITS = new HashMap<>();
  private static final Map<String, Target> TARGETS = new HashMap<>();

  private CompileLines() {}

  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(List.of(line.split(" "))));
      System.out.flush();
    }
  }

  private static String answer(List<String> words) throws IOException {
    if (words.getFirst().equals("cpu")) {
      return String.format(Locale.ROOT, "%.3f", cpuSeconds());
    }
    boolean writes = words.getFirst().equals("write");
    List<String> rest = words.subList(writes ? 1 : 0, words.size());
    Circuit circuit = CIRCUITS.computeIfAbsent(rest.get(0), CompileLines::circuit);
    Target target =
        TARGETS.computeIfAbsent(
            rest.get(1), name -> new DeviceCatalog(List.of()).find(name).target());
    TranspileOptions options =
        TranspileOptions.DEFAULT
            .withLevel(Integer.parseInt(rest.get(2)))
            .withSeed(Seed.of(Long.parseLong(rest.get(3))));
    long start = System.nanoTime();
    Transpiled made = Transpiler.transpile(circuit, target, options);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (writes) {
      Files.writeString(Path.of(rest.get(4)), Qasm.print(made.circuit()));
    }
    Figures after = made.receipt().after();
    return String.format(
        Locale.ROOT,
        "%d %d %.6f %s",
        after.twoQubitGates(),
        after.twoQubitDepth(),
        seconds,
        made.receipt().outputDigest());
  }

  private static Circuit circuit(String file) {
    try {
      return Qasm.read(file, Files.readString(Path.of(file)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static double cpuSeconds() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }
}
