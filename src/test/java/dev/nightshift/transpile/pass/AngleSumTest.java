package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static dev.nightshift.transpile.pass.PassChecks.B;
import static dev.nightshift.transpile.pass.PassChecks.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AngleSumTest {
  private static ParameterExpression sum(ParameterExpression... parts) {
    AngleSum sum = AngleSum.ZERO;
    for (ParameterExpression part : parts) {
      sum = sum.plus(AngleSum.of(part));
    }
    return sum.toExpression();
  }

  @Test
  void termsMeetAndCancel() {
    assertThat(sum(A, number(0.5), A.negated())).isEqualTo(number(0.5));
    assertThat(sum(A, B, A)).isEqualTo(A.times(2).plus(B));
    assertThat(sum(A.times(2), A.times(-2))).isEqualTo(number(0));
    assertThat(sum(A.plus(B), B.minus(A))).isEqualTo(B.times(2));
  }

  @Test
  void whatIsNoSumStaysAsItWasWritten() {
    ParameterExpression product = number(2).times(number(Math.PI).minus(A)).times(B);

    assertThat(sum(product)).isEqualTo(product);
    assertThat(sum(A.over(number(3)), number(1))).isEqualTo(A.over(number(3)).plus(number(1)));
  }

  @Test
  void aSumTakenApartAgainDoesNotGrow() {
    ParameterExpression once = sum(A, B.negated(), number(-0.25));

    assertThat(sum(once, number(0.25), number(-0.25))).isEqualTo(once);
  }

  @Test
  void turnsAreCountedFromPlusHalfATurnDown() {
    assertThat(AngleSum.of(Math.PI).turns()).isZero();
    assertThat(AngleSum.of(-Math.PI).turns()).isEqualTo(-1);
    assertThat(AngleSum.of(-Math.PI).lessTurns(-1).constant()).isEqualTo(Math.PI);
    assertThat(AngleSum.of(7).turns()).isEqualTo(1);
    assertThat(AngleSum.of(-20).turns()).isEqualTo(-3);
  }

  @Test
  void anyExpressionKeepsItsValue() {
    CircuitGenerator generator =
        CircuitGenerator.unitary(1, 40, 3).withGates(StandardGate.RZ, StandardGate.U);
    for (int i = 0; i < 50; i++) {
      Seed seed = Seed.of(621).split(i);
      Circuit circuit = generator.circuit(seed);
      double[] values = CircuitGenerator.values(circuit, seed);
      Map<String, Double> binding =
          Map.of("a0000", values[0], "a0001", values[1], "a0002", values[2]);
      AngleSum sum = AngleSum.ZERO;
      double expected = 0;
      for (Instruction instruction : circuit.instructions()) {
        if (instruction instanceof Instruction.Apply(_, List<ParameterExpression> angles, _)) {
          for (ParameterExpression angle : angles) {
            sum = sum.plus(AngleSum.of(angle)).negated();
            expected = -(expected + angle.evaluate(binding::get));
          }
        }
      }

      assertThat(sum.toExpression().evaluate(binding::get))
          .isCloseTo(expected, within(1e-12 * (1 + Math.abs(expected)) * 100));
    }
  }
}
