package dev.nightshift.cli;

import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.transport.client.RemoteBackend;
import dev.nightshift.transport.server.SimulatorServer;
import dev.nightshift.wire.config.Provider;
import java.util.Optional;

/** A client together with the server that was started for it in this process; both end together. */
record ServedBackend(Backend client, SimulatorServer server, Backend engine, Provider.Rest at)
    implements Backend {
  @Override
  public String name() {
    return client.name();
  }

  @Override
  public JobResult run(JobRequest request) {
    return client.run(request);
  }

  @Override
  public Optional<AdjointEstimator> adjoint() {
    return client.adjoint();
  }

  /** Compiles the way over the wire while the caller is busy with other things. */
  @Override
  public Preparation prepare(JobRequest like) {
    return Runtime.getRuntime().availableProcessors() == 1
        ? Preparation.NONE
        : WireWarmUp.start(new RemoteBackend(at, new Meter(), _ -> {}), like);
  }

  @Override
  public void close() {
    try (engine;
        server;
        client) {
      // Closed in the reverse order: the client first, the engine last, whatever one of them
      // throws.
    }
  }
}
