package dev.nightshift.wire.job;

import dev.nightshift.assertion.Golden;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** The messages themselves, byte for byte, for people to read and later versions to keep. */
class WireGoldenTest {
  private static final Circuit ANSATZ =
      Circuit.builder(2)
          .ry(ParameterExpression.parameter("theta"), 0)
          .rz(
              ParameterExpression.of(2)
                  .times(ParameterExpression.PI.minus(ParameterExpression.parameter("phi"))),
              1)
          .cx(0, 1)
          .build();
  private static final Circuit MEASURED =
      Circuit.builder(2).bits("c", 2).h(0).cx(0, 1).measure(0, 0).measure(1, 1).build();

  @Test
  void anEstimatorJobOfOneRow() {
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    ANSATZ,
                    ObservablesArray.of(
                        new Observable(
                            List.of(
                                new Observable.Term("ZZ", 1), new Observable.Term("XI", -0.5)))),
                    Bindings.row(List.of("phi", "theta"), 0.1, -2.5),
                    0.015625)),
            JobOptions.NONE);

    assertGolden("estimator-row.json", JobCodec.encode(request, Submission.to("aer_simulator")));
  }

  @Test
  void anEstimatorJobOfASweep() {
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    ANSATZ,
                    new ObservablesArray(
                        Shape.of(2, 1), List.of(Observable.of("ZZ"), Observable.of("IX"))),
                    Bindings.rows(List.of("phi", "theta"), new double[] {0, 1, 2, 3, 4, 5}),
                    null)),
            JobOptions.NONE.withSeed(7));

    assertGolden(
        "estimator-sweep.json",
        JobCodec.encode(
            request,
            new Submission(
                "ibm_fez", List.of("sub-0001", "run-42"), "a-session", OptionalInt.of(300))));
  }

  @Test
  void aSamplerJob() {
    JobRequest request =
        JobRequest.sample(
            List.of(
                new Pub.Sampler(MEASURED, Bindings.none(), 4096),
                new Pub.Sampler(MEASURED, Bindings.none(), null)),
            JobOptions.NONE.withShots(100));

    assertGolden("sampler.json", JobCodec.encode(request, Submission.to("aer_simulator")));
  }

  @Test
  void anEstimateInBothForms() {
    JobResult result =
        new JobResult(
            "j",
            List.of(
                new PubResult.Estimated(
                    Shape.of(2, 1), new double[] {0.5, -0.25}, new double[] {0, 0.125}, 64)));

    assertGolden("estimator-result-plain.json", ResultCodec.encode(result, false));
    assertGolden("estimator-result-typed.json", ResultCodec.encode(result, true));
  }

  @Test
  void samplesInBothForms() {
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    registers.put("c", new BitArray(Shape.SCALAR, 3, 2, new byte[] {0, 3, 1}));
    registers.put("wide", new BitArray(Shape.SCALAR, 3, 9, new byte[] {1, 0, 0, 15, 0, 0}));
    JobResult result = new JobResult("j", List.of(new PubResult.Sampled(Shape.SCALAR, registers)));

    assertGolden("sampler-result-plain.json", ResultCodec.encode(result, false));
    assertGolden("sampler-result-typed.json", ResultCodec.encode(result, true));
  }

  private static void assertGolden(String name, byte[] message) {
    Golden.assertMatches("wire/" + name, new String(message, StandardCharsets.UTF_8));
  }
}
