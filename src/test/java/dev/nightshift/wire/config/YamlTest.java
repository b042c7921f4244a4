package dev.nightshift.wire.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
  private static final String TEXT =
      """
      # a run
      seed: 42
      backend: local

      model:
        n_head: 2
        n_embd: 32
        dropout: 1e-1
        tied: true
        heads: [0, 1]
      quantum:
        mode: causal
        empty:
      """;

  private enum Mode {
    FAITHFUL,
    CAUSAL,
    PARAMETER_SHIFT
  }

  @Test
  void valuesAreReadByTypeWithTheirPlaces() {
    YamlMap root = Yaml.parse("configs/x.yaml", TEXT);
    YamlMap model = root.map("model");

    assertThat(root.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(42);
    assertThat(root.text("backend")).isEqualTo("local");
    assertThat(model.integer("n_embd", 1, 4096)).isEqualTo(32);
    assertThat(model.decimal("dropout", 0, 1)).isEqualTo(0.1);
    assertThat(model.flag("tied")).isTrue();
    assertThat(model.integers("heads", 0, 7)).containsExactly(0, 1);
    assertThat(root.map("quantum").choice("mode", Mode.class)).isEqualTo(Mode.CAUSAL);
    assertThat(model.entries())
        .hasEntrySatisfying(
            "n_embd", entry -> assertThat(entry.key()).hasToString("configs/x.yaml:7:3"));
    assertThat(model.entries())
        .hasEntrySatisfying(
            "n_embd", entry -> assertThat(entry.value().span()).hasToString("configs/x.yaml:7:11"));
  }

  @Test
  void fallbacksStandInForAbsentAndEmptyKeys() {
    YamlMap quantum = Yaml.parse("x.yaml", TEXT).map("quantum");

    assertThat(quantum.integer("shots", 1, 10, 7)).isEqualTo(7);
    assertThat(quantum.text("empty", "none")).isEqualTo("none");
    assertThat(quantum.map("empty").entries()).isEmpty();
    assertThat(quantum.optionalText("absent")).isEmpty();
    assertThat(quantum.texts("absent")).isEmpty();
    assertThat(quantum.decimal("absent", 0, 1, 0.5)).isEqualTo(0.5);
    assertThat(quantum.flag("absent", true)).isTrue();
    assertThat(quantum.choice("absent", Mode.class, Mode.FAITHFUL)).isEqualTo(Mode.FAITHFUL);
  }

  @Test
  void anUnknownKeyIsAnsweredWithTheNearestKnownOneAndItsLine() {
    YamlMap model = Yaml.parse("configs/x.yaml", TEXT.replace("n_embd", "n_emb")).map("model");

    assertFails(
        () -> model.only("n_head", "n_embd", "n_layer", "dropout", "tied", "heads"),
        ErrorCode.CONFIG_UNKNOWN_KEY,
        "unknown key `n_emb` at model (configs/x.yaml:7); did you mean `n_embd`?");
  }

  @Test
  void anUnknownKeyFarFromAllIsAnsweredWithTheList() {
    assertFails(
        () -> Yaml.parse("x.yaml", "colour: red").only("seed", "backend"),
        ErrorCode.CONFIG_UNKNOWN_KEY,
        "unknown key `colour` at the top level (x.yaml:1); known are seed, backend");
  }

  @Test
  void aWrongValueSaysWhatWasExpected() {
    YamlMap root = Yaml.parse("x.yaml", "n: 0\nt: [1]\nm: casual\nb: maybe\nd: .nan\ns: ''\nl: 3");

    assertFails(
        () -> root.integer("n", 1, 8),
        ErrorCode.CONFIG_VALUE,
        "`n` at the top level (x.yaml:1) is '0'; expected an integer in [1, 8]");
    assertFails(
        () -> root.text("t"),
        ErrorCode.CONFIG_VALUE,
        "`t` at the top level (x.yaml:2) is a list; expected a text");
    assertFails(
        () -> root.choice("m", Mode.class),
        ErrorCode.CONFIG_VALUE,
        "`m` at the top level (x.yaml:3) is 'casual'; expected one of faithful, causal,"
            + " parameter-shift; did you mean `causal`?");
    assertFails(
        () -> root.flag("b"),
        ErrorCode.CONFIG_VALUE,
        "`b` at the top level (x.yaml:4) is 'maybe'; expected true or false");
    assertFails(
        () -> root.decimal("d", 0, 1),
        ErrorCode.CONFIG_VALUE,
        "`d` at the top level (x.yaml:5) is '.nan'; expected a number in [0.0, 1.0]");
    assertFails(
        () -> root.text("s"),
        ErrorCode.CONFIG_VALUE,
        "`s` at the top level (x.yaml:6) is ''; expected a text that is not blank");
    assertFails(
        () -> root.integers("l", 0, 1),
        ErrorCode.CONFIG_VALUE,
        "`l` at the top level (x.yaml:7) is '3'; expected a list of integers in [0, 1]");
    assertFails(
        () -> root.integer("absent", 1, 8),
        ErrorCode.CONFIG_VALUE,
        "key `absent` is missing at the top level (x.yaml:1); give an integer in [1, 8]");
    assertFails(
        () -> root.map("n"),
        ErrorCode.CONFIG_VALUE,
        "`n` at the top level (x.yaml:1) is '0'; expected a section of keys");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"99999999999999999999", "1.5", "abc", "0x10", "1e3", "٣", "+", "--1", "1__0"})
  void whatIsNoIntegerIsRefused(String text) {
    YamlMap root = Yaml.parse("x.yaml", "n: \"" + text + "\"");

    assertThatThrownBy(() -> root.integer("n", Integer.MIN_VALUE, Integer.MAX_VALUE))
        .isInstanceOf(NightshiftException.class)
        .hasMessageContaining("expected an integer");
  }

  @Test
  void overridesAreCheckedLikeTheFileAndSayWhereTheyCameFrom() {
    YamlMap root =
        Yaml.parse("x.yaml", TEXT)
            .set("model.n_embd", "64")
            .set("quantum.shots", "1024")
            .set("fresh.deep.key", "[1, 2]")
            .set("backend", "ibm_torino");

    assertThat(root.map("model").integer("n_embd", 1, 4096)).isEqualTo(64);
    assertThat(root.map("model").integer("n_head", 1, 4096)).isEqualTo(2);
    assertThat(root.map("quantum").integer("shots", 1, 4096)).isEqualTo(1024);
    assertThat(root.map("fresh").map("deep").integers("key", 0, 9)).containsExactly(1, 2);
    assertThat(root.text("backend")).isEqualTo("ibm_torino");
    assertFails(
        () ->
            root.set("model.n_emb", "3")
                .map("model")
                .only("n_embd", "n_head", "dropout", "tied", "heads"),
        ErrorCode.CONFIG_UNKNOWN_KEY,
        "unknown key `n_emb` at model (--set); did you mean `n_embd`?");
    assertFails(
        () -> root.map("model").integer("n_embd", 1, 8),
        ErrorCode.CONFIG_VALUE,
        "`n_embd` at model (--set) is '64'; expected an integer in [1, 8]");
    assertFails(
        () -> root.set("seed.x", "1"),
        ErrorCode.CONFIG_VALUE,
        "`seed` at the top level (x.yaml:2) is '42'; expected a section of keys, because --set"
            + " seed.x goes inside it");
    assertFails(
        () -> root.set("model.n_embd", "[1"),
        ErrorCode.CONFIG_MALFORMED,
        "the value of --set model.n_embd is not valid YAML: expected ',' or ']', but got <stream"
            + " end>; mend the text there");
    assertFails(
        () -> root.set("model.", "1"),
        ErrorCode.USAGE,
        "--set has the path 'model.'; give keys joined by dots, such as model.n_embd=32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a: 1\\n"
            + "  b: 2 | x.yaml:2:4 is not valid YAML: mapping values are not allowed here; mend the"
            + " text there",
        "a: [1\\nb: 2 | x.yaml:2:2 is not valid YAML: expected ',' or ']', but got :; mend the text"
            + " there",
        "a: 1\\nb: 2\\na: 3 | x.yaml:3 is not a configuration: key `a` stands here and in line 1;"
            + " keep one",
        "a: &x 1\\nb: *x | x.yaml:2 is not a configuration: anchors and aliases are not supported;"
            + " write the value out",
        "- 1\\n- 2 | x.yaml:1 is not a configuration: the file is a list; write `key: value` lines",
        "hello | x.yaml:1 is not a configuration: the file is a single value; write `key: value`"
            + " lines",
        "a: 1\\n---\\nb: 2 | x.yaml:3 is not a configuration: a second document starts here; keep"
            + " only one",
      })
  void malformedTextIsOneLineWithItsPlace(String text, String message) {
    assertFails(
        () -> Yaml.parse("x.yaml", text.replace("\\n", "\n")), ErrorCode.CONFIG_MALFORMED, message);
  }

  @Test
  void aBillionLaughsAndADeepNestAreRefused() {
    assertThatThrownBy(() -> Yaml.parse("x.yaml", "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]"))
        .hasMessageContaining("anchors and aliases are not supported");
    assertThatThrownBy(() -> Yaml.parse("x.yaml", "a: " + "[".repeat(40) + "]".repeat(40)))
        .hasMessageContaining("nested deeper than 32 levels");
  }

  @Test
  void aMissingABinaryAndAHugeFileEachHaveTheirError(@TempDir Path folder) throws Exception {
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {'a', ':', (byte) 0xff});
    Path huge = Files.write(folder.resolve("huge.yaml"), new byte[Yaml.MAX_BYTES + 1]);

    assertCode(() -> Yaml.read(folder.resolve("none.yaml")), ErrorCode.FILE_MISSING);
    assertCode(() -> Yaml.read(folder), ErrorCode.FILE_UNREADABLE);
    assertCode(() -> Yaml.read(binary), ErrorCode.CONFIG_MALFORMED);
    assertCode(() -> Yaml.read(huge), ErrorCode.CONFIG_MALFORMED);
  }

  @Test
  void anEmptyFileHasNoKeys(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("x.yaml"), "# nothing\n", StandardCharsets.UTF_8);

    assertThat(Yaml.read(file).entries()).isEmpty();
  }

  @Test
  void whatIsPrintedReadsBackTheSame() {
    YamlMap root = Yaml.parse("x.yaml", TEXT).set("corpus", "\"12\"").set("note", "'true: #'");

    String text = Yaml.print(root);

    YamlMap again = Yaml.parse("x.yaml", text);
    assertThat(Yaml.print(again)).isEqualTo(text);
    assertThat(again.text("corpus")).isEqualTo("12");
    assertThat(again.text("note")).isEqualTo("true: #");
    assertThat(text).startsWith("seed: 42\nbackend: local\nmodel:\n  n_head: 2\n  n_embd: 32\n");
  }

  @Test
  void plainValuesPrintInTheirOrder() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("seed", 42L);
    values.put("rate", 0.001);
    values.put("mode", Mode.PARAMETER_SHIFT);
    values.put("heads", List.of(0, 1));
    values.put("corpus", null);
    values.put("model", Map.of("size", 2));

    assertThat(Yaml.print(values))
        .isEqualTo(
            """
            seed: 42
            rate: 0.001
            mode: parameter-shift
            heads:
              - 0
              - 1
            corpus: null
            model:
              size: 2
            """);
  }

  private static void assertFails(ThrowingCallable call, ErrorCode code, String message) {
    assertThatThrownBy(call).hasMessage(message);
    assertCode(call, code);
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NightshiftException.class, error -> assertThat(error.code()).isEqualTo(code));
  }
}
