package dev.nightshift.sim;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.value.Bindings;
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
 * A brickwork of RY, RZ and CX, depth 8, one thread: a gate at a time against fused to two qubits.
 *
 * <p>{@code ./dev bench FusionBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class FusionBenchmark {
  @Param("20")
  public int qubits;

  private final Workers workers = new Workers(1);
  private Compiled compiled = Compiled.of(Circuit.builder(1).build());
  private double[][] angles = {};

  @Setup
  public void prepare() {
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int layer = 0; layer < 8; layer++) {
      for (int qubit = 0; qubit < qubits; qubit++) {
        builder.ry(ParameterExpression.of(0.1 * qubit + layer), qubit);
        builder.rz(ParameterExpression.of(0.2 * qubit - layer), qubit);
      }
      for (int qubit = layer % 2; qubit + 1 < qubits; qubit += 2) {
        builder.cx(qubit, qubit + 1);
      }
    }
    compiled = Compiled.of(builder.build());
    double[][] slots = compiled.angles().workspace(1);
    compiled.angles().evaluate(Bindings.none(), new int[1], 1, slots);
    angles = Branches.angles(compiled, slots, 0);
  }

  @Benchmark
  public double[] gateByGate() {
    StateVector state = StateVector.zero(qubits, workers);
    for (int k = 0; k < angles.length; k++) {
      state.apply(compiled.steps().get(k), angles[k], false);
    }
    return state.re();
  }

  @Benchmark
  public double[] fused() {
    StateVector state = StateVector.zero(qubits, workers);
    Blocks.apply(state, compiled.steps(), angles, 0, angles.length, Blocks.Shape.CACHE);
    return state.re();
  }
}
