package dev.nightshift.wire.qpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** Files that lie, end too early or describe more than they hold. */
class QpyTest {
  private static final byte[] NONE = {};
  private static final int[] FIRST = {0};

  @Test
  void theSmallestFileIsAnEmptyCircuit() {
    QpyCircuit read = read(circuit(1, List.of(), List.of()));

    assertThat(read.circuit()).isEqualTo(Circuit.builder(1).build());
    assertThat(read.name()).isEqualTo("c");
    assertThat(read.parameterOrder()).isEmpty();
  }

  @Test
  void circuitsOfAFileAreReadInItsOrder() {
    byte[] file =
        QpyFile.file(
            circuit(1, List.of(), List.of(gate("XGate"))),
            circuit(2, List.of(), List.of(gate("HGate"))));

    List<QpyCircuit> read = Qpy.readAll(file, QpyLimits.DEFAULT);

    assertThat(read)
        .extracting(QpyCircuit::circuit)
        .containsExactly(Circuit.builder(1).x(0).build(), Circuit.builder(2).h(0).build());
    assertRefused(file, ErrorCode.QPY_INVALID, "the QPY file holds 2 circuits; one is expected");
  }

  @Test
  void anotherFileIsNoQpy() {
    assertRefused(new byte[100], ErrorCode.QPY_INVALID, "a QPY file does not start with QISKIT");
  }

  @Test
  void otherVersionsAreRefusedWithTheVersionsThatAreRead() {
    byte[] file = QpyFile.file(circuit(1, List.of(), List.of()));
    file[6] = 12;

    assertRefused(
        file,
        ErrorCode.QPY_UNSUPPORTED,
        "QPY version 12 is not read; write one of 13 to 18, as with qpy.dump(..., version=13)");
  }

  @Test
  void aCountLargerThanTheFileIsNotBelieved() {
    byte[] file = QpyFile.file(circuit(1, List.of(), List.of()));
    ByteBuffer.wrap(file).putLong(10, Long.MAX_VALUE);

    assertRefused(
        file,
        ErrorCode.QPY_INVALID,
        "the QPY file says that 9223372036854775807 items of 70 bytes or more follow byte 20, where"
            + " 91 bytes are left");
  }

  @Test
  void bytesBehindTheLastCircuitAreAnError() {
    byte[] file = QpyFile.file(circuit(1, List.of(), List.of()));

    assertRefused(
        java.util.Arrays.copyOf(file, file.length + 3),
        ErrorCode.QPY_INVALID,
        "3 bytes follow the end of the QPY file");
  }

  @Test
  void anInstructionOutsideTheCircuitIsNamed() {
    assertRefused(
        QpyFile.file(
            circuit(1, List.of(), List.of(QpyFile.instruction("XGate", 0, new int[] {3})))),
        ErrorCode.QPY_INVALID,
        "instruction 0 of circuit 'c': operand 0 of 'XGate' is 'q' 3; it should be a qubit of [0,"
            + " 1)");
  }

  @Test
  void aQubitTwiceInAGateIsNamed() {
    assertRefused(
        QpyFile.file(
            circuit(2, List.of(), List.of(QpyFile.instruction("CXGate", 1, new int[] {1, 1})))),
        ErrorCode.QPY_INVALID,
        "instruction 0 'CXGate' of circuit 'c': it acts on a qubit twice; its operands must"
            + " differ");
  }

  @Test
  void givenDefinitionsThatDouble_whenRead_thenTheirLengthWrittenOutIsLimited() {
    // Gate k applies gate k+1 twice: 2^60 gates in 10 kB.
    byte[] inner = circuit(1, List.of(), List.of(gate("XGate"), gate("XGate")));
    for (int level = 0; level < 60; level++) {
      inner =
          circuit(
              1,
              List.of(QpyFile.definition("g_0", 'g', inner, NONE)),
              List.of(gate("g_0"), gate("g_0")));
    }
    byte[] file = QpyFile.file(inner);

    assertThatThrownBy(() -> read(file))
        .hasMessageEndingWith(
            "it has more than 1000000 instructions when all definitions are written out; send"
                + " less");
  }

  @Test
  void givenInstructionsThatDouble_whenRead_thenTheyAreNotAllPutIn() {
    byte[] inner = circuit(1, List.of(), List.of(gate("Reset"), gate("Reset")));
    for (int level = 0; level < 60; level++) {
      inner =
          circuit(
              1,
              List.of(QpyFile.definition("g_0", 'i', inner, NONE)),
              List.of(gate("g_0"), gate("g_0")));
    }
    byte[] file = QpyFile.file(inner);

    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_TOO_LARGE));
  }

  @Test
  void givenDefinitionsInDefinitions_whenRead_thenTheirDepthIsLimited() {
    byte[] inner = circuit(1, List.of(), List.of(gate("XGate")));
    for (int level = 0; level < 120; level++) {
      inner =
          circuit(1, List.of(QpyFile.definition("g_0", 'g', inner, NONE)), List.of(gate("g_0")));
    }
    byte[] file = QpyFile.file(inner);

    assertThatThrownBy(() -> read(file))
        .hasMessageEndingWith("definitions nest more than 100 deep");
  }

  @Test
  void aControlledGateThatIsItsOwnBaseIsAnError() {
    byte[] file =
        QpyFile.file(
            circuit(
                1,
                List.of(QpyFile.definition("g_0", 'c', NONE, QpyFile.base("g_0", 1))),
                List.of(QpyFile.instruction("g_0", 1, FIRST))));

    assertRefused(
        file,
        ErrorCode.QPY_INVALID,
        "instruction 0 'g' of circuit 'c': the definition 'g_0' needs itself");
  }

  @Test
  void givenSubstitutionsThatDouble_whenRead_thenTheExpressionIsLimited() {
    byte[] twice = QpyFile.expression("a", List.of(QpyFile.call(0, 'p', 'p', "a")));
    List<byte[]> calls = new ArrayList<>();
    calls.add(QpyFile.call(0, 'p', 'p', "a"));
    for (int i = 0; i < 60; i++) {
      calls.add(QpyFile.substitution("a", twice));
    }

    assertTooLargeExpression(calls);
  }

  @Test
  void givenALongChain_whenRead_thenTheExpressionsDepthIsLimited() {
    List<byte[]> calls = new ArrayList<>();
    calls.add(QpyFile.call(0, 'p', 'p', "a"));
    calls.addAll(Collections.nCopies(500, QpyFile.call(5, 'n', 'n', "a")));

    assertTooLargeExpression(calls);
  }

  @Test
  void anExpressionAsDeepAsAllowedIsReadAndEvaluated() {
    List<byte[]> calls = new ArrayList<>();
    calls.add(QpyFile.call(0, 'p', 'p', "a"));
    calls.addAll(Collections.nCopies(398, QpyFile.call(5, 'n', 'n', "a")));

    Circuit circuit = read(rotation(calls)).circuit();

    double expected = 2 * 0.3;
    for (int i = 0; i < 398; i++) {
      expected = Math.sin(expected);
    }
    assertThat(new dev.nightshift.sim.Simulator(1).state(circuit, 0.3)[0])
        .isEqualTo(Math.cos(expected / 2));
  }

  @Test
  void anExpressionThatTakesFromAnEmptyStackIsAnError() {
    assertThatThrownBy(() -> read(rotation(List.of(QpyFile.call(0, 'n', 'p', "a")))))
        .hasMessageEndingWith("an expression takes a value from an empty stack");
  }

  @Test
  void anUnknownOpcodeIsRefusedByItsNumber() {
    assertThatThrownBy(() -> read(rotation(List.of(QpyFile.call(77, 'p', 'p', "a")))))
        .hasMessageEndingWith("an expression has the unknown opcode 77");
  }

  @Test
  void aPackedBombIsNotInflated() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(packed)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 80; i++) {
        zlib.write(zeros);
      }
    }
    String base64 = Base64.getEncoder().encodeToString(packed.toByteArray());

    assertThatThrownBy(() -> Qpy.unpack(base64, QpyLimits.DEFAULT))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_TOO_LARGE))
        .hasMessage("the circuit: a QPY file inflates to more than 67108864 bytes; send less");
  }

  @Test
  void aCircuitOfBillionsOfQubitsIsRefusedBeforeItIsBuilt() {
    assertRefused(
        QpyFile.file(circuit(Integer.MAX_VALUE, List.of(), List.of())),
        ErrorCode.JOB_TOO_LARGE,
        "circuit 'c' has 2147483647 qubits and 0 classical bits; at most 1048576 of each are read");
  }

  private static void assertTooLargeExpression(List<byte[]> calls) {
    assertThatThrownBy(() -> read(rotation(calls)))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_TOO_LARGE))
        .hasMessageEndingWith(
            "a parameter expression has more than 20000 nodes or nests more than 400 deep; bind"
                + " the parameters first, or write it with fewer");
  }

  private static byte[] rotation(List<byte[]> calls) {
    return QpyFile.file(
        circuit(
            1,
            List.of(),
            List.of(
                QpyFile.instruction(
                    "RXGate", 0, FIRST, QpyFile.value('e', QpyFile.expression("a", calls))))));
  }

  private static byte[] gate(String name) {
    return QpyFile.instruction(name, 0, FIRST);
  }

  private static byte[] circuit(int qubits, List<byte[]> definitions, List<byte[]> instructions) {
    return QpyFile.circuit("c", qubits, 0, definitions, instructions);
  }

  private static QpyCircuit read(byte[] fileOrCircuit) {
    byte[] file = fileOrCircuit[0] == 'Q' ? fileOrCircuit : QpyFile.file(fileOrCircuit);
    return Qpy.read(file, QpyLimits.DEFAULT);
  }

  private static void assertRefused(byte[] file, ErrorCode code, String message) {
    assertThatThrownBy(() -> Qpy.read(file, QpyLimits.DEFAULT))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
