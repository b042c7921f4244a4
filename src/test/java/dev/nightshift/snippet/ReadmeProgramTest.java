package dev.nightshift.snippet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** README shows a program that compiles and the output that it has. */
class ReadmeProgramTest {
  @Test
  void readmeShowsTheProgramAndItsRealOutput() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/nightshift/snippet/ReadmeProgram.java"));
    String program =
        source
            .substring(source.indexOf("// begin\n") + 9, source.indexOf("\n    // end"))
            .stripIndent();
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    ReadmeProgram.run(new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(Path.of("README.md"))
        .content()
        .contains("```java\n" + program + "\n```")
        .contains("    " + out.toString(StandardCharsets.UTF_8).strip());
  }
}
