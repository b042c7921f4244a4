package dev.nightshift.job;

import static dev.nightshift.circuit.ParameterExpression.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class PubTest {
  private static final Circuit CIRCUIT =
      Circuit.builder(2).ry(parameter("a"), 0).ry(parameter("b"), 1).build();

  private static void refused(Runnable call, ErrorCode code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(NightshiftException.class)
        .hasMessage(message)
        .extracting(thrown -> ((NightshiftException) thrown).code())
        .isEqualTo(code);
  }

  @Test
  void bindingsArePutIntoTheCircuitsOrderAtBirth() {
    Pub.Sampler pub = new Pub.Sampler(CIRCUIT, Bindings.row(List.of("b", "a"), 2, 1), 100);

    assertThat(pub.bindings()).isEqualTo(Bindings.row(List.of("a", "b"), 1, 2));
    assertThat(pub.shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void theShapeOfAnEstimateIsTheBroadcastOfObservablesAndBindings() {
    Pub.Estimator pub =
        new Pub.Estimator(
            CIRCUIT,
            new ObservablesArray(Shape.of(2, 1), List.of(Observable.of("ZZ"), Observable.of("XX"))),
            Bindings.rows(List.of("a", "b"), new double[6]),
            null);

    assertThat(pub.shape()).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void givenPartsThatDoNotFit_thenTheErrorSaysWhich() {
    Bindings three = Bindings.rows(List.of("a", "b"), new double[6]);
    List<Observable> two = List.of(Observable.of("ZZ"), Observable.of("XX"));
    refused(
        () -> new Pub.Estimator(CIRCUIT, ObservablesArray.of(two), three, null),
        ErrorCode.BINDING_SHAPE,
        "observables of shape (2,) and bindings of shape (3,) do not broadcast");
    refused(
        () -> new Pub.Estimator(CIRCUIT, ObservablesArray.of(Observable.of("Z")), three, null),
        ErrorCode.OBSERVABLE_INVALID,
        "observable Z has 1 letters, the circuit 2 qubits; give one letter a qubit");
    refused(
        () -> new Pub.Estimator(CIRCUIT, ObservablesArray.of(two.getFirst()), three, -0.1),
        ErrorCode.OPTION_VALUE,
        "a pub asks for precision -0.1; give 0 or more");
    refused(
        () -> new Pub.Sampler(CIRCUIT, three, 0),
        ErrorCode.OPTION_VALUE,
        "a pub asks for 0 shots; give at least 1");
    refused(
        () -> new Pub.Sampler(CIRCUIT, Bindings.none(), null),
        ErrorCode.PARAMETER_UNBOUND,
        "parameter a has no value; give one for each of [a, b]");
  }

  @Test
  void aJobHoldsPubsOfItsProgramOnly() {
    Pub sampler = new Pub.Sampler(CIRCUIT, Bindings.row(List.of("a", "b"), 1, 2), null);
    refused(
        () -> new JobRequest(Program.ESTIMATOR, List.of(sampler), JobOptions.NONE),
        ErrorCode.USAGE,
        "the estimator job holds a pub of the other program");
    refused(
        () -> JobRequest.estimate(List.of(), JobOptions.NONE),
        ErrorCode.USAGE,
        "a job has no pubs; give at least one");
  }

  @Test
  void optionsChangeOneAtATime() {
    JobOptions options = JobOptions.NONE.withSeed(7).withShots(1024);

    assertThat(options.seedSimulator()).hasValue(7);
    assertThat(options.defaultShots()).hasValue(1024);
    assertThat(options.defaultPrecision()).isEmpty();
  }

  @Test
  void aMeterAddsUpWhatItIsTold() {
    Meter meter = new Meter();
    meter.add(Meter.Count.JOBS, 2);
    meter.add(Meter.Count.JOBS, 3);
    meter.addNanos(Meter.Time.WIRE, 5);

    assertThat(meter.get(Meter.Count.JOBS)).isEqualTo(5);
    assertThat(meter.get(Meter.Count.SHOTS)).isZero();
    assertThat(meter.nanos(Meter.Time.WIRE)).isEqualTo(5);
  }
}
