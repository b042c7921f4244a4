package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.transpile.TranspileOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** How a circuit is mapped where its backend is a device: a config's {@code transpile} section. */
final class MappingOptions {
  @Option(
      names = "--optimization-level",
      paramLabel = "0..3",
      defaultValue = "2",
      description =
          "How hard to try when the circuit is mapped to a device (docs/transpile.md; default:"
              + " ${DEFAULT-VALUE}).")
  private int level = TranspileOptions.DEFAULT.level();

  @Option(
      names = "--seed-transpiler",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of the mapping's random choices (default: ${DEFAULT-VALUE}).")
  private long seed = TranspileOptions.DEFAULT.seed().value();

  /**
   * What they say together.
   *
   * @throws NightshiftException OPTION_VALUE
   */
  TranspileOptions options() {
    if (level < 0 || level > 3) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "--optimization-level is %d; give 0, 1, 2 or 3".formatted(level));
    }
    if (seed < 0) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "--seed-transpiler is %d; give a whole number of at least 0".formatted(seed));
    }
    return TranspileOptions.DEFAULT.withLevel(level).withSeed(Seed.of(seed));
  }

  /** As a command line has them, for another process. */
  List<String> arguments() {
    return List.of(
        "--optimization-level", String.valueOf(level), "--seed-transpiler", String.valueOf(seed));
  }
}
