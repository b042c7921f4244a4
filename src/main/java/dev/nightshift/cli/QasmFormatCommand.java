package dev.nightshift.cli;

import dev.nightshift.qasm.Qasm;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code qasm format FILE}: the canonical text on standard output. */
@Command(
    name = "format",
    description = "Print an OpenQASM 3 file in canonical form; the file itself stays as it is.")
final class QasmFormatCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "An OpenQASM file.")
  private Path file = Path.of("");

  private final Terminal terminal;

  QasmFormatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(Qasm.print(Qasm.read(file.toString(), TextFiles.text(file))));
    return 0;
  }
}
