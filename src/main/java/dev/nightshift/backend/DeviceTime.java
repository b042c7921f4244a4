package dev.nightshift.backend;

import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Target;
import java.util.Optional;

/**
 * How a simulated device spends its time.
 *
 * @param target whose lengths circuits are scheduled by
 * @param slow what befalls qubits that wait, beside the device's own errors; where it is there, all
 *     circuits are scheduled, as late as possible where a job does not say otherwise
 */
public record DeviceTime(Target target, Optional<SlowDephasing> slow) {
  /** A device whose waiting qubits suffer its own errors only. */
  public static DeviceTime of(Target target) {
    return new DeviceTime(target, Optional.empty());
  }

  /** The simulator as the device runs circuits; one without errors is not slowed down. */
  CircuitSimulator timed(CircuitSimulator engine, Scheduling asked) {
    if (!(engine instanceof ErringSimulator erring) || asked.isNone() && slow.isEmpty()) {
      // Waiting and pulses that undo each other change nothing where nothing errs.
      return engine;
    }
    ErringSimulator waiting =
        slow.<ErringSimulator>map(
                dephasing -> new DetunedSimulator(erring, dephasing, target.dtSeconds()))
            .orElse(erring);
    return new ScheduledSimulator(
        waiting, target, asked.isNone() ? Scheduling.of(Method.ALAP) : asked);
  }
}
