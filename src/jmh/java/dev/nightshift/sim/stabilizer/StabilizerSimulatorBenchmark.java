package dev.nightshift.sim.stabilizer;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.gen.SurfaceCode;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a circuit to its bit arrays, one thread: goals are 1 s for a GHZ state of 1,000 qubits, and
 * three times Stim's time for 100 rounds of a surface code of 17 qubits.
 *
 * <p>{@code ./dev bench StabilizerSimulatorBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class StabilizerSimulatorBenchmark {
  private final StabilizerSimulator simulator =
      new StabilizerSimulator(1, 1L << 30, PauliNoise.NONE);
  private final StabilizerSimulator noisy =
      new StabilizerSimulator(1, 1L << 30, PauliNoise.depolarizing(0.001, 0.001, 0.001));
  private final Circuit ghz = ghz(1000);
  private final Circuit memory = SurfaceCode.memory(100);

  private static Circuit ghz(int qubits) {
    CircuitBuilder builder = Circuit.builder(qubits).h(0);
    for (int qubit = 1; qubit < qubits; qubit++) {
      builder.cx(qubit - 1, qubit);
    }
    return builder.measureAll().build();
  }

  @Benchmark
  public Map<String, BitArray> ghz1000Shots1024() {
    return simulator.sample(ghz, Bindings.none(), 1024, Seed.of(1));
  }

  @Benchmark
  public Map<String, BitArray> surfaceCode17Rounds100Shots1024() {
    return simulator.sample(memory, Bindings.none(), 1024, Seed.of(1));
  }

  @Benchmark
  public Map<String, BitArray> surfaceCode17Rounds100Shots100000() {
    return simulator.sample(memory, Bindings.none(), 100_000, Seed.of(1));
  }

  @Benchmark
  public Map<String, BitArray> noisySurfaceCode17Rounds100Shots100000() {
    return noisy.sample(memory, Bindings.none(), 100_000, Seed.of(1));
  }

  @Benchmark
  public double[] ghz1000Expectation() {
    return simulator.expectations(
        ghz, List.of(Observable.of("Z" + "I".repeat(998) + "Z")), Bindings.none());
  }
}
