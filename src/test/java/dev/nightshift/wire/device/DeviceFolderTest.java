package dev.nightshift.wire.device;

import static dev.nightshift.wire.device.DeviceTexts.CONFIGURATION;
import static dev.nightshift.wire.device.DeviceTexts.PROPERTIES;
import static dev.nightshift.wire.device.DeviceTexts.device;
import static dev.nightshift.wire.device.DeviceTexts.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceFolderTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void givenBothTexts_whenRead_thenTheTargetIsInSecondsAndHertz() {
    Device tiny = device(CONFIGURATION, PROPERTIES);

    Target target = tiny.target();
    QubitFacts first = target.qubitFacts().getFirst();
    assertThat(tiny.name()).isEqualTo("tiny");
    assertThat(tiny.version()).isEqualTo("1.2.3");
    assertThat(tiny.lastUpdate()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(tiny.clops()).hasValue(1500);
    assertThat(tiny.processor().orElseThrow().revision()).hasValue("3");
    assertThat(target.dtSeconds()).hasValue(0.5e-9);
    assertThat(target.repDelaySeconds()).isEqualTo(200e-6);
    assertThat(first.t1Seconds()).hasValue(150.5e-6);
    assertThat(first.t2Seconds()).hasValue(80e-6);
    assertThat(first.frequencyHertz()).hasValue(4.75e9);
    assertThat(first.readoutError()).hasValue(0.02);
    assertThat(first.probMeas0Prep1()).hasValue(0.03);
    assertThat(first.probMeas1Prep0()).hasValue(0.01);
    assertThat(first.readoutSeconds()).hasValue(1.216e-6);
    assertThat(target.qubitFacts().getLast().t1Seconds()).hasValue(0.2e-3);
    assertThat(target.qubitFacts().getLast().readoutSeconds()).hasValue(1.5e-6);
  }

  @Test
  void givenBothTexts_whenRead_thenTheBytesAreKept() {
    Device tiny = device(CONFIGURATION, PROPERTIES);

    assertThat(tiny.configuration().utf8()).isEqualTo(utf8(CONFIGURATION));
    assertThat(tiny.properties().utf8()).isEqualTo(utf8(PROPERTIES));
  }

  @Test
  void theConfigurationSaysWhatExistsAndThePropertiesHowWell() {
    Target target = device(CONFIGURATION, PROPERTIES).target();

    // reset stands among the gates but not among the supported instructions.
    assertThat(target.operationNames()).containsExactly("ecr", "rz", "sx", "measure", "delay");
    Operation ecr = target.find("ecr", List.of(1, 0)).orElseThrow();
    assertThat(ecr.error()).hasValue(0.0075);
    assertThat(ecr.durationSeconds()).hasValue(660e-9);
    assertThat(target.find("ecr", List.of(0, 1))).isEmpty();
    assertThat(target.find("sx", List.of(1)).orElseThrow().error()).isEmpty();
    assertThat(target.find("measure", List.of(0)).orElseThrow().error()).hasValue(0.02);
    assertThat(target.find("measure", List.of(0)).orElseThrow().durationSeconds())
        .hasValue(1.216e-6);
    assertThat(target.find("measure", List.of(1)).orElseThrow().error()).isEmpty();
    assertThat(target.find("delay", List.of(1))).isPresent();
  }

  @Test
  void givenNoPlacesForAGate_whenRead_thenItExistsWhereItWasMeasuredOrWhereQubitsAreCoupled() {
    String bare = CONFIGURATION.replaceFirst("(?s)\"gates\": \\[.*\\]\\}", "\"gates\": []}");

    Target target = device(bare, PROPERTIES).target();
    Target unmeasured =
        device(bare, PROPERTIES.replaceFirst("(?s)\"gates\": \\[.*\\]\\}", "\"gates\": []}"))
            .target();

    assertThat(target.edges()).containsExactly(List.of(1, 0));
    assertThat(target.find("sx", List.of(1))).isEmpty();
    assertThat(unmeasured.edges()).containsExactly(List.of(1, 0));
    assertThat(unmeasured.find("sx", List.of(1))).isPresent();
    assertThat(unmeasured.find("rz", List.of(0)).orElseThrow().error()).isEmpty();
  }

  @Test
  void givenAnOldFileWithoutInstructions_whenRead_thenItMeasuresResetsAndWaits() {
    Target target =
        device(
                CONFIGURATION
                    .replaceFirst("\"supported_instructions\": \\[[^\\]]*\\],", "")
                    .replaceFirst("\"default_rep_delay\": 200.0,", "")
                    .replaceFirst("\"dt\": 0.5,", ""),
                PROPERTIES)
            .target();

    assertThat(target.operationNames()).contains("measure", "reset", "delay");
    assertThat(target.repDelaySeconds()).isEqualTo(250e-6);
    assertThat(target.dtSeconds()).isEmpty();
  }

  @Test
  void givenTimingConstraints_whenRead_thenStartsAreAlignedByThem() {
    assertThat(device(CONFIGURATION, PROPERTIES).target().alignment())
        .isEqualTo(Target.Alignment.NONE);
    String aligned =
        CONFIGURATION.replace(
            "\"dt\": 0.5,",
            "\"dt\": 0.5, \"timing_constraints\": {\"acquire_alignment\": 16, \"granularity\": 8,"
                + " \"min_length\": 64, \"pulse_alignment\": 4},");
    assertThat(device(aligned, PROPERTIES).target().alignment())
        .isEqualTo(new Target.Alignment(4, 16));
    assertThatThrownBy(() ->
            device(aligned.replace("\"pulse_alignment\": 4", "\"pulse_alignment\": 0"), PROPERTIES))
        .hasMessage(
            "c.json: timing_constraints.pulse_alignment is 0; expected a whole number from 1 to"
                + " 1000000");
  }

  @Test
  void givenGatesOutOfOrder_whenRead_thenTheyStayWithErrorOne() {
    String broken = PROPERTIES.replace("0.0075", "1");
    String stopped =
        PROPERTIES.replace(
            "\"value\": 660}",
            "\"value\": 660}, {\"name\": \"operational\", \"unit\": \"\", \"value\": 0}");
    String qubitStopped =
        PROPERTIES.replace(
            "\"value\": 1.5}",
            "\"value\": 1.5}, {\"name\": \"operational\", \"unit\": \"\", \"value\": 0}");

    for (String properties : List.of(broken, stopped, qubitStopped)) {
      Target target = device(CONFIGURATION, properties).target();
      assertThat(target.find("ecr", List.of(1, 0)).orElseThrow().isDead()).isTrue();
      assertThat(target.find("ecr", List.of(1, 0)).orElseThrow().durationSeconds())
          .hasValue(660e-9);
      assertThat(target.edges()).isEmpty();
      assertThat(target.find("sx", List.of(0)).orElseThrow().isDead()).isFalse();
    }
    assertThat(
            device(CONFIGURATION, qubitStopped)
                .target()
                .find("measure", List.of(1))
                .orElseThrow()
                .isDead())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"null", "NaN", "0"})
  void givenALifetimeThatNobodyMeasured_whenRead_thenItIsAbsent(String value) {
    Target target = device(CONFIGURATION, PROPERTIES.replace("150.5", value)).target();

    assertThat(target.qubitFacts().getFirst().t1Seconds()).isEmpty();
    assertThat(target.qubitFacts().getFirst().t2Seconds()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "n_qubits": 2          | "n_qubits": 0      | c.json: n_qubits is 0; expected a whole number from 1 to 100000
          "n_qubits": 2,         |                    | c.json: n_qubits is missing
          "tiny"                 | "../tiny"          | c.json: backend_name is "../tiny"; expected 1 to 64 letters, digits and _
          "simulator": false     | "simulator": true  | c.json: tiny is a simulator, not a device; choose a backend that has properties
          "dt": 0.5              | "dt": "None"       | c.json: dt is "None"; expected a finite number
          "coupling_map": [[1, 0]]}, | "coupling_map": [[1, 2]]}, | c.json: gates[0].coupling_map[0][1] is 2; expected a whole number from 0 to 1
          "coupling_map": [[1, 0]]}, | "coupling_map": [[1, 1]]}, | c.json: gates[0].coupling_map[0] is [1,1]; expected at least one qubit and none twice
          ["ecr", "rz", "sx"]    | "ecr"              | c.json: basis_gates is "ecr"; expected a list
          """)
  void givenAConfigurationThatIsWrong_whenRead_thenTheErrorNamesFileAndField(
      String before, String after, String message) {
    assertInvalid(
        () -> device(CONFIGURATION.replace(before, after == null ? "" : after), PROPERTIES),
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "unit": "us", "value": 150.5  | "unit": "parsec", "value": 150.5 | p.json: qubits[0][0].unit is "parsec"; expected s, ms, us, \u00b5s or ns
          "unit": "us", "value": 150.5  | "unit": "us", "value": -1        | p.json: qubits[0][0].value is -1; expected no negative number
          "unit": "us", "value": 150.5  | "unit": "us", "value": "long"    | p.json: qubits[0][0].value is "long"; expected a finite number
          "unit": "us", "value": 150.5  | "value": 150.5                   | p.json: qubits[0][0].unit is missing
          "GHz"                         | "us"                             | p.json: qubits[0][2].unit is "us"; expected Hz, kHz, MHz or GHz
          0.0075                        | 1.5                              | p.json: gates[0].parameters[0].value is 1.5; expected a probability from 0 to 1
          "qubits": [1, 0]              | "qubits": [1, 7]                 | p.json: gates[0].qubits[1] is 7; expected a whole number from 0 to 1
          "tiny"                        | "huge"                           | p.json: backend_name is huge; expected tiny, as in c.json
          "gate": "sx"                  | "gate": 3                        | p.json: gates[1].gate is 3; expected a text
          """)
  void givenPropertiesThatAreWrong_whenRead_thenTheErrorNamesFileAndField(
      String before, String after, String message) {
    assertInvalid(() -> device(CONFIGURATION, PROPERTIES.replace(before, after)), message);
  }

  @Test
  void givenOtherQubitsInTheProperties_whenRead_thenTheErrorSaysHowMany() {
    assertInvalid(
        () -> device(CONFIGURATION.replace("\"n_qubits\": 2", "\"n_qubits\": 3"), PROPERTIES),
        "expected 3 qubits, as the configuration has");
    assertInvalid(() -> device("{", PROPERTIES), "c.json is not the JSON expected:");
    assertInvalid(() -> device("[]", PROPERTIES), "c.json: the document is []; expected an object");
  }

  private static void assertInvalid(ThrowingCallable reading, String message) {
    assertThatThrownBy(reading)
        .isInstanceOf(NightshiftException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((NightshiftException) e).code())
        .isEqualTo(ErrorCode.DEVICE_INVALID);
  }

  @Test
  void givenADevice_whenWrittenAndRead_thenBytesAndSourceAreTheSame() {
    Source source = new Source(Source.Kind.SNAPSHOT, "https://example.test/api/v1", "2026-11-25");
    Device tiny = DeviceFolder.parse("c", utf8(CONFIGURATION), "p", utf8(PROPERTIES), source);

    Path written = DeviceFolder.write(folder.resolve("devices"), tiny, false);

    Device again = DeviceFolder.read(written);
    assertThat(written).isEqualTo(folder.resolve("devices").resolve("tiny"));
    assertThat(again).isEqualTo(tiny);
    assertThat(again.source()).isEqualTo(source);
  }

  @Test
  void givenAFolderOfThatName_whenWrittenWithoutForce_thenItStaysAsItWas() throws IOException {
    Device tiny = device(CONFIGURATION, PROPERTIES);
    Device slower = device(CONFIGURATION.replace("200.0", "900.0"), PROPERTIES);
    Path written = DeviceFolder.write(folder, tiny, false);

    assertThatThrownBy(() -> DeviceFolder.write(folder, slower, false))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(written + " exists; give --force to replace it")
        .extracting(e -> ((NightshiftException) e).code())
        .isEqualTo(ErrorCode.DEVICE_EXISTS);
    assertThat(DeviceFolder.read(written)).isEqualTo(tiny);

    DeviceFolder.write(folder, slower, true);

    assertThat(DeviceFolder.read(written).target().repDelaySeconds()).isEqualTo(900e-6);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(written);
    }
  }

  @Test
  void givenAFolderOfAnotherName_whenRead_thenTheErrorNamesBoth() throws IOException {
    Path written = DeviceFolder.write(folder, device(CONFIGURATION, PROPERTIES), false);
    Path moved = Files.move(written, folder.resolve("other"));

    assertInvalid(
        () -> DeviceFolder.read(moved),
        "backend_name is tiny, but the folder is named other; rename the folder");
    Files.delete(moved.resolve("properties.json"));
    assertThatThrownBy(() -> DeviceFolder.read(moved))
        .hasMessage(
            moved.resolve("properties.json")
                + " is missing; a device's folder holds configuration.json and properties.json");
  }
}
