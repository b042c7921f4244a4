package dev.nightshift.transpile.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Matrices;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every fact against the matrices, for every gate. */
class FactsTest {
  private static final double[] ANGLES = {0.3, 1.1, -0.7, 0.2};

  private static double[] matrix(Gate gate) {
    return gate.matrix(Arrays.copyOf(ANGLES, gate.parameters()));
  }

  private static boolean commutesWith(StandardGate letter, Gate gate, int operand) {
    int size = 1 << gate.qubits();
    double[] wide = Matrices.expand(letter.matrix(), new int[] {operand}, gate.qubits());
    double[] one = Matrices.times(wide, matrix(gate), size);
    double[] other = Matrices.times(matrix(gate), wide, size);
    return IntStream.range(0, one.length).allMatch(i -> Math.abs(one[i] - other[i]) < 1e-12);
  }

  private static void checkAxes(Gate gate) {
    for (int operand = 0; operand < gate.qubits(); operand++) {
      boolean z = commutesWith(StandardGate.Z, gate, operand);
      boolean x = commutesWith(StandardGate.X, gate, operand);

      assertThat(Facts.axis(gate, operand))
          .as("%s on operand %d", gate.qasmName(), operand)
          .isEqualTo(z ? Facts.Axis.Z : x ? Facts.Axis.X : Facts.Axis.MIXED);
    }
  }

  @Test
  void aGateActsByTheAxisItCommutesWith() {
    for (StandardGate gate : StandardGate.values()) {
      checkAxes(gate);
      if (gate.qubits() > 0 && gate.qubits() < 3) {
        checkAxes(new ModifiedGate.Inverse(gate));
        checkAxes(new ModifiedGate.Controlled(gate, true));
        checkAxes(new ModifiedGate.Controlled(gate, false));
      }
    }
  }

  @Test
  void symmetricGatesAreThoseThatOperandsMayBeExchangedIn() {
    for (StandardGate gate : StandardGate.values()) {
      if (gate.qubits() == 2) {
        double[] exchanged = Matrices.expand(matrix(gate), new int[] {1, 0}, 2);
        boolean same =
            IntStream.range(0, 32).allMatch(i -> Math.abs(exchanged[i] - matrix(gate)[i]) < 1e-12);

        assertThat(Facts.isSymmetric(gate)).as("%s", gate).isEqualTo(same);
      }
    }
  }

  @Test
  void gatesThatAreSaidToUndoEachOtherDo() {
    for (StandardGate one : StandardGate.values()) {
      for (StandardGate other : StandardGate.values()) {
        if (one.qubits() == 0 || one.qubits() != other.qubits()) {
          continue;
        }
        List<Integer> qubits = IntStream.range(0, one.qubits()).boxed().toList();
        List<ParameterExpression> angles =
            Collections.nCopies(one.parameters(), ParameterExpression.of(0.3));
        List<ParameterExpression> back =
            Collections.nCopies(other.parameters(), ParameterExpression.of(-0.3));
        boolean said =
            Facts.isUndone(
                new Instruction.Apply(one, angles, qubits),
                new Instruction.Apply(other, back, qubits));
        double[] first = one.matrix(numbers(angles));
        double[] second = other.matrix(numbers(back));
        double far =
            Matrices.distanceFromIdentity(Matrices.times(second, first, 1 << one.qubits()));

        if (said) {
          assertThat(far).as("%s, %s", one, other).isLessThan(1e-12);
        } else if (one == other && one.parameters() < 2) {
          assertThat(far).as("%s, %s", one, other).isGreaterThan(1e-12);
        }
      }
    }
  }

  private static double[] numbers(List<ParameterExpression> angles) {
    return angles.stream().mapToDouble(angle -> angle.evaluate(_ -> Double.NaN)).toArray();
  }
}
