package dev.nightshift.kernel.small;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One two-qubit unitary taken apart, and written as a circuit of cz: of 64 blocks as optimization
 * meets them. Goal: a block in a few microseconds, so that a thousand blocks cost some
 * milliseconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class KakBenchmark {
  private static final int BLOCKS = 64;

  private final double[][] generic = blocks(false);
  private final double[][] clifford = blocks(true);

  private static double[][] blocks(boolean clifford) {
    SplittableRandom random = Seed.of(1).random();
    double[][] blocks = new double[BLOCKS][];
    for (int i = 0; i < BLOCKS; i++) {
      double[] u = Matrices.identity(4);
      for (int step = 0; step < 6; step++) {
        for (int operand = 0; operand < 2; operand++) {
          double[] local =
              clifford
                  ? (random.nextBoolean() ? StandardGate.H : StandardGate.S).matrix()
                  : StandardGate.U.matrix(random.doubles(3, -3, 3).toArray());
          TwoQubits.apply(u, operand, local);
        }
        u = Matrices.times(StandardGate.CZ.matrix(), u, 4);
      }
      blocks[i] = u;
    }
    return blocks;
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public void genericBlock(Blackhole hole) {
    for (double[] block : generic) {
      hole.consume(TwoQubitCircuit.of(Kak.of(block), TwoQubitCircuit.Entangler.CZ));
    }
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public void cliffordBlock(Blackhole hole) {
    for (double[] block : clifford) {
      hole.consume(TwoQubitCircuit.of(Kak.of(block), TwoQubitCircuit.Entangler.ECR));
    }
  }
}
