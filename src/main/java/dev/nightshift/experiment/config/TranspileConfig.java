package dev.nightshift.experiment.config;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.wire.config.YamlMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a run's circuits are mapped to a device, by Qiskit's names:
 *
 * <pre>
 * transpile:
 *   optimization_level: 3
 *   seed_transpiler: 7
 * </pre>
 *
 * <p>A backend that maps nothing has no use for the section and does not mind it, so that only the
 * line {@code backend} changes between backends.
 *
 * @param optimizationLevel {@code optimization_level}: how hard to try, in [0, 3]
 * @param seedTranspiler {@code seed_transpiler}: of every random choice, at least 0
 */
public record TranspileConfig(int optimizationLevel, long seedTranspiler) {
  private static final String LEVEL = "optimization_level";
  private static final String SEED = "seed_transpiler";

  /** What holds where a config has no such section. */
  public static final TranspileConfig DEFAULT =
      new TranspileConfig(
          TranspileOptions.DEFAULT.level(), TranspileOptions.DEFAULT.seed().value());

  public TranspileConfig {
    if (optimizationLevel < 0 || optimizationLevel > 3) {
      throw wrong(LEVEL, optimizationLevel, "0, 1, 2 or 3");
    }
    if (seedTranspiler < 0) {
      throw wrong(SEED, seedTranspiler, "at least 0");
    }
  }

  /** In the words of the transpiler; all that no config can say is as by default. */
  public TranspileOptions options() {
    return TranspileOptions.DEFAULT.withLevel(optimizationLevel).withSeed(Seed.of(seedTranspiler));
  }

  /**
   * Reads the section.
   *
   * @throws NightshiftException a CONFIG code with the place
   */
  static TranspileConfig read(YamlMap map) {
    map.only(LEVEL, SEED);
    return new TranspileConfig(
        map.integer(LEVEL, 0, 3, DEFAULT.optimizationLevel),
        map.whole(SEED, 0, Long.MAX_VALUE, DEFAULT.seedTranspiler));
  }

  /** The section as a config has it. */
  Map<String, Object> toMap() {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put(LEVEL, optimizationLevel);
    section.put(SEED, seedTranspiler);
    return section;
  }

  private static NightshiftException wrong(String key, long found, String expected) {
    return new NightshiftException(
        ErrorCode.CONFIG_VALUE, "transpile.%s is %d; expected %s".formatted(key, found, expected));
  }
}
