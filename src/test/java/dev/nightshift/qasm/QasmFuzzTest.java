package dev.nightshift.qasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.nightshift.base.error.Diagnostic;
import dev.nightshift.base.random.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever bytes come in, findings or a circuit come out, and nothing is thrown. */
class QasmFuzzTest {
  private static final Path CORPUS = Path.of("src/test/resources/corpus/qasm");
  private static final String[] PIECES = {
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    ",",
    "->",
    "=",
    "@",
    "$0",
    "++",
    "-",
    "**",
    "\"01\"",
    "\"",
    "/*",
    "//",
    "\n",
    "gate g a {",
    "ctrl @ ",
    "pow(0.5) @ ",
    "measure ",
    "if (",
    "else ",
    "for int i in ",
    "[0:1]",
    "let a = ",
    "const int n = ",
    "input float[64] a;",
    "1e9",
    "0x",
    "9999999999",
    "pi",
    "U(0,0,0) ",
    "gphase(1);",
    "cal {",
    "def f(",
    "\u0000",
    "\uD835\uDF11",
    "é",
    "#pragma x",
    "@x",
    "q",
    "include \"stdgates.inc\";",
    "OPENQASM 3.0;",
    "switch (1) {",
    "case 1 {",
    "10ns",
    "box",
    "1im"
  };

  @Test
  void mutatedProgramsGiveFindingsAndNeverThrow() throws IOException {
    mutate(20261124, 1500);
  }

  @Test
  @Tag("fuzz")
  void manyMoreMutatedProgramsGiveFindingsAndNeverThrow() throws IOException {
    mutate(System.nanoTime(), 200_000);
  }

  private static void mutate(long seed, int cases) throws IOException {
    List<byte[]> programs = new ArrayList<>();
    for (String folder : List.of("accept", "reject")) {
      try (Stream<Path> files = Files.list(CORPUS.resolve(folder))) {
        for (Path file :
            files
                .filter(path -> path.toString().endsWith(".qasm"))
                .filter(path -> !path.toString().contains("endless"))
                .sorted()
                .toList()) {
          programs.add(Files.readAllBytes(file));
        }
      }
    }
    for (int i = 0; i < cases; i++) {
      SplittableRandom random = Seed.of(seed).split(i).random();
      byte[] text = programs.get(random.nextInt(programs.size()));
      if (text.length > 4000) {
        continue;
      }
      for (int k = random.nextInt(4); k >= 0; k--) {
        text = mutated(text, random);
      }
      check(seed, i, text);
    }
  }

  private static byte[] mutated(byte[] text, SplittableRandom random) {
    String all = new String(text, StandardCharsets.ISO_8859_1);
    int at = random.nextInt(all.length() + 1);
    int to = Math.min(all.length(), at + random.nextInt(12));
    String piece =
        new String(
            PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8),
            StandardCharsets.ISO_8859_1);
    String result =
        switch (random.nextInt(5)) {
          case 0 -> all.substring(0, at) + all.substring(to);
          case 1 -> all.substring(0, at) + piece + all.substring(at);
          case 2 -> all.substring(0, at) + piece + all.substring(to);
          case 3 -> all.substring(0, at) + all.substring(at, to).repeat(3) + all.substring(to);
          default -> all.substring(0, at) + (char) random.nextInt(256) + all.substring(at);
        };
    return result.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void check(long seed, int number, byte[] text) {
    try {
      Qasm.Parsed parsed = Qasm.parse("fuzz.qasm", text);
      assertThat(parsed.circuit() == null).isEqualTo(!parsed.diagnostics().isEmpty());
      parsed.diagnostics().forEach(Diagnostic::render);
      if (parsed.circuit() != null) {
        String printed = Qasm.print(parsed.circuit());
        assertThat(Qasm.print(Qasm.read("printed.qasm", printed))).isEqualTo(printed);
      }
    } catch (Exception | Error thrown) {
      fail(
          "seed %d, case %d throws %s on%n%s"
              .formatted(seed, number, thrown, new String(text, StandardCharsets.UTF_8)),
          thrown);
    }
  }

  @Test
  void hostileTextsEndInAMessageAndSoon() {
    String head = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\n";
    List<String> texts =
        List.of(
            head + "rx(" + "(".repeat(100_000) + "1",
            head + "rx(" + "sin(".repeat(10_000) + "1" + ")".repeat(10_000) + ") q[0];",
            head + "rx(" + "-".repeat(100_000) + "1) q[0];",
            head + "rx(1" + "+1".repeat(100_000) + ") q[0];",
            head + "rx(" + "9".repeat(1_000_000) + ") q[0];",
            head + "rx(0x" + "f".repeat(1_000_000) + ") q[0];",
            head + "{".repeat(50_000),
            head + "}".repeat(50_000),
            head + "inv @ ".repeat(10_000) + "x q[0];",
            head + "ctrl(1000000) @ x q[0], q[1];",
            head + "if (true) ".repeat(20_000) + "x q[0];",
            head + "if (true) {} else ".repeat(20_000) + "x q[0];",
            head + "@a\n".repeat(20_000) + "x q[0];",
            head + "h q[" + "0][".repeat(10_000) + "0];",
            head + "cal " + "{".repeat(20_000) + "}".repeat(20_000),
            head + "/*".repeat(100_000),
            head + "\"".repeat(100_000),
            head + "h q[0]".repeat(20_000),
            "a".repeat(2_000_000) + ";");

    for (String text : texts) {
      Assertions.assertTimeout(
          Duration.ofSeconds(30),
          () -> {
            Qasm.Parsed parsed = Qasm.parse("hostile.qasm", text);

            assertThat(parsed.circuit()).isNull();
            assertThat(parsed.diagnostics()).isNotEmpty();
          });
    }
  }

  @Test
  void aSmallStackIsEnoughForTheDeepestProgramThatIsRead() throws Exception {
    String head = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\n";
    String deep =
        head
            + "rx("
            + "(".repeat(95)
            + "1"
            + ")".repeat(95)
            + ") q[0];\nrx(1"
            + "+1".repeat(390)
            + ") q[0];\nrx("
            + "-".repeat(95)
            + "1) q[1];\n";
    List<Object> results = new ArrayList<>();

    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                results.add(Qasm.read("deep.qasm", deep));
              } catch (StackOverflowError | RuntimeException thrown) {
                results.add(thrown);
              }
            },
            "small stack",
            512 * 1024);
    thread.start();
    thread.join();

    assertThat(results).singleElement().isInstanceOf(dev.nightshift.circuit.Circuit.class);
  }
}
