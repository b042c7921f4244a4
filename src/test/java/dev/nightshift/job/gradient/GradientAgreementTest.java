package dev.nightshift.job.gradient;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.PubResult;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.oracle.FiniteDifference;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Adjoint gradient = parameter shift = finite difference, on one backend's public doors. */
class GradientAgreementTest {
  private static final Observable OBSERVABLE =
      Observable.of(new TreeMap<>(Map.of("ZZZ", 0.9, "XIY", -1.4, "IYX", 0.6, "ZII", 0.3)));

  private final EmbeddedBackend backend =
      new EmbeddedBackend("embedded", new Simulator(), new Meter());

  private Gradients shifted(Circuit circuit, Bindings rows, JobOptions options) {
    ParameterShift.Expansion step = ParameterShift.of(circuit, circuit.parameters()).expand(rows);
    PubResult.Estimated result =
        backend
            .run(JobRequest.estimate(List.of(step.pub(List.of(OBSERVABLE), null)), options))
            .estimated(0);
    return step.combine(result.evs(), result.stds());
  }

  private AdjointEstimator.Gradients adjoint(Circuit circuit, Bindings rows) {
    return backend
        .adjoint()
        .orElseThrow()
        .valuesAndGradients(circuit, OBSERVABLE, rows, circuit.parameters());
  }

  @Test
  void givenRandomCircuits_thenAllThreeAgree() {
    Properties.forAll(
        20261201,
        40,
        CircuitGenerator.unitary(3, 12, 3).with(CircuitGenerator.Feature.POWER),
        (circuit, values) -> {
          Bindings row = Bindings.row(circuit.parameters(), values);

          Gradients shift = shifted(circuit, row, JobOptions.NONE);
          AdjointEstimator.Gradients adjoint = adjoint(circuit, row);

          double[] difference = new double[values.length];
          Arrays.setAll(
              difference,
              i ->
                  FiniteDifference.derivative(
                      at -> DenseOracle.expectation(circuit, OBSERVABLE, at), values, i));
          assertThatNumbers(shift.values()).isCloseTo(adjoint.values(), 1e-11);
          assertThatNumbers(shift.jacobian()).isCloseTo(adjoint.jacobian(), 1e-9);
          // The error of the difference grows with the fifth derivative, so with a steep angle.
          double steepest = Arrays.stream(difference).map(Math::abs).max().orElse(0);
          assertThatNumbers(shift.jacobian()).isCloseTo(difference, 1e-6 * (1 + steepest));
        });
  }

  @Test
  void givenTheNanoCircuitAndManyRows_thenShiftAndAdjointAgreeToRounding() {
    Circuit circuit = ParameterShiftTest.nano();
    Observable zzzz = Observable.of("ZZZZ");
    Bindings rows =
        Bindings.rows(
            circuit.parameters(), Seed.of(8).random().doubles(8 * 16, -1.5, 1.5).toArray());
    ParameterShift.Expansion step = ParameterShift.of(circuit, circuit.parameters()).expand(rows);
    double[] evs =
        backend
            .run(JobRequest.estimate(List.of(step.pub(List.of(zzzz), null)), JobOptions.NONE))
            .estimated(0)
            .evs();

    Gradients shift = step.combine(evs);
    AdjointEstimator.Gradients adjoint =
        backend
            .adjoint()
            .orElseThrow()
            .valuesAndGradients(circuit, zzzz, rows, circuit.parameters());

    assertThatNumbers(shift.values()).isCloseTo(adjoint.values(), 1e-13);
    assertThatNumbers(shift.jacobian()).isCloseTo(adjoint.jacobian(), 1e-12);
  }

  /**
   * 3 derivatives and 1 value from 4,096 shots an execution, seed fixed, bound of five standard
   * errors: the false-alarm rate is 4 x 5.7e-7.
   */
  @Test
  void givenShots_thenTheDerivativesLieWithinTheirStandardErrors() {
    Circuit circuit = CircuitGenerator.unitary(3, 14, 3).circuit(Seed.of(17));
    double[] values = {0.4, -0.8, 1.2};
    Bindings row = Bindings.row(circuit.parameters(), values);

    Gradients sampled = shifted(circuit, row, JobOptions.NONE.withShots(4096).withSeed(5));

    AdjointEstimator.Gradients exact = adjoint(circuit, row);
    assertThat(sampled.valueErrors()[0]).isPositive();
    assertThatNumbers(sampled.values())
        .isWithinStandardErrors(exact.values(), sampled.valueErrors(), 5);
    assertThatNumbers(sampled.jacobian())
        .isWithinStandardErrors(exact.jacobian(), sampled.jacobianErrors(), 5);
  }
}
