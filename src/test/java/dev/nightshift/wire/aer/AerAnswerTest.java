package dev.nightshift.wire.aer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Observable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AerAnswerTest {
  private static final AerCircuit CIRCUIT =
      new AerCircuit(
          2,
          2,
          List.of(
              new AerStep("rx", List.of(1), List.of(new AerStep.Num.Column(0)), null),
              new AerStep("rz", List.of(0), List.of(new AerStep.Num.Constant(0.5)), "ideal")),
          List.of(new double[] {0.25, 0.75}));

  private static AerJob job(int shots) {
    return new AerJob(
        "automatic",
        shots,
        7,
        Map.of("matrix_product_state_max_bond_dimension", 4),
        List.of(CIRCUIT),
        shots == 0 ? List.of(Observable.of("ZX")) : List.of(),
        List.of(),
        Map.of());
  }

  private static AerAnswer read(String json, int shots) {
    return AerAnswer.read(json.getBytes(StandardCharsets.UTF_8), job(shots));
  }

  @Test
  void aJobIsWrittenAsTheScriptReadsIt() {
    assertThat(new String(job(0).write(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"method\":\"automatic\",\"shots\":0,\"seed\":7,"
                + "\"options\":{\"matrix_product_state_max_bond_dimension\":4},\"noise\":null,"
                + "\"observables\":[[[\"ZX\",1.0]]],\"circuits\":[{\"qubits\":2,\"bits\":2,"
                + "\"columns\":[[0.25,0.75]],\"steps\":[[\"rx\",[1],[[0]],null],"
                + "[\"rz\",[0],[0.5],\"ideal\"]]}]}");
  }

  @Test
  void valuesAndCountsAreReadByRow() {
    assertThat(((AerAnswer.Values) read("{\"values\": [0.5, -1]}", 0)).values())
        .containsExactly(0.5, -1);
    assertThat(
            ((AerAnswer.Counts) read("{\"counts\": [{\"0x2\": 1, \"0x0\": 2}, {\"0x3\": 3}]}", 3))
                .rows())
        .containsExactly(
            new TreeMap<>(Map.of(BigInteger.TWO, 1, BigInteger.ZERO, 2)),
            new TreeMap<>(Map.of(BigInteger.valueOf(3), 3)));
    assertThat(read("{\"refused\": \"why\"}", 0)).isEqualTo(new AerAnswer.Refused("why"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | {\"values\": [1]} | 2 values, found {\"values\":[1]}",
        "0 | {\"values\": [1, null]} | numbers, found null",
        "0 | {\"counts\": []} | 2 values, found {\"counts\":[]}",
        "3 | {\"counts\": [{\"0x0\": 3}]} | counts of 2 rows, found {\"counts\":[{\"0x0\":3}]}",
        "3 | {\"counts\": [{\"0x0\": 3}, {\"0x0\": 2}]} | 3 shots a row, found {\"0x0\":2}",
        "3 | {\"counts\": [{\"01\": 3}, {\"0x0\": 3}]} | counts by hexadecimal value, found"
            + " {\"01\":3}",
        "3 | {\"counts\": [{\"0x0\": -3}, {}]} | counts by hexadecimal value, found {\"0x0\":-3}",
      })
  void whatIsNoAnswerToTheJobIsRefused(int shots, String json, String complaint) {
    assertThatThrownBy(() -> read(json, shots))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED))
        .hasMessage("an answer of qiskit-aer should hold " + complaint);
  }

  @Test
  void aHelloWithoutGatesIsNone() {
    assertThat(AerHello.read("{\"missing\": \"numpy\"}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new AerHello.Missing("numpy"));
    assertThatThrownBy(() -> AerHello.read("{\"aer\": \"1\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "the first message of qiskit-aer should hold its version and its gates, found [aer]");
  }
}
