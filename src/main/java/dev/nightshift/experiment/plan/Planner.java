package dev.nightshift.experiment.plan;

import dev.nightshift.experiment.Experiment;
import dev.nightshift.experiment.Plans;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.config.TranspileConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.corpus.Corpus;
import dev.nightshift.learn.TrainingPlan;
import dev.nightshift.learn.TrainingText;
import dev.nightshift.learn.quantum.GradientMethod;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Plans runs. Not thread-safe, as PyTorch's random generator is not. */
public final class Planner {
  private static final int CHANGES = 3;

  private final Corpora corpora;
  private final IntConsumer steps;

  /**
   * @param steps hears which step is rehearsed
   */
  public Planner(Corpora corpora, IntConsumer steps) {
    this.corpora = corpora;
    this.steps = steps;
  }

  /**
   * Plans a run on each of some backends.
   *
   * @param venues at least one
   * @param quick multiplies the config out, for bounds, in place of rehearsing the run
   * @param queueMinutes that a round is taken to wait, at least 0
   * @throws dev.nightshift.base.error.NightshiftException GRADIENT_UNSUPPORTED, CIRCUIT_TOO_WIDE,
   *     TARGET_UNSUITABLE or a CORPUS code, as the run would say; CONFIG_VALUE where counts pass
   *     2^63
   */
  public RunPlan plan(RunConfig config, List<Venue> venues, boolean quick, double queueMinutes) {
    Optional<Corpus> corpus = corpora.atHand(config.corpus(), config.model().blockSize());
    Optional<TrainingText> text =
        corpus.map(found -> TrainingText.of(found.text(), Experiment.TRAIN_SHARE));
    int vocabulary = text.map(found -> found.tokenizer().size()).orElse(1);
    boolean exact = !quick && text.isPresent();
    Map<GradientMethod, TrainingPlan> plans = new EnumMap<>(GradientMethod.class);
    Map<GradientMethod, List<Till>> tills = new EnumMap<>(GradientMethod.class);
    List<TrainingPlan> planOf = new ArrayList<>();
    List<Till> tillOf = new ArrayList<>();
    for (Venue venue : venues) {
      boolean adjoint = config.quantum().adjointOn(venue.name(), venue.adjoint());
      TrainingPlan plan = Plans.hybrid(config, vocabulary, adjoint);
      GradientMethod method = Objects.requireNonNull(plan.quantum()).gradient();
      Till till = new Till(venue, config.transpile().options());
      plans.put(method, plan);
      tills.computeIfAbsent(method, _ -> new ArrayList<>()).add(till);
      planOf.add(plan);
      tillOf.add(till);
    }
    tills.forEach((method, list) -> {
      TrainingPlan plan = Objects.requireNonNull(plans.get(method));
      if (exact) {
        Rehearsal.of(plan, text.orElseThrow(), list, steps);
      } else {
        list.forEach(till -> new Outline(plan, Gradient.of(method)).into(till));
      }
    });
    List<RunPlan.Entry> entries = new ArrayList<>();
    for (int i = 0; i < venues.size(); i++) {
      entries.add(
          new RunPlan.Entry(
              tillOf.get(i).estimate(exact),
              new Changes(config, planOf.get(i), tillOf.get(i), queueMinutes).best(CHANGES),
              notes(config, venues.get(i), quick, text.isPresent())));
    }
    return new RunPlan(
        config.name(),
        config.seed(),
        entries,
        config.quantum().mode() == RunConfig.Mode.FAITHFUL
            ? Optional.of(PublishedShape.of(planOf.getFirst()))
            : Optional.empty(),
        queueMinutes);
  }

  private static List<String> notes(
      RunConfig config, Venue venue, boolean quick, boolean textAtHand) {
    List<String> notes = new ArrayList<>();
    if (quick) {
      notes.add("Counts are bounds: equal circuits of a job are counted each (--quick).");
    } else if (!textAtHand) {
      notes.add(
          Words.of(
              "Counts are bounds: the text %s is not on this machine, so its batches are unknown.",
              config.corpus()));
    } else {
      notes.add("Counts are the run's: it was rehearsed with its own batches.");
    }
    if (venue.device().isPresent()) {
      TranspileConfig mapping = config.transpile();
      notes.add(
          Words.of(
              "Circuits are mapped as the run maps them: transpile.optimization_level %d,"
                  + " seed_transpiler %d.",
              mapping.optimizationLevel(), mapping.seedTranspiler()));
    }
    if (config.quantum().exact() && venue.kind() == Venue.Kind.DEVICE) {
      notes.add(
          Words.of(
              "quantum.shots is 0, and a device has no exact values: its default of %,d shots a"
                  + " circuit is counted, with readout mitigation; set quantum.shots.",
              Till.SERVICE_SHOTS));
    } else if (config.quantum().exact()) {
      notes.add(
          "Exact values that repeat come from the cache, so a run with one (the default) sends no"
              + " more than this; run --no-cache sends this.");
    }
    return notes;
  }
}
