package dev.nightshift.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what is done with kept results. */
@Command(
    name = "cache",
    description = "List, check, delete and explain the results that commands keep for later ones.",
    synopsisSubcommandLabel = "COMMAND")
final class CacheCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which one? nightshift cache ls, clear, verify or explain");
  }
}
