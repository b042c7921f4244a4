package dev.nightshift.wire.qpy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever bytes come in, circuits come out or one of three errors, soon and in little memory. */
class QpyFuzzTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/qpy");
  private static final QpyLimits LIMITS = new QpyLimits(1 << 20, 20_000, 1 << 16);
  private static final byte[][] PIECES = {
    {0, 0, 0, 0},
    {-1, -1, -1, -1},
    {-1, -1, -1, -1, -1, -1, -1, -1},
    {0x7f, -1, -1, -1},
    {0, 0, 0, 1},
    {'q', 0, 0, 0, 0},
    {'e', 0, 0, 0, 0, 0, 0, 0, 0},
    {15, 'u'},
    {'n', 'n'},
    {'a'},
    {'c'},
    {(byte) 0xc3, 0x28}
  };

  @Test
  void mutatedFilesGiveCircuitsOrOneError() throws IOException {
    mutate(20261125, 4_000);
  }

  @Test
  @Tag("fuzz")
  void manyMoreMutatedFilesGiveCircuitsOrOneError() throws IOException {
    mutate(System.nanoTime(), 100_000);
  }

  @Test
  void aFileCutOffAnywhereIsAnError() throws IOException {
    for (String name : List.of("parameters.v17.qpy", "definitions.v18.qpy", "transpiled.v13.qpy")) {
      byte[] file = Files.readAllBytes(CORPUS.resolve(name));
      for (int length = 0; length < file.length; length += 31) {
        assertThat(outcome(java.util.Arrays.copyOf(file, length))).as(name).isNotNull();
      }
    }
  }

  private static void mutate(long seed, int cases) throws IOException {
    List<byte[]> files;
    try (Stream<Path> paths = Files.list(CORPUS)) {
      files =
          paths
              .filter(path -> path.toString().endsWith(".qpy"))
              .sorted()
              .map(QpyFuzzTest::bytes)
              .toList();
    }
    SplittableRandom random = Seed.of(seed).random();
    for (int i = 0; i < cases; i++) {
      byte[] mutated = mutated(files.get(random.nextInt(files.size())), random);
      try {
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> {
              outcome(mutated);
            });
      } catch (Throwable thrown) {
        fail(
            "seed %d, case %d: %s for %s"
                .formatted(seed, i, thrown, HexFormat.of().formatHex(mutated)),
            thrown);
      }
    }
  }

  private static byte[] mutated(byte[] file, SplittableRandom random) {
    byte[] bytes = file.clone();
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          byte[] piece = PIECES[random.nextInt(PIECES.length)];
          System.arraycopy(piece, 0, bytes, at, Math.min(piece.length, bytes.length - at));
        }
        default -> {
          // A part of the file over another one: lengths and tables that contradict each other.
          int length = random.nextInt(Math.min(64, bytes.length - at) + 1);
          int from = random.nextInt(bytes.length - length + 1);
          System.arraycopy(file, from, bytes, at, length);
        }
      }
    }
    return bytes;
  }

  /** The code of the error; null where the file is read. */
  private static @Nullable ErrorCode outcome(byte[] file) {
    try {
      Qpy.readAll(file, LIMITS);
      return null;
    } catch (NightshiftException e) {
      assertThat(e.code())
          .as(e.getMessage())
          .isIn(
              ErrorCode.QPY_INVALID,
              ErrorCode.QPY_UNSUPPORTED,
              ErrorCode.CIRCUIT_DYNAMIC,
              ErrorCode.JOB_TOO_LARGE);
      assertThat(e.getMessage()).hasSizeLessThan(8_000).doesNotContain("\n");
      return e.code();
    }
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
