package dev.nightshift.transport;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.library.Ansatz;
import dev.nightshift.circuit.library.Entanglement;
import dev.nightshift.circuit.library.FeatureMaps;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Pub;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transport.client.ServiceClient;
import dev.nightshift.transport.client.TransportListener;
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.job.JobCodec;
import dev.nightshift.wire.job.ResultCodec;
import dev.nightshift.wire.job.Submission;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One job over loopback, from the request to its values: 200 bindings of 16 parameters of the
 * 4-qubit circuit, encoded, posted, simulated, fetched and decoded. The goal is a median of 2 ms.
 * Run: {@code ./dev bench JobRoundTrip}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class JobRoundTripBenchmark {
  private static final int ROWS = 200;
  private static final int REQUESTS = 64;

  private final JobRequest[] requests = new JobRequest[REQUESTS];
  private final Meter meter = new Meter();
  private int count;

  @SuppressWarnings("NullAway.Init")
  private SimulatorServer server;

  @SuppressWarnings("NullAway.Init")
  private ServiceClient client;

  @Setup
  public void start() {
    Circuit circuit =
        Circuit.builder(4)
            .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
            .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
            .build();
    for (int i = 0; i < REQUESTS; i++) {
      double[] values = Seed.of(i).random().doubles(ROWS * 16L, -3, 3).toArray();
      requests[i] =
          JobRequest.estimate(
              List.of(
                  new Pub.Estimator(
                      circuit,
                      ObservablesArray.of(Observable.of("ZZZZ")),
                      Bindings.rows(circuit.parameters(), values),
                      0.0)),
              JobOptions.NONE);
    }
    server =
        SimulatorServer.start(
            ServerOptions.loopback(),
            new EmbeddedBackend("engine", new Simulator(), meter),
            new Meter());
    Provider.Rest local = (Provider.Rest) new Providers(List.of(), Map.of()).find("local");
    client = new ServiceClient(local.at(server.uri()), meter, TransportListener.NONE);
  }

  @TearDown
  public void stop() {
    client.close();
    server.close();
  }

  @Benchmark
  public JobResult roundTrip() {
    JobRequest request = requests[count++ % REQUESTS];
    String tag = "sub-" + count;
    byte[] body =
        JobCodec.encode(
            request, new Submission("aer_simulator", List.of(tag), null, OptionalInt.empty()));
    String id = client.submit(body, tag);
    return ResultCodec.decode(id, request, client.results(id).orElseThrow());
  }
}
