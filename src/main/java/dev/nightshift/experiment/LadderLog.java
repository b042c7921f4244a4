package dev.nightshift.experiment;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.learn.quantum.Ladder;
import dev.nightshift.report.LadderStep;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A run's {@code ladder.json}: what it did when its budget refused jobs, and when. It is on the
 * disk before a lower rung's first job is sent.
 */
final class LadderLog {
  private static final String FILE = "ladder.json";

  private final RunFolder folder;
  private final List<LadderStep> steps;

  LadderLog(RunFolder folder) {
    this.folder = folder;
    Path file = folder.path().resolve(FILE);
    try {
      steps =
          Files.exists(file)
              ? new ArrayList<>(
                  Arrays.asList(Json.read(Files.readAllBytes(file), LadderStep[].class)))
              : new ArrayList<>();
    } catch (IOException e) {
      throw AtomicFile.failure(file, e);
    }
  }

  /** All of it, pauses too. */
  List<LadderStep> steps() {
    return List.copyOf(steps);
  }

  /** The steps down, for a ladder to recall. */
  List<Ladder.Event> events() {
    return steps.stream().flatMap(step -> event(step).stream()).toList();
  }

  private static Optional<Ladder.Event> event(LadderStep step) {
    Ladder.Rung rung = Ladder.Rung.valueOf(step.rung().toUpperCase(Locale.ROOT));
    return rung == Ladder.Rung.PAUSE
        ? Optional.empty()
        : Optional.of(
            new Ladder.Event(step.step(), Objects.requireNonNull(step.job()), rung, step.why()));
  }

  /** Makes the steps down these, and keeps the pauses. */
  void write(List<Ladder.Event> history) {
    List<LadderStep> known = List.copyOf(steps);
    steps.removeIf(step -> event(step).isPresent());
    for (Ladder.Event event : history) {
      steps.add(
          known.stream()
              .filter(step -> event(step).equals(Optional.of(event)))
              .findFirst()
              .orElseGet(() ->
                  new LadderStep(
                      event.step(), event.job(), event.rung().label(), now(), event.why())));
    }
    save();
  }

  /** Adds that the run pauses. */
  LadderStep pause(int step, NightshiftException refused) {
    LadderStep pause =
        new LadderStep(
            step,
            null,
            Ladder.Rung.PAUSE.label(),
            now(),
            refused.code().label() + ": " + refused.getMessage());
    steps.add(pause);
    save();
    return pause;
  }

  /** The entry of a step down that is written. */
  LadderStep of(Ladder.Event event) {
    return steps.stream()
        .filter(step -> event(step).equals(Optional.of(event)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a rung is in use that is not written down"));
  }

  private void save() {
    // By time, which is how a reader asks.
    steps.sort((a, b) -> a.at().compareTo(b.at()));
    folder.write(FILE, Json.writePretty(steps));
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
