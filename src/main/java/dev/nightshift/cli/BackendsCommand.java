package dev.nightshift.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what is done with descriptions of devices. */
@Command(
    name = "backends",
    description = "List, show, import and save the devices that serve --device takes.",
    synopsisSubcommandLabel = "COMMAND")
final class BackendsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which one? nightshift backends ls, show NAME, import DIR or snapshot NAME");
  }
}
