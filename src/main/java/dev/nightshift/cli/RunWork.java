package dev.nightshift.cli;

import dev.nightshift.experiment.Experiment;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Meter;
import dev.nightshift.queue.dispatch.Hands;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.work.RunBody;
import dev.nightshift.report.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The work of a run in the queue: the experiment or the circuits of its folder. */
final class RunWork implements RunBody {
  private final QueueHouse queue;
  private final UnaryOperator<Progress> progress;

  /**
   * @param progress what the user sees, made around what the queue sees
   */
  RunWork(QueueHouse queue, UnaryOperator<Progress> progress) {
    this.queue = queue;
    this.progress = progress;
  }

  @Override
  public void work(RunEntry run, Hands hands) {
    Progress shown = progress.apply(new QueueProgress(hands, line -> note(run, line)));
    if (CircuitBatch.is(Path.of(run.folder()))) {
      circuits(run, hands);
      return;
    }
    DurableBackends backends = new DurableBackends(queue, line -> note(run, line));
    try (RunFolder folder = RunFolder.open(Path.of(run.folder()))) {
      new Experiment(
              (name, mapping, meter) -> backends.open(name, mapping, meter, run, hands),
              Corpora.ofThisUser(),
              shown,
              Nightshift.Version.text(),
              hands::stopRequested)
          .run(folder, run.name(), run.backend());
    }
  }

  private void circuits(RunEntry run, Hands hands) {
    DurableBackends backends = new DurableBackends(queue, line -> note(run, line));
    CircuitBatch.work(
        Path.of(run.folder()),
        mapping -> backends.open(run.backend(), mapping, new Meter(), run, hands));
  }

  private void note(RunEntry run, String line) {
    queue.runs().log().note(run.id(), "note", line);
  }

  @Override
  public int collect(RunEntry run, Lease lease, boolean over) {
    return new DurableBackends(queue, line -> note(run, line)).collect(run, lease, over);
  }

  /** Keeps in the queue how far a run has come, at most once a while. */
  private static final class QueueProgress implements Progress {
    private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Hands hands;
    private final java.util.function.Consumer<String> notes;
    private long steps;
    private long written = System.nanoTime() - EVERY_NANOS;

    QueueProgress(Hands hands, java.util.function.Consumer<String> notes) {
      this.hands = hands;
      this.notes = notes;
    }

    @Override
    public void begin(String phase, long from, long steps) {
      this.steps = steps;
      notes.accept("%s model: step %d of %d".formatted(phase, from, steps));
    }

    @Override
    public void step(long step, double loss) {
      long now = System.nanoTime();
      if (step == steps || now - written >= EVERY_NANOS) {
        written = now;
        hands.progress(step, steps, loss);
      }
    }

    @Override
    public void end() {}

    @Override
    public void note(String line) {
      notes.accept(line);
    }
  }
}
