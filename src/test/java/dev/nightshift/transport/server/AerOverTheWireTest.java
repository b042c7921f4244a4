package dev.nightshift.transport.server;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.backend.AerBackend;
import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.NoisyBackend;
import dev.nightshift.backend.NoisyOptions;
import dev.nightshift.backend.aer.AerOptions;
import dev.nightshift.backend.aer.AerPool;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.transport.client.RemoteBackend;
import dev.nightshift.transport.client.TransportListener;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Target;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Thirty circuits of 1 to 10 qubits on a twin of 27, through two servers that differ in their
 * engine only. Runs where NIGHTSHIFT_PYTHON names a Python with qiskit-aer.
 */
class AerOverTheWireTest {
  private static final String NAME = "nightshift_hex27";
  private static final int CIRCUITS = 30;
  private static final int SHOTS = 4096;

  private static final Device DEVICE = DeviceCatalog.standard(null, Map.of()).find(NAME);
  private static @Nullable AerPool pool;
  private static @Nullable SimulatorServer aer;
  private static @Nullable SimulatorServer embedded;

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(
        System.getenv("NIGHTSHIFT_PYTHON") != null,
        "NIGHTSHIFT_PYTHON names no Python with qiskit-aer");
    AerPool opened = AerPool.open(AerOptions.standard(System.getenv(), _ -> {}));
    pool = opened;
    NoiseModel model = NoiseModel.of(DEVICE.target(), NoiseOptions.ALL);
    aer =
        SimulatorServer.start(
            ServerOptions.loopback().withLimits(ServerLimits.DEFAULT.withoutInlineWork()),
            new AerBackend("aer_simulator", opened, NoiseModel.IDEAL, new Meter()),
            List.of(new ServedDevice(DEVICE, new AerBackend(NAME, opened, model, new Meter()))),
            new Meter());
    embedded =
        SimulatorServer.start(
            ServerOptions.loopback(),
            new EmbeddedBackend("aer_simulator", new Simulator(), new Meter()),
            List.of(
                new ServedDevice(
                    DEVICE, new NoisyBackend(NAME, model, NoisyOptions.defaults(), new Meter()))),
            new Meter());
  }

  @AfterAll
  static void stop() throws Exception {
    // In the order of what still uses what; none of them where the tests are skipped.
    for (AutoCloseable part : Arrays.asList(embedded, aer, pool)) {
      if (part != null) {
        part.close();
      }
    }
  }

  private static JobResult run(@Nullable SimulatorServer server, JobRequest request) {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    Provider.Rest local = (Provider.Rest) Providers.standard(null, Map.of()).find("local");
    try (RemoteBackend client =
        new RemoteBackend(
            local.at(server.uri()).withDevice(NAME), new Meter(), TransportListener.NONE)) {
      return client.run(request);
    }
  }

  /** Six layers of rz, sx and the device's pair gate on qubits that hang together. */
  private static Circuit circuit(int number, boolean measured) {
    Target target = DEVICE.target();
    SplittableRandom random = Seed.of(2741).split(number).random();
    List<Target.Operation> pairs =
        target.operations().stream().filter(operation -> operation.qubits().size() == 2).toList();
    int width = 1 + number % 10;
    Set<Integer> chosen = new HashSet<>(Set.of(random.nextInt(target.qubits())));
    while (chosen.size() < width) {
      List<Integer> pair = pairs.get(random.nextInt(pairs.size())).qubits();
      if (pair.stream().anyMatch(chosen::contains)) {
        chosen.addAll(pair);
      }
    }
    List<Integer> qubits = chosen.stream().sorted().toList();
    CircuitBuilder builder = Circuit.builder().qubits("q", target.qubits()).bits("c", width);
    for (int layer = 0; layer < 6; layer++) {
      for (int qubit : qubits) {
        builder.apply(
            StandardGate.RZ, List.of(ParameterExpression.of(random.nextDouble(-3, 3))), qubit);
        builder.apply(StandardGate.SX, List.of(), qubit);
      }
      for (Target.Operation pair : pairs) {
        if (chosen.containsAll(pair.qubits()) && random.nextInt(3) == 0) {
          StandardGate gate = StandardGate.named(pair.name()).orElseThrow();
          builder.apply(gate, List.of(), pair.qubits().getFirst(), pair.qubits().getLast());
        }
      }
    }
    if (measured) {
      for (int k = 0; k < width; k++) {
        builder.measure(qubits.get(k), k);
      }
    }
    return builder.build();
  }

  private static Observable observable(int number) {
    SplittableRandom random = Seed.of(2742).split(number).random();
    Circuit circuit = circuit(number, true);
    List<Observable.Term> terms = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      char[] label = "I".repeat(circuit.qubits()).toCharArray();
      circuit
          .instructions()
          .forEach(instruction -> {
            if (instruction instanceof Instruction.Measure(int qubit, _)) {
              label[label.length - 1 - qubit] = "IXYZ".charAt(random.nextInt(4));
            }
          });
      terms.add(new Observable.Term(new String(label), 1 - t / 4.0));
    }
    return new Observable(terms);
  }

  private static JobRequest estimates(double precision) {
    List<Pub.Estimator> pubs = new ArrayList<>();
    for (int k = 0; k < CIRCUITS; k++) {
      pubs.add(
          new Pub.Estimator(
              circuit(k, false), ObservablesArray.of(observable(k)), Bindings.none(), precision));
    }
    return JobRequest.estimate(pubs, JobOptions.NONE.withSeed(17));
  }

  private static double[] values(JobResult result) {
    return result.pubs().stream()
        .mapToDouble(pub -> ((PubResult.Estimated) pub).evs()[0])
        .toArray();
  }

  @Test
  void exactValuesAreEqualToNineDigits() {
    JobRequest request = estimates(0);

    assertThatNumbers(values(run(aer, request))).isCloseTo(values(run(embedded, request)), 1e-9);
  }

  /**
   * Four standard errors of the difference for 30 values: false alarms with probability 2e-3 a
   * change of the seeds, which are fixed.
   */
  @Test
  void sampledValuesDifferByFourStandardErrors() {
    JobRequest request = estimates(1 / 64.0);

    JobResult found = run(aer, request);
    JobResult expected = run(embedded, request);

    for (int k = 0; k < CIRCUITS; k++) {
      double error = Math.hypot(found.estimated(k).stds()[0], expected.estimated(k).stds()[0]);
      assertThat(found.estimated(k).evs()[0] - expected.estimated(k).evs()[0])
          .as("circuit %d", k)
          .isBetween(-4 * error, 4 * error);
    }
  }

  /**
   * Two samples of N from one distribution over K values are each within sqrt(K / N) / 2 +
   * sqrt(ln(1 / δ) / 2N) of it with probability 1 - δ; here δ = 1e-9 for 60 samples.
   */
  @Test
  void samplesLieWithinTwiceTheBoundOfSampling() {
    List<Pub.Sampler> pubs = new ArrayList<>();
    for (int k = 0; k < CIRCUITS; k++) {
      pubs.add(new Pub.Sampler(circuit(k, true), Bindings.none(), SHOTS));
    }
    JobRequest request = JobRequest.sample(pubs, JobOptions.NONE.withSeed(18));

    JobResult found = run(aer, request);
    JobResult expected = run(embedded, request);

    for (int k = 0; k < CIRCUITS; k++) {
      Map<String, Integer> difference = new TreeMap<>(counts(found, k));
      counts(expected, k).forEach((bits, count) -> difference.merge(bits, -count, Integer::sum));
      double distance = difference.values().stream().mapToInt(Math::abs).sum() / (2.0 * SHOTS);
      double values = Math.scalb(1.0, 1 + k % 10);
      double bound = Math.sqrt(values / SHOTS) / 2 + Math.sqrt(Math.log(1e9) / (2 * SHOTS));
      assertThat(distance).as("circuit %d", k).isLessThan(2 * bound);
    }
  }

  private static Map<String, Integer> counts(JobResult result, int pub) {
    BitArray bits = result.sampled(pub).registers().firstEntry().getValue();
    return bits.counts(0);
  }
}
