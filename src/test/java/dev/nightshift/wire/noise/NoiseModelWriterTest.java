package dev.nightshift.wire.noise;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.RandomNoise;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
