package dev.nightshift.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.assertion.Golden;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.gradient.ParameterShift;
import dev.nightshift.queue.JobState;
import dev.nightshift.queue.RunState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tables under docs/ are printed from the code; {@code ./dev golden} writes them anew. */
class DocsGoldenTest {
  @Test
  void theDiagramsOfTheQueueAreThoseOfTheCode() {
    StringJoiner page = new StringJoiner("\n", "", "\n");
    page.add("# States of the queue");
    page.add("");
    page.add(
        "Printed from `JobState` and `RunState`; `./dev golden DocsGoldenTest` writes this page"
            + " anew.");
    page.add("");
    page.add("## A job");
    page.add("");
    page.add("```mermaid");
    page.add("stateDiagram-v2");
    page.add("  [*] --> planned");
    for (JobState state : JobState.values()) {
      Arrays.stream(JobState.values())
          .filter(state.next()::contains)
          .forEach(next -> page.add("  %s --> %s".formatted(state.label(), next.label())));
    }
    page.add("  settled --> [*]");
    page.add("```");
    page.add("");
    page.add("## A run");
    page.add("");
    page.add("```mermaid");
    page.add("stateDiagram-v2");
    page.add("  [*] --> queued");
    for (RunState state : RunState.values()) {
      Arrays.stream(RunState.values())
          .filter(state.next()::contains)
          .forEach(next -> page.add("  %s --> %s".formatted(state.label(), next.label())));
    }
    page.add("  done --> [*]");
    page.add("  cancelled --> [*]");
    page.add("```");

    Golden.assertMatches(Path.of("docs/queue-states.md"), page.toString());
  }

  @Test
  void theGateTableIsThatOfTheCode() {
    StringJoiner page = new StringJoiner("\n", "", "\n");
    page.add("# Gates");
    page.add("");
    page.add("Printed from `StandardGate`; `./dev golden` writes this page anew.");
    page.add("");
    page.add("Operand 0 is the control where there is one, and the least significant bit of the");
    page.add("matrix. Angles are radians. The last column counts the executions that the");
    page.add("parameter-shift rule takes for the derivatives by all angles of one gate.");
    page.add("");
    page.add("| gate | qubits | angles | what it does | shifted executions |");
    page.add("|---|---|---|---|---|");
    for (StandardGate gate : StandardGate.values()) {
      page.add(
          "| `%s` | %d | %d | %s | %s |"
              .formatted(
                  gate.qasmName(),
                  gate.qubits(),
                  gate.parameters(),
                  gate.help().replace("|", "\\|"),
                  gate.parameters() == 0 ? "" : String.valueOf(shiftedExecutions(gate))));
    }
    page.add("");
    page.add(
        "Any gate may stand under `ctrl @`, `negctrl @`, `inv @` and `pow(k) @`, and a program");
    page.add("may define its own.");

    Golden.assertMatches(Path.of("docs/gates.md"), page.toString());
  }

  private static int shiftedExecutions(StandardGate gate) {
    CircuitBuilder builder = Circuit.builder(Math.max(1, gate.qubits()));
    builder.apply(
        gate,
        IntStream.range(0, gate.parameters())
            .mapToObj(i -> ParameterExpression.parameter("a" + i))
            .toList(),
        IntStream.range(0, gate.qubits()).toArray());
    Circuit circuit = builder.build();
    return ParameterShift.of(circuit, circuit.parameters()).rowsPerBinding() - 1;
  }

  @Test
  void theTableOfErrorCodesIsThatOfTheCode() {
    StringJoiner page = new StringJoiner("\n", "", "\n");
    page.add("# Error codes");
    page.add("");
    page.add(
        "Printed from `ErrorCode`; `./dev golden` writes this page anew. A number never changes");
    page.add(
        "its meaning. Every message says what happened, where, what was expected and what was");
    page.add("found, and what to do next.");
    page.add("");
    page.add("| code | name | kind | exit | HTTP | advice |");
    page.add("|---|---|---|---|---|---|");
    Arrays.stream(ErrorCode.values())
        .sorted(Comparator.comparingInt(ErrorCode::number))
        .forEach(code ->
            page.add(
                "| NS%d | `%s` | %s | %d | %d | %s |"
                    .formatted(
                        code.number(),
                        code.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        code.kind().name().toLowerCase(Locale.ROOT),
                        code.exitCode(),
                        code.httpStatus(),
                        advice(code.advice()))));

    Golden.assertMatches(Path.of("docs/error-codes.md"), page.toString());
  }

  private static String advice(ErrorCode.Advice advice) {
    return switch (advice) {
      case FIX -> "fix what the message names";
      case NEVER -> "do not repeat";
      case BACK_OFF -> "wait and try again";
      case RESUME -> "try again, or go on with `--resume`";
      case REPORT -> "report it";
    };
  }

  @Test
  void errorNumbersAreUniqueAndOfTheirKind() {
    assertThat(
            Arrays.stream(ErrorCode.values())
                .collect(Collectors.groupingBy(ErrorCode::number, Collectors.counting())))
        .allSatisfy((number, count) -> assertThat(count).as("NS" + number).isEqualTo(1L));
    assertThat(ErrorCode.BINDING_SHAPE.label()).isEqualTo("NS1202 binding-shape");
    assertThat(ErrorCode.BINDING_SHAPE.kind()).isEqualTo(ErrorCode.Kind.USER);
    assertThat(ErrorCode.BINDING_SHAPE.exitCode()).isEqualTo(2);
    assertThat(ErrorCode.INTERNAL.exitCode()).isEqualTo(70);
  }
}
