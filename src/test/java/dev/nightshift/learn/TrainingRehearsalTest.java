package dev.nightshift.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.learn.quantum.GradientMethod;
import dev.nightshift.sim.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A rehearsal asks for the run's jobs, one by one and in its order. */
class TrainingRehearsalTest {

  /** What a job asks, but for the angles. */
  private record Asked(int rows, List<String> parameters, JobOptions options) {}

  /** A backend that remembers what it was asked. */
  private static final class Remembering implements Backend {
    private final Meter meter = new Meter();
    private final Backend inner = new EmbeddedBackend("embedded", new Simulator(), meter);
    private final List<Asked> asked = new ArrayList<>();

    @Override
    public String name() {
      return "remembering";
    }

    @Override
    public JobResult run(JobRequest request) {
      request
          .pubs()
          .forEach(pub ->
              asked.add(
                  new Asked(
                      pub.bindings().rows(), pub.bindings().parameters(), request.options())));
      return inner.run(request);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private static List<Asked> asked(Style style, QuantumConfig quantum, Consumer<TrainingRun> run) {
    Remembering backend = new Remembering();
    QuantumHeads heads = new QuantumHeads(quantum, backend, backend.meter);
    try (backend;
        TrainingRun training =
            TrainingRun.start(Plans.small(style, quantum, 11), Plans.smallText(), heads)) {
      run.accept(training);
    }
    return backend.asked;
  }

  @Test
  void givenAPlan_whenRehearsed_thenEveryJobHasTheRowsAndSeedsOfTheRuns() {
    for (Style style : Style.values()) {
      for (QuantumMode mode : QuantumMode.values()) {
        QuantumConfig quantum =
            new QuantumConfig(4, 2, mode, GradientMethod.PARAMETER_SHIFT, false, OptionalInt.of(8));
        List<RunPart> parts = new ArrayList<>();

        List<Asked> rehearsed =
            asked(style, quantum, run -> run.rehearse((part, _) -> parts.add(part)));

        List<Asked> ran =
            asked(
                style,
                quantum,
                run -> {
                  var _ = run.train(TrainingListener.NONE, CheckpointPolicy.NONE);
                  var _ = run.sample();
                  var _ = run.probeCausality();
                });
        assertThat(rehearsed).as("%s %s", style, mode).isNotEmpty().isEqualTo(ran);
        assertThat(parts).filteredOn(RunPart.TRAINING::equals).hasSize(11);
        assertThat(parts).filteredOn(RunPart.EVALUATION::equals).hasSize(3);
        assertThat(parts).endsWith(RunPart.TEXT, RunPart.PROBE);
      }
    }
  }
}
