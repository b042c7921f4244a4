package dev.nightshift.sim;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * The 4-qubit circuit of the nano-GPT (40 gates, 4 inputs, 12 weights, ZZZZ), one thread, through
 * the public API; the goal is 1,500,000 values and 500,000 gradients a second.
 *
 * <p>{@code ./dev bench SimulatorBenchmark}; the rates are those of the secondary metrics.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class SimulatorBenchmark {
  private static final List<Observable> OBSERVABLES = List.of(Observable.of("ZZZZ"));

  @Param({"8", "200", "2000"})
  public int rows;

  private final Simulator simulator = new Simulator(1);
  private Circuit circuit = Circuit.builder(1).build();
  private Bindings distinct = Bindings.none();
  private Bindings shifted = Bindings.none();
  private List<String> weights = List.of();

  /** Counts rows rather than calls. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Rate {
    public long values;
  }

  @Setup
  public void prepare() {
    circuit =
        Circuit.builder(4)
            .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
            .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
            .build();
    weights = circuit.parameters().subList(4, 16);
    double[] values = Seed.of(1).random().doubles(16L * rows, -3, 3).toArray();
    distinct = Bindings.rows(circuit.parameters(), values);
    double[] template = values.clone();
    for (int row = 0; row < rows; row++) {
      int first = row - row % 25;
      System.arraycopy(values, 16 * first, template, 16 * row, 16);
      if (row > first) {
        template[16 * row + 4 + (row - first - 1) / 2] +=
            (row - first & 1) == 1 ? Math.PI / 2 : -Math.PI / 2;
      }
    }
    shifted = Bindings.rows(circuit.parameters(), template);
  }

  /** Rows that have nothing in common. */
  @Benchmark
  public double[] expectations(Rate rate) {
    rate.values += rows;
    return simulator.expectations(circuit, OBSERVABLES, distinct);
  }

  /** Parameter shift: 25 rows in a line, each of which but the first has one weight moved. */
  @Benchmark
  public double[] shiftRows(Rate rate) {
    rate.values += rows;
    return simulator.expectations(circuit, OBSERVABLES, shifted);
  }

  /** A value and the gradient by 12 weights a row. */
  @Benchmark
  public Simulator.Gradients gradients(Rate rate) {
    rate.values += rows;
    return simulator.gradients(circuit, OBSERVABLES.getFirst(), distinct, weights);
  }

  /** 1,024 shots a value. */
  @Benchmark
  public Simulator.Estimates estimates(Rate rate) {
    rate.values += rows;
    return simulator.estimate(circuit, OBSERVABLES, distinct, 1024, Seed.of(2));
  }
}
