package dev.nightshift.wire.job;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.gradient.ParameterShift;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
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
 * The bytes of one training job: 200 bindings of 16 parameters out, 200 values back. Run: {@code
 * ./dev bench JobCodec}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JobCodecBenchmark {
  private static final int ROWS = 200;

  private final Circuit circuit =
      Circuit.builder(4)
          .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
          .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
          .build();
  private final JobRequest request =
      JobRequest.estimate(
          List.of(
              new Pub.Estimator(
                  circuit,
                  ObservablesArray.of(Observable.of("ZZZZ")),
                  Bindings.rows(
                      circuit.parameters(),
                      Seed.of(1).random().doubles(ROWS * 16L, -3, 3).toArray()),
                  0.0)),
          JobOptions.NONE);
  private final JobRequest shifts =
      JobRequest.estimate(
          List.of(
              ParameterShift.of(circuit, circuit.parameters().subList(4, 16))
                  .expand(
                      Bindings.rows(
                          circuit.parameters(),
                          Seed.of(3).random().doubles(ROWS / 25 * 16L, -3, 3).toArray()))
                  .pub(List.of(Observable.of("ZZZZ")), 0.0)),
          JobOptions.NONE);
  private final JobResult result =
      new JobResult(
          "job",
          List.of(
              new PubResult.Estimated(
                  Shape.of(ROWS),
                  Seed.of(2).random().doubles(ROWS, -1, 1).toArray(),
                  new double[ROWS],
                  0)));
  private final Submission submission = Submission.to("aer_simulator");
  private final byte[] body = JobCodec.encode(request, submission);
  private final byte[] shiftsBody = JobCodec.encode(shifts, submission);
  private final byte[] typed = ResultCodec.encode(result, true);

  /** The client's half of a submission. */
  @Benchmark
  public byte[] encodeJob() {
    return JobCodec.encode(request, submission);
  }

  /** The server's half. */
  @Benchmark
  public DecodedJob decodeJob() {
    return JobCodec.decode(body);
  }

  /** The same of eight bindings and their shifts, which repeat. */
  @Benchmark
  public byte[] encodeShifts() {
    return JobCodec.encode(shifts, submission);
  }

  @Benchmark
  public DecodedJob decodeShifts() {
    return JobCodec.decode(shiftsBody);
  }

  @Benchmark
  public byte[] encodeResult() {
    return ResultCodec.encode(result, true);
  }

  @Benchmark
  public JobResult decodeResult() {
    return ResultCodec.decode("job", request, typed);
  }
}
