package dev.nightshift.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what is done with OpenQASM files. */
@Command(
    name = "qasm",
    description = "Check and format OpenQASM files.",
    synopsisSubcommandLabel = "COMMAND")
final class QasmCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which one? nightshift qasm check FILE... or nightshift qasm format FILE");
  }
}
