package dev.nightshift.transpile.schedule;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiler;
import dev.nightshift.transpile.schedule.Decoupling.Sequence;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.List;
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
 * The last stage beside the whole at level 1: a dense feature map of 20 qubits on 127. Goal: pulses
 * cost a few per cent of the compilation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class ScheduleBenchmark {
  private final Target target = new DeviceCatalog(List.of()).find("nightshift_hex127").target();
  private final Circuit map = FeatureMaps.zzFeatureMap(20, 1, Entanglement.FULL);
  private final TranspileOptions options = TranspileOptions.DEFAULT.withLevel(1);
  private final Circuit isa = Transpiler.transpile(map, target, options).circuit();
  private final Scheduling xy4 = Scheduling.of(Method.ALAP, Decoupling.of(Sequence.XY4));

  @Benchmark
  public long starts() {
    return Schedule.of(isa, target, Method.ALAP).ticks();
  }

  @Benchmark
  public Circuit pulses() {
    return xy4.apply(isa, target);
  }

  @Benchmark
  public Circuit theWhole() {
    return Transpiler.transpile(map, target, options.withScheduling(xy4)).circuit();
  }
}
