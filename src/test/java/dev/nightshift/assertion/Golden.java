package dev.nightshift.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Golden files: text that a person has read once and that must not change by accident.
 *
 * <p>They sit under {@code src/test/resources/golden/}; {@code ./dev golden} writes them anew and
 * the diff is part of the review.
 */
public final class Golden {
  private static final Path ROOT = Path.of("src/test/resources/golden");

  private Golden() {}

  /**
   * Fails unless the golden file holds exactly this text; with {@code -Dnightshift.golden=write}
   * writes it instead.
   *
   * @param path below the golden folder, such as {@code report/run.md}
   */
  public static void assertMatches(String path, String text) {
    assertMatches(ROOT.resolve(path), text);
  }

  /** As {@link #assertMatches(String, String)} for a file elsewhere, such as a generated page. */
  public static void assertMatches(Path file, String text) {
    try {
      if ("write".equals(System.getProperty("nightshift.golden"))) {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        return;
      }
      if (!Files.exists(file)) {
        fail("%s is missing; write it with ./dev golden and read it", file);
      }
      assertThat(text)
          .as("%s; if the change is meant, run ./dev golden and read the diff", file)
          .isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
