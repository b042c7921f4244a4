package dev.nightshift.wire.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.Npy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobCodecTest {
  private static final String TWO_PARAMETERS =
      "OPENQASM 3.0; include \\\"stdgates.inc\\\"; input float[64] b; input float[64] a; "
          + "qubit[2] q; rx(a) q[0]; ry(b) q[1];";
  private static final String ONE_PARAMETER =
      "OPENQASM 3.0; include \\\"stdgates.inc\\\"; input float[64] a; qubit[2] q; rx(a) q[0];";
  private static final String NO_PARAMETER =
      "OPENQASM 3.0; include \\\"stdgates.inc\\\"; qubit[2] q; h q[0];";
  private static final String BELL =
      "OPENQASM 3.0; include \\\"stdgates.inc\\\"; bit[2] c; qubit[2] q; h q[0]; cx q[0], q[1]; "
          + "c[0] = measure q[0]; c[1] = measure q[1];";

  @Nested
  class Encoding {
    @Test
    void parametersAreRenamedInTheCircuitsOrderAndRowsGoUnchanged() {
      // By code point: B, a, th10, th9.
      Circuit circuit = rotations("th9", "a", "th10", "B");
      Bindings bindings =
          Bindings.of(
              List.of("B", "a", "th10", "th9"), Shape.of(2), new double[] {1, 2, 3, 4, 5, 6, 7, 8});

      JobRequest read = roundTrip(estimate(circuit, bindings, Observable.of("ZIII"), null));

      Pub pub = read.pubs().getFirst();
      assertThat(pub.circuit().parameters()).containsExactly("p0000", "p0001", "p0002", "p0003");
      assertThat(pub.bindings().values()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
      assertThat(pub.bindings().shape()).isEqualTo(Shape.of(2));
      assertThat(pub.circuit().counts()).isEqualTo(circuit.counts());
    }

    @Test
    void aParameterThatNothingUsesKeepsItsColumn() {
      Circuit circuit =
          Circuit.builder(1)
              .parameter("unused")
              .rx(ParameterExpression.parameter("used"), 0)
              .build();

      JobRequest read =
          roundTrip(
              estimate(
                  circuit,
                  Bindings.row(List.of("unused", "used"), 7, 8),
                  Observable.of("Z"),
                  null));

      assertThat(read.pubs().getFirst().bindings())
          .isEqualTo(Bindings.row(List.of("p0000", "p0001"), 7, 8));
    }

    @Test
    void moreThanTenThousandParametersStayInOrder() {
      assertThat(CircuitTexts.wireName(9_999, 10_000)).isEqualTo("p9999");
      assertThat(CircuitTexts.wireName(9_999, 10_001)).isEqualTo("p09999");
      assertThat(CircuitTexts.wireName(10_000, 10_001)).isEqualTo("p10000");
    }

    @Test
    void paramsDependOnTheRequestAlone() {
      JobRequest request =
          estimate(rotations("a"), Bindings.row(List.of("a"), 0.5), Observable.of("Z"), 0.25);

      DecodedJob local = JobCodec.decode(JobCodec.encode(request, Submission.to("aer_simulator")));
      DecodedJob remote =
          JobCodec.decode(
              JobCodec.encode(
                  request,
                  new Submission("ibm_fez", List.of("t"), "session", OptionalInt.of(300))));

      assertThat(remote.params()).isEqualTo(local.params());
      assertThat(remote.backend()).isEqualTo("ibm_fez");
      assertThat(remote.tags()).containsExactly("t");
      assertThat(remote.sessionId()).isEqualTo("session");
      assertThat(remote.costSeconds()).hasValue(300);
    }

    @Test
    void typedResultsAreAskedForOnlyWhereThereIsASweep() {
      Circuit circuit = rotations("a");

      assertThat(
              decoded(estimate(circuit, Bindings.row(List.of("a"), 1), Observable.of("Z"), null)))
          .extracting(DecodedJob::supportQiskit)
          .isEqualTo(false);
      assertThat(
              decoded(
                  estimate(
                      circuit,
                      Bindings.rows(List.of("a"), new double[2]),
                      Observable.of("Z"),
                      null)))
          .extracting(DecodedJob::supportQiskit)
          .isEqualTo(true);
    }

    @Test
    void optionsPrecisionAndObservablesComeBackAsTheyWere() {
      Observable sum =
          new Observable(List.of(new Observable.Term("ZZ", 1), new Observable.Term("XI", -0.5)));
      ObservablesArray observables =
          new ObservablesArray(
              Shape.of(3, 1), List.of(sum, Observable.of("IY"), Observable.of("XX")));
      JobRequest request =
          JobRequest.estimate(
              List.of(
                  new Pub.Estimator(
                      rotations("a", "b"),
                      observables,
                      Bindings.rows(List.of("a", "b"), new double[] {1, 2, 3, 4}),
                      0.25)),
              new JobOptions(OptionalInt.empty(), OptionalDouble.of(0.5), OptionalLong.of(7))
                  .withSimulator(
                      new SimulatorOptions(
                          SimulationMethod.MATRIX_PRODUCT_STATE, new MpsOptions(1e-12, 16))));

      JobRequest read = roundTrip(request);

      Pub.Estimator pub = (Pub.Estimator) read.pubs().getFirst();
      assertThat(pub.observables()).isEqualTo(observables);
      assertThat(pub.precision()).isEqualTo(0.25);
      assertThat(pub.shape()).isEqualTo(Shape.of(3, 2));
      assertThat(read.options()).isEqualTo(request.options());
    }

    @Test
    void aPauliStringThatStandsTwiceIsSentOnceWithTheSum() {
      Observable twice =
          new Observable(List.of(new Observable.Term("Z", 1), new Observable.Term("Z", 2)));

      JobRequest read =
          roundTrip(estimate(rotations("a"), Bindings.row(List.of("a"), 1), twice, null));

      assertThat(((Pub.Estimator) read.pubs().getFirst()).observables().elements())
          .containsExactly(new Observable(List.of(new Observable.Term("Z", 3))));
    }

    @Test
    void samplerPubsKeepTheirShots() {
      JobRequest request =
          JobRequest.sample(
              List.of(
                  new Pub.Sampler(rotations("a"), Bindings.row(List.of("a"), 1), 100),
                  new Pub.Sampler(rotations(), Bindings.none(), null)),
              JobOptions.NONE.withShots(64));

      JobRequest read = roundTrip(request);

      assertThat(((Pub.Sampler) read.pubs().get(0)).shots()).isEqualTo(100);
      assertThat(((Pub.Sampler) read.pubs().get(1)).shots()).isNull();
      assertThat(read.options().defaultShots()).hasValue(64);
    }

    @Test
    void theSameTextIsParsedOnce() {
      JobRequest request =
          estimate(rotations("a"), Bindings.row(List.of("a"), 1), Observable.of("Z"), null);

      Circuit first = roundTrip(request).pubs().getFirst().circuit();
      Circuit second = roundTrip(request).pubs().getFirst().circuit();

      assertThat(second).isSameAs(first);
    }
  }

  @Nested
  class Parameters {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "[1, 2]                           | ()     | 1 2",
          "[[1, 2]]                         | (1,)   | 1 2",
          "[[1, 2], [3, 4]]                 | (2,)   | 1 2 3 4",
          "[[[1, 2]], [[3, 4]], [[5, 6]]]   | (3, 1) | 1 2 3 4 5 6",
          "{\"a\": 1, \"b\": 2}             | ()     | 1 2",
          "{\"b\": 2, \"a\": 1}             | ()     | 1 2",
          "{\"a\": [1, 3], \"b\": [2, 4]}   | (2,)   | 1 2 3 4",
          "{\"a\": [[1],[3]], \"b\": [2,4]} | (2,)   | 1 2 3 4",
          "[1e0, -2.5E-1]                   | ()     | 1 -0.25"
        })
    void everyEncodingOfTwoParametersIsRead(String params, String shape, String values) {
      assertBindings(TWO_PARAMETERS, params, shape, values);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "[0.5]          | ()     | 0.5",
          "[1, 2, 3]      | (3,)   | 1 2 3",
          "[[1], [2]]     | (2,)   | 1 2",
          "[[1, 2],[3,4]] | (2, 2) | 1 2 3 4",
          "7              | ()     | 7",
          "{\"a\": [7]}   | ()     | 7"
        })
    void everyEncodingOfOneParameterIsRead(String params, String shape, String values) {
      assertBindings(ONE_PARAMETER, params, shape, values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}"})
    void noParametersAreNullOrEmpty(String params) {
      assertBindings(NO_PARAMETER, params, "()", "");
    }

    @Test
    void typedArraysAreRead() {
      String two = typed(Npy.encode(Shape.of(2, 2), new double[] {1, 2, 3, 4}));
      String none = typed(Npy.encode(Shape.of(0), new double[0]));
      String rows = typed(Npy.encode(Shape.of(5, 0), new double[0]));
      String valueFirst =
          "{\"__value__\": \"%s\", \"__type__\": \"ndarray\"}"
              .formatted(ascii(Npy.encode(Shape.of(2), new double[] {1, 2})));
      String asList = "{\"__type__\": \"ndarray\", \"__value__\": [[1, 2], [3, 4]]}";
      String escaped =
          typed(Npy.encode(Shape.of(2, 2), new double[] {1, 2, 3, 4})).replace("/", "\\/");

      assertBindings(TWO_PARAMETERS, two, "(2,)", "1 2 3 4");
      assertBindings(NO_PARAMETER, none, "()", "");
      assertBindings(NO_PARAMETER, rows, "(5,)", "");
      assertBindings(TWO_PARAMETERS, valueFirst, "()", "1 2");
      assertBindings(TWO_PARAMETERS, asList, "(2,)", "1 2 3 4");
      assertBindings(TWO_PARAMETERS, escaped, "(2,)", "1 2 3 4");
    }

    @Test
    void parametersMayBeLeftOut() {
      JobRequest read = possible(body("sampler", "\"pubs\": [[\"%s\"]]".formatted(BELL)));

      assertThat(read.pubs().getFirst().bindings()).isEqualTo(Bindings.none());
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "[1, 2, 3]          | of shape (3,) do not fit the circuit's 2 parameters [a, b]",
          "null               | of shape (0,) do not fit the circuit's 2 parameters [a, b]",
          "3                  | of shape () do not fit the circuit's 2 parameters [a, b]",
          "{\"a\": 1}         | parameter b has no value",
          "{\"a\":1,\"b\":2,\"c\":3} | the circuit has the parameters [a, b]",
          "{\"a\": [1], \"b\": [1, 2]} | have the shapes () and (2,)",
          "{\"a\": \"x\", \"b\": 2} | of parameter a should be numbers, found a string",
          "\"x\"              | found a string",
          "[NaN, 1]           | parameter a of binding 0 is NaN",
          "[1, Infinity]      | parameter b of binding 0 is Infinity",
          "[1, 1e999]         | parameter b of binding 0 is Infinity"
        })
    void valuesThatDoNotFitFailTheJob(String params, String reason) {
      JobFailure failure =
          impossible(
              body(
                  "estimator",
                  "\"pubs\": [[\"%s\", \"ZZ\", %s]]".formatted(TWO_PARAMETERS, params)));

      assertThat(failure.reasonCode()).isEqualTo(JobFailure.NOT_VALID);
      assertThat(failure.reason()).contains(reason);
    }

    private void assertBindings(String circuit, String params, String shape, String values) {
      JobRequest read =
          possible(
              body("estimator", "\"pubs\": [[\"%s\", \"ZZ\", %s]]".formatted(circuit, params)));

      Bindings bindings = read.pubs().getFirst().bindings();
      assertThat(bindings.shape()).hasToString(shape);
      assertThat(bindings.values())
          .containsExactly(
              Arrays.stream(values.split(" "))
                  .filter(value -> !value.isEmpty())
                  .mapToDouble(Double::parseDouble)
                  .toArray(),
              within(0.0));
    }
  }

  @Nested
  class Observables {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"ZZ\"                            | ()     | 1",
          "{\"ZZ\": 1.0, \"XI\": 0.5}        | ()     | 1",
          "[\"ZZ\", \"XX\"]                  | (2,)   | 2",
          "[[\"ZZ\"], [{\"XX\": 1}]]         | (2, 1) | 2",
          "[[{\"ZZ\": 1}, {\"XX\": 2}]]      | (1, 2) | 2",
          "{\"__type__\": \"ObservablesArray\", \"__value__\": [{\"ZZ\": 1}]} | (1,) | 1"
        })
    void everyEncodingIsRead(String observables, String shape, int count) {
      Pub.Estimator pub = pub(observables);

      assertThat(pub.observables().shape()).hasToString(shape);
      assertThat(pub.observables().elements()).hasSize(count);
      assertThat(pub.observables().elements().getFirst().terms().getFirst())
          .isEqualTo(new Observable.Term("ZZ", 1));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"ZZZ\"            | observable ZZZ has 3 letters, the circuit 2 qubits",
          "\"Z0\"             | has the letter '0'",
          "\"\"               | a Pauli string is empty",
          "{}                 | an observable has no terms",
          "{\"ZZ\": NaN}      | the coefficient of 'ZZ' is NaN",
          "{\"ZZ\": \"x\"}    | should be a number, found a string",
          "{\"ZZ\":1,\"X\":1} | have different lengths",
          "[\"ZZ\", [\"ZZ\"]] | ragged",
          "7                  | found a number",
          "null               | found null"
        })
    void whatIsNoObservableFailsTheJob(String observables, String reason) {
      JobFailure failure =
          impossible(
              body("estimator", "\"pubs\": [[\"%s\", %s]]".formatted(NO_PARAMETER, observables)));

      assertThat(failure.reasonCode()).isEqualTo(JobFailure.OBSERVABLE_WIDTH);
      assertThat(failure.reason()).contains(reason);
    }

    @Test
    void broadcastingIsThatOfNumPy() {
      JobRequest read =
          possible(
              body(
                  "estimator",
                  "\"pubs\": [[\"%s\", [[\"ZZ\"], [\"XX\"]], [[1, 2], [3, 4], [5, 6]], null]]"
                      .formatted(TWO_PARAMETERS)));

      assertThat(read.pubs().getFirst().shape()).isEqualTo(Shape.of(2, 3));
    }

    private Pub.Estimator pub(String observables) {
      return (Pub.Estimator)
          possible(
                  body(
                      "estimator", "\"pubs\": [[\"%s\", %s]]".formatted(NO_PARAMETER, observables)))
              .pubs()
              .getFirst();
    }
  }

  @Nested
  class Pubs {
    @Test
    void aSamplersCircuitMayStandAloneOrInAList() {
      JobRequest read =
          possible(body("sampler", "\"pubs\": [\"%s\", [\"%s\"]]".formatted(BELL, BELL)));

      assertThat(read.pubs()).hasSize(2);
      assertThat(read.pubs().getFirst().circuit().bits()).isEqualTo(2);
    }

    @Test
    void shotsOfThePubWinOverThoseBesideThePubs() {
      JobRequest read =
          possible(
              body(
                  "sampler",
                  "\"shots\": 10, \"pubs\": [[\"%s\", null, 20], [\"%s\", [], null]]"
                      .formatted(BELL, BELL)));

      assertThat(((Pub.Sampler) read.pubs().get(0)).shots()).isEqualTo(20);
      assertThat(((Pub.Sampler) read.pubs().get(1)).shots()).isEqualTo(10);
    }

    @Test
    void precisionOfThePubWinsOverThatBesideThePubs() {
      JobRequest read =
          possible(
              body(
                  "estimator",
                  "\"precision\": 0.5, \"pubs\": [[\"%s\", \"ZZ\", null, 0.25], [\"%s\", \"ZZ\"]]"
                      .formatted(NO_PARAMETER, NO_PARAMETER)));

      assertThat(((Pub.Estimator) read.pubs().get(0)).precision()).isEqualTo(0.25);
      assertThat(((Pub.Estimator) read.pubs().get(1)).precision()).isEqualTo(0.5);
    }

    @Test
    void theProgramMayStandBehindTheParams() {
      String body =
          "{\"params\": {\"pubs\": [[\"%s\"]]}, \"backend\": \"b\", \"program_id\": \"sampler\"}"
              .formatted(BELL);

      assertThat(JobCodec.decode(utf8(body)).work()).isInstanceOf(DecodedJob.Work.Possible.class);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "[\"OPENQASM 3.0; qubit[2] q; nogate q[0];\"] | 1506 | nogate",
          "[\"not a program\"]                          | 1506 | 'unexpected ''program'''",
          "[{\"__type__\": \"QuantumCircuit\", \"__value__\": \"eJx\"}] | 1603 |"
              + " 'params.pubs[0][0]: the circuit: the zlib stream of a QPY file ends too early'",
          "[{\"__type__\": \"QuantumCircuit\", \"__value__\": \"UUlTS0lU\"}] | 1603 |"
              + " a QPY file is not a zlib stream",
          "[{\"__type__\": \"QuantumCircuit\", \"__value__\": \"?\"}] | 1603 |"
              + " a QPY file is not Base64",
          "[\"OPENQASM 3.0; include \\\"stdgates.inc\\\"; qubit[1] q; cx q[0], q[0];\"] | 1603 |"
              + " has the same qubit twice",
          "[\"OPENQASM 3.0; qubit[1] q; bit c; while (c) { reset q; }\"] | 1603 | while on a"
              + " measured bit",
          "[\"OPENQASM 3.0; qubit[31] q;\"]             | 3243 | has 31 qubits; at most 30",
          "[\"OPENQASM 3.0; qubit[1] q;\", null, 10000001] | 1520 | exceeds the system limit"
              + " 10000000",
          "[\"OPENQASM 3.0; qubit[1] q;\", null, 0]     | 1521 | asks for 0 shots"
        })
    void whatCannotRunFailsTheJobWithItsCode(String pub, int code, String reason) {
      JobFailure failure = impossible(body("sampler", "\"pubs\": [%s]".formatted(pub)));

      assertThat(failure.reasonCode()).isEqualTo(code);
      assertThat(failure.reason()).contains(reason);
    }

    @Test
    void aDynamicCircuitFailsAnEstimatorWithACodeOfItsOwn() {
      String dynamic = "OPENQASM 3.0; qubit[1] q; bit c; if (c) { reset q; }";

      JobFailure failure =
          impossible(body("estimator", "\"pubs\": [[\"%s\", \"Z\"]]".formatted(dynamic)));

      assertThat(failure.reasonCode()).isEqualTo(1522);
      assertThat(failure.reason())
          .isEqualTo(
              "Dynamic circuits are not supported by the estimator: the circuit decides on what it"
                  + " has measured");
    }

    @Test
    void aBroadcastTooLongFailsBeforeItIsAllocated() {
      String rows = "[%s]".formatted("[1, 2],".repeat(4_000).replaceAll(",$", ""));
      String observables = "[%s]".formatted("[\"ZZ\"],".repeat(4_000).replaceAll(",$", ""));

      JobFailure failure =
          impossible(
              body(
                  "estimator",
                  "\"pubs\": [[\"%s\", %s, %s]]".formatted(TWO_PARAMETERS, observables, rows)));

      assertThat(failure.reasonCode()).isEqualTo(JobFailure.LIMIT_EXCEEDED);
      assertThat(failure.reason())
          .isEqualTo("the job has 16000000 executions; at most 10000000 are taken");
    }
  }

  @Nested
  class Schema {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "''                                  | the body should be an object",
          "nonsense                            | is not the JSON expected",
          "[]                                  | the body should be an object",
          "{}                                  | program_id' is missing",
          "{\"program_id\": 7}                 | program_id' should be a string",
          "{\"program_id\": \"x\", \"backend\": \"b\", \"params\": {}} | program_id is 'x'",
          "{\"program_id\": \"sampler\", \"backend\": \"b\"} | params' is missing",
          "{\"program_id\": \"sampler\", \"backend\": \"b\", \"params\": 1} | params should be an"
              + " object",
          "{\"start_session\": true}           | start_session is not known",
          "{\"tags\": [], \"tags\": []}        | tags' stands twice",
          "{} {}                               | text follows",
          "{\"a\":                             | is not",
        })
    void bodiesThatBreakTheSchemaAreRefused(String body, String reason) {
      assertRefused(body, reason);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"pubs\": []               | params.pubs should be a list of at least one pub",
          "\"pubs\": {}               | params.pubs should be a list",
          "\"version\": 2             | params.pubs should be a list of at least one pub, found"
              + " nothing",
          "\"pubs\": [[]]             | params.pubs should be a list of at least one pub",
          "\"pubs\": [[7]]            | params.pubs should be a list",
          "\"pubs\": [[\"x\"], 7]     | params.pubs[1] should be a list of circuit and values",
          "\"pubs\": [[null]]         | params.pubs[0][0] should be a circuit",
          "\"pubs\": [[\"x\", [], 1, 2]] | params.pubs[0] has 4 items",
          "\"pubs\": [[\"x\", [], [1]]] | params.pubs[0][2] should be a number",
          "\"pubs\": [\"x\"], \"version\": 1 | params.version should be 2",
          "\"pubs\": [\"x\"], \"precision\": 1 | params.precision is not known",
          "\"pubs\": [\"x\"], \"support_qiskit\": 1 | should be a boolean",
          "\"pubs\": [\"x\", {\"a\": 1, \"a\": 2}] | the name 'a' stands twice",
          "\"pubs\": [[\"x\", [[1], [2, 3]]]] | ragged",
          "\"pubs\": [[\"x\", [1, [2]]]] | ragged",
          "\"pubs\": [[\"x\", [[1], 2]]] | ragged",
          "\"pubs\": [[\"x\", {\"__type__\": \"ndarray\", \"__value__\": \"%%%\"}]] | not Base64"
        })
    void paramsThatBreakTheSchemaAreRefused(String params, String reason) {
      assertRefused(body("sampler", params), reason);
    }

    @Test
    void everyTruncationOfABodyIsRefusedAndNothingElse() {
      byte[] whole =
          JobCodec.encode(
              estimate(
                  rotations("a", "b"),
                  Bindings.rows(List.of("a", "b"), new double[] {1, 2, 3, 4}),
                  Observable.of("ZZ"),
                  null),
              Submission.to("aer_simulator"));

      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> JobCodec.decode(cut))
            .isInstanceOfSatisfying(
                NightshiftException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED));
      }
    }

    @Test
    void deepNestingAndHugeNumbersAreRefused() {
      assertRefused("{\"params\": " + "[".repeat(100_000), "is not the JSON expected");
      assertRefused("{\"params\": " + "{\"a\":".repeat(100_000), "is not the JSON expected");
      assertRefused("{\"cost\": " + "9".repeat(5_000) + "}", "is not the JSON expected");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "\"tags\": [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"] | there are 9 tags",
          "\"tags\": [7]          | tags should be a list of strings",
          "\"tags\": [null]       | tags should be strings",
          "\"cost\": -1           | cost is -1",
          "\"cost\": 1.5          | cost' should be a whole number",
          "\"session_id\": \"0123456789012345678901234567890123456\" | session_id' has 37"
              + " characters",
          "\"log_level\": \"loud\" | log_level is 'loud'"
        })
    void fieldsBesideTheParamsAreChecked(String field, String reason) {
      assertRefused(
          "{\"program_id\": \"sampler\", \"backend\": \"b\", \"params\": {\"pubs\": [\"x\"]}, %s}"
              .formatted(field),
          reason);
    }

    @Test
    void fieldsBesideTheParamsAreRead() {
      DecodedJob job =
          JobCodec.decode(
              utf8(
                  """
                  {"program_id": "sampler", "backend": "ibm_fez", "params": {"pubs": ["x"]},
                   "tags": ["run-42"], "session_id": "s", "cost": 99999, "log_level": "WARNING",
                   "private": true, "calibration_id": "c", "runtime": "image:tag"}\
                  """));

      assertThat(job.tags()).containsExactly("run-42");
      assertThat(job.sessionId()).isEqualTo("s");
      assertThat(job.costSeconds()).hasValue(10_800);
      assertThat(job.isPrivate()).isTrue();
      assertThat(job.calibrationId()).isEqualTo("c");
      assertThat(job.runtime()).isEqualTo("image:tag");
      assertThat(job.params()).hasToString("{\"pubs\": [\"x\"]}");
    }

    private void assertRefused(String body, String reason) {
      assertThatThrownBy(() -> JobCodec.decode(utf8(body)))
          .isInstanceOf(NightshiftException.class)
          .hasMessageContaining(reason);
    }
  }

  private static Circuit rotations(String... names) {
    CircuitBuilder builder = Circuit.builder(Math.max(1, names.length));
    for (int i = 0; i < names.length; i++) {
      builder.rx(ParameterExpression.parameter(names[i]), i);
    }
    return builder.build();
  }

  private static JobRequest estimate(
      Circuit circuit,
      Bindings bindings,
      Observable observable,
      @org.jspecify.annotations.Nullable Double precision) {
    return JobRequest.estimate(
        List.of(new Pub.Estimator(circuit, ObservablesArray.of(observable), bindings, precision)),
        JobOptions.NONE);
  }

  private static DecodedJob decoded(JobRequest request) {
    return JobCodec.decode(JobCodec.encode(request, Submission.to("aer_simulator")));
  }

  private static JobRequest roundTrip(JobRequest request) {
    return possible(JobCodec.encode(request, Submission.to("aer_simulator")));
  }

  private static JobRequest possible(String body) {
    return possible(utf8(body));
  }

  private static JobRequest possible(byte[] body) {
    return switch (JobCodec.decode(body).work()) {
      case DecodedJob.Work.Possible(JobRequest request) -> request;
      case DecodedJob.Work.Impossible(JobFailure failure) ->
          throw new AssertionError("the job cannot run: " + failure);
      case DecodedJob.Work.Chunked(JobRequest request, _, _) -> request;
      case DecodedJob.Work.Done _ -> throw new AssertionError("there is no work");
    };
  }

  private static JobFailure impossible(String body) {
    return switch (JobCodec.decode(utf8(body)).work()) {
      case DecodedJob.Work.Impossible(JobFailure failure) -> failure;
      case DecodedJob.Work work -> throw new AssertionError("the job can run: " + work);
    };
  }

  private static String body(String program, String params) {
    return "{\"program_id\": \"%s\", \"backend\": \"aer_simulator\", \"params\": {%s}}"
        .formatted(program, params);
  }

  private static String typed(byte[] base64) {
    return "{\"__type__\": \"ndarray\", \"__value__\": \"%s\"}".formatted(ascii(base64));
  }

  private static String ascii(byte[] text) {
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
