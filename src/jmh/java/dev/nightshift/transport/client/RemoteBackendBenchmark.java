package dev.nightshift.transport.client;

import dev.nightshift.backend.EmbeddedBackend;
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
import dev.nightshift.transport.server.ServerOptions;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One job of 200 rows of 16 numbers, from request to values: encoded, posted, simulated, fetched,
 * decoded; and the simulation alone. Goal: at most 2 ms at the median over loopback.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx512m", "--add-modules=jdk.incubator.vector"})
@SuppressWarnings("NullAway.Init")
public class RemoteBackendBenchmark {
  private static final int ROWS = 200;

  private EmbeddedBackend engine;
  private SimulatorServer server;
  private RemoteBackend remote;
  private JobRequest job;

  @Setup(Level.Trial)
  public void open() {
    Circuit circuit =
        Circuit.builder(4)
            .append(FeatureMaps.zzFeatureMap(4, 1, Entanglement.CIRCULAR))
            .append(Ansatz.realAmplitudes(4, 2, Entanglement.CIRCULAR))
            .build();
    double[] values =
        new SplittableRandom(1).doubles((long) ROWS * circuit.parameters().size()).toArray();
    job =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    circuit,
                    ObservablesArray.of(Observable.of("ZZZZ")),
                    Bindings.rows(circuit.parameters(), values),
                    null)),
            JobOptions.NONE);
    engine = new EmbeddedBackend("aer_simulator", new Simulator(), new Meter());
    server = SimulatorServer.start(ServerOptions.loopback(), engine, new Meter());
    Provider.Rest local = (Provider.Rest) new Providers(List.of(), Map.of()).find("local");
    remote = new RemoteBackend(local.at(server.uri()), new Meter(), TransportListener.NONE);
  }

  @TearDown(Level.Trial)
  public void close() {
    remote.close();
    server.close();
    engine.close();
  }

  @Benchmark
  public JobResult overLoopback() {
    return remote.run(job);
  }

  @Benchmark
  public JobResult inProcess() {
    return engine.run(job);
  }
}
