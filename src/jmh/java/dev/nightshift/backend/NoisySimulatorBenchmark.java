package dev.nightshift.backend;

import dev.nightshift.backend.NoisyOptions.Method;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
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
 * A brickwork of RZ SX RZ SX RZ and CZ, depth 20, on a line of a device with gate errors,
 * relaxation and readout errors: 4,096 shots, from the circuit to the bits.
 *
 * <p>{@code ./dev bench NoisySimulator}, {@code -p qubits=10 -p method=AUTOMATIC} for one of them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class NoisySimulatorBenchmark {
  private static final int DEPTH = 20;
  private static final int SHOTS = 4096;

  @Param({"5", "10"})
  public int qubits;

  @Param({"AUTOMATIC", "STATEVECTOR"})
  public Method method = Method.AUTOMATIC;

  @Param("1")
  public int threads;

  private Circuit circuit = Circuit.builder(1).build();
  private NoisySimulator simulator = new NoisySimulator(NoiseModel.IDEAL, NoisyOptions.defaults());

  @Setup
  public void prepare() {
    circuit = brickwork(qubits);
    simulator =
        new NoisySimulator(
            NoiseModel.of(line(qubits), NoiseOptions.ALL),
            NoisyOptions.defaults().withThreads(threads).withMethod(method));
  }

  private static Circuit brickwork(int qubits) {
    SplittableRandom random = Seed.of(3).random();
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int layer = 0; layer < DEPTH; layer++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        for (int k = 0; k < 3; k++) {
          builder.rz(ParameterExpression.of(random.nextDouble(-3, 3)), qubit);
          if (k < 2) {
            builder.apply(StandardGate.SX, List.of(), qubit);
          }
        }
      }
      for (int qubit = layer % 2; qubit + 1 < qubits; qubit += 2) {
        builder.cz(qubit, qubit + 1);
      }
    }
    return builder.measureAll().build();
  }

  /** Half of the qubits have a T2 below T1, half above. */
  private static Target line(int qubits) {
    List<Target.QubitFacts> facts = new ArrayList<>();
    List<Target.Operation> operations = new ArrayList<>();
    for (int qubit = 0; qubit < qubits; qubit++) {
      facts.add(
          new Target.QubitFacts(
              OptionalDouble.of(120e-6),
              OptionalDouble.of(qubit % 2 == 0 ? 90e-6 : 180e-6),
              OptionalDouble.empty(),
              OptionalDouble.of(0.011),
              OptionalDouble.of(0.015),
              OptionalDouble.of(0.007),
              OptionalDouble.empty()));
      operations.add(
          new Target.Operation(
              "sx", List.of(qubit), OptionalDouble.of(3e-4), OptionalDouble.of(32e-9)));
      if (qubit + 1 < qubits) {
        operations.add(
            new Target.Operation(
                "cz",
                List.of(qubit, qubit + 1),
                OptionalDouble.of(5e-3),
                OptionalDouble.of(70e-9)));
      }
    }
    return new Target("line", facts, operations, OptionalDouble.of(1e-9), 250e-6);
  }

  @Benchmark
  public SequencedMap<String, BitArray> sample() {
    return simulator.sample(circuit, Bindings.none(), SHOTS, Seed.of(1));
  }
}
