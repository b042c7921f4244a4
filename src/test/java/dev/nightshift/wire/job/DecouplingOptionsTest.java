package dev.nightshift.wire.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.transpile.schedule.Decoupling;
import dev.nightshift.transpile.schedule.Decoupling.Sequence;
import dev.nightshift.transpile.schedule.Decoupling.Slack;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DecouplingOptionsTest {
  private static final Target LINE =
      DeviceCatalog.standard(null, Map.of()).find("nightshift_line5").target();

  private static DecodedJob.Work work(String options, Target target) {
    String body =
        """
        {"program_id": "sampler", "backend": "b", "params": {"version": 2, "options": %s, "pubs": [
          ["OPENQASM 3.0; include \\"stdgates.inc\\"; bit[1] c; x $0; c[0] = measure $0;", [], 8]]}}\
        """
            .formatted(options);
    return JobCodec.decode(
            body.getBytes(StandardCharsets.UTF_8), WireLimits.DEFAULT, _ -> new IsaCheck(target))
        .work();
  }

  private static Scheduling asked(String decoupling) {
    return switch (work("{\"dynamical_decoupling\": " + decoupling + "}", LINE)) {
      case DecodedJob.Work.Possible(var request) -> request.options().scheduling();
      case DecodedJob.Work refused -> throw new AssertionError("cannot run: " + refused);
    };
  }

  @Test
  void givenOptionsOfADevice_whenRead_thenWhatIsLeftOpenIsTheServices() {
    assertThat(asked("{}")).isEqualTo(Scheduling.NONE);
    assertThat(asked("{\"sequence_type\": \"XY4\"}")).isEqualTo(Scheduling.NONE);
    assertThat(asked("{\"enable\": true}"))
        .isEqualTo(Scheduling.of(Method.ALAP, new Decoupling(Sequence.XX, Slack.MIDDLE, false)));
    assertThat(
            asked(
                "{\"enable\": true, \"sequence_type\": \"XpXm\", \"extra_slack_distribution\":"
                    + " \"edges\", \"scheduling_method\": \"asap\", \"skip_reset_qubits\": true}"))
        .isEqualTo(Scheduling.of(Method.ASAP, new Decoupling(Sequence.XPXM, Slack.EDGES, true)));
  }

  @Test
  void givenAJobWithPulses_whenOurClientWritesIt_thenItIsReadAsItWas() {
    for (Decoupling decoupling :
        List.of(Decoupling.of(Sequence.XY4), new Decoupling(Sequence.XX, Slack.EDGES, true))) {
      JobOptions options =
          JobOptions.NONE.withShots(5).withScheduling(Scheduling.of(Method.ASAP, decoupling));
      JobRequest request = request(options);

      DecodedJob read =
          JobCodec.decode(
              JobCodec.encode(request, new Submission("b", List.of(), null, OptionalInt.empty())),
              WireLimits.DEFAULT,
              _ -> new IsaCheck(LINE));

      assertThat(read.work())
          .isInstanceOfSatisfying(
              DecodedJob.Work.Possible.class,
              possible -> assertThat(possible.request().options()).isEqualTo(options));
    }
  }

  @Test
  void givenAScheduleAlone_whenOurClientWritesIt_thenTheErrorSaysThatNoWordIsForIt() {
    JobRequest request = request(JobOptions.NONE.withScheduling(Scheduling.of(Method.ALAP)));

    assertThatThrownBy(() ->
            JobCodec.encode(request, new Submission("b", List.of(), null, OptionalInt.empty())))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "a job cannot ask a service for a schedule alone; ask for dynamical decoupling, or"
                + " write the delays into the circuit");
  }

  @Test
  void givenADeviceThatDoesNotSayHowLongGatesTake_whenPulsesAreAsked_thenTheJobFailsBy1521() {
    Target silent =
        new Target(
            "silent",
            LINE.qubitFacts(),
            LINE.operations().stream()
                .map(operation ->
                    new Target.Operation(
                        operation.name(),
                        operation.qubits(),
                        operation.error(),
                        OptionalDouble.empty()))
                .toList(),
            LINE.dtSeconds(),
            0);

    assertThat(work("{\"dynamical_decoupling\": {\"enable\": true}}", silent))
        .isInstanceOfSatisfying(
            DecodedJob.Work.Impossible.class,
            impossible -> {
              assertThat(impossible.failure().reasonCode()).isEqualTo(1521);
              assertThat(impossible.failure().reason())
                  .startsWith(
                      "options.dynamical_decoupling cannot be honoured: silent does not say how"
                          + " long x on qubits [0] takes");
            });
  }

  private static JobRequest request(JobOptions options) {
    Circuit circuit = Circuit.builder(1).bits("c", 1).x(0).measure(0, 0).build();
    return JobRequest.sample(List.of(new Pub.Sampler(circuit, Bindings.none(), null)), options);
  }
}
