package dev.nightshift.qasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Instruction;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QasmDecisionsTest {
  private static final String HEAD =
      """
      OPENQASM 3.0;
      include "stdgates.inc";
      bit[3] c;
      bit d;
      qubit[3] q;
      """;

  private static Circuit read(String body) {
    return Qasm.read("test.qasm", HEAD + body);
  }

  private static String printed(String body) {
    String all = Qasm.print(read(body));
    String head = HEAD.replace("bit d;", "bit[1] d;");
    assertThat(all).startsWith(head);
    assertThat(Qasm.print(Qasm.read("again.qasm", all))).isEqualTo(all);
    return all.substring(head.length());
  }

  private static Condition condition(String text) {
    Circuit circuit = read("if (" + text + ") x q[0];");
    if (circuit.instructions().getFirst() instanceof Instruction.IfElse decision) {
      assertThat(circuit.instructions()).hasSize(1);
      return decision.otherwise().isEmpty() && decision.then().size() == 1
          ? decision.condition()
          : decision.condition().negated();
    }
    throw new AssertionError(text + " is known while it is read");
  }

  /**
   * Each condition as it is printed back, and the values of {@code d c[2] c[1] c[0]}, as a number
   * of four digits, at which it holds.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "c[0]; c[0]; 1 3 5 7 9 11 13 15",
        "!c[1]; !c[1]; 0 1 4 5 8 9 12 13",
        "d; d[0]; 8 9 10 11 12 13 14 15",
        "d == 0; !d[0]; 0 1 2 3 4 5 6 7",
        "c[0] == \"1\"; c[0]; 1 3 5 7 9 11 13 15",
        "c[0] != true; !c[0]; 0 2 4 6 8 10 12 14",
        "c; c != 0; 1 2 3 4 5 6 7 9 10 11 12 13 14 15",
        "!c; c == 0; 0 8",
        "c == 5; c == 5; 5 13",
        "5 > c; c < 5; 0 1 2 3 4 8 9 10 11 12",
        "c >= 6; c >= 6; 6 7 14 15",
        "c == \"101\"; c == 5; 5 13",
        "bool(c); c != 0; 1 2 3 4 5 6 7 9 10 11 12 13 14 15",
        "int(c) <= 1; c <= 1; 0 1 8 9",
        "uint[3](c) > 6; c > 6; 7 15",
        "int[3](c) == -1; c == 7; 7 15",
        "!(c == 5); c != 5; 0 1 2 3 4 6 7 8 9 10 11 12 14 15",
        "c[0] && d; c[0] && d[0]; 9 11 13 15",
        "c[0] & d; c[0] && d[0]; 9 11 13 15",
        "c[0] || c == 4 && d; c[0] || c == 4 && d[0]; 1 3 5 7 9 11 12 13 15",
        "(c[0] || d) && c[1]; (c[0] || d[0]) && c[1]; 3 7 10 11 14 15",
        "!(c[0] || d); !(c[0] || d[0]); 0 2 4 6",
        "c[0] ^ d; c[0] && !d[0] || !c[0] && d[0]; 1 3 5 7 8 10 12 14",
        "c[0] == d; !(c[0] && !d[0] || !c[0] && d[0]); 0 2 4 6 9 11 13 15",
        "(c & 3) == 1; c[0] && !c[1]; 1 5 9 13",
        "(c ^ 3) == 5; !c[0] && c[1] && c[2]; 6 14",
        "(c | 4) == 4; !c[0] && !c[1]; 0 4 8 12",
        "~c == 0; c[0] && c[1] && c[2]; 7 15",
        "c[1:2] == 2; !c[1] && c[2]; 4 5 12 13",
        "c[{2, 0}] == 1; c[2] && !c[0]; 4 6 12 14",
        "c[1:2] >= 1; c[2] || c[1]; 2 3 4 5 6 7 10 11 12 13 14 15",
        "(c >> 1) == 3; c[1] && c[2]; 6 7 14 15",
        "(c << 2) == 4; c[0]; 1 3 5 7 9 11 13 15",
        "true && c[0]; c[0]; 1 3 5 7 9 11 13 15",
        "int[2](c[1:2]) < 0; c[2]; 4 5 6 7 12 13 14 15"
      })
  void givenACondition_whenRead_thenItHoldsWhereItShouldAndIsPrinted(
      String text, String canonical, String values) {
    Condition condition = condition(text);

    assertThat(printed("if (" + text + ") x q[0];"))
        .isEqualTo("if (" + canonical + ") {\n  x q[0];\n}\n");
    StringBuilder holds = new StringBuilder();
    for (int value = 0; value < 16; value++) {
      int bits = value;
      IntPredicate read = bit -> (bits >> bit & 1) != 0;
      holds.append(condition.holds(read) ? value + " " : "");
      assertThat(condition.inBits().holds(read))
          .as(condition + "")
          .isEqualTo(condition.holds(read));
      assertThat(condition.negated().holds(read)).isEqualTo(!condition.holds(read));
    }
    assertThat(holds.toString().strip()).isEqualTo(values);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "c >= 0; true",
        "c < 8; true",
        "c == 9; false",
        "c == -1; false",
        "c != 8; true",
        "(c & 0) == 0; true",
        "false && c[0]; false",
        "c[0] || true; true",
        "int(c) < 0; false"
      })
  void givenAConditionThatNoReadingChanges_whenRead_thenItsBranchIsTaken(
      String text, boolean holds) {
    assertThat(printed("if (" + text + ") x q[0]; else z q[0];"))
        .isEqualTo(holds ? "x q[0];\n" : "z q[0];\n");
  }

  @Test
  void givenBranches_whenPrinted_thenTheyAreIndentedAndEmptyOnesGo() {
    assertThat(
            printed(
                """
                c[0] = measure q[0];
                if (c[0]) {
                  x q[1];
                  if (c == 1) { d = measure q[1]; } else { reset q[1]; barrier q; }
                } else z q[1];
                if (c[1]) { } else { y q[2]; }
                if (c[2]) { } else { }
                if (d) gphase(pi);
                """))
        .isEqualTo(
            """
            c[0] = measure q[0];
            if (c[0]) {
              x q[1];
              if (c == 1) {
                d[0] = measure q[1];
              } else {
                reset q[1];
                barrier q[0], q[1], q[2];
              }
            } else {
              z q[1];
            }
            if (!c[1]) {
              y q[2];
            }
            """);
  }

  @Test
  void givenASwitchOnMeasuredBits_whenRead_thenCasesAreNestedAndTheDefaultIsLast() {
    assertThat(
            printed(
                """
                int held = c;
                switch (held) {
                  case 0 { x q[0]; }
                  case 1, 2 { x q[1]; }
                  case 9 { y q[1]; }
                  default { x q[2]; }
                }
                switch (d) { case 0 { x q[0]; } case 1 { z q[0]; } }
                """))
        .isEqualTo(
            """
            if (c == 0) {
              x q[0];
            } else {
              if (c == 1 || c == 2) {
                x q[1];
              } else {
                x q[2];
              }
            }
            if (!d[0]) {
              x q[0];
            } else {
              if (d[0]) {
                z q[0];
              }
            }
            """);
  }

  @Test
  void givenLoopsAndVariables_whenTheyAreKnown_thenTheyRunWithinABranch() {
    assertThat(
            printed(
                """
                if (c[0]) {
                  int k = 1;
                  for int i in [0:1] { k += i; rx(k) q[i]; }
                }
                bool seen = c[1];
                if (seen) h q[0];
                int held = 2;
                if (c[0]) { held = d; if (held == 1) x q[0]; }
                else { rx(held) q[0]; held = 3; rx(held) q[0]; }
                held = 4;
                rx(held) q[0];
                """))
        .isEqualTo(
            """
            if (c[0]) {
              rx(1.0) q[0];
              rx(2.0) q[1];
            }
            if (c[1]) {
              h q[0];
            }
            if (c[0]) {
              if (d[0]) {
                x q[0];
              }
            } else {
              rx(2.0) q[0];
              rx(3.0) q[0];
            }
            rx(4.0) q[0];
            """);
  }

  /** As qiskit 2.6.2's qasm3.dumps writes if_test and switch. */
  @Test
  void givenWhatQiskitWrites_whenRead_thenItIsTheCircuit() {
    Circuit circuit =
        Qasm.read(
            "qiskit.qasm",
            """
            OPENQASM 3.0;
            include "stdgates.inc";
            bit[2] c;
            bit[3] d;
            int switch_dummy;
            int switch_dummy_0;
            qubit[3] q;
            h q[0];
            c[0] = measure q[0];
            if (c[0]) {
              x q[1];
            } else {
              z q[1];
            }
            if (!c[1]) {
              x q[0];
              if (d == 5) {
                y q[0];
              }
            }
            if (d < 5 && !c[0]) {
              x q[2];
            }
            if ((d ^ 3) == 5) {
              x q[2];
            }
            switch_dummy = c;
            switch (switch_dummy) {
              case 0 {
                x q[0];
              }
              case 1, 2 {
                x q[1];
              }
              default {
                x q[2];
              }
            }
            switch_dummy_0 = c[0];
            switch (switch_dummy_0) {
              case 0 {
                x q[0];
              }
            }
            """);

    assertThat(circuit.counts()).containsEntry("if", 8).containsEntry("x", 8);
    assertThat(circuit.instructions().get(5))
        .isEqualTo(
            new Instruction.IfElse(
                new Condition.And(
                    new Condition.And(new Condition.Bit(2, false), new Condition.Bit(3, true)),
                    new Condition.Bit(4, true)),
                List.of(
                    new Instruction.Apply(
                        dev.nightshift.circuit.gate.StandardGate.X, List.of(), List.of(2))),
                List.of()));
  }

  @Test
  void givenQiskitsImporter_whenAConditionIsMoreThanItReads_thenThePrinterSaysSo() {
    Circuit simple = read("if (c == 2) x q[0]; if (!d) x q[1];");

    assertThat(Qasm.print(simple, Profile.QISKIT)).contains("if (c == 2) {", "if (!d[0]) {");
    assertThatThrownBy(() -> Qasm.print(read("if (c[0] && d) x q[0];"), Profile.QISKIT))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "Qiskit's importer knows no '&&' in a condition, only a bit or register == number")
        .extracting(e -> ((NightshiftException) e).code())
        .isEqualTo(ErrorCode.QASM_UNSUPPORTED);
  }
}
