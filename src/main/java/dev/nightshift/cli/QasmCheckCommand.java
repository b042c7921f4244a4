package dev.nightshift.cli;

import dev.nightshift.base.error.Diagnostic;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qasm check FILE...}: exit 0 when all are valid, 2 otherwise. */
@Command(
    name = "check",
    description = {
      "Check OpenQASM 3 files. Exit code 0 when all are valid, 2 otherwise.",
      "With --json one line a file: {\"file\":..., \"valid\":..., \"diagnostics\":[...]}."
    })
final class QasmCheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "OpenQASM files.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "One JSON object a line, one line a file.")
  private boolean json;

  private final Terminal terminal;

  QasmCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    boolean allValid = true;
    for (Path file : files) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("file", file.toString());
      List<Diagnostic> diagnostics = new ArrayList<>();
      String unreadable = "";
      try {
        Qasm.Parsed parsed = Qasm.parse(file.toString(), TextFiles.bytes(file));
        diagnostics.addAll(parsed.diagnostics());
      } catch (NightshiftException e) {
        unreadable = e.code().label() + ": " + e.getMessage();
      }
      boolean valid =
          unreadable.isEmpty() && diagnostics.stream().noneMatch(QasmCheckCommand::isError);
      allValid &= valid;
      row.put("valid", valid);
      if (!unreadable.isEmpty()) {
        row.put("error", unreadable);
      }
      row.put("diagnostics", diagnostics.stream().map(QasmCheckCommand::entry).toList());
      if (json) {
        terminal.out().println(new String(Json.write(row), StandardCharsets.UTF_8));
      } else if (valid) {
        terminal.out().println(file + ": valid");
        diagnostics.forEach(warning -> terminal.err().println(warning.render()));
      } else {
        diagnostics.forEach(error -> terminal.err().println(error.render()));
        if (!unreadable.isEmpty()) {
          terminal.err().println("nightshift: " + unreadable);
        }
      }
    }
    return allValid ? 0 : ErrorCode.QASM_INVALID.exitCode();
  }

  private static boolean isError(Diagnostic diagnostic) {
    return diagnostic.severity() == Diagnostic.Severity.ERROR;
  }

  private static Map<String, Object> entry(Diagnostic diagnostic) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("line", diagnostic.span().line());
    entry.put("column", diagnostic.span().column());
    entry.put("length", diagnostic.span().length());
    entry.put("severity", diagnostic.severity().name().toLowerCase(java.util.Locale.ROOT));
    entry.put("code", diagnostic.code().label());
    entry.put("message", diagnostic.message());
    entry.put("hint", diagnostic.hint());
    return entry;
  }
}
