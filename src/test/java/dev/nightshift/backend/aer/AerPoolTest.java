package dev.nightshift.backend.aer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.aer.AerHello;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Children that misbehave, played by shell scripts: no Python is needed. */
class AerPoolTest {
  private static final Path SHELL = Path.of("/bin/sh");
  private static final String HELLO = "{\"aer\":\"0\",\"gates\":{\"automatic\":[\"x\"]}}";
  private static final byte[] REQUEST = "{}".getBytes(StandardCharsets.UTF_8);

  /** Sends the first frame, then takes one request of two bytes. */
  private static final String GREET = "say '" + HELLO + "'; take; ";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private final List<String> log = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void theShellIsThere() {
    Assumptions.assumeTrue(Files.isExecutable(SHELL), "the children are shell scripts");
  }

  /** A child that runs a script with {@code say TEXT} and {@code take}. */
  private AerOptions child(String script) {
    String say =
        "say() { printf '\\0\\0\\0'; printf \"\\\\$(printf %03o ${#1})\"; printf '%s' \"$1\"; }; ";
    String take = "take() { head -c 6 >/dev/null; }; ";
    return new AerOptions(
        List.of(SHELL.toString(), "-c", say + take + script),
        2,
        1000,
        Duration.ofSeconds(20),
        log::add);
  }

  private static String call(AerPool pool) {
    return pool.call(REQUEST, bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static void assertFails(ThrowingCallable call, ErrorCode code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void givenAChildThatAnswers_thenItIsKeptForTheNextCall() {
    try (AerPool pool = AerPool.open(child(GREET + "say $$; take; say $$; cat"))) {
      assertThat(pool.about())
          .isEqualTo(new AerHello.Ready("0", "", "", Map.of("automatic", Set.of("x"))));
      assertThat(call(pool)).isEqualTo(call(pool));
    }
  }

  @Test
  void givenAChildThatDiesOnce_thenTheCallIsMadeAgainInANewOne() throws IOException {
    Path marker = folder.resolve("died");
    String script =
        GREET + "if [ -e '%s' ]; then say ok; cat; else : > '%s'; echo bang >&2; exit 3; fi";
    try (AerPool pool = AerPool.open(child(script.formatted(marker, marker)))) {
      assertThat(call(pool)).isEqualTo("ok");
      assertThat(log).contains("bang");
      assertThat(log.getLast())
          .matches("process \\d+ ended in a job \\(exit status 3; its last words: bang\\)");
    }
  }

  @Test
  void givenAChildThatAlwaysDies_thenTheJobFailsAndSaysHow() {
    try (AerPool pool = AerPool.open(child(GREET + "echo no memory >&2; kill -9 $$"))) {
      assertFails(
          () -> call(pool),
          ErrorCode.ENGINE_DIED,
          "the process of qiskit-aer ended in this job, and so did the next one (killed by signal"
              + " 9; its last words: no memory); make the job smaller if memory ran out, or serve"
              + " with --engine embedded");
    }
  }

  @Test
  void givenAChildThatDiedBetweenJobs_thenTheNextJobHasANewOne() throws Exception {
    Path marker = folder.resolve("first");
    String script =
        "say '%s'; if [ -e '%s' ]; then take; say ok; cat; fi; : > '%s'"
            .formatted(HELLO, marker, marker);
    try (AerPool pool = AerPool.open(child(script))) {
      while (!Files.exists(marker)) {
        Thread.sleep(1);
      }

      assertThat(call(pool)).isEqualTo("ok");
    }
  }

  @Test
  void givenAnAnswerThatIsTooLong_thenTheJobFailsAndTheNextOneRuns() {
    Path marker = folder.resolve("long");
    String script =
        GREET
            + "if [ -e '%s' ]; then say ok; cat; fi; : > '%s'; printf '\\377\\377\\377\\377'; cat";
    try (AerPool pool = AerPool.open(child(script.formatted(marker, marker)))) {
      assertFails(
          () -> call(pool),
          ErrorCode.MESSAGE_MALFORMED,
          "the process of qiskit-aer announced an answer of 4294967295 bytes; at most 1000 are"
              + " taken, so ask for less in a job, and report it if that is not why");
      assertThat(call(pool)).isEqualTo("ok");
    }
  }

  @Test
  void givenAnAnswerThatIsNoJson_thenItsReaderRefusesItAndTheChildIsGivenUp() {
    Path marker = folder.resolve("garbage");
    String script =
        GREET + "if [ -e '%s' ]; then say '{}'; cat; fi; : > '%s'; say '{{{'; take; say '{}'; cat";
    try (AerPool pool = AerPool.open(child(script.formatted(marker, marker)))) {
      assertThatThrownBy(() -> pool.call(REQUEST, bytes -> Json.tree(bytes, "an answer")))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_MALFORMED));
      assertThat(call(pool)).isEqualTo("{}");
    }
  }

  @Test
  void givenAChildThatHangs_whenTheJobIsCancelled_thenTheChildIsKilledAndTheNextJobRuns()
      throws Exception {
    Path marker = folder.resolve("hung");
    String script = GREET + "if [ -e '%s' ]; then say ok; cat; fi; echo $$ > '%s'; exec sleep 1000";
    try (AerPool pool = AerPool.open(child(script.formatted(marker, marker)))) {
      CountDownLatch ended = new CountDownLatch(1);
      FutureTask<Boolean> job =
          new FutureTask<>(() -> {
            try {
              call(pool);
              return false;
            } catch (NightshiftException e) {
              return e.code() == ErrorCode.INTERRUPTED && Thread.currentThread().isInterrupted();
            } finally {
              ended.countDown();
            }
          });
      Thread worker = Thread.ofPlatform().start(job);
      while (!Files.exists(marker) || Files.size(marker) == 0) {
        Thread.sleep(1);
      }

      worker.interrupt();

      assertThat(job.get()).isTrue();
      long pid = Long.parseLong(Files.readString(marker).strip());
      ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
      assertThat(call(pool)).isEqualTo("ok");
    }
  }

  @Test
  void givenMoreJobsThanProcesses_thenTheRestWaits() throws Exception {
    Path pids = folder.resolve("pids");
    String script = "echo $$ >> '%s'; say '%s'; while take; do say ok; done";
    try (AerPool pool = AerPool.open(child(script.formatted(pids, HELLO)))) {
      List<FutureTask<String>> jobs = new CopyOnWriteArrayList<>();
      for (int k = 0; k < 16; k++) {
        FutureTask<String> job = new FutureTask<>(() -> call(pool));
        jobs.add(job);
        Thread.ofVirtual().start(job);
      }

      for (FutureTask<String> job : jobs) {
        assertThat(job.get()).isEqualTo("ok");
      }
      assertThat(Files.readAllLines(pids)).hasSizeBetween(1, 2);
    }
  }

  @Test
  void whenThePoolIsClosed_thenAJobThatRunsEnds() throws Exception {
    Path marker = folder.resolve("running");
    AerPool pool = AerPool.open(child(GREET + ": > '%s'; exec sleep 1000".formatted(marker)));
    FutureTask<String> job = new FutureTask<>(() -> call(pool));
    Thread.ofVirtual().start(job);
    while (!Files.exists(marker)) {
      Thread.sleep(1);
    }

    pool.close();

    assertThatThrownBy(job::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessage("the server is stopping, and qiskit-aer with it");
  }

  private static final String INSTALL =
      "; install providers/aer/requirements.txt into a Python of 3.10 or later and name it in"
          + " $NIGHTSHIFT_PYTHON (docs/aer.md)";

  @Test
  void givenNoPython_thenItSaysWhatToInstall() {
    AerOptions options =
        AerOptions.standard(Map.of("NIGHTSHIFT_PYTHON", "/no/such/python"), log::add);

    assertFails(
        () -> AerPool.open(options),
        ErrorCode.ENGINE_UNAVAILABLE,
        "the engine aer cannot be used: /no/such/python does not start (Cannot run program"
            + " \"/no/such/python\": Exec failed, error: 2 (No such file or directory) )"
            + INSTALL);
  }

  @Test
  void givenAPythonWithoutThePackage_thenItSaysWhatIsMissing() {
    assertFails(
        () -> AerPool.open(child("say '{\"missing\":\"No module named qiskit_aer\"}'")),
        ErrorCode.ENGINE_UNAVAILABLE,
        "the engine aer cannot be used: /bin/sh says: No module named qiskit_aer" + INSTALL);
  }

  @Test
  void givenAProgramThatEndsAtOnce_thenItsLastWordsAreShown() {
    assertFails(
        () -> AerPool.open(child("echo unknown option >&2; exit 2")),
        ErrorCode.ENGINE_UNAVAILABLE,
        "the engine aer cannot be used: /bin/sh ended before it was ready (exit status 2; its last"
            + " words: unknown option)"
            + INSTALL);
  }

  @Test
  void givenAProgramThatSaysNothing_thenItIsNotWaitedForForEver() {
    AerOptions silent = child("exec sleep 1000");
    AerOptions impatient =
        new AerOptions(silent.command(), 1, 1000, Duration.ofMillis(50), log::add);

    assertThatThrownBy(() -> AerPool.open(impatient))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE))
        .hasMessageStartingWith("the process of qiskit-aer said nothing for 0 s after its start");
  }
}
