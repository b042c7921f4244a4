package dev.nightshift.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code queue}: the runs that were handed over. */
@Command(
    name = "queue",
    description = "Look at the runs of the queue, and stop, pause or go on with them.",
    synopsisSubcommandLabel = "COMMAND")
final class QueueCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which queue command? one of the list below");
  }
}
