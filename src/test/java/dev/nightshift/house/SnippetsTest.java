package dev.nightshift.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every example that a page shows is a region of a file that is compiled and run here. */
class SnippetsTest {
  private static final Pattern SNIPPET =
      Pattern.compile("\\{@snippet[\\s*]+file=\"([^\"]+)\"[\\s*]+region=\"([^\"]+)\"\\}");

  @Test
  void everySnippetOfAPageIsARegionOfATest() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher matcher = SNIPPET.matcher(Files.readString(file));
        while (matcher.find()) {
          Path source = Path.of("src/test/java").resolve(matcher.group(1));
          assertThat(source).as("shown by %s", file).exists();
          assertThat(Files.readString(source))
              .as("%s shows region %s", file, matcher.group(2))
              .contains("// @start region=\"" + matcher.group(2) + "\"");
          found.add(matcher.group(2));
        }
      }
    }

    assertThat(found).contains("circuit", "library", "gradient");
  }
}
