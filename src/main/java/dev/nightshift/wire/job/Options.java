package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Program;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.transpile.schedule.Scheduling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of a job, read by {@link OptionTable}: known names and types only, and of those only
 * values that mean something where the job is to run.
 *
 * @param jobOptions what the engine is told
 * @param paramsShots {@code shots} beside the pubs; null when absent
 * @param paramsPrecision {@code precision} beside the pubs; null when absent
 * @param twirlingStrategy by its name on the wire
 * @param refusal why the job cannot run as asked; null where it can
 */
record Options(
    JobOptions jobOptions,
    @Nullable Long paramsShots,
    @Nullable Double paramsPrecision,
    String twirlingStrategy,
    @Nullable JobFailure refusal) {
  /** Shots a circuit may run, as on the live service. */
  static final int MAX_SHOTS = 10_000_000;

  /**
   * Reads the options of {@code params}.
   *
   * @param device whether they are for the twin of a device, which has errors
   * @throws NightshiftException OPTION_UNKNOWN for a name, OPTION_VALUE for a value of the wrong
   *     type, each with its path
   */
  static Options read(Program program, Map<String, WireValue> params, boolean device) {
    Map<String, WireValue> flat = new TreeMap<>();
    OptionTable table = OptionTable.of(program);
    WireValue given = params.get("options");
    if (given != null && given != WireValue.Nothing.NULL) {
      table.flatten("options", given, flat);
    }
    for (String name : new String[] {"resilience_level", "shots", "precision"}) {
      if (params.get(name) instanceof WireValue value) {
        table.flatten(name, value, flat);
      }
    }
    Map<String, WireValue> asked = flat;
    if (program == Program.EXECUTOR) {
      flat = asSamplers(flat);
    }
    Optional<NoiseModel> noise =
        flat.get("options.simulator.noise_model") instanceof WireValue.Noise(NoiseModel model)
            ? Optional.of(model)
            : Optional.empty();
    boolean errs = device || noise.isPresent();
    JobFailure refusal = table.refusal(asked, errs);
    Mitigation mitigation = Mitigation.NONE;
    Scheduling scheduling = Scheduling.NONE;
    if (errs && refusal == null) {
      try {
        mitigation = MitigationOptions.read(program, flat, device ? 1 : 0);
        scheduling = DecouplingOptions.read(flat, device);
      } catch (NightshiftException e) {
        refusal = JobFailure.of(e);
      }
    }
    Double repDelay = number(flat, "options.execution.rep_delay");
    Long shots = whole(flat, "options.default_shots");
    Long beside = whole(flat, "shots");
    for (Long count : new Long[] {shots, beside}) {
      if (count != null && count > MAX_SHOTS && refusal == null) {
        refusal = JobFailure.tooManyShots(count);
      }
    }
    Double precision = number(flat, "options.default_precision");
    Long seed = whole(flat, "options.simulator.seed_simulator");
    if (seed == null) {
      seed = whole(flat, "options.seed_estimator");
    }
    return new Options(
        new JobOptions(
            shots == null || shots > MAX_SHOTS
                ? OptionalInt.empty()
                : OptionalInt.of(shots.intValue()),
            precision == null ? OptionalDouble.empty() : OptionalDouble.of(precision),
            seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
            simulator(flat, noise),
            mitigation,
            repDelay == null ? OptionalDouble.empty() : OptionalDouble.of(repDelay),
            scheduling),
        beside,
        number(flat, "precision"),
        flat.get("options.twirling.strategy") instanceof WireValue.Text(String strategy)
            ? strategy
            : ResultFacts.STRATEGY,
        refusal);
  }

  private static final String SIMULATOR = "options.simulator.";
  private static final String EXPERIMENTAL = "options.experimental.simulator.";
  private static final String EXECUTION = "options.execution.";
  private static final List<String> EXECUTION_OPTIONS = List.of("init_qubits", "rep_delay");

  /** Where the executor has an option that the sampler has, too; null where it has none. */
  static @Nullable String inExecutor(String path) {
    if (path.startsWith(SIMULATOR)) {
      return EXPERIMENTAL + path.substring(SIMULATOR.length());
    }
    return path.startsWith(EXECUTION)
            && EXECUTION_OPTIONS.contains(path.substring(EXECUTION.length()))
        ? "options." + path.substring(EXECUTION.length())
        : null;
  }

  /** The executor's options where the sampler has them. */
  private static Map<String, WireValue> asSamplers(Map<String, WireValue> flat) {
    Map<String, WireValue> moved = new TreeMap<>();
    flat.forEach((path, value) -> {
      String name = path.substring("options.".length());
      if (path.startsWith(EXPERIMENTAL)) {
        moved.put(SIMULATOR + path.substring(EXPERIMENTAL.length()), value);
      } else if (EXECUTION_OPTIONS.contains(name)) {
        moved.put(EXECUTION + name, value);
      }
    });
    return moved;
  }

  private static SimulatorOptions simulator(
      Map<String, WireValue> flat, Optional<NoiseModel> noise) {
    String simulator = "options.simulator.";
    SimulationMethod method =
        flat.get(simulator + "method") instanceof WireValue.Text(String name)
            ? SimulationMethod.named(name).orElse(SimulationMethod.AUTOMATIC)
            : SimulationMethod.AUTOMATIC;
    Double threshold = number(flat, simulator + "matrix_product_state_truncation_threshold");
    Long bond = whole(flat, simulator + "matrix_product_state_max_bond_dimension");
    return new SimulatorOptions(
        method,
        new MpsOptions(
            threshold == null ? MpsOptions.DEFAULT.truncationThreshold() : threshold,
            bond == null ? MpsOptions.UNLIMITED : (int) Math.min(bond, MpsOptions.UNLIMITED)),
        noise);
  }

  static @Nullable Double number(Map<String, WireValue> flat, String path) {
    return flat.get(path) instanceof WireValue.Numbers(_, double[] number, _) ? number[0] : null;
  }

  static @Nullable Long whole(Map<String, WireValue> flat, String path) {
    WireValue value = flat.get(path);
    return value == null || value == WireValue.Nothing.NULL
        ? null
        : (Long) JobDecoder.whole(path, value);
  }

  static NightshiftException wrongValue(String path, String expected, WireValue found) {
    String text =
        switch (found) {
          case WireValue.Text(String word) -> "'" + word + "'";
          case WireValue.Truth(boolean truth) -> String.valueOf(truth);
          case WireValue.Numbers(var shape, double[] number, _) when shape.rank() == 0 ->
              String.valueOf(number[0]);
          default -> found.kind();
        };
    return new NightshiftException(
        ErrorCode.OPTION_VALUE, "%s should be %s, found %s".formatted(path, expected, text));
  }
}
