package dev.nightshift.transpile;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Compiles many random inputs on many threads, in an order of its own: {@code COUNT THREADS ORDER
 * FILE}. The file gets a line an input, its number and the digest of the result, by number; so two
 * runs of any threads and orders have written the same file.
 */
final class CompileDigests {
  private static final List<CircuitGenerator> KINDS =
      List.of(
          CircuitGenerator.unitary(4, 16, 3),
          CircuitGenerator.unitary(9, 40, 2),
          CircuitGenerator.clifford(14, 60),
          CircuitGenerator.unitary(5, 14, 1).with(Feature.MEASURE, Feature.RESET, Feature.IF),
          CircuitGenerator.unitary(5, 8, 0).with(Feature.POWER));

  private static final List<Target> DEVICES =
      List.of(device("nightshift_hex27"), device("nightshift_hex127"), device("nightshift_hex156"));

  private CompileDigests() {}

  private static Target device(String name) {
    return new DeviceCatalog(List.of()).find(name).target();
  }

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    int count = Integer.parseInt(args[0]);
    List<Integer> order = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      order.add(number);
    }
    Collections.shuffle(order, new java.util.Random(Long.parseLong(args[2])));
    List<String> lines = new ArrayList<>(Collections.nCopies(count, ""));
    try (ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(args[1]))) {
      List<Future<String>> digests = new ArrayList<>();
      order.forEach(number -> digests.add(threads.submit(() -> digest(number))));
      for (int k = 0; k < count; k++) {
        lines.set(order.get(k), order.get(k) + " " + digests.get(k).get());
      }
    }
    Files.write(Path.of(args[3]), lines);
  }

  /** Of one input, on every level in turn, on random targets and the shipped devices. */
  private static String digest(int number) {
    Seed seed = Seed.of(20261130).split(number);
    Circuit circuit = KINDS.get(number % KINDS.size()).circuit(seed);
    Target target =
        number % 3 == 0
            ? DEVICES.get(number / 3 % DEVICES.size())
            : RandomTargets.random(circuit.qubits() + number % 4, seed);
    TranspileOptions options =
        TranspileOptions.DEFAULT
            .withLevel(number / 2 % 4)
            .withSeed(seed)
            .withFractional(number % 7 == 0);
    return Transpiler.transpile(circuit, target, options).receipt().outputDigest();
  }
}
