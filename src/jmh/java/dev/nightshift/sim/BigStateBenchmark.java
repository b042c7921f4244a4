package dev.nightshift.sim;

import com.sun.management.OperatingSystemMXBean;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * States that do not fit into the cache, through the public API: the value of Z...Z behind a
 * brickwork of RY, RZ and CX of depth 20 or behind RY on each qubit and a Fourier transform, and
 * the value and gradient of Z behind six strongly entangling layers.
 *
 * <p>{@code ./dev bench BigState}; {@code src/jmh/python/big_state.py} compares the same work with
 * qiskit-aer, qulacs and PennyLane lightning by CPU time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class BigStateBenchmark {
  private static final int LAYERS = 6;

  @Param({"brickwork", "qft", "gradient"})
  public String work = "brickwork";

  @Param({"20", "22"})
  public int qubits;

  @Param("20")
  public int depth;

  @Param("1")
  public int threads;

  private Simulator simulator = new Simulator(1);
  private Circuit circuit = Circuit.builder(1).build();
  private Observable observable = Observable.of("Z");
  private Bindings bindings = Bindings.none();

  @Setup
  public void prepare() {
    simulator = new Simulator(threads);
    CircuitBuilder builder = Circuit.builder(qubits);
    observable = Observable.of("Z".repeat(qubits));
    switch (work) {
      case "brickwork" -> brickwork(builder);
      case "qft" -> fourier(builder);
      case "gradient" -> {
        layers(builder);
        observable = Observable.of("I".repeat(qubits - 1) + "Z");
      }
      default -> throw new IllegalArgumentException("no work is called " + work);
    }
    circuit = builder.build();
    double[] values = new double[circuit.parameters().size()];
    Arrays.setAll(values, k -> angle(k));
    bindings = Bindings.row(circuit.parameters(), values);
  }

  /** Any angles will do, as long as every program takes the same. */
  private static double angle(int k) {
    return 0.1 + 0.7 * k % 6;
  }

  private void brickwork(CircuitBuilder builder) {
    for (int layer = 0; layer < depth; layer++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        builder.ry(ParameterExpression.of(0.1 * qubit + layer), qubit);
        builder.rz(ParameterExpression.of(0.2 * qubit - layer), qubit);
      }
      for (int qubit = layer % 2; qubit + 1 < qubits; qubit += 2) {
        builder.cx(qubit, qubit + 1);
      }
    }
  }

  private void fourier(CircuitBuilder builder) {
    for (int qubit = 0; qubit < qubits; qubit++) {
      builder.ry(ParameterExpression.of(0.1 * qubit + 0.3), qubit);
    }
    for (int target = qubits - 1; target >= 0; target--) {
      builder.h(target);
      for (int control = target - 1; control >= 0; control--) {
        ParameterExpression angle = ParameterExpression.of(Math.PI / (1L << target - control));
        builder.apply(StandardGate.CP, List.of(angle), control, target);
      }
    }
    for (int qubit = 0; qubit < qubits / 2; qubit++) {
      builder.apply(StandardGate.SWAP, List.of(), qubit, qubits - 1 - qubit);
    }
  }

  /** PennyLane's StronglyEntanglingLayers with its default ranges. */
  private void layers(CircuitBuilder builder) {
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        for (int k = 0; k < 3; k++) {
          String name = "w%05d".formatted(3 * (layer * qubits + qubit) + k);
          builder.parameter(name);
          ParameterExpression angle = ParameterExpression.parameter(name);
          if (k == 1) {
            builder.ry(angle, qubit);
          } else {
            builder.rz(angle, qubit);
          }
        }
      }
      for (int qubit = 0; qubit < qubits; qubit++) {
        builder.cx(qubit, (qubit + layer % (qubits - 1) + 1) % qubits);
      }
    }
  }

  @Benchmark
  public double[] run() {
    return work.equals("gradient")
        ? simulator.gradients(circuit, observable, bindings, circuit.parameters()).jacobian()
        : simulator.expectations(circuit, List.of(observable), bindings);
  }

  /**
   * For the comparison: warms up, then prints CPU seconds and wall seconds of one run, the best of
   * {@code repeats} each, and a number to compare.
   *
   * @param arguments work, qubits, depth, threads, repeats
   */
  public static void main(String[] arguments) {
    BigStateBenchmark own = new BigStateBenchmark();
    own.work = arguments[0];
    own.qubits = Integer.parseInt(arguments[1]);
    own.depth = Integer.parseInt(arguments[2]);
    own.threads = Integer.parseInt(arguments[3]);
    int repeats = Integer.parseInt(arguments[4]);
    int qubits = own.qubits;
    // Vectors are compiled on the way; a smaller circuit does that in a fraction of the time.
    own.qubits = Math.min(qubits, 17);
    own.prepare();
    long end = System.nanoTime() + 8_000_000_000L;
    while (System.nanoTime() < end) {
      own.run();
    }
    own.qubits = qubits;
    own.prepare();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double cpu = Double.MAX_VALUE;
    double wall = Double.MAX_VALUE;
    double[] found = {};
    // Short work is repeated, for the clock of the processor ticks 100 times a second.
    for (int repeat = 0; repeat < repeats; repeat++) {
      long startWall = System.nanoTime();
      long startCpu = system.getProcessCpuTime();
      int runs = 0;
      while (runs == 0 || System.nanoTime() - startWall < 300_000_000L) {
        found = own.run();
        runs++;
      }
      cpu = Math.min(cpu, (system.getProcessCpuTime() - startCpu) / 1e9 / runs);
      wall = Math.min(wall, (System.nanoTime() - startWall) / 1e9 / runs);
    }
    System.out.printf(Locale.ROOT, "%.6f %.6f %.15g%n", cpu, wall, found[found.length / 2]);
  }
}
