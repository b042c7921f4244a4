package dev.nightshift.experiment.plan;

import dev.nightshift.experiment.Plans;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.job.QpuSeconds;
import dev.nightshift.job.Tariff;
import dev.nightshift.learn.QuantumConfig;
import dev.nightshift.learn.TrainingPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/*
 * Noise, with σ² the variance of one shot (at most 1), S shots a circuit and d angles:
 *
 *   a value has σ²/S;
 *   parameter shift: g_i = (E+ - E-)/2 has σ²/(2S) for each angle, and takes 2d circuits;
 *   SPSA with moves of c: ĝ_i = (E+ - E-)/(2c Δ_i) has σ²/(2c²S) + Σ_{j≠i} g_j², and takes 2.
 *
 * So at equal shots a circuit the shot noise of SPSA is 1/c² times that of parameter shift, and at
 * equal shots in all, where it may be repeated d times and averaged, 1/(c² d) times; the other
 * angles' derivatives come on top of it (Spall 1992, with equation numbers of his section III).
 */
/** Changes to a config that save, the best first. Both sides are counted by {@link Outline}. */
final class Changes {
  /** A change that saves a smaller share is none. */
  static final double WORTH_TELLING = 0.005;

  private static final int EVALUATIONS = 5;

  private final RunConfig config;
  private final TrainingPlan plan;
  private final Gradient gradient;
  private final Till till;
  private final double queueMinutes;
  private final PlanEstimate before;
  private final List<Change> found = new ArrayList<>();

  /**
   * @param plan of the config's hybrid model
   * @param till of the backend; nothing is put into it
   * @param queueMinutes that a round is taken to wait
   */
  Changes(RunConfig config, TrainingPlan plan, Till till, double queueMinutes) {
    this.config = config;
    this.plan = plan;
    this.till = till;
    this.queueMinutes = queueMinutes;
    this.gradient = Gradient.of(quantum().gradient());
    this.before = estimate(plan, gradient);
  }

  /** At most so many changes, each of which saves something. */
  List<Change> best(int most) {
    found.clear();
    spsa();
    fewerShots();
    fewerEvaluations();
    fewerBatches();
    largerBatches();
    shorterText();
    return found.stream()
        .filter(change -> change.share() >= WORTH_TELLING)
        .sorted(Comparator.comparingDouble(Change::share).reversed())
        .limit(most)
        .toList();
  }

  private QuantumConfig quantum() {
    return Objects.requireNonNull(plan.quantum());
  }

  /** Of a circuit as it is sent; 0 where values are exact. */
  private int shots() {
    return quantum()
        .shots()
        .orElse(till.venue().kind() == Venue.Kind.DEVICE ? Till.SERVICE_SHOTS : 0);
  }

  private PlanEstimate estimate(TrainingPlan other, Gradient method) {
    Till empty = till.empty();
    new Outline(other, method).into(empty);
    return empty.estimate(false);
  }

  private void spsa() {
    if (gradient != Gradient.PARAMETER_SHIFT) {
      return;
    }
    int angles = quantum().weightsPerHead();
    double move = quantum().spsaMove();
    double ratio = 1 / (move * move);
    String noise =
        Words.of(
            "a derivative has %.0f x the shot variance of parameter shift at equal shots a circuit,"
                + " %.3g x at equal shots in all (moves of %s), and the squares of the other %d"
                + " derivatives on top",
            ratio, ratio / angles, move, angles - 1);
    add(
        "SPSA in place of parameter shift",
        List.of("quantum.gradient=spsa"),
        estimate(plan, Gradient.SPSA),
        shots() > 0
            ? noise
            : Words.of("a derivative is off by the other %d derivatives, at random", angles - 1));
  }

  private void fewerShots() {
    int shots = shots();
    if (shots < 256) {
      return;
    }
    int fewer = shots / 4;
    set(
        "a quarter of the shots",
        List.of("quantum.shots=" + fewer),
        Words.of(
            "standard errors double: of a value at most %.3f, now %.3f",
            1 / Math.sqrt(fewer), 1 / Math.sqrt(shots)));
  }

  private void fewerEvaluations() {
    int steps = config.train().maxIterations();
    int now = config.train().evaluations();
    int interval = Math.ceilDiv(steps, EVALUATIONS);
    if (now > EVALUATIONS) {
      set(
          "fewer evaluations",
          List.of("train.eval_interval=" + interval),
          Words.of(
              "no noise: the loss curve has %d points in place of %d",
              Math.ceilDiv(steps, interval), now));
    }
  }

  private void fewerBatches() {
    int now = config.train().evalIterations();
    if (now >= 4) {
      int fewer = now / 4;
      set(
          "fewer batches an evaluation",
          List.of("train.eval_iters=" + fewer),
          Words.of(
              "the standard error of a loss on the curve is %.2g x",
              Math.sqrt((double) now / fewer)));
    }
  }

  private void largerBatches() {
    RunConfig.Train train = config.train();
    if (train.maxIterations() < 8 || train.batchSize() > 1024) {
      return;
    }
    int steps = Math.ceilDiv(train.maxIterations(), 4);
    set(
        "four micro-batches accumulated in one step",
        List.of(
            "train.batch_size=" + 4 * train.batchSize(),
            "train.max_iters=" + steps,
            "train.eval_interval=" + Math.max(1, train.evalInterval() / 4),
            "train.eval_iters=" + Math.max(1, train.evalIterations() / 4)),
        Words.of(
            "gradients have half the standard error, and the optimizer %d steps in place of %d",
            steps, train.maxIterations()));
  }

  private void shorterText() {
    int tokens = config.sample().tokens();
    int fewer = Math.max(config.model().blockSize(), tokens / 4);
    if (fewer < tokens) {
      set(
          "a shorter text",
          List.of("sample.tokens=" + fewer),
          Words.of("no noise: the models write %d characters in place of %d", fewer, tokens));
    }
  }

  private void set(String title, List<String> settings, String price) {
    RunConfig changed = RunConfig.parse(config.name() + ".yaml", config.toYaml(), settings);
    TrainingPlan other =
        Plans.hybrid(changed, plan.model().vocabulary(), gradient == Gradient.ADJOINT);
    add(title, settings, estimate(other, gradient), price);
  }

  private void add(String title, List<String> settings, PlanEstimate after, String price) {
    found.add(
        new Change(
            title,
            settings,
            before.total().rounds() - after.total().rounds(),
            before.total().executions() - after.total().executions(),
            before.qpuSeconds().isPresent() && after.qpuSeconds().isPresent()
                ? OptionalDouble.of(
                    before.qpuSeconds().get().likely() - after.qpuSeconds().get().likely())
                : OptionalDouble.empty(),
            1 - weight(after) / weight(before),
            1 - hours(after) / hours(before),
            price));
  }

  /** Of a simulator, which has no queue, one hour: nothing is saved of it. */
  private double hours(PlanEstimate estimate) {
    return estimate
        .nights(queueMinutes)
        .map(PlanEstimate.Nights::hours)
        .filter(hours -> hours > 0)
        .orElse(1.0);
  }

  private static double weight(PlanEstimate estimate) {
    Counts counts = estimate.total();
    return switch (estimate.venue().kind()) {
      case SIMULATOR -> counts.executions();
      case TWIN, DEVICE ->
          estimate
              .qpuSeconds()
              .map(QpuSeconds::likely)
              .orElse(
                  Tariff.BASE_SECONDS * counts.jobs()
                      + Tariff.CAUTIOUS_EXECUTION_SECONDS * counts.executions());
    };
  }
}
