package dev.nightshift.backend;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.job.Backend;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranspilingBackendTest {
  private static Target target(String name) {
    return DeviceCatalog.standard(null, Map.of()).find(name).target();
  }

  /** A device without errors that takes its own instructions only, and keeps what it was sent. */
  private static final class Strict implements Backend {
    final List<JobRequest> sent = new ArrayList<>();
    private final Target target;
    private final NoisyBackend engine;

    Strict(Target target) {
      this.target = target;
      this.engine =
          new NoisyBackend(
              target.name(), NoiseModel.IDEAL, NoisyOptions.defaults().withThreads(1), new Meter());
    }

    @Override
    public String name() {
      return target.name();
    }

    @Override
    public JobResult run(JobRequest request) {
      for (Pub pub : request.pubs()) {
        assertThat(IsaCheck.misfit(pub.circuit(), pub.bindings(), target)).isEmpty();
      }
      sent.add(request);
      return engine.run(request);
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  /**
   * Every qubit with every other, eleven parameters and more, in an order that is not the names'.
   */
  private static Circuit dense(int qubits, boolean measured) {
    CircuitBuilder builder = Circuit.builder(qubits);
    if (measured) {
      builder.bits("c", qubits);
    }
    int next = 14;
    for (int a = 0; a < qubits; a++) {
      builder.ry(ParameterExpression.parameter("t" + next--), a);
      for (int b = 0; b < a; b++) {
        builder.cx(a, b).rz(ParameterExpression.parameter("t" + next--).times(2), b);
      }
    }
    for (int a = 0; measured && a < qubits; a++) {
      builder.measure(a, (a + 1) % qubits);
    }
    return builder.build();
  }

  private static Bindings bindings(Circuit circuit, int rows) {
    double[] values = new double[rows * circuit.parameters().size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.sin(1 + k * 0.7) * 3;
    }
    return Bindings.of(circuit.parameters(), Shape.of(rows), values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nightshift_line5", "nightshift_hex27", "nightshift_hex156"})
  void valuesAreThoseOfTheUsersCircuit(String device) {
    Circuit circuit = dense(5, false);
    Bindings rows = bindings(circuit, 3);
    List<Observable> observables =
        List.of(
            Observable.of("ZIIII"),
            Observable.of("IIXYZ"),
            Observable.of(Map.of("XXIII", 0.5, "IIIIZ", -2.0, "IIIII", 1.0)));
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    circuit, new ObservablesArray(Shape.of(3, 1), observables), rows, 0.0)),
            JobOptions.NONE);
    double[] truth;
    try (EmbeddedBackend ideal = new EmbeddedBackend("ideal", new Simulator(), new Meter())) {
      truth = ideal.run(request).estimated(0).evs();
    }

    try (TranspilingBackend backend =
        new TranspilingBackend(
            new Strict(target(device)),
            () -> Optional.of(target(device)),
            TranspileOptions.DEFAULT,
            new Meter())) {
      assertThatNumbers(backend.run(request).estimated(0).evs()).isCloseTo(truth, 1e-9);
    }
  }

  /** A basis state has one reading, so a bit in the wrong place cannot hide. */
  @Test
  void readingsComeInTheUsersBits() {
    Circuit circuit =
        Circuit.builder(4)
            .bits("a", 3)
            .bits("b", 2)
            .x(0)
            .cx(0, 3)
            .cx(3, 1)
            .h(2)
            .h(2)
            .measure(0, 4)
            .measure(1, 0)
            .measure(2, 1)
            .measure(3, 2)
            .build();
    Target device = target("nightshift_hex27");

    try (TranspilingBackend backend =
        new TranspilingBackend(
            new Strict(device), () -> Optional.of(device), TranspileOptions.DEFAULT, new Meter())) {
      var registers =
          backend
              .run(
                  JobRequest.sample(
                      List.of(new Pub.Sampler(circuit, Bindings.none(), 20)), JobOptions.NONE))
              .sampled(0)
              .registers();

      assertThat(registers.sequencedKeySet()).containsExactly("a", "b");
      assertThat(registers.firstEntry().getValue().bytes()).containsOnly((byte) 0b101);
      assertThat(registers.lastEntry().getValue().bytes()).containsOnly((byte) 0b10);
    }
  }

  @Test
  void aCircuitIsMappedOnceAndTheTargetAskedForOnce() {
    Target device = target("nightshift_line5");
    AtomicInteger asked = new AtomicInteger();
    Strict strict = new Strict(device);
    Circuit circuit = dense(4, true);

    try (TranspilingBackend backend =
        new TranspilingBackend(
            strict,
            () -> {
              asked.incrementAndGet();
              return Optional.of(device);
            },
            TranspileOptions.DEFAULT,
            new Meter())) {
      assertThat(asked).hasValue(0);
      for (int k = 0; k < 2; k++) {
        backend.run(
            JobRequest.sample(
                List.of(new Pub.Sampler(dense(4, true), bindings(circuit, 1), 5)),
                JobOptions.NONE));
      }
    }

    assertThat(asked).hasValue(1);
    assertThat(strict.sent.getLast().pubs().getFirst().circuit())
        .isSameAs(strict.sent.getFirst().pubs().getFirst().circuit());
  }

  @Test
  void aCircuitOfTheInstructionSetStaysOnItsQubits() {
    Target device = target("nightshift_line5");
    Strict strict = new Strict(device);
    Circuit circuit = Circuit.builder(5).bits("c", 1).cz(3, 4).measure(4, 0).build();

    try (TranspilingBackend backend =
        new TranspilingBackend(
            strict, () -> Optional.of(device), TranspileOptions.DEFAULT, new Meter())) {
      backend.run(
          JobRequest.sample(
              List.of(new Pub.Sampler(circuit, Bindings.none(), 5)), JobOptions.NONE));
    }

    assertThat(strict.sent.getFirst().pubs().getFirst().circuit()).isSameAs(circuit);
  }

  @Test
  void whatCannotBeMappedIsNotSent() {
    Target device = target("nightshift_line5");
    Strict strict = new Strict(device);

    try (TranspilingBackend backend =
        new TranspilingBackend(
            strict, () -> Optional.of(device), TranspileOptions.DEFAULT, new Meter())) {
      assertThatThrownBy(() ->
              backend.run(
                  JobRequest.sample(
                      List.of(
                          new Pub.Sampler(
                              Circuit.builder(6).bits("c", 1).h(5).measure(5, 0).build(),
                              Bindings.none(),
                              5)),
                      JobOptions.NONE)))
          .isInstanceOf(NightshiftException.class);
    }

    assertThat(strict.sent).isEmpty();
  }
}
