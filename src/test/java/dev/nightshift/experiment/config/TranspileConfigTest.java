package dev.nightshift.experiment.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.transpile.TranspileOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranspileConfigTest {
  private static RunConfig parse(String text, String... overrides) {
    return RunConfig.parse("x.yaml", text, List.of(overrides));
  }

  @Test
  void aConfigWithoutTheSectionMapsAsItAlwaysDid() {
    RunConfig config = parse("backend: twin:nightshift_line5");

    assertThat(config.transpile().options()).isEqualTo(TranspileOptions.DEFAULT);
    assertThat(config.toYaml()).doesNotContain("transpile");
    assertThat(parse("transpile: {}")).isEqualTo(parse(""));
    assertThat(parse("transpile:")).isEqualTo(parse(""));
  }

  @Test
  void theSectionIsReadFromFileAndCommandLineAndWrittenAsItHolds() {
    RunConfig file = parse("transpile: {optimization_level: 3, seed_transpiler: 7}");
    RunConfig changed = parse("transpile: {seed_transpiler: 7}", "transpile.optimization_level=0");
    RunConfig set = parse("", "transpile.seed_transpiler=9223372036854775807");

    assertThat(file.transpile().options())
        .isEqualTo(TranspileOptions.DEFAULT.withLevel(3).withSeed(Seed.of(7)));
    assertThat(changed.transpile()).isEqualTo(new TranspileConfig(0, 7));
    assertThat(set.transpile()).isEqualTo(new TranspileConfig(2, Long.MAX_VALUE));
    assertThat(file.toYaml())
        .endsWith("transpile:\n  optimization_level: 3\n  seed_transpiler: 7\n");
    for (RunConfig config : List.of(file, changed, set)) {
      assertThat(parse(config.toYaml())).isEqualTo(config);
    }
  }

  @Test
  void theDocumentationHasBothKeysWithTheirDefaults() {
    assertThat(Path.of("docs/configuration.md"))
        .content()
        .contains(
            "| `transpile.optimization_level` | %d | 0 to 3 |"
                .formatted(TranspileConfig.DEFAULT.optimizationLevel()),
            "| `transpile.seed_transpiler` | %d | 0 to 2^63 - 1 |"
                .formatted(TranspileConfig.DEFAULT.seedTranspiler()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "transpile: {optimization_level: 4} | CONFIG_VALUE | `optimization_level` at transpile"
            + " (x.yaml:1) is '4'; expected an integer in [0, 3]",
        "transpile: {optimization_level: -1} | CONFIG_VALUE | `optimization_level` at transpile"
            + " (x.yaml:1) is '-1'; expected an integer in [0, 3]",
        "transpile: {optimization_level: high} | CONFIG_VALUE | `optimization_level` at transpile"
            + " (x.yaml:1) is 'high'; expected an integer in [0, 3]",
        "transpile: {seed_transpiler: -7} | CONFIG_VALUE | `seed_transpiler` at transpile"
            + " (x.yaml:1) is '-7'; expected an integer in [0, 9223372036854775807]",
        "transpile: {seed_transpiler: 0.5} | CONFIG_VALUE | `seed_transpiler` at transpile"
            + " (x.yaml:1) is '0.5'; expected an integer in [0, 9223372036854775807]",
        "transpile: {optimisation_level: 1} | CONFIG_UNKNOWN_KEY | unknown key"
            + " `optimisation_level` at transpile (x.yaml:1); did you mean `optimization_level`?",
        "transpiler: {optimization_level: 1} | CONFIG_UNKNOWN_KEY | unknown key `transpiler` at the"
            + " top level (x.yaml:1); did you mean `transpile`?",
        "transpile: 3 | CONFIG_VALUE | `transpile` at the top level (x.yaml:1) is '3'; expected a"
            + " section of keys",
      })
  void aWrongValueIsOneErrorWithItsLine(String text, ErrorCode code, String message) {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> parse(text))
        .withMessage(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aWrongValueOfTheCommandLineSaysWhereItStands() {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> parse("", "transpile.optimization_level=5"))
        .withMessageStartingWith("`optimization_level` at transpile (")
        .withMessageEndingWith(" is '5'; expected an integer in [0, 3]")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_VALUE));
  }

  @Test
  void whatAProgramMakesIsCheckedTheSame() {
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> new TranspileConfig(4, 0))
        .withMessage("transpile.optimization_level is 4; expected 0, 1, 2 or 3");
    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> new TranspileConfig(2, -1))
        .withMessage("transpile.seed_transpiler is -1; expected at least 0");
  }
}
