package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.job.IsaCheck;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.value.Target;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.device.DeviceCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TranspileCommandTest {
  private static final String PROGRAM =
      """
      OPENQASM 3.0;
      include "stdgates.inc";
      input float[64] theta;
      qubit[3] q;
      bit[3] c;
      ry(theta) q[0];
      cx q[0], q[2];
      ccx q[0], q[2], q[1];
      c = measure q;
      """;

  @TempDir private Path folder = Path.of("");

  private Ran transpile(String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("program.qasm"), PROGRAM);
    String[] args = new String[options.length + 2];
    args[0] = "transpile";
    args[1] = file.toString();
    System.arraycopy(options, 0, args, 2, options.length);
    return Ran.of(args);
  }

  @Test
  void givenAProgram_whenTranspiled_thenTheDeviceTakesWhatIsPrinted() throws IOException {
    for (String name : DeviceCatalog.BUILT_IN) {
      Target target = DeviceCatalog.standard(null, Map.of()).find(name).target();

      Ran ran = transpile("--target", name, "--level", "1", "--verify");

      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(
              new IsaCheck(target)
                  .misfit(Qasm.read("<out>", ran.out()), IsaCheck.Spelling.OPENQASM))
          .isEmpty();
      assertThat(ran.out()).contains("input float[64] theta;", "bit[3] c;");
      assertThat(ran.err()).contains("for " + name + ", level 1, seed 0", "equivalent by readings");
    }
  }

  @Test
  void givenALayoutAndJson_whenTranspiled_thenTheObjectSaysBoth() throws IOException {
    Ran ran =
        transpile(
            "--target", "nightshift_hex27", "--initial-layout", "5,3,8", "--json", "--seed", "7");

    Map<?, ?> fields = Json.read(ran.out().getBytes(StandardCharsets.UTF_8), Map.class);
    assertThat(fields.get("initial_layout")).isEqualTo(List.of(5, 3, 8));
    assertThat((String) fields.get("circuit")).startsWith("OPENQASM 3.0;");
    assertThat((Map<?, ?>) fields.get("receipt")).extracting("seed", "level").containsExactly(7, 2);
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void theResultIsDrawnOnTheWiresThatItUses() throws IOException {
    Ran ran = transpile("--target", "nightshift_hex27", "--draw");

    assertThat(ran.err()).contains("for nightshift_hex27");
    assertThat(ran.out())
        .contains("<- 0 ─", "<- 1 ─", "┤SX├", "┤0:ECR├")
        .doesNotContain("OPENQASM");
    assertThat(ran.out().lines().filter(line -> line.startsWith("q["))).hasSizeLessThan(27);
  }

  @Test
  void aListOfPassesTakesThePlaceOfTheLevels() throws IOException {
    Ran plain = transpile("--target", "nightshift_line5", "--level", "0", "--json");
    Ran own =
        transpile(
            "--target",
            "nightshift_line5",
            "--level",
            "0",
            "--passes",
            "cancel-inverses,level-1",
            "--json");

    assertThat(own.out()).contains("optimization-loop");
    assertThat(plain.out()).doesNotContain("optimization-loop");
    assertThat(transpile("--target", "nightshift_line5", "--passes", "cancel-inverse").err())
        .contains("there is no pass 'cancel-inverse'; passes are remove-reset-in-zero, ");
  }

  @Test
  void givenAScheduleAndPulses_whenTranspiled_thenIdleTimesAreDelaysAndTheLengthIsSaid()
      throws IOException {
    Ran plain = transpile("--target", "nightshift_line5", "--json");
    Ran ran =
        transpile(
            "--target",
            "nightshift_line5",
            "--dynamical-decoupling",
            "XY4",
            "--extra-slack-distribution",
            "edges",
            "--skip-reset-qubits",
            "--verify",
            "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode fields = Json.tree(ran.out().getBytes(StandardCharsets.UTF_8), "with pulses");
    JsonNode before = Json.tree(plain.out().getBytes(StandardCharsets.UTF_8), "without");
    assertThat(fields.at("/circuit").asString()).contains("delay[", "dt]");
    assertThat(before.at("/circuit").asString()).doesNotContain("delay");
    // ALAP is as long as what is charged without a schedule: the longest way through the gates.
    int dt = fields.at("/duration_dt").asInt();
    assertThat(dt).isPositive().isEqualTo(before.at("/duration_dt").asInt());
    assertThat(fields.at("/duration_s").asDouble()).isCloseTo(dt * 4e-9, Offset.offset(1e-15));
    assertThat(fields.at("/proof/equivalent").asBoolean()).isTrue();
    assertThat(fields.at("/receipt/passes").toString()).contains("schedule-instructions");

    Ran scheduled = transpile("--target", "nightshift_line5", "--schedule", "asap");
    assertThat(scheduled.err()).contains("duration     ", " us, %d dt".formatted(dt));
    assertThat(scheduled.out()).contains("delay[");
  }

  @Test
  void givenWrongOptions_whenTranspiled_thenOneLineSaysWhy() throws IOException {
    assertThat(transpile("--target", "nightshift_hex28").err())
        .contains("NS1020", "unknown device `nightshift_hex28`", "nightshift_hex27");
    assertThat(transpile("--target", "nightshift_line5", "--schedule", "late").err())
        .contains("--schedule is late; give none, asap or alap");
    assertThat(
            transpile(
                    "--target",
                    "nightshift_line5",
                    "--schedule",
                    "none",
                    "--dynamical-decoupling",
                    "XX")
                .err())
        .contains("decoupling pulses stand in idle times, which only a schedule tells");
    assertThat(transpile("--target", "nightshift_line5", "--level", "4").err())
        .contains("the level is 4; give 0, 1, 2 or 3");
    assertThat(transpile("--target", "nightshift_line5", "--initial-layout", "0,1").err())
        .contains("the initial layout has 2 qubits but the circuit has 3");
  }
}
