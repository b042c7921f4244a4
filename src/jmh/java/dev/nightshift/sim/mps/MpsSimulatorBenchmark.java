package dev.nightshift.sim.mps;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
 * A brickwork of RY, RZ and CX on 40 qubits, one thread: its bond dimension is 2^(layers/2).
 *
 * <p>{@code ./dev bench MpsSimulatorBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class MpsSimulatorBenchmark {
  private static final int QUBITS = 40;

  @Param({"8", "10", "12"})
  public int layers;

  private final MpsSimulator simulator = new MpsSimulator(1, 1L << 30, MpsOptions.DEFAULT);
  private Circuit circuit = Circuit.builder(1).build();
  private Circuit measured = Circuit.builder(1).build();

  @Setup
  public void prepare() {
    SplittableRandom random = Seed.of(3).random();
    CircuitBuilder builder = Circuit.builder(QUBITS);
    for (int layer = 0; layer < layers; layer++) {
      for (int qubit = 0; qubit < QUBITS; qubit++) {
        builder
            .ry(ParameterExpression.of(random.nextDouble(-3, 3)), qubit)
            .rz(ParameterExpression.of(random.nextDouble(-3, 3)), qubit);
      }
      for (int qubit = layer % 2; qubit + 1 < QUBITS; qubit += 2) {
        builder.cx(qubit, qubit + 1);
      }
    }
    circuit = builder.build();
    measured = Circuit.builder(QUBITS).append(circuit).measureAll().build();
  }

  @Benchmark
  public double[] expectation() {
    return simulator.expectations(
        circuit, List.of(Observable.of("I".repeat(20) + "Z" + "I".repeat(19))), Bindings.none());
  }

  @Benchmark
  public Map<String, BitArray> samples1024() {
    return simulator.sample(measured, Bindings.none(), 1024, Seed.of(1));
  }
}
