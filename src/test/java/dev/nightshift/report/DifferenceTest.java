package dev.nightshift.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {
  /** The texts of the published program run with exact values and seed 0, and its own figures. */
  @Test
  void givenTheReferenceSamples_whenCompared_thenTheReferenceFigures() throws IOException {
    Published published =
        Json.read(
            Files.readAllBytes(Path.of("src/test/resources/reference/nano-gpt-seed0.json")),
            Published.class);

    Difference difference =
        Difference.of(published.classical().sample(), published.hybrid().sample());

    assertThat(difference).isEqualTo(new Difference(106, 0.12396694214876036, 0.375, 28));
    assertThat(difference).isEqualTo(published.difference());
  }

  record Published(Side classical, Side hybrid, Difference difference) {}

  record Side(String sample) {}

  @ParameterizedTest
  @CsvSource({
    "'', '', 0, 1, 1, 0",
    "a, '', 1, 0, 0, 1",
    "kitten, sitting, 3, 0.5714285714285714, 0.42857142857142855, 3",
    "abc, abc, 0, 1, 1, 0",
    "a😀c, a😁c, 1, 0.6666666666666667, 0.5, 1",
  })
  void smallTextsAreAsCountedByHand(
      String first, String second, int hamming, double agreement, double jaccard, int edits) {
    assertThat(Difference.of(first, second))
        .isEqualTo(new Difference(hamming, agreement, jaccard, edits))
        .isEqualTo(Difference.of(second, first));
  }
}
