package dev.nightshift.transpile.pass;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.learn.QuantumHeads;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.List;
import java.util.SplittableRandom;
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
 * All optimization of level 3 on routed circuits. Goal: the nano-GPT's template, 4 qubits on a line
 * and symbolic, in well under a millisecond; a numeric circuit on 100 qubits with 5,000 couplings
 * in tens of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class OptimizationLoopBenchmark {
  private final Target target = new DeviceCatalog(List.of()).find("nightshift_hex156").target();
  private final PassContext context =
      new PassContext(target, TranspileOptions.DEFAULT.withLevel(3), Seed.of(1));
  private final OptimizationLoop loop = new OptimizationLoop();
  private final Circuit nanoGpt = nanoGpt();
  private final Circuit wide = wide();

  private Circuit nanoGpt() {
    return onLine(QuantumHeads.circuit(4));
  }

  /** The simplest routing there is: along the line 0-1-2-3 by swaps, and cz for cx. */
  private static Circuit onLine(Circuit circuit) {
    int[] place = {0, 1, 2, 3};
    CircuitBuilder out = Circuit.builder(156);
    circuit.parameters().forEach(out::parameter);
    for (Instruction instruction : circuit.instructions()) {
      if (!(instruction instanceof Instruction.Apply apply)) {
        continue;
      }
      int a = place[apply.qubits().getFirst()];
      if (apply.qubits().size() == 1) {
        out.apply(apply.gate(), apply.angles(), a);
        continue;
      }
      int b = place[apply.qubits().getLast()];
      while (Math.abs(a - b) > 1) {
        int next = a + Integer.signum(b - a);
        cx(out, a, next);
        cx(out, next, a);
        cx(out, a, next);
        for (int virtual = 0; virtual < 4; virtual++) {
          place[virtual] = place[virtual] == a ? next : place[virtual] == next ? a : place[virtual];
        }
        a = next;
      }
      cx(out, a, b);
    }
    return out.globalPhase(circuit.globalPhase()).build();
  }

  private static void cx(CircuitBuilder out, int control, int target) {
    out.h(target).cz(control, target).h(target);
  }

  private Circuit wide() {
    SplittableRandom random = Seed.of(2).random();
    List<List<Integer>> edges = target.edges();
    CircuitBuilder out = Circuit.builder(156);
    for (int i = 0; i < 5000; i++) {
      List<Integer> edge = edges.get(random.nextInt(edges.size()));
      out.apply(StandardGate.SX, List.of(), edge.getFirst());
      out.rz(ParameterExpression.of(random.nextDouble(-3, 3)), edge.getLast());
      out.apply(StandardGate.CZ, List.of(), edge);
    }
    return out.build();
  }

  @Benchmark
  public Circuit nanoGptTemplate() {
    return loop.run(nanoGpt, context);
  }

  @Benchmark
  public Circuit fiveThousandCouplings() {
    return loop.run(wide, context);
  }
}
