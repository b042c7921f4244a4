package dev.nightshift.backend;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Meter.Count;
import dev.nightshift.job.Meter.Time;
import dev.nightshift.sim.Simulator;
import java.util.Optional;

/**
 * Runs jobs on a {@link Simulator} in this process, in the calling thread and the simulator's own.
 *
 * <p>Estimator pubs are exact unless the pub or the job names a precision p above 0, which takes
 * ceil(1/p²) shots, or the job names shots. Sampler pubs take their own shots, else the job's, else
 * 1,024 as Aer does. Without a seed every job draws a fresh one.
 */
public final class EmbeddedBackend implements Backend {
  private final String name;
  private final Simulator simulator;
  private final Meter meter;
  private final JobRunner runner;

  public EmbeddedBackend(String name, Simulator simulator, Meter meter) {
    this.name = name;
    this.simulator = simulator;
    this.meter = meter;
    this.runner = new JobRunner(name, new MethodEngines(simulator)::prepare, meter);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public JobResult run(JobRequest request) {
    return runner.run(request);
  }

  /** Exact gradients of the simulator; metered as one job and round a call. */
  @Override
  public Optional<AdjointEstimator> adjoint() {
    return Optional.of((circuit, observable, bindings, parameters) -> {
      long start = System.nanoTime();
      meter.add(Count.JOBS, 1);
      meter.add(Count.ROUNDS, 1);
      meter.add(Count.CIRCUITS, 1);
      meter.add(Count.BINDINGS, bindings.rows());
      meter.add(Count.EXECUTIONS, bindings.rows());
      try {
        Simulator.Gradients gradients =
            simulator.gradients(circuit, observable, bindings, parameters);
        return new AdjointEstimator.Gradients(gradients.values(), gradients.jacobian());
      } catch (NightshiftException failed) {
        meter.add(Count.FAILED, 1);
        throw failed;
      } finally {
        meter.addNanos(Time.SIMULATE, System.nanoTime() - start);
      }
    });
  }

  @Override
  public void close() {
    // The simulator is the caller's; it holds daemon threads only.
  }
}
