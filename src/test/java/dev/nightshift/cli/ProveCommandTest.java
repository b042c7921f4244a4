package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProveCommandTest {
  private static Ran prove(String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "prove";
    System.arraycopy(options, 0, args, 1, options.length);
    return Ran.of(args);
  }

  @Test
  void givenTheServerOverTheWire_whenProved_thenAllPassExactlyAndSampled() {
    Ran exact = prove("--from", "embedded", "--to", "local");
    Ran sampled = prove("--from", "embedded", "--to", "local", "--shots", "500", "--seed", "3");

    assertThat(exact.out()).contains("embedded confirms 9 of 9 canaries, local passes 9");
    assertThat(exact.code()).isZero();
    assertThat(sampled.out())
        .contains("500 ideal shots")
        .contains("embedded confirms 9 of 9 canaries, local passes 9");
    assertThat(sampled.code()).isZero();
  }

  @Test
  void givenANoisyTwin_whenProved_thenAllPassAndJsonSaysSo() {
    Ran ran = prove("--to", "twin:nightshift_line5", "--seed", "7", "--json");

    assertThat(ran.code()).as(ran.out()).isZero();
    Map<?, ?> page = Json.read(ran.out().getBytes(StandardCharsets.UTF_8), Map.class);
    assertThat(page.get("passed")).isEqualTo(true);
    assertThat(ran.out()).contains("\"margin\":\"noisy\"").contains("\"parameter order\"");
  }

  @Test
  void badOptionsAreOneLine() {
    assertThat(prove("--to", "local", "--shots", "10").err())
        .contains("NS1207 option-value: --shots is 10; give at least 268");
    assertThat(prove("--to", "nowhere").code()).isEqualTo(2);
    assertThat(prove().err()).contains("--to");
  }
}
