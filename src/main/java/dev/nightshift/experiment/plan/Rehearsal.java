package dev.nightshift.experiment.plan;

import dev.nightshift.job.Meter;
import dev.nightshift.learn.QuantumConfig;
import dev.nightshift.learn.QuantumHeads;
import dev.nightshift.learn.RunPart;
import dev.nightshift.learn.TrainingPlan;
import dev.nightshift.learn.TrainingRun;
import dev.nightshift.learn.TrainingText;
import dev.nightshift.learn.quantum.GradientMethod;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;

/** The jobs of a run as its own training loop asks for them. */
final class Rehearsal {
  private Rehearsal() {}

  /**
   * Counts into tills.
   *
   * @param plan of the hybrid model
   * @param steps hears which step is rehearsed
   */
  static void of(TrainingPlan plan, TrainingText text, List<Till> tills, IntConsumer steps) {
    QuantumConfig quantum = Objects.requireNonNull(plan.quantum());
    boolean adjoint = quantum.gradient() == GradientMethod.ADJOINT;
    Meter meter = new Meter();
    Understudy backend = new Understudy(tills, adjoint);
    Merged merged =
        new Merged(Outline.circuits(quantum, Gradient.of(quantum.gradient())), tills, meter);
    QuantumHeads heads = new QuantumHeads(quantum, backend, meter);
    try (TrainingRun run = TrainingRun.start(plan, text, heads)) {
      run.rehearse((part, step) -> {
        merged.settle();
        merged.part = part;
        backend.begin(part);
        steps.accept(step);
      });
    }
    merged.settle();
  }

  /** Tells the tills of the circuits that a part has asked for twice. */
  private static final class Merged {
    private final long circuits;
    private final List<Till> tills;
    private final Meter meter;
    private RunPart part = RunPart.TRAINING;
    private long before;

    /**
     * @param circuits for a bound circuit with derivatives
     * @param meter on which the asking side counts duplicates, before any are shifted
     */
    Merged(long circuits, List<Till> tills, Meter meter) {
      this.circuits = circuits;
      this.tills = tills;
      this.meter = meter;
    }

    void settle() {
      long all = meter.get(Meter.Count.DUPLICATES);
      long rows = all - before;
      before = all;
      if (rows > 0) {
        long each = part == RunPart.TRAINING ? circuits : 1;
        tills.forEach(till -> till.merged(part, rows * each));
      }
    }
  }
}
