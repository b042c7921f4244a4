package dev.nightshift.sim.density;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Transfer;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.QuantumError;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One crossing of the vector of ten qubits: a turn and relaxation on two qubits, then CZ with
 * depolarisation and relaxation, on the lowest, on middle and on the highest qubits. The rate is
 * that of coefficients.
 *
 * <p>{@code ./dev bench PauliVector}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PauliVectorBenchmark {
  private static final int QUBITS = 10;
  private static final int COEFFICIENTS = 1 << 2 * QUBITS;

  @Param({"0", "4", "8"})
  public int low;

  private final PauliVector state = PauliVector.zero(QUBITS, new Workers(1));
  private List<SparseRows> matrices = List.of();

  @Setup
  public void prepare() {
    QuantumError slow = QuantumError.relaxation(120, 90, 0.07, 0);
    QuantumError pair =
        QuantumError.depolarizing(5e-3, 2)
            .then(slow.on(List.of(0), 2))
            .then(slow.on(List.of(1), 2));
    double[] turn =
        Transfer.times(
            slow.transfer(), Transfer.ofUnitary(StandardGate.U.matrix(0.3, 0.4, 0.5), 1), 1);
    matrices =
        List.of(
            SparseRows.local(turn, 0, 2),
            SparseRows.local(turn, 1, 2),
            SparseRows.of(
                Transfer.times(pair.transfer(), Transfer.ofUnitary(StandardGate.CZ.matrix(), 2), 2),
                2));
  }

  @Benchmark
  @OperationsPerInvocation(COEFFICIENTS)
  public PauliVector cross() {
    state.apply(new int[] {low, low + 1}, matrices);
    return state;
  }
}
