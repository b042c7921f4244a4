package dev.nightshift.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.assertion.Golden;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CircuitDrawingGoldenTest {
  private static final ParameterExpression X = ParameterExpression.parameter("x<0>");

  @Test
  void everyKindOfSymbolIsDrawn() {
    Circuit circuit = everyKind();

    Golden.assertMatches("report/circuit.svg", CircuitDrawing.svg(circuit, 700));
    Golden.assertMatches("report/circuit.txt", CircuitText.of(circuit, 72));
  }

  @Test
  void idleWiresAreLeftOutWhereThatIsAskedFor() {
    Circuit circuit = Circuit.builder(9).bits("c", 1).h(2).cx(2, 7).barrier().measure(7, 0).build();

    assertThat(CircuitText.ofBusyWires(circuit, Map.of(2, "<- 0", 4, "<- 1"), 60))
        .isEqualTo(
            """
            q[2] <- 0 ─┤H├─●─░───────
                           │ ░
            q[4] <- 1 ─────┼─░───────
                           │ ░
            q[7]      ─────⊕─░─┤M→0├─
            """);
  }

  @Test
  void aDecisionStandsBehindTheReadingThatItLooksAt() {
    Circuit circuit =
        Circuit.builder(2)
            .bits("c", 2)
            .h(0)
            .h(0)
            .measure(0, 1)
            .add(
                new Instruction.IfElse(
                    new Condition.Bit(1, true),
                    List.of(new Instruction.Apply(StandardGate.X, List.of(), List.of(1))),
                    List.of()))
            .build();

    assertThat(CircuitText.of(circuit, 60))
        .isEqualTo(
            """
            q[0] ─┤H├─┤H├─┤M→1├─────────

            q[1] ───────────────┤if(1)├─
            """);
  }

  @Test
  void aLongTextGoesOnBelow() {
    var builder = Circuit.builder(2);
    for (int i = 0; i < 40; i++) {
      builder.h(0).cx(0, 1);
    }
    String drawing = CircuitText.of(builder.build(), 60);

    assertThat(drawing.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(61));
    assertThat(Pattern.compile("┤H├").matcher(drawing).results()).hasSize(40);
    assertThat(CircuitText.of(Circuit.builder(1).build(), 60)).isEqualTo("q[0] ─\n");
  }

  private static Circuit everyKind() {
    return Circuit.builder(4)
        .bits("c", 2)
        .h(0)
        .ry(X, 1)
        .p(
            ParameterExpression.PI
                .minus(X)
                .times(ParameterExpression.PI.minus(ParameterExpression.parameter("y")))
                .times(2),
            2)
        .rz(ParameterExpression.of(-Math.PI / 4), 3)
        .cx(0, 2)
        .cz(1, 3)
        .apply(StandardGate.CCX, List.of(), 3, 1, 0)
        .apply(StandardGate.SWAP, List.of(), 0, 3)
        .apply(StandardGate.CSWAP, List.of(), 1, 2, 3)
        .apply(StandardGate.CP, List.of(ParameterExpression.of(0.125)), 2, 0)
        .apply(StandardGate.RZZ, List.of(X), 1, 3)
        .apply(
            new ModifiedGate.Controlled(new ModifiedGate.Controlled(StandardGate.X, true), false),
            List.of(),
            0,
            1,
            2)
        .apply(new ModifiedGate.Inverse(StandardGate.SX), List.of(), 3)
        .barrier()
        .reset(3)
        .add(new Instruction.Delay(40, "ns", List.of(2)))
        .measure(0, 1)
        .measure(1, 0)
        .build();
  }

  @Test
  void namesAreEscapedAndAnglesReadAsPeopleWriteThem() {
    Circuit circuit =
        Circuit.builder(1)
            .ry(ParameterExpression.of(2).times(X), 0)
            .ry(ParameterExpression.of(3 * Math.PI / 4), 0)
            .build();

    assertThat(CircuitDrawing.svg(circuit, 700))
        .contains(">2·x&lt;0&gt;</text>", ">3π/4</text>", "<title>ry(3π/4) on [0]</title>");
  }

  @Test
  void aLongCircuitGoesOnInTheNextLine() {
    var builder = Circuit.builder(2);
    for (int i = 0; i < 40; i++) {
      builder.h(0).cx(0, 1);
    }
    String drawing = CircuitDrawing.svg(builder.build(), 600);

    assertThat(Pattern.compile(">q\\[0]<").matcher(drawing).results()).hasSizeGreaterThan(3);
    assertThat(Pattern.compile(">H</text>").matcher(drawing).results()).hasSize(40);
    assertThat(widthOf(drawing)).isLessThanOrEqualTo(600);
  }

  @Test
  void aCircuitWithoutInstructionsHasItsWires() {
    assertThat(CircuitDrawing.svg(Circuit.builder(2).build(), 400))
        .contains(">q[0]</text>", ">q[1]</text>");
  }

  private static int widthOf(String drawing) {
    var matcher = Pattern.compile(" width=\"(\\d+)\"").matcher(drawing);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
