package dev.nightshift.sim.noise;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.value.Target;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The formulas, against the superoperators that Aer makes of the same figures. */
class DeviceNoiseTest {
  private static final List<String> GOLDEN = GoldenNoise.lines("sim/noise/device.txt");
  private static final Target TARGET = GoldenNoise.device(GOLDEN);

  @Test
  void givenFigures_thenEveryErrorIsAersSuperoperator() {
    int errors = 0;
    for (String line : GOLDEN) {
      if (line.startsWith("error")) {
        String[] head = line.split(": ")[0].split(" ");
        NoiseModel model =
            NoiseModel.of(TARGET, NoiseOptions.ALL.withTemperature(Double.parseDouble(head[1])));
        List<Integer> qubits = GoldenNoise.qubits(head[3]);

        QuantumError error = model.error(head[2], qubits).orElseThrow();

        assertThatNumbers(superoperator(error))
            .as(line.split(": ")[0])
            .isCloseTo(entries(line, qubits.size()), tolerance(line));
        errors++;
      }
    }
    assertThat(errors).isGreaterThan(25);
  }

  @Test
  void givenADelay_thenItsRelaxationIsAers() {
    int delays = 0;
    for (String line : GOLDEN) {
      if (line.startsWith("delay")) {
        String[] head = line.split(": ")[0].split(" ");
        NoiseModel model =
            NoiseModel.of(TARGET, NoiseOptions.ALL.withTemperature(Double.parseDouble(head[1])));
        double length = Double.parseDouble(head[3]);
        int qubit = Integer.parseInt(head[2]);
        for (Instruction.Delay delay :
            List.of(
                new Instruction.Delay(length, "ns", List.of(qubit)),
                new Instruction.Delay(length, "dt", List.of(qubit)),
                new Instruction.Delay(length / 1e3, "us", List.of(qubit)))) {

          QuantumError error = model.idle(qubit, delay).orElseThrow();

          assertThatNumbers(superoperator(error))
              .as("%s in %s", line.split(": ")[0], delay.unit())
              .isCloseTo(entries(line, 1), tolerance(line));
        }
        delays++;
      }
    }
    assertThat(delays).isGreaterThan(6);
  }

  @Test
  void readoutsAreAsymmetricWhereBothDirectionsAreKnown() {
    NoiseModel model = NoiseModel.of(TARGET, NoiseOptions.ALL);
    NoiseModel mean =
        NoiseModel.of(TARGET, NoiseOptions.ALL.withReadout(NoiseOptions.Readout.SYMMETRIC));

    for (String line : GOLDEN) {
      if (line.startsWith("readout ")) {
        String[] words = line.split(" ");
        int qubit = Integer.parseInt(words[1]);
        ReadoutError readout = model.readout(qubit);
        assertThat(readout.oneOfZero()).isCloseTo(Double.parseDouble(words[2]), within(1e-15));
        assertThat(readout.zeroOfOne()).isCloseTo(Double.parseDouble(words[3]), within(1e-15));
        assertThat(mean.readout(qubit).oneOfZero()).isEqualTo(mean.readout(qubit).zeroOfOne());
      }
    }
    // The last qubit has no directions of its own.
    assertThat(model.readout(4)).isEqualTo(mean.readout(4));
  }

  @Test
  void aGateAndItsErrorHaveTheStatedInfidelityTogether() {
    NoiseModel model = NoiseModel.of(TARGET, NoiseOptions.ALL);

    for (Target.Operation operation : TARGET.operations()) {
      double stated = operation.error().orElse(0);
      if (stated > 1e-5 && stated < 0.5) {
        QuantumError error = model.error(operation.name(), operation.qubits()).orElseThrow();
        assertThat(1 - error.averageGateFidelity())
            .as(operation.toString())
            .isCloseTo(stated, within(1e-14));
      }
    }
  }

  @Test
  void givenNoErrorsWanted_thenNothingIsLeft() {
    NoiseModel none =
        NoiseModel.of(TARGET, new NoiseOptions(false, false, NoiseOptions.Readout.NONE, 0));
    NoiseModel gates =
        NoiseModel.of(TARGET, new NoiseOptions(true, false, NoiseOptions.Readout.NONE, 0));
    NoiseModel waiting =
        NoiseModel.of(TARGET, new NoiseOptions(false, true, NoiseOptions.Readout.NONE, 0));

    assertThat(none.isIdeal()).isTrue();
    assertThat(gates.error("reset", List.of(0))).isEmpty();
    assertThat(gates.error("sx", List.of(2)).orElseThrow().stages()).hasSize(1);
    assertThat(waiting.error("reset", List.of(0))).isPresent();
    assertThat(waiting.error("rz", List.of(0))).isEmpty();
    assertThat(waiting.error("measure", List.of(0))).isEmpty();
  }

  @Test
  void givenADelayInDtOfADeviceWithoutDt_thenItIsRefused() {
    Target clockless =
        new Target(
            "clockless",
            TARGET.qubitFacts(),
            TARGET.operations(),
            OptionalDouble.empty(),
            TARGET.repDelaySeconds());
    NoiseModel model = NoiseModel.of(clockless, NoiseOptions.ALL);

    assertThatThrownBy(() -> model.idle(0, new Instruction.Delay(5, "dt", List.of(0))))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("a delay of 5.0 dt has no length: the device states no dt; give seconds");
  }

  /** Aer drops Kraus matrices of a weight below 1e-8, and lines marked ~ have some. */
  private static double tolerance(String line) {
    return line.split(" ")[0].endsWith("~") ? 1e-8 : 1e-12;
  }

  /** The numbers of a line: dense, row-major, re and im alternating. */
  private static double[] entries(String line, int qubits) {
    int size = 1 << 2 * qubits;
    double[] dense = new double[2 * size * size];
    double[] words =
        Arrays.stream(line.split(": ")[1].split(" ")).mapToDouble(Double::parseDouble).toArray();
    for (int i = 0; i < words.length; i += 4) {
      int at = 2 * ((int) words[i] * size + (int) words[i + 1]);
      dense[at] = words[i + 2];
      dense[at + 1] = words[i + 3];
    }
    return dense;
  }

  /**
   * The superoperator of an error on column-stacked density matrices, from the images of the
   * matrices of one entry: by Kraus operators, apart from the code that is tested.
   */
  private static double[] superoperator(QuantumError error) {
    int d = 1 << error.qubits();
    int size = d * d;
    double[] result = new double[2 * size * size];
    for (int row = 0; row < d; row++) {
      for (int column = 0; column < d; column++) {
        double[] rho = new double[2 * size];
        rho[2 * (row * d + column)] = 1;
        double[] image = DensityOracle.apply(error, rho, error.qubits());
        for (int r = 0; r < d; r++) {
          for (int c = 0; c < d; c++) {
            int to = 2 * ((c * d + r) * size + column * d + row);
            result[to] = image[2 * (r * d + c)];
            result[to + 1] = image[2 * (r * d + c) + 1];
          }
        }
      }
    }
    return result;
  }
}
