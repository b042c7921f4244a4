package dev.nightshift.job.gradient;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
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
 * One training step for the 4-qubit circuit of 16 parameters: 8 rows become 200 by weights, 328 by
 * inputs too; planning alone, through the embedded backend, and by adjoint there. Run: {@code ./dev
 * bench ParameterShift}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParameterShiftBenchmark {
  private static final int ROWS = 8;

  /** Derivatives by the 12 weights (their own template), or by the 4 inputs too (fresh angles). */
  @Param({"weights", "all"})
  public String wanted = "weights";

  private final Circuit circuit =
      Circuit.builder(4)
          .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
          .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
          .build();
  private final Bindings rows =
      Bindings.rows(circuit.parameters(), Seed.of(1).random().doubles(ROWS * 16L, -1, 1).toArray());

  private final EmbeddedBackend backend =
      new EmbeddedBackend("embedded", new Simulator(1), new Meter());
  private final Observable observable = Observable.of("ZZZZ");

  private List<String> names = List.of();
  private ParameterShift plan = ParameterShift.of(circuit, names);
  private double[] evs = new double[0];
  private final double[] twice =
      Seed.of(2).random().doubles((long) ROWS * Spsa.ROWS, -1, 1).toArray();

  @Setup
  public void plan() {
    names = wanted.equals("all") ? circuit.parameters() : circuit.parameters().subList(4, 16);
    plan = ParameterShift.of(circuit, names);
    evs = Seed.of(2).random().doubles((long) ROWS * plan.rowsPerBinding(), -1, 1).toArray();
  }

  /** Once a circuit. */
  @Benchmark
  public ParameterShift makePlan() {
    return ParameterShift.of(circuit, names);
  }

  /** Once a step: rows out, values in, sums. */
  @Benchmark
  public Gradients expandAndCombine() {
    return plan.expand(rows).combine(evs);
  }

  /** The same by simultaneous perturbation: 16 rows, whatever is wanted. */
  @Benchmark
  public Gradients expandAndCombineBySpsa() {
    return Spsa.of(circuit, names, Spsa.DEFAULT_MOVE).expand(rows, Seed.of(3)).combine(twice);
  }

  /** Once a step, the estimator's public API included: one core. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Gradients embeddedParameterShift() {
    ParameterShift.Expansion step = plan.expand(rows);
    JobRequest job =
        JobRequest.estimate(List.of(step.pub(List.of(observable), null)), JobOptions.NONE);
    return step.combine(backend.run(job).estimated(0).evs());
  }

  /** The same derivatives by the backend's own gradients: one core. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public AdjointEstimator.Gradients embeddedAdjoint() {
    return backend.adjoint().orElseThrow().valuesAndGradients(circuit, observable, rows, names);
  }
}
