package dev.nightshift.sim.noise;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class QuantumErrorTest {
  /** Column Q of a transfer matrix is the image of the Pauli string Q, by Kraus sums. */
  @Test
  void randomErrorsHaveTheTransferMatrixOfTheOracle() {
    for (int seed = 0; seed < 60; seed++) {
      int qubits = 1 + seed % 3;
      QuantumError error = RandomNoise.error(Seed.of(seed).random(), qubits);
      int size = 1 << 2 * qubits;
      double[] expected = new double[size * size];
      for (int column = 0; column < size; column++) {
        double[] image = DensityOracle.apply(error, pauli(column, qubits), qubits);
        for (int row = 0; row < size; row++) {
          expected[row * size + column] =
              DensityOracle.expectation(image, label(row, qubits)) / (1 << qubits);
        }
      }

      assertThatNumbers(error.transfer()).as("seed %d", seed).isCloseTo(expected, 1e-13);
    }
  }

  private static String label(int string, int qubits) {
    StringBuilder label = new StringBuilder();
    for (int qubit = qubits - 1; qubit >= 0; qubit--) {
      label.append("IXZY".charAt(string >> 2 * qubit & 3));
    }
    return label.toString();
  }

  /** A Pauli string as a matrix: Σ |i><j| Tr(P |j><i|). */
  private static double[] pauli(int string, int qubits) {
    int d = 1 << qubits;
    double[] matrix = new double[2 * d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double[] unit = new double[2 * d * d];
        unit[2 * (j * d + i)] = 1;
        double[] imaginary = new double[2 * d * d];
        imaginary[2 * (j * d + i) + 1] = -1;
        matrix[2 * (i * d + j)] = DensityOracle.expectation(unit, label(string, qubits));
        matrix[2 * (i * d + j) + 1] = DensityOracle.expectation(imaginary, label(string, qubits));
      }
    }
    return matrix;
  }

  @Test
  void relaxationHasBothTimesInBothForms() {
    for (double t2 : new double[] {30, 99, 100, 101, 150, 199.999, 200}) {
      QuantumError error = QuantumError.relaxation(100, t2, 20, 0.15);
      double[] r = error.transfer();
      double p = 1 - Math.exp(-0.2);

      // Rows I, X, Z, Y; |0> keeps 1 - 0.15 p, |1> keeps 1 - 0.85 p.
      assertThat(r[5]).as("T2 %s", t2).isCloseTo(Math.exp(-20 / t2), within(1e-15));
      assertThat(r[15]).isCloseTo(Math.exp(-20 / t2), within(1e-15));
      assertThat(r[10]).isCloseTo(1 - p, within(1e-15));
      assertThat(r[8]).isCloseTo(0.7 * p, within(1e-15));
      assertThat(r[0]).isCloseTo(1, within(1e-15));
    }
  }

  @Test
  void depolarizingShrinksEveryStringAlike() {
    double[] r = QuantumError.depolarizing(0.3, 2).transfer();

    for (int i = 0; i < 256; i++) {
      double expected = i == 0 ? 1 : i % 17 == 0 ? 0.7 : 0;
      assertThat(r[i]).isCloseTo(expected, within(1e-14));
    }
  }

  @Test
  void givenNoPhysicalMap_thenItIsRefusedInWords() {
    refuses(
        () -> QuantumError.relaxation(1, 2.1, 1, 0),
        "T2 = 2.1 is longer than twice T1 = 1.0; no qubit has that");
    refuses(
        () -> QuantumError.relaxation(0, 1, 1, 0),
        "relaxation with T1 = 0.0, T2 = 1.0 for a time of 1.0; the first two must be above 0, the"
            + " time 0 or more");
    refuses(
        () -> QuantumError.relaxation(1, 1, 1, 1.5), "the population of |1> is 1.5; give 0 to 1");
    refuses(
        () -> QuantumError.depolarizing(1.4, 1),
        "a depolarising parameter on 1 qubits is 1.4; give 0 to 1.3333333333333333");
    refuses(
        () -> QuantumError.depolarizing(0.1, 4),
        "an error on 4 qubits cannot be simulated; give errors on 1 to 3");
    refuses(
        () -> Channel.Pauli.of("XQ", List.of(0, 1)),
        "Pauli string 'XQ' has the letter 'Q'; use I, X, Y and Z only");
    refuses(
        () -> Channel.Pauli.of("X", List.of(0, 1)),
        "Pauli string 'X' has 1 letters for 2 qubits; give one letter a qubit");
    refuses(
        () -> new Mixture(List.of(new Mixture.Term(-0.1, List.of()))),
        "an error has a term of probability -0.1; give 0 to 1");
    refuses(
        () -> new ReadoutError(0.1, 1.1),
        "a readout misreads 0 with probability 0.1 and 1 with 1.1; give 0 to 1");
    refuses(
        () -> QuantumError.of(2, Mixture.certainly(Channel.Pauli.of("XX", List.of(1, 1)))),
        "an error acts on qubits [1, 1]; each may stand once");
    refuses(
        () ->
            NoiseModel.builder()
                .error("cx", QuantumError.depolarizing(0.1, 1))
                .build()
                .error("cx", List.of(0, 1)),
        "the noise model has an error on 1 qubits for cx, which is applied to qubits [0, 1]; give"
            + " an error of the instruction's width");
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOISE_INVALID))
        .hasMessage(message);
  }
}
