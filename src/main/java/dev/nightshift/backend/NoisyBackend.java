package dev.nightshift.backend;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.value.Target;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs jobs on a {@link NoisySimulator} in this process: a device's twin, or any noise model.
 *
 * <p>Sampler pubs have the model's errors and readout errors. Estimator pubs without a precision
 * above 0 and without shots are exact: the expectation values of the noisy state, without readout
 * errors, as Aer's {@code save_expectation_value} gives them. With a precision p they take
 * ceil(1/p²) shots a setting, and readouts err in them as on a device. Shots and seeds mean what
 * they mean to {@link EmbeddedBackend}.
 *
 * <p>It takes any gate on any qubits: whether a circuit suits the device is another room's
 * question. Only jobs that ask for a schedule must be of the device's gates.
 */
public final class NoisyBackend implements Backend {
  private final String name;
  private final JobRunner runner;

  /** The twin of a device, with everything its figures say. */
  public NoisyBackend(String name, Target target, NoisyOptions options, Meter meter) {
    this(
        name,
        NoiseModel.of(target, NoiseOptions.ALL),
        Optional.of(DeviceTime.of(target)),
        options,
        meter);
  }

  /** Errors of no device: jobs cannot be scheduled. */
  public NoisyBackend(String name, NoiseModel model, NoisyOptions options, Meter meter) {
    this(name, model, Optional.empty(), options, meter);
  }

  /**
   * @param device how it spends its time
   */
  public NoisyBackend(
      String name,
      NoiseModel model,
      Optional<DeviceTime> device,
      NoisyOptions options,
      Meter meter) {
    this.name = name;
    Map<NoisyOptions.Method, NoisySimulator> simulators = new ConcurrentHashMap<>();
    this.runner =
        new JobRunner(
            name,
            (_, _, asked) -> {
              requireOwnErrors(name, asked);
              return simulators.computeIfAbsent(
                  NoisyOptions.Method.of(asked.method(), options.method()),
                  method -> new NoisySimulator(model, options.withMethod(method)));
            },
            meter,
            device);
  }

  /** A device has its own errors, and takes no others. */
  static void requireOwnErrors(String name, SimulatorOptions asked) {
    if (asked.noise().isPresent()) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "options.simulator.noise_model is given to %s, which has errors of its own; send the job"
                  .formatted(name)
              + " to an ideal simulator");
    }
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
    // Its threads are daemons and end with the process.
  }
}
