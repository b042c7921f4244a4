package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.base.file.UserFolders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts a worker that lives on when this process and its terminal are gone. */
final class DetachedWorker {
  private DetachedWorker() {}

  /**
   * Starts {@code nightshift worker --until-empty} in a session of its own.
   *
   * @return where it writes what it does
   * @throws NightshiftException USAGE without the launcher, IO_FAILED
   */
  static Path start(QueueHouse house) {
    String home = System.getProperty("nightshift.home");
    if (home == null) {
      throw new NightshiftException(
          ErrorCode.USAGE, "a worker can only be started by the launcher; run: nightshift worker");
    }
    Path log = UserFolders.state(System.getenv()).resolve("worker.log");
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      // `setsid` frees it from the terminal, where there is one; else `nohup` does.
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(
                  "sh",
                  "-c",
                  "if command -v setsid >/dev/null; then exec setsid \"$@\"; else exec nohup"
                      + " \"$@\"; fi",
                  "sh",
                  Path.of(home, "nightshift").toString(),
                  "worker",
                  "--until-empty"));
      // By way of the environment: a command line can be read by everybody on the machine.
      builder.environment().putAll(house.url().environment());
      builder.redirectInput(new File("/dev/null"));
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.start();
      return log;
    } catch (IOException e) {
      throw AtomicFile.failure(log, e);
    }
  }
}
