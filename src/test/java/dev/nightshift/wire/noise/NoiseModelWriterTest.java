package dev.nightshift.wire.noise;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.RandomNoise;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.value.Target;
import dev.nightshift.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

class NoiseModelWriterTest {
  private static byte[] write(
      List<NoiseModelWriter.Entry> errors, Map<Integer, ReadoutError> readouts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.generator(out)) {
      NoiseModelWriter.write(json, errors, readouts);
    }
    return out.toByteArray();
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  @Test
  void whatIsWrittenIsReadAsTheSameChannel() {
    for (int k = 0; k < 100; k++) {
      int qubits = 1 + k % 3;
      List<Integer> places = List.of(4, 2, 7).subList(0, qubits);
      QuantumError error = RandomNoise.error(Seed.of(91).split(k).random(), qubits);

      byte[] json = write(List.of(new NoiseModelWriter.Entry("g", places, error)), Map.of());

      NoiseModel read = NoiseModelJson.read(json);
      assertThatNumbers(read.error("g", places).orElseThrow().transfer())
          .as("seed 91/%d: %s", k, text(json))
          .isCloseTo(error.transfer(), 1e-12);
    }
  }

  @Test
  void readoutsAreWrittenByWhatIsPrepared() {
    byte[] json = write(List.of(), Map.of(3, new ReadoutError(0.25, 0.125)));

    assertThat(text(json))
        .isEqualTo(
            "{\"errors\":[{\"type\":\"roerror\",\"operations\":[\"measure\"],\"gate_qubits\":[[3]],"
                + "\"probabilities\":[[0.75,0.25],[0.125,0.875]]}]}");
    assertThat(NoiseModelJson.read(json).readout(3)).isEqualTo(new ReadoutError(0.25, 0.125));
  }

  @Test
  void aWholeModelIsWrittenAndReadAgainStageByStage() {
    QuantumError own = RandomNoise.error(Seed.of(5).random(), 2);
    QuantumError any = RandomNoise.error(Seed.of(6).random(), 1);
    NoiseModel model =
        NoiseModel.builder()
            .error("cx", List.of(2, 0), own.then(QuantumError.depolarizing(0.1, 2)))
            .error("x", any)
            .error("mine", List.of(4), any)
            .error("wide", QuantumError.depolarizing(0.1, 2).then(own))
            .readout(1, new ReadoutError(0.125, 0.25))
            .readout(new ReadoutError(0.0625, 0.5))
            .build();

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.generator(out)) {
      NoiseModelWriter.write(json, model);
    }

    NoiseModel read = NoiseModelJson.read(out.toByteArray());
    for (NoiseModel one : List.of(model, read)) {
      assertThatNumbers(one.error("cx", List.of(2, 0)).orElseThrow().transfer())
          .isCloseTo(own.then(QuantumError.depolarizing(0.1, 2)).transfer(), 1e-12);
      assertThat(one.error("cx", List.of(0, 2))).isEmpty();
      assertThatNumbers(one.error("x", List.of(9)).orElseThrow().transfer())
          .isCloseTo(any.transfer(), 1e-12);
      assertThatNumbers(one.error("mine", List.of(4)).orElseThrow().transfer())
          .isCloseTo(any.transfer(), 1e-12);
      assertThatNumbers(one.error("wide", List.of(3, 1)).orElseThrow().transfer())
          .isCloseTo(QuantumError.depolarizing(0.1, 2).then(own).transfer(), 1e-12);
      assertThat(one.readout(1)).isEqualTo(new ReadoutError(0.125, 0.25));
      assertThat(one.readout(7)).isEqualTo(new ReadoutError(0.0625, 0.5));
    }
    assertThat(read.error("cx", List.of(2, 0)).orElseThrow().stages())
        .as("the stages stay apart")
        .hasSameSizeAs(model.error("cx", List.of(2, 0)).orElseThrow().stages());
  }

  @Test
  void aDevicesOwnModelIsRefused() {
    Target target =
        new Target(
            "d",
            List.of(
                new Target.QubitFacts(
                    OptionalDouble.of(1e-4),
                    OptionalDouble.of(1e-4),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty())),
            List.of(),
            OptionalDouble.of(1e-9),
            250e-6);
    NoiseModel model = NoiseModel.of(target, NoiseOptions.ALL);

    assertThatThrownBy(
            () -> NoiseModelWriter.write(Json.generator(new ByteArrayOutputStream()), model))
        .isInstanceOf(NightshiftException.class)
        .hasMessageContaining("serve the device");
  }

  @Test
  void givenDepolarisationAndRelaxationOfTwoQubits_thenTermsThatDoTheSameAreOne() {
    QuantumError relaxation = QuantumError.relaxation(100, 80, 1, 0);

    QuantumError error =
        QuantumError.depolarizing(0.01, 2)
            .then(relaxation.on(List.of(0), 2))
            .then(relaxation.on(List.of(1), 2));

    // 16 strings; one qubit reset and 4 letters on the other, twice; both reset.
    assertThat(NoiseModelWriter.product(error)).hasSize(16 + 4 + 4 + 1);
  }
}
