package dev.nightshift.qasm;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
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
 * Reading and printing flat programs on 20 qubits: a quarter each of h, cx, rz with a number, ry
 * with a fraction of π. The aim is 100,000 gates in under 500 ms.
 *
 * <p>Run: {@code ./dev bench QasmBenchmark}; {@code grammar} is the same text in a form that only
 * ANTLR reads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class QasmBenchmark {
  @Param("100000")
  int gates;

  private String plain = "";
  private String grammar = "";
  private Circuit circuit = Circuit.builder(1).build();

  @Setup
  public void writePrograms() {
    SplittableRandom random = Seed.of(1).random();
    StringBuilder text =
        new StringBuilder("OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[20] q;\n");
    for (int i = 0; i < gates; i++) {
      int a = random.nextInt(20);
      int b = (a + 1 + random.nextInt(19)) % 20;
      switch (random.nextInt(4)) {
        case 0 -> text.append("h q[").append(a);
        case 1 -> text.append("cx q[").append(a).append("], q[").append(b);
        case 2 -> text.append("rz(").append(random.nextDouble(6)).append(") q[").append(a);
        default -> text.append("ry(-3*pi/4) q[").append(a);
      }
      text.append("];\n");
    }
    plain = text.toString();
    grammar = plain.replace(" q[", " /**/ q[");
    circuit = Qasm.read("plain.qasm", plain);
  }

  @Benchmark
  public Circuit read() {
    return Qasm.read("plain.qasm", plain);
  }

  @Benchmark
  public Circuit readByGrammar() {
    return Qasm.read("grammar.qasm", grammar);
  }

  @Benchmark
  public String print() {
    return Qasm.print(circuit);
  }
}
