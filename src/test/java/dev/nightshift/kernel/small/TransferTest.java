package dev.nightshift.kernel.small;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransferTest {
  /** Entry PQ of a unitary's transfer is Tr(P U Q U*) / 2^k. */
  @Test
  void everyGateHasTheTransferOfItsDefinition() {
    SplittableRandom random = Seed.of(3).random();
    for (StandardGate gate : StandardGate.values()) {
      if (gate.qubits() == 0) {
        continue;
      }
      int k = gate.qubits();
      int d = 1 << k;
      double[] u = gate.matrix(random.doubles(gate.parameters(), -3, 3).toArray());
      int size = Transfer.size(k);
      double[] expected = new double[size * size];
      for (int p = 0; p < size; p++) {
        for (int q = 0; q < size; q++) {
          double[] image =
              Matrices.times(Matrices.times(u, pauli(q, k), d), Matrices.adjoint(u, d), d);
          double[] product = Matrices.times(pauli(p, k), image, d);
          for (int i = 0; i < d; i++) {
            expected[p * size + q] += product[2 * (i * d + i)] / d;
          }
        }
      }

      assertThatNumbers(Transfer.ofUnitary(u, k)).as("%s", gate).isCloseTo(expected, 1e-14);
    }
  }

  /** Digit 0, 1, 2, 3 is I, X, Z, Y. */
  private static double[] pauli(int string, int qubits) {
    double[] product = Matrices.identity(1 << qubits);
    StandardGate[] letters = {StandardGate.ID, StandardGate.X, StandardGate.Z, StandardGate.Y};
    for (int qubit = 0; qubit < qubits; qubit++) {
      double[] wide =
          Matrices.expand(letters[string >> 2 * qubit & 3].matrix(), new int[] {qubit}, qubits);
      product = Matrices.times(wide, product, 1 << qubits);
    }
    return product;
  }

  @Test
  void productsAndExpansionsAreThoseOfTheUnitaries() {
    double[] h = StandardGate.H.matrix();
    double[] ecr = StandardGate.ECR.matrix();
    int[] swapped = {2, 0};
    double[] circuit =
        Matrices.times(Matrices.expand(ecr, swapped, 3), Matrices.expand(h, new int[] {1}, 3), 8);

    double[] product =
        Transfer.times(
            Transfer.expand(Transfer.ofUnitary(ecr, 2), swapped, 3),
            Transfer.expand(Transfer.ofUnitary(h, 1), new int[] {1}, 3),
            3);

    assertThatNumbers(product).isCloseTo(Transfer.ofUnitary(circuit, 3), 1e-14);
  }

  @Test
  void aPauliStringIsDiagonalAndEqualToItsMatrix() {
    for (int string = 0; string < 16; string++) {
      double[] sum = new double[256];

      Transfer.addPauli(
          sum, Integer.compress(string, 0x55555555), Integer.compress(string, 0xAAAAAAAA), 2, 1);

      assertThatNumbers(sum).isCloseTo(Transfer.ofUnitary(pauli(string, 2), 2), 1e-15);
    }
  }

  @Test
  void resetDephasingAndProjectionAreTheirKrausSums() {
    double[] zero = {1, 0, 0, 0, 0, 0, 0, 0};
    double[] one = {0, 0, 0, 0, 0, 0, 1, 0};
    double[] fall = {0, 0, 1, 0, 0, 0, 0, 0};
    double[] reset = new double[16];
    Transfer.addKraus(reset, zero, 1, 1);
    Transfer.addKraus(reset, fall, 1, 1);
    double[] dephasing = new double[16];
    Transfer.addKraus(dephasing, zero, 1, 1);
    Transfer.addKraus(dephasing, one, 1, 1);
    double[] found = new double[16];
    Transfer.addKraus(found, one, 1, 1);

    assertThatNumbers(Transfer.reset()).isCloseTo(reset, 0);
    assertThatNumbers(Transfer.dephasing()).isCloseTo(dephasing, 0);
    assertThatNumbers(Transfer.projection(1)).isCloseTo(found, 0);
  }
}
