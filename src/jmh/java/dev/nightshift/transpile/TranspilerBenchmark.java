package dev.nightshift.transpile;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole compile: the nano-GPT's template of 4 qubits on 27, whose goal is a millisecond, and a
 * Fourier transform of 12 qubits on 156, nearly all of it routing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 2)
@Measurement(iterations = 5, time = 1)
public class TranspilerBenchmark {
  @Param({"1", "2", "3"})
  private int level;

  private final Target small = target("nightshift_hex27");
  private final Target wide = target("nightshift_hex156");
  private final Circuit nanoGpt =
      Circuit.builder(4)
          .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
          .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
          .build();
  private final Circuit fourier = fourier(12);

  private static Target target(String name) {
    return new DeviceCatalog(List.of()).find(name).target();
  }

  private static Circuit fourier(int qubits) {
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int target = qubits - 1; target >= 0; target--) {
      builder.h(target);
      for (int control = target - 1; control >= 0; control--) {
        ParameterExpression angle = ParameterExpression.of(Math.PI / (1 << target - control));
        builder.apply(StandardGate.CP, List.of(angle), control, target);
      }
    }
    return builder.build();
  }

  @Benchmark
  public Transpiled nanoGptOn27() {
    return Transpiler.transpile(nanoGpt, small, TranspileOptions.DEFAULT.withLevel(level));
  }

  @Benchmark
  public Transpiled fourierOn156() {
    return Transpiler.transpile(fourier, wide, TranspileOptions.DEFAULT.withLevel(level));
  }
}
