package dev.nightshift.backend;

import dev.nightshift.backend.NoisyOptions.Method;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.density.DensitySimulator;
import dev.nightshift.sim.noise.FinalState;
import dev.nightshift.sim.noise.NoisyPart;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.sim.noise.Shots;
import dev.nightshift.sim.trajectory.TrajectorySimulator;
import org.jspecify.annotations.Nullable;

/** One part with the method that runs it; made once, run for many rows. */
final class PartEngine {
  private final NoisyPart part;
  private final DensitySimulator.@Nullable Program density;
  private final DensitySimulator densities;
  private final TrajectorySimulator trajectories;

  private PartEngine(
      NoisyPart part, boolean dense, DensitySimulator densities, TrajectorySimulator trajectories) {
    this.part = part;
    this.density = dense ? densities.compile(part) : null;
    this.densities = densities;
    this.trajectories = trajectories;
  }

  /** Makes engines that share threads and memory. */
  static final class Maker {
    private final Method method;
    private final DensitySimulator densities;
    private final TrajectorySimulator trajectories;

    Maker(NoisyOptions options, Workers workers) {
      this.method = options.method();
      this.densities = new DensitySimulator(workers, options.maxBytes());
      this.trajectories = new TrajectorySimulator(workers, options.maxBytes());
    }

    /** For samples. */
    PartEngine sampling(NoisyPart part, int shots) {
      return of(part, samplesDensely(part, shots));
    }

    /** Whether samples come from the density matrix. */
    boolean samplesDensely(NoisyPart part, int shots) {
      return switch (method) {
        case DENSITY_MATRIX -> true;
        case STATEVECTOR -> false;
        case AUTOMATIC -> {
          boolean fits = densities.fits(part, shots);
          boolean chosen =
              part.hasErrors()
                  && part.forks() == 0
                  && part.qubits() < 30
                  && shots > 1 << part.qubits();
          yield fits && (chosen || !trajectories.fits(part));
        }
      };
    }

    /** For exact values. */
    PartEngine exact(NoisyPart part) {
      if (method == Method.STATEVECTOR && !part.isPure()) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE,
            "exact values of a circuit with errors, resets or measurements in mid-circuit do not"
                + " come from state vectors; use the method density_matrix or automatic, or ask for"
                + " shots");
      }
      return of(part, method == Method.DENSITY_MATRIX || !part.isPure());
    }

    private PartEngine of(NoisyPart part, boolean dense) {
      return new PartEngine(part, dense, densities, trajectories);
    }
  }

  NoisyPart part() {
    return part;
  }

  /** Whether one thread is enough, so that rows may be shared out instead. */
  boolean isSmallAndDense() {
    return density != null && 1L << 2 * part.qubits() <= Workers.BLOCK;
  }

  Shots sample(RowBinding binding, int shots, Seed seed) {
    return density == null
        ? trajectories.sample(part, binding, shots, seed)
        : densities.sample(density, binding, shots, seed);
  }

  FinalState observe(RowBinding binding) {
    return density == null
        ? trajectories.observe(part, binding)
        : densities.observe(density, binding);
  }

  double[] distribution(RowBinding binding) {
    return density == null
        ? trajectories.distribution(part, binding)
        : densities.distribution(density, binding);
  }
}
