package dev.nightshift.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The google-java-format check; {@code ./dev fmt} mends what it finds. */
class FormattingTest {
  @Test
  void everySourceFileIsFormatted() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--dry-run"));
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    new Main(new PrintWriter(out), new PrintWriter(err), System.in)
        .format(arguments.toArray(String[]::new));

    assertThat(out.toString() + err).as("files to mend with ./dev fmt").isBlank();
  }

  @Test
  void noSourceFileHoldsATab() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(path -> assertThat(path).content().doesNotContain("\t"));
    }
  }
}
