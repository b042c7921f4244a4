package dev.nightshift.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.report.LadderStep;
import dev.nightshift.report.Progress;
import dev.nightshift.report.RunReport;
import dev.nightshift.sim.Simulator;
import dev.nightshift.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs whose budget ends on the way. */
class LadderRunTest {
  /**
   * What a job may be large, by what is spent: parameter shift asks 1,600, SPSA 128, the rest 72.
   */
  private static final LongUnaryOperator SHRINKING =
      spent -> spent < 11_000 ? Long.MAX_VALUE : spent < 12_000 ? 128 : 100;

  @TempDir private Path folder = Path.of("");

  private final List<String> notes = new ArrayList<>();

  private static RunConfig config(String ladder) {
    return RunConfig.parse(
        "tiny.yaml",
        "seed: 3\n",
        List.of(
            "corpus=night-watch",
            "model.dropout=0.1",
            "train.max_iters=12",
            "train.eval_interval=4",
            "train.eval_iters=1",
            "checkpoint.every_steps=5",
            "sample.tokens=5",
            "quantum.gradient=parameter-shift",
            "quantum.shots=16",
            "quantum.ladder=" + ladder));
  }

  /**
   * A journal in small: a job has its place, phase and number; asked for again it costs nothing,
   * and another one at its place is an error.
   */
  private static final class Books {
    private final Map<String, JobRequest> asked = new HashMap<>();
    private final Map<String, JobResult> done = new HashMap<>();
    private LongUnaryOperator largest;
    private long spent;

    Books(LongUnaryOperator largest) {
      this.largest = largest;
    }

    Backend open(Meter meter) {
      Backend embedded = new EmbeddedBackend("embedded", new Simulator(), meter);
      return new Backend() {
        private String phase = "start";
        private int number;

        @Override
        public String name() {
          return "capped";
        }

        @Override
        public void at(String next) {
          phase = next;
          number = 0;
        }

        @Override
        public JobResult run(JobRequest request) {
          String place = phase + "/" + ++number;
          if (!request.equals(asked.getOrDefault(place, request))) {
            throw new NightshiftException(
                ErrorCode.JOURNAL_MISMATCH, "another job than before at " + place);
          }
          asked.put(place, request);
          JobResult before = done.get(place);
          if (before != null) {
            return before;
          }
          long rows = request.pubs().getFirst().bindings().rows();
          if (rows > largest.applyAsLong(spent)) {
            throw new NightshiftException(
                ErrorCode.CAP_REACHED, "%d circuits are too many".formatted(rows));
          }
          spent += rows;
          JobResult result = embedded.run(request);
          done.put(place, result);
          return result;
        }

        @Override
        public void close() {
          embedded.close();
        }
      };
    }
  }

  private Progress progress() {
    return new Progress() {
      @Override
      public void begin(String phase, long from, long steps) {}

      @Override
      public void step(long step, double loss) {}

      @Override
      public void end() {}

      @Override
      public void note(String line) {
        notes.add(line);
      }
    };
  }

  private RunReport go(RunFolder run, Books books, int stopAfter) {
    AtomicInteger asked = new AtomicInteger();
    return RunReport.ofJson(
        new Experiment(
                (_, _, meter) -> books.open(meter),
                Corpora.ofThisUser(),
                progress(),
                "test",
                () -> asked.incrementAndGet() > stopAfter)
            .run(run, "tiny", null));
  }

  private RunReport whole(String name, RunConfig config, Books books) {
    try (RunFolder run = RunFolder.createAt(folder.resolve(name), config)) {
      return go(run, books, Integer.MAX_VALUE);
    }
  }

  private RunReport resume(String name, Books books) {
    try (RunFolder run = RunFolder.open(folder.resolve(name))) {
      return go(run, books, Integer.MAX_VALUE);
    }
  }

  @Test
  void givenABudgetThatShrinks_whenRun_thenTheAnnouncedRungsAreTakenAndSaidEverywhere()
      throws Exception {
    RunReport report = whole("a", config("[spsa, frozen, pause]"), new Books(SHRINKING));

    assertThat(report.ladder()).extracting(LadderStep::rung).containsExactly("spsa", "frozen");
    LadderStep spsa = report.ladder().getFirst();
    LadderStep frozen = report.ladder().getLast();
    assertThat(spsa.why()).matches("NS2001 cap-reached: 1\\d{3} circuits are too many");
    assertThat(frozen.why()).matches("NS2001 cap-reached: 1\\d{2} circuits are too many");
    assertThat(spsa.step()).isLessThan(frozen.step());
    assertThat(notes)
        .containsExactly(
            spsa.place() + ": derivatives by SPSA from there on (" + spsa.why() + ")",
            frozen.place()
                + ": the circuits' weights stay as they are from there on ("
                + frozen.why()
                + ")");
    assertThat(folder.resolve("a/metrics.jsonl"))
        .content()
        .contains("\"ladder\":\"spsa\"", "\"ladder\":\"frozen\"");
    assertThat(folder.resolve("a/report.md"))
        .content()
        .contains("- Budget: " + frozen.place() + " (" + frozen.at() + "): the circuits' weights");
    assertThat(Json.read(Files.readAllBytes(folder.resolve("a/ladder.json")), LadderStep[].class))
        .containsExactlyElementsOf(report.ladder());
    // 16 shots: σ/4 of a value with σ ≤ 1, and a parameter-shift derivative of 1/√2 of that.
    assertThat(report.quantum().valueStdError()).isBetween(0.1, 0.25);
    assertThat(report.quantum().gradientStdError()).isGreaterThan(0.1);
  }

  @Test
  void givenARunStoppedAnywhere_whenResumedWithMoreBudget_thenItDoesTheSameWork() {
    RunConfig config = config("[spsa, frozen, pause]");
    Books unbroken = new Books(SHRINKING);
    RunReport expected = whole("whole", config, unbroken);

    // The classical model is asked 12 times before.
    for (int stopAfter : List.of(14, 16, 17, 18, 19, 21, 23)) {
      Books books = new Books(SHRINKING);
      String name = "stopped-" + stopAfter;
      try (RunFolder run = RunFolder.createAt(folder.resolve(name), config)) {
        assertThatThrownBy(() -> go(run, books, stopAfter))
            .isInstanceOfSatisfying(
                NightshiftException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
      }
      int before = ladderOf(name);
      if (before == 2) {
        books.largest = _ -> Long.MAX_VALUE;
      }

      RunReport resumed = resume(name, books);

      assertThat(resumed.hybrid().evalLosses()).isEqualTo(expected.hybrid().evalLosses());
      assertThat(resumed.hybrid().loss()).isEqualTo(expected.hybrid().loss());
      assertThat(resumed.hybrid().sample()).isEqualTo(expected.hybrid().sample());
      assertThat(books.spent).isEqualTo(unbroken.spent);
      assertThat(resumed.ladder())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
          .isEqualTo(expected.ladder());
      assertThat(folder.resolve(name + "/metrics.jsonl")).content().hasLineCount(2 * (12 + 3) + 2);
    }
  }

  private int ladderOf(String name) {
    try (RunFolder run = RunFolder.open(folder.resolve(name))) {
      return new LadderLog(run).events().size();
    }
  }

  /** A checkpoint from before the steps down: they are written in the folder, not asked again. */
  @Test
  void givenAStateFromBeforeTheStepsDown_whenResumedWithoutACap_thenTheyAreTakenWhereTheyWere()
      throws Exception {
    RunConfig config = config("[spsa, frozen, pause]");
    Books books = new Books(SHRINKING);
    Path early = folder.resolve("early.safetensors");
    try (RunFolder run = RunFolder.createAt(folder.resolve("a"), config)) {
      assertThatThrownBy(() -> go(run, books, 13)).isInstanceOf(NightshiftException.class);
      Files.copy(run.checkpoints().resolve("hybrid.safetensors"), early);
    }
    RunReport expected = resume("a", books);
    long spent = books.spent;
    Files.copy(
        early,
        folder.resolve("a/checkpoints/hybrid.safetensors"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.delete(folder.resolve("a/hybrid.json"));
    books.largest = _ -> Long.MAX_VALUE;
    notes.clear();

    RunReport again = resume("a", books);

    assertThat(again.hybrid().evalLosses()).isEqualTo(expected.hybrid().evalLosses());
    assertThat(again.hybrid().sample()).isEqualTo(expected.hybrid().sample());
    assertThat(again.ladder()).isEqualTo(expected.ladder());
    assertThat(books.spent).isEqualTo(spent);
    assertThat(notes).hasSize(3);
    assertThat(folder.resolve("a/metrics.jsonl")).content().hasLineCount(2 * (12 + 3) + 2);
  }

  @Test
  void givenALadderOfAPause_whenTheCapIsReached_thenTheRunStopsSaysSoAndGoesOnWithALargerOne() {
    RunConfig config = config("[pause]");
    RunReport expected = whole("whole", config, new Books(_ -> Long.MAX_VALUE));
    Books books = new Books(spent -> spent < 7_000 ? Long.MAX_VALUE : 0);
    try (RunFolder run = RunFolder.createAt(folder.resolve("a"), config)) {
      assertThatThrownBy(() -> go(run, books, Integer.MAX_VALUE))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.CAP_REACHED));
      assertThat(new LadderLog(run).steps()).extracting(LadderStep::rung).containsExactly("pause");
    }
    assertThat(notes.getLast()).contains("the run paused (NS2001 cap-reached: ");
    books.largest = _ -> Long.MAX_VALUE;

    RunReport resumed = resume("a", books);

    assertThat(resumed.hybrid().evalLosses()).isEqualTo(expected.hybrid().evalLosses());
    assertThat(resumed.hybrid().loss()).isCloseTo(expected.hybrid().loss(), within(0.0));
    assertThat(resumed.ladder()).extracting(LadderStep::does).containsExactly("the run paused");
    assertThat(folder.resolve("a/report.md")).content().contains(": the run paused; NS2001");
    assertThat(folder.resolve("a/metrics.jsonl")).content().hasLineCount(2 * (12 + 3) + 1);
  }
}
