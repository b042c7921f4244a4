package dev.nightshift.cli;

import dev.nightshift.queue.store.QueueUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which queue a command means. */
final class QueueOptions {
  @Option(
      names = "--queue",
      paramLabel = "URL",
      description =
          "The queue: a file, or postgresql://user@host/database with the password in PGPASSWORD"
              + " (default: NIGHTSHIFT_QUEUE, else nightshift/queue.db in the user's state"
              + " folder).")
  private @Nullable String url;

  QueueHouse open() {
    return QueueHouse.open(QueueUrl.standard(url, System.getenv()));
  }
}
