package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.journal.NewRun;
import dev.nightshift.queue.work.Worker;
import dev.nightshift.queue.work.WorkerOptions;
import dev.nightshift.report.Progress;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A run that the queue has, and its folder. */
record QueuedRun(String id, Path folder) {
  /** Says that the folder's run belongs to a queue. */
  private static final String MARK = "queue.json";

  /**
   * A run that belongs to a queue must not be worked on past it: its jobs would be paid twice.
   *
   * @throws NightshiftException RUN_STATE
   */
  static void refuseIfQueued(Path folder) {
    Path mark = folder.resolve(MARK);
    if (!Files.exists(mark)) {
      return;
    }
    try {
      Map<?, ?> fields = Json.read(Files.readAllBytes(mark), Map.class);
      throw new NightshiftException(
          ErrorCode.RUN_STATE,
          "%s is run %s of the queue %s; go on with nightshift queue resume %s"
              .formatted(folder, fields.get("id"), fields.get("queue"), fields.get("id")));
    } catch (IOException e) {
      throw AtomicFile.failure(mark, e);
    }
  }

  /** Hands a run over; its folder says so first. */
  static QueuedRun hand(QueueHouse house, NewRun run) {
    Path folder = Path.of(run.folder());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", run.id());
    fields.put("queue", house.database().shown());
    AtomicFile.write(folder.resolve(MARK), Json.writePretty(fields));
    house.runs().add(run);
    return new QueuedRun(run.id(), folder);
  }

  /**
   * Works on the run in this process until it has an end or stands still.
   *
   * @return why it stands still; null where it is finished
   */
  @Nullable NightshiftException workHere(
      QueueHouse house,
      BooleanSupplier stop,
      UnaryOperator<Progress> progress,
      Consumer<String> log) {
    Worker worker =
        new Worker(
            house.runs(),
            new RunWork(house, progress),
            WorkerCommand.owner(),
            WorkerOptions.DEFAULT,
            Waiting.REAL,
            log);
    while (true) {
      Optional<Worker.Outcome> outcome = worker.one(stop, id);
      if (outcome.isPresent()) {
        Worker.Outcome left = outcome.get();
        switch (left.run().state()) {
          case DONE -> {
            return null;
          }
          case QUEUED -> {
            // A failure that may pass: it rests, then goes on.
            if (stop.getAsBoolean()) {
              return left.cause();
            }
          }
          case RUNNING, PAUSED, FAILED, CANCELLED -> {
            return left.cause() != null
                ? left.cause()
                : new NightshiftException(
                    ErrorCode.INTERRUPTED,
                    "run %s is %s".formatted(id, left.run().state().label()));
          }
        }
      }
      if (stop.getAsBoolean()) {
        return new NightshiftException(ErrorCode.INTERRUPTED, "run %s waits".formatted(id));
      }
      try {
        Waiting.REAL.sleep(WorkerOptions.DEFAULT.idle());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new NightshiftException(ErrorCode.INTERRUPTED, "run %s waits".formatted(id), e);
      }
    }
  }

  /**
   * As {@link #workHere}, to the end.
   *
   * @throws NightshiftException why the run stands still; how to go on is said before
   */
  void finish(
      QueueHouse house,
      BooleanSupplier stop,
      UnaryOperator<Progress> progress,
      Consumer<String> log,
      Terminal terminal) {
    NightshiftException cause = workHere(house, stop, progress, log);
    if (cause != null) {
      terminal
          .err()
          .println("nightshift: the run is kept; go on with: nightshift queue resume " + id);
      throw cause;
    }
  }

  /** The finished run's report.json. */
  byte[] report() {
    Path file = folder.resolve("report.json");
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }
}
