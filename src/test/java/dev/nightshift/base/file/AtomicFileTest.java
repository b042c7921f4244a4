package dev.nightshift.base.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void aFileIsWrittenWithItsFoldersAndReplacedWhole() throws IOException {
    Path file = folder.resolve("a/b/note.txt");

    AtomicFile.write(file, "first, and longer");
    AtomicFile.write(file, "second");

    assertThat(file).content(StandardCharsets.UTF_8).isEqualTo("second");
    assertThat(names(file.resolveSibling("."))).containsExactly("note.txt");
  }

  @Test
  void givenContentThatFails_whenWritten_thenTheOldFileStaysAndNothingElse() throws IOException {
    Path file = folder.resolve("note.txt");
    AtomicFile.write(file, "old");

    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  out.write("half of the n".getBytes(StandardCharsets.UTF_8));
                  throw new IOException("No space left on device");
                }))
        .withMessage(
            "%s: there is no room left to write it (No space left on device); free some space or raise the quota, then resume the run"
                .formatted(file))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
    assertThat(file).content(StandardCharsets.UTF_8).isEqualTo("old");
    assertThat(names(folder)).containsExactly("note.txt");
  }

  @Test
  void givenAFileWhereAFolderShouldBe_whenWritten_thenTheErrorNamesTheFile() {
    Path blocker = folder.resolve("blocker");
    AtomicFile.write(blocker, "in the way");

    assertThatExceptionOfType(NightshiftException.class)
        .isThrownBy(() -> AtomicFile.write(blocker.resolve("note.txt"), "text"))
        .withMessageContaining("note.txt: cannot be written")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.IO_FAILED));
  }

  @Test
  void givenAFileQuota_whenMoreIsWritten_thenDiskFull() throws Exception {
    Path shell = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(shell), "the quota is set by bash's ulimit");
    Path file = folder.resolve("large.bin");

    Process child =
        new ProcessBuilder(
                shell.toString(),
                "-c",
                "ulimit -f 128 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                "target/classes:target/test-classes",
                Writer.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output.strip())
        .startsWith("NS1302 disk-full: " + file + ": there is no room left to write it");
    assertThat(names(folder)).isEmpty();
  }

  /** Writes 16 MiB; run as a process of its own, under a quota. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      try {
        AtomicFile.write(Path.of(arguments[0]), new byte[16 << 20]);
        System.out.println("written");
      } catch (NightshiftException e) {
        System.out.println(e.code().label() + ": " + e.getMessage());
      }
    }
  }

  private static Stream<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList().stream();
    }
  }
}
