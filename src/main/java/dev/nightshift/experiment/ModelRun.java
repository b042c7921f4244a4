package dev.nightshift.experiment;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.experiment.profile.JfrProfile;
import dev.nightshift.experiment.profile.Usage;
import dev.nightshift.job.Backend;
import dev.nightshift.learn.CheckpointPolicy;
import dev.nightshift.learn.ModelKind;
import dev.nightshift.learn.QuantumHeads;
import dev.nightshift.learn.TrainingListener;
import dev.nightshift.learn.TrainingPlan;
import dev.nightshift.learn.TrainingResult;
import dev.nightshift.learn.TrainingRun;
import dev.nightshift.learn.TrainingText;
import dev.nightshift.learn.quantum.Ladder;
import dev.nightshift.report.LadderStep;
import dev.nightshift.report.ModelFigures;
import dev.nightshift.report.Profile;
import dev.nightshift.report.Progress;
import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One model of a run, from its beginning or its checkpoint to its figures, all of it in the run's
 * folder.
 */
final class ModelRun {
  private final RunFolder folder;
  private final TrainingPlan plan;
  private final TrainingText text;
  private final @Nullable QuantumHeads heads;
  private final RunConfig config;
  private final Progress progress;
  private final BooleanSupplier stopRequested;
  private final Backend.Preparation preparation;
  private final LadderLog ladder;

  /**
   * What a finished model leaves, and the folder keeps as {@code <kind>.json}.
   *
   * @param largestChange of a past logit in the causality probe
   * @param leak the probe's verdict
   */
  record Outcome(ModelFigures figures, Profile profile, double largestChange, boolean leak) {}

  ModelRun(
      RunFolder folder,
      TrainingPlan plan,
      TrainingText text,
      @Nullable QuantumHeads heads,
      RunConfig config,
      Progress progress,
      BooleanSupplier stopRequested,
      Backend.Preparation preparation) {
    this.folder = folder;
    this.plan = plan;
    this.text = text;
    this.heads = heads;
    this.config = config;
    this.progress = progress;
    this.stopRequested = stopRequested;
    this.preparation = preparation;
    this.ladder = new LadderLog(folder);
  }

  /** Where a model's resumable state lies. */
  static Path checkpoint(RunFolder folder, ModelKind kind) {
    return folder.checkpoints().resolve(kind.label() + ".safetensors");
  }

  /**
   * The model's figures: those of an earlier part of the run where they are there, else new ones.
   */
  Outcome finish() {
    Path done = folder.path().resolve(kind() + ".json");
    if (Files.exists(done)) {
      return read(done);
    }
    Path checkpoint = checkpoint(folder, plan.kind());
    boolean resumed = Files.exists(checkpoint);
    if (heads != null) {
      heads.ladder().recall(ladder.events());
    }
    try (TrainingRun run =
        resumed
            ? TrainingRun.resume(plan, text, heads, checkpoint)
            : TrainingRun.start(plan, text, heads)) {
      if (resumed) {
        progress.note("resuming the %s model at step %d".formatted(kind(), run.step()));
        int step = run.step();
        // The steps after the checkpoint are made again, so their lines are too.
        folder.keepMetrics(line -> !kind().equals(line.get("model")) || before(line, step));
        noteRung(step);
      }
      Outcome outcome;
      try {
        outcome = train(run, checkpoint);
      } catch (NightshiftException error) {
        if (error.code().kind() == ErrorCode.Kind.BUDGET) {
          said(ladder.pause(run.step(), error));
        }
        throw error;
      }
      folder.write(kind() + ".json", Json.writePretty(outcome));
      return outcome;
    }
  }

  private Outcome train(TrainingRun run, Path checkpoint) {
    try (JfrProfile recording = JfrProfile.start()) {
      // From here on time and memory are the model's alone.
      preparation.close();
      Usage.Meter usage = Usage.begin();
      progress.begin(kind(), run.step(), config.train().maxIterations());
      at("step " + run.step());
      TrainingResult result;
      try {
        result = run.train(listener(), policy(checkpoint));
      } finally {
        progress.end();
      }
      Profile profile = recording.stop();
      Usage used = usage.end();
      at("sample");
      String sample = run.sample();
      at("causality");
      var causality = run.probeCausality();
      List<Integer> steps = new ArrayList<>();
      for (int i = 0; i < result.evalLosses().size(); i++) {
        steps.add(i * config.train().evalInterval());
      }
      ModelFigures figures =
          new ModelFigures(
              result.loss(),
              result.evalLosses(),
              steps,
              result.wallSeconds(),
              result.cpuSeconds(),
              used.rssPeakMb().isPresent() ? used.rssPeakMb().getAsDouble() : null,
              result.parameters(),
              result.tokensPerSecond(),
              sample);
      return new Outcome(figures, profile, causality.largestChange(), causality.leak());
    }
  }

  /** Tells the backend where its jobs belong: a resumed run asks for the same ones again. */
  private void at(String phase) {
    if (heads != null) {
      heads.backend().at(phase);
    }
  }

  private TrainingListener listener() {
    return new TrainingListener() {
      @Override
      public void onStep(int done, int of, double loss, double stepsPerSecond) {
        progress.step(done, loss);
        at("step " + done);
        folder.metric(line(done, "train_loss", loss));
      }

      @Override
      public void onEvaluation(int step, double loss) {
        folder.metric(line(step, "eval_loss", loss));
      }

      @Override
      public void onLadder(List<Ladder.Event> history) {
        ladder.write(history);
      }

      @Override
      public void onRung(Ladder.Event event) {
        said(ladder.of(event));
      }
    };
  }

  /** The user and the metrics hear what the budget has made of the run. */
  private void said(LadderStep step) {
    progress.note("%s: %s (%s)".formatted(step.place(), step.does(), step.why()));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("model", kind());
    line.put("step", step.step());
    if (step.job() != null) {
      line.put("job", step.job());
    }
    line.put("ladder", step.rung());
    line.put("at", step.at());
    line.put("why", step.why());
    folder.metric(line);
  }

  /** A resumed run says what it goes on with. */
  private void noteRung(int step) {
    ladder.events().stream()
        .filter(event -> event.step() < step)
        .reduce((_, last) -> last)
        .map(ladder::of)
        .ifPresent(last -> progress.note("since %s: %s".formatted(last.place(), last.does())));
  }

  private CheckpointPolicy policy(Path checkpoint) {
    int every = config.checkpoint().everySteps();
    return new CheckpointPolicy(checkpoint, every == 0 ? Integer.MAX_VALUE : every, stopRequested);
  }

  private Map<String, Object> line(int step, String what, double loss) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("model", kind());
    line.put("step", step);
    line.put(what, loss);
    return line;
  }

  /**
   * A train loss is of the step that ends at its number and so is a pause, which happens once; an
   * evaluation and a step down are before or in the step that begins there, and are said again.
   */
  private static boolean before(Map<?, ?> line, int step) {
    return line.get("step") instanceof Number number
        && (line.containsKey("eval_loss") || line.containsKey("job")
            ? number.intValue() < step
            : number.intValue() <= step);
  }

  private static Outcome read(Path file) {
    try {
      return Json.read(Files.readAllBytes(file), Outcome.class);
    } catch (IOException e) {
      throw dev.nightshift.base.file.AtomicFile.failure(file, e);
    }
  }

  private String kind() {
    return plan.kind().label();
  }
}
