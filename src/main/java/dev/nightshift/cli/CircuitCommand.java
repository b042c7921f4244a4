package dev.nightshift.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what is done with one circuit. */
@Command(
    name = "circuit",
    description = "Work with one circuit.",
    synopsisSubcommandLabel = "COMMAND")
final class CircuitCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which one? nightshift circuit run FILE.qasm");
  }
}
