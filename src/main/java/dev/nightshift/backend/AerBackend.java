package dev.nightshift.backend;

import dev.nightshift.backend.aer.AerPool;
import dev.nightshift.backend.aer.AerSimulator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.noise.NoiseModel;
import java.util.Optional;

/**
 * Runs jobs on qiskit-aer: an ideal simulator, or the twin of a device where the model has errors.
 *
 * <p>Shots, precision, defaults and readings mean what they mean to {@link EmbeddedBackend} and
 * {@link NoisyBackend}; the streams of a seed are Aer's own.
 */
public final class AerBackend implements Backend {
  private final String name;
  private final JobRunner runner;

  /**
   * @param pool where Aer runs; not closed with the backend, as backends share it
   */
  public AerBackend(String name, AerPool pool, NoiseModel model, Meter meter) {
    this(name, pool, model, Optional.empty(), meter);
  }

  /**
   * @param pool where Aer runs; not closed with the backend, as backends share it
   * @param device how it spends its time
   */
  public AerBackend(
      String name, AerPool pool, NoiseModel model, Optional<DeviceTime> device, Meter meter) {
    this.name = name;
    this.runner =
        new JobRunner(
            name,
            (_, _, asked) -> {
              if (model.isIdeal() && device.flatMap(DeviceTime::slow).isEmpty()) {
                return asked.noise().isPresent()
                    ? new ErringAer(pool, asked.noise().get(), asked)
                    : new AerSimulator(pool, model, asked);
              }
              NoisyBackend.requireOwnErrors(name, asked);
              return new ErringAer(pool, model, asked);
            },
            meter,
            device);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public JobResult run(JobRequest request) {
    return runner.run(request);
  }

  @Override
  public void close() {
    // The pool is the caller's.
  }
}
