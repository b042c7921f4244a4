package dev.nightshift.wire.qpy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * QPY files of the corpus, some 24 to 30 kB each: gates without names of their own, and expressions
 * over vectors. Goal: no slower than Qiskit's {@code qpy.load} of the same bytes. Run: {@code ./dev
 * bench Qpy}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QpyBenchmark {
  @Param({"gates.v17.qpy", "parameters.v17.qpy", "definitions.v18.qpy"})
  @SuppressWarnings("NullAway.Init")
  public String file;

  private byte[] bytes = {};

  @Setup
  public void load() throws IOException {
    bytes = Files.readAllBytes(Path.of("src/test/resources/corpus/qpy", file));
  }

  @Benchmark
  public List<QpyCircuit> read() {
    return Qpy.readAll(bytes, QpyLimits.DEFAULT);
  }
}
