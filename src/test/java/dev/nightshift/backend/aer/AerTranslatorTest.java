package dev.nightshift.backend.aer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.backend.aer.AerTranslator.Aim;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.value.Bindings;
import dev.nightshift.wire.aer.AerCircuit;
import dev.nightshift.wire.aer.AerStep;
import dev.nightshift.wire.noise.NoiseModelWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AerTranslatorTest {
  private static final Set<String> KNOWN = Set.of("h", "x", "cx", "rx", "rz", "sdg");
  private static final QuantumError FLIP = QuantumError.depolarizing(0.1, 1);

  private static AerTranslator.Translation translate(
      String program, NoiseModel model, Aim aim, Bindings rows) {
    Circuit circuit = Qasm.read("test", "OPENQASM 3.0; include \"stdgates.inc\";" + program);
    return AerTranslator.translate(
        new AerTranslator.Task(
            circuit,
            model,
            IntStream.range(0, circuit.qubits()).boxed().toList(),
            aim,
            Set.of(),
            KNOWN::contains,
            Integer.MAX_VALUE,
            rows));
  }

  private static String names(AerTranslator.Translation translation) {
    return translation.circuits().getFirst().steps().stream()
        .map(step -> step.name() + (step.label() == null ? "" : ":" + step.label()))
        .collect(Collectors.joining(" "));
  }

  @Test
  void givenAnglesOfParameters_thenEqualExpressionsShareAColumnAndAllRowsAreOneCircuit() {
    AerTranslator.Translation found =
        translate(
            "input float a; qubit[2] q; rx(2 * a) q[0]; rz(2 * a) q[1]; rx(a) q[1]; rx(0.5) q[0];",
            NoiseModel.IDEAL,
            Aim.VALUES,
            Bindings.rows(List.of("a"), new double[] {1, 2, 3}));

    assertThat(found.circuits()).hasSize(1);
    AerCircuit circuit = found.circuits().getFirst();
    assertThat(circuit.columns()).hasSize(2);
    assertThat(circuit.columns().get(0)).containsExactly(2, 4, 6);
    assertThat(circuit.columns().get(1)).containsExactly(1, 2, 3);
    assertThat(circuit.steps().get(1).numbers()).containsExactly(new AerStep.Num.Column(0));
    assertThat(circuit.steps().get(3).numbers()).containsExactly(new AerStep.Num.Constant(0.5));
  }

  @Test
  void givenAGateThatAerDoesNotKnowAtAnglesThatDiffer_thenEveryRowIsACircuit() {
    AerTranslator.Translation found =
        translate(
            "input float a; qubit[2] q; crx(a) q[0], q[1];",
            NoiseModel.IDEAL,
            Aim.VALUES,
            Bindings.rows(List.of("a"), new double[] {1, 2, 3}));

    assertThat(found.circuits()).hasSize(3).doesNotHaveDuplicates();
    assertThat(names(found)).isEqualTo("unitary");
  }

  @Test
  void givenModifiedAndDefinedGates_thenTheyAreNamedOpenedOrMatrices() {
    assertThat(
            names(
                translate(
                    "gate mine a, b { h a; inv @ s b; } qubit[3] q; mine q[0], q[1];"
                        + " ctrl @ x q[0], q[1]; negctrl @ x q[0], q[1]; gphase(1);"
                        + " ctrl @ inv @ mine q[2], q[0], q[1];",
                    NoiseModel.IDEAL,
                    Aim.VALUES,
                    Bindings.none())))
        .isEqualTo("h sdg cx unitary unitary unitary");
  }

  @Test
  void givenAModel_thenErrorsFollowNamesAndEverythingElseIsMarkedIdeal() {
    NoiseModel model =
        NoiseModel.builder()
            .error("h", List.of(0), FLIP)
            .error("t", List.of(1), FLIP)
            .error("mine", List.of(1), FLIP)
            .error("measure", List.of(1), FLIP)
            .readout(0, new ReadoutError(0.1, 0.2))
            .build();

    AerTranslator.Translation found =
        translate(
            "gate mine a { h a; } qubit[2] q; bit[2] c; h q[0]; h q[1]; t q[1]; ctrl @ x q[0],"
                + " q[1]; mine q[0]; mine q[1]; c = measure q;",
            model,
            Aim.SAMPLES,
            Bindings.none());

    assertThat(names(found))
        .isEqualTo("h h:ideal unitary:t cx:ideal h h:ideal unitary:mine measure measure");
    assertThat(found.errors().stream().map(NoiseModelWriter.Entry::operation))
        .containsExactly("h", "t", "mine", "measure");
    assertThat(found.readouts()).containsOnlyKeys(0);
    assertThat(found.mixed()).isTrue();
  }

  @Test
  void givenValuesOfAMeasuredCircuit_thenOnlyAMeasurementThatIsNoticedStays() {
    assertThat(
            names(
                translate(
                    "qubit[2] q; bit[2] c; c[0] = measure q[0]; h q[0]; c = measure q;",
                    NoiseModel.IDEAL,
                    Aim.VALUES,
                    Bindings.none())))
        .isEqualTo("dephase h");
  }

  @Test
  void givenAGateTooWideForAMatrix_thenItSaysSo() {
    assertThatThrownBy(() ->
            translate(
                "qubit[9] q; ctrl(8) @ h q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7], q[8];",
                NoiseModel.IDEAL,
                Aim.VALUES,
                Bindings.none()))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.METHOD_UNSUPPORTED))
        .hasMessageMatching(
            "'ctrl @ .*h' on 9 qubits is no gate of qiskit-aer and too wide for a matrix, at most"
                + " 8; write it with smaller gates, or serve with --engine embedded");
  }

  @Test
  void givenAnAngleThatIsNotFinite_thenItsRowIsNamed() {
    assertThatThrownBy(() ->
            translate(
                "input float a; qubit q; rx(1 / a) q;",
                NoiseModel.IDEAL,
                Aim.VALUES,
                Bindings.rows(List.of("a"), new double[] {1, 0})))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINDING_VALUE))
        .hasMessage(
            "the angle of rx on qubits [0], an expression of [a], is Infinity at row 1 of the"
                + " bindings; give values at which it is finite");
  }
}
