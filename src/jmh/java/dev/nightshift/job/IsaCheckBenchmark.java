package dev.nightshift.job;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.IsaCheck.Reason;
import dev.nightshift.job.IsaCheck.Spelling;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.List;
import java.util.Optional;
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
 * The check that stands before every job of a device: 156 qubits, 20 layers of sx and rz on each
 * and half of the couplings' cz, about 9,900 instructions. Goal: a small part of the time in which
 * the same circuit is read from its text, which comes before it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IsaCheckBenchmark {
  private final IsaCheck check =
      new IsaCheck(new DeviceCatalog(List.of()).find("nightshift_hex156").target());
  private final Circuit circuit = circuit();
  private final String text = Qasm.print(circuit);

  private static Circuit circuit() {
    List<List<Integer>> edges =
        new DeviceCatalog(List.of()).find("nightshift_hex156").target().edges();
    CircuitBuilder circuit = Circuit.builder(156);
    for (int layer = 0; layer < 20; layer++) {
      for (int qubit = 0; qubit < 156; qubit++) {
        circuit.apply(StandardGate.SX, List.of(), qubit);
        circuit.rz(ParameterExpression.of(0.1 * layer), qubit);
      }
      for (int i = layer % 2; i < edges.size(); i += 2) {
        circuit.apply(StandardGate.CZ, List.of(), edges.get(i));
      }
    }
    return circuit.measureAll().build();
  }

  @Benchmark
  public Optional<Reason> wholeDevice() {
    return check.misfit(circuit, Spelling.OPENQASM);
  }

  @Benchmark
  public Circuit readingTheText() {
    return Qasm.read("<circuit>", text);
  }
}
