package dev.nightshift.wire.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
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
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultCodecTest {
  private static final Circuit ROTATION =
      Circuit.builder(1).ry(ParameterExpression.parameter("a"), 0).build();
  private static final Circuit MEASURED =
      Circuit.builder(2).bits("c", 2).h(0).cx(0, 1).measure(0, 0).measure(1, 1).build();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEstimateOfAnyShapeComesBackAsItWas(boolean typed) {
    for (Shape shape : List.of(Shape.SCALAR, Shape.of(1), Shape.of(3), Shape.of(2, 1, 3))) {
      JobRequest request = estimate(shape);
      double[] evs = new Random(7).doubles(shape.size()).toArray();
      double[] stds = new Random(8).doubles(shape.size()).toArray();

      JobResult read =
          ResultCodec.decode(
              "j",
              request,
              ResultCodec.encode(
                  new JobResult("j", List.of(new PubResult.Estimated(shape, evs, stds, 4096))),
                  typed));

      assertThat(read.estimated(0).shape()).isEqualTo(shape);
      assertThat(read.estimated(0).evs()).containsExactly(evs);
      assertThat(read.estimated(0).stds()).containsExactly(stds);
      assertThat(read.estimated(0).shots()).isEqualTo(4096);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void notANumberAndInfinityTravel(boolean typed) {
    double[] evs = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    JobResult result =
        new JobResult("j", List.of(new PubResult.Estimated(Shape.of(3), evs, new double[3], 0)));

    JobResult read =
        ResultCodec.decode("j", estimate(Shape.of(3)), ResultCodec.encode(result, typed));

    assertThat(read.estimated(0).evs()).containsExactly(evs);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void samplesOfWideRegistersComeBackAsTheyWere(boolean typed) {
    Circuit circuit = Circuit.builder(1).bits("wide", 70).bits("one", 1).build();
    Bindings twice = Bindings.of(List.of(), Shape.of(2), new double[0]);
    JobRequest request =
        JobRequest.sample(List.of(new Pub.Sampler(circuit, twice, 3)), JobOptions.NONE);
    byte[] wide = new byte[2 * 3 * 9];
    new Random(9).nextBytes(wide);
    for (int i = 0; i < wide.length; i += 9) {
      wide[i] &= 0x3f;
    }
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    registers.put("wide", new BitArray(Shape.of(2), 3, 70, wide));
    registers.put("one", new BitArray(Shape.of(2), 3, 1, new byte[] {0, 1, 0, 1, 1, 0}));

    JobResult read =
        ResultCodec.decode(
            "j",
            request,
            ResultCodec.encode(
                new JobResult("j", List.of(new PubResult.Sampled(Shape.of(2), registers))), typed));

    assertThat(read.sampled(0).registers()).isEqualTo(registers);
    assertThat(List.copyOf(read.sampled(0).registers().keySet())).containsExactly("wide", "one");
  }

  @Test
  void readsThePlainResultOfTheLiveService() {
    JobResult sampled =
        ResultCodec.decode(
            "j",
            sample(null),
            utf8(
                """
                {"results":[{"data":{"c":{"samples":["0x0","0x3"],"num_bits":2}},"metadata":{}}],
                 "metadata":{}}\
                """));
    JobResult estimated =
        ResultCodec.decode(
            "j",
            estimate(Shape.of(2)),
            utf8(
                """
                {"results":[{"data":{"evs":[0.95,0.99],"stds":[0.01,0.01],
                   "ensemble_standard_error":[0.01,0.01]},
                   "metadata":{"shots":4096,"target_precision":0.015625,"circuit_metadata":{},
                   "resilience":{},"num_randomizations":32}}],"metadata":{}}\
                """));

    assertThat(sampled.sampled(0).registers().get("c"))
        .isEqualTo(new BitArray(Shape.SCALAR, 2, 2, new byte[] {0, 3}));
    assertThat(estimated.estimated(0).evs()).containsExactly(0.95, 0.99);
    assertThat(estimated.estimated(0).shots()).isEqualTo(4096);
  }

  @Test
  void readsTheTypedResultOfTheLiveService() {
    JobResult read =
        ResultCodec.decode(
            "j",
            sample(null),
            utf8(
                """
                {"__type__":"PrimitiveResult","__value__":{"pub_results":[
                  {"__type__":"SamplerPubResult","__value__":{"data":{"__type__":"DataBin",
                   "__value__":{"field_names":["c"],"shape":[],
                   "fields":{"c":{"__type__":"BitArray","__value__":{"array":{"__type__":"ndarray",
                   "__value__":"eJyb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wp\
                TgWKF2ckFqQC+RpGOgqGmjoKtQpkAy4GZgCtGxu5"},"num_bits":2}}}}},
                   "metadata":{"circuit_metadata":{}}}}],
                 "metadata":{"version":2,"execution":{"execution_spans":{"__type__":"ExecutionSpans",
                  "__value__":{"spans":[]}}}}}}\
                """));

    assertThat(read.sampled(0).registers().get("c"))
        .isEqualTo(new BitArray(Shape.SCALAR, 2, 2, new byte[] {0, 3}));
  }

  @Test
  void executionSpansOfASweepMayMixListsAndNumbers() {
    byte[] bytes = {0, 1, 2, 3};
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    registers.put("c", new BitArray(Shape.of(2), 2, 2, bytes));
    String written =
        new String(
            ResultCodec.encode(
                new JobResult("j", List.of(new PubResult.Sampled(Shape.of(2), registers))), true),
            StandardCharsets.UTF_8);
    String spans =
        "\"execution\":{\"execution_spans\":{\"__type__\":\"ExecutionSpans\",\"__value__\":{\"spans\":["
            + "{\"__type__\":\"DoubleSliceSpan\",\"__value__\":{"
            + "\"data_slices\":{\"0\":[[2,2],0,2,0,2]}}}]}}}";

    JobResult read =
        ResultCodec.decode(
            "j", sample(2), utf8(written.replace("\"version\":2}", spans + ",\"version\":2}")));

    assertThat(written).contains("\"version\":2}");
    assertThat(read.sampled(0).registers().get("c"))
        .isEqualTo(new BitArray(Shape.of(2), 2, 2, bytes));
  }

  @Test
  void samplesOfASweepMayComeFlat() {
    JobResult read =
        ResultCodec.decode(
            "j",
            sample(2),
            utf8(
                """
                {"results":[{"data":{"c":{"samples":["0x0","0x1","0x2","0x3"],"num_bits":2}}}]}\
                """));

    assertThat(read.sampled(0).registers().get("c"))
        .isEqualTo(new BitArray(Shape.of(2), 2, 2, new byte[] {0, 1, 2, 3}));
  }

  @Test
  void aResultOfAnotherRequestIsRefusedAndNamesBothShapes() {
    byte[] three =
        ResultCodec.encode(
            new JobResult(
                "j",
                List.of(new PubResult.Estimated(Shape.of(3), new double[3], new double[3], 0))),
            true);

    assertThatThrownBy(() -> ResultCodec.decode("d8u", estimate(Shape.of(2)), three))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESULT_MALFORMED))
        .hasMessage(
            "job d8u: the result is not that of the request: pub 0: evs should be numbers of shape"
                + " (2,), found numbers (3,)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{\"results\":{}}",
        "{\"results\":[]}",
        "{\"results\":[7]}",
        "{\"results\":[{}]}",
        "{\"results\":[{\"data\":{}}]}",
        "{\"results\":[{\"data\":{\"evs\":\"x\"}}]}",
        "{\"results\":[{\"data\":{\"evs\":[1,[2]]}}]}",
        "{\"results\":[{\"data\":{\"evs\":{\"__type__\":\"ndarray\"}}}]}",
        "{\"results\":[{\"data\":{\"evs\":{\"__type__\":\"ndarray\",\"__value__\":\"AAAA\"}}}]}",
        "<html>"
      })
  void whatIsNoResultIsRefused(String body) {
    assertThatThrownBy(() -> ResultCodec.decode("d8u", estimate(Shape.of(2)), utf8(body)))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESULT_MALFORMED))
        .hasMessageStartingWith("job d8u: ");
  }

  private static JobRequest estimate(Shape shape) {
    Bindings bindings = Bindings.of(List.of("a"), shape, new double[shape.size()]);
    return JobRequest.estimate(
        List.of(
            new Pub.Estimator(ROTATION, ObservablesArray.of(Observable.of("Z")), bindings, null)),
        JobOptions.NONE);
  }

  private static JobRequest sample(@org.jspecify.annotations.Nullable Integer rows) {
    Shape shape = rows == null ? Shape.SCALAR : Shape.of(rows);
    return JobRequest.sample(
        List.of(new Pub.Sampler(MEASURED, Bindings.of(List.of(), shape, new double[0]), 2)),
        JobOptions.NONE);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
