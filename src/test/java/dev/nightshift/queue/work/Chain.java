package dev.nightshift.queue.work;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.queue.dispatch.DurableBackend;
import dev.nightshift.queue.dispatch.Hands;
import dev.nightshift.queue.dispatch.JobService;
import dev.nightshift.queue.dispatch.Returns;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A training in miniature: each job's angles follow from the results before it, so that a result
 * that is lost, doubled or another one's shows in the final weights. A checkpoint every other step.
 */
final class Chain implements RunBody {
  /** Rows of each request of a step; the governor makes every row a job. */
  private static final List<Integer> ROWS = List.of(1, 2);

  static final int JOBS_A_STEP = 3;

  private static final Circuit CIRCUIT = Ansatz.realAmplitudes(2, 1, Entanglement.LINEAR);
  private static final int CHECKPOINT_EVERY = 2;

  private final Night night;
  private final Night.Books books;
  private final Reaper reaper;
  private final int steps;
  private final int shots;
  private final List<Integer> rows;
  private final Meter meter = new Meter();

  Chain(Night night, Night.Books books, Reaper reaper, int steps, int shots) {
    this(night, books, reaper, steps, shots, ROWS);
  }

  /**
   * As above.
   *
   * @param rows of each request of a step
   */
  Chain(Night night, Night.Books books, Reaper reaper, int steps, int shots, List<Integer> rows) {
    this.rows = rows;
    this.night = night;
    this.books = books;
    this.reaper = reaper;
    this.steps = steps;
    this.shots = shots;
  }

  Meter meter() {
    return meter;
  }

  @Override
  public void work(RunEntry run, Hands hands) {
    Path file = weightsFile(Path.of(run.folder()));
    double[] weights = new double[CIRCUIT.parameters().size()];
    int step = 0;
    if (Files.exists(file)) {
      ByteBuffer saved = ByteBuffer.wrap(read(file));
      step = saved.getInt();
      for (int i = 0; i < weights.length; i++) {
        weights[i] = saved.getDouble();
      }
    }
    try (DurableBackend backend = night.backend(books, run, hands, reaper, shots, meter)) {
      for (; step < steps; step++) {
        backend.at("step " + step);
        for (int job = 1; job <= rows.size(); job++) {
          if (hands.stopRequested()) {
            throw new NightshiftException(ErrorCode.INTERRUPTED, "stopped");
          }
          reaper.at("step %d job %d".formatted(step, job));
          double[] values = backend.run(request(weights, step, job)).estimated(0).evs();
          for (double value : values) {
            weights[(step + job) % weights.length] += 0.7 * value + 0.1 * job;
          }
        }
        reaper.at("step %d".formatted(step));
        hands.progress(step + 1, steps, weights[0]);
        if ((step + 1) % CHECKPOINT_EVERY == 0 || step + 1 == steps) {
          save(file, step + 1, weights);
        }
      }
    }
  }

  private JobRequest request(double[] weights, int step, int job) {
    return JobRequest.estimate(
        List.of(
            new Pub.Estimator(
                CIRCUIT,
                ObservablesArray.of(Observable.of("ZZ")),
                rows(weights, rows.get(job - 1)),
                null)),
        JobOptions.NONE.withShots(shots).withSeed(1_000L * step + job));
  }

  private static Bindings rows(double[] weights, int count) {
    double[] values = new double[count * weights.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = weights[i % weights.length] + 0.1 * (i / weights.length);
    }
    return Bindings.rows(CIRCUIT.parameters(), values);
  }

  @Override
  public int collect(RunEntry run, Lease lease, boolean over) {
    try (JobService service = reaper.around(night.service(meter))) {
      return new Returns(books.jobs(), books.sessions(), service, Night.CHARGING)
          .collect(lease, over);
    }
  }

  static Path weightsFile(Path folder) {
    return folder.resolve("weights");
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void save(Path file, int step, double[] weights) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 8 * weights.length).putInt(step);
    for (double weight : weights) {
      bytes.putDouble(weight);
    }
    AtomicFile.write(file, bytes.array());
  }
}
