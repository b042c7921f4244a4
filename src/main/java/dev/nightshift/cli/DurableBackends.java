package dev.nightshift.cli;

import dev.nightshift.backend.CircuitFitting;
import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.base.random.Seed;
import dev.nightshift.experiment.config.Budgets;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Fitting;
import dev.nightshift.job.Meter;
import dev.nightshift.queue.dispatch.Appraiser;
import dev.nightshift.queue.dispatch.Charging;
import dev.nightshift.queue.dispatch.DeviceAppraiser;
import dev.nightshift.queue.dispatch.DurableBackend;
import dev.nightshift.queue.dispatch.Governor;
import dev.nightshift.queue.dispatch.Hands;
import dev.nightshift.queue.dispatch.JobReports;
import dev.nightshift.queue.dispatch.JobService;
import dev.nightshift.queue.dispatch.Pacing;
import dev.nightshift.queue.dispatch.Returns;
import dev.nightshift.queue.dispatch.SimulatorAppraiser;
import dev.nightshift.queue.dispatch.Waiting;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.Lease;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transport.client.RemoteJobService;
import dev.nightshift.transport.client.TransportNotice;
import dev.nightshift.value.Target;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the backend of a run in the queue: its jobs are journaled, and paid for once. */
final class DurableBackends {
  /** Between two questions about a job that waits for hours. */
  private static final Duration LONGEST_POLL = Duration.ofMinutes(10);

  private final Jobs jobs;
  private final Sessions sessions;
  private final Consumer<String> log;

  DurableBackends(QueueHouse queue, Consumer<String> log) {
    this.jobs = queue.jobs();
    this.sessions = queue.sessions();
    this.log = log;
  }

  /** Told by a service while a job is on its way. */
  private void hear(TransportNotice notice) {
    log.accept(notice.text());
  }

  /**
   * What a backend is opened for.
   *
   * @param mapping how circuits are mapped to a device, as the run's folder says it
   */
  private record Work(RunEntry run, Hands hands, TranspileOptions mapping, Meter meter) {}

  /**
   * The backend of a run.
   *
   * @param mapping how its circuits are mapped, where it is a device or its twin
   * @return a {@link DurableBackend} where there is a service that runs jobs; the simulator in this
   *     process has nothing to remember
   */
  Backend open(String name, TranspileOptions mapping, Meter meter, RunEntry run, Hands hands) {
    Work work = new Work(run, hands, mapping, meter);
    Providers providers = Providers.standard(null, System.getenv());
    if (name.startsWith(Backends.TWIN)) {
      Device device =
          DeviceCatalog.standard(null, System.getenv())
              .find(name.substring(Backends.TWIN.length()));
      return withOwnServer(providers.service("local", device.name()), Optional.of(device), work);
    }
    return switch (providers.find(name)) {
      case Provider.Embedded embedded ->
          new EmbeddedBackend(embedded.name(), new Simulator(), meter);
      case Provider.Rest rest
          when rest.url() == null && rest.service() == Provider.Service.SERVER ->
          withOwnServer(rest, Optional.empty(), work);
      case Provider.Rest rest -> {
        Provider.Rest service = rest.requireCredentials();
        Optional<Target> target = Snapshots.ofDevice(service, log).map(Device::target);
        yield durable(
            new RemoteJobService(service, meter, this::hear, Waiting.REAL, () -> {}),
            target,
            work,
            run.mode(),
            service.service() != Provider.Service.IBM,
            service.limits());
      }
    };
  }

  /**
   * Takes what has come back for the jobs of a run, without waiting for a service that is away.
   *
   * @return jobs whose accounts are still open
   */
  int collect(RunEntry run, Lease lease, boolean over) {
    Charging charging = Charging.ofPrice(price(run.backend()));
    Optional<Provider.Rest> there = there(run.backend());
    if (there.isEmpty()) {
      return new Returns(jobs, sessions, JobReports.NONE, charging).collect(lease, over);
    }
    Provider.Rest hasty = there.get().withLimits(there.get().limits().hasty());
    try (RemoteJobService service =
        new RemoteJobService(hasty, new Meter(), this::hear, Waiting.REAL, () -> {})) {
      return new Returns(jobs, sessions, service, charging).collect(lease, over);
    }
  }

  /** The service of a backend, where it outlives the process that asked it. */
  private static Optional<Provider.Rest> there(String name) {
    return !name.startsWith(Backends.TWIN)
            && Providers.standard(null, System.getenv()).find(name) instanceof Provider.Rest rest
            && (rest.url() != null || rest.service() == Provider.Service.IBM)
        ? Optional.of(rest.requireCredentials())
        : Optional.empty();
  }

  /** A server that lives and dies with this process; what it forgets cost nothing. */
  private Backend withOwnServer(Provider.Rest rest, Optional<Device> device, Work work) {
    OwnServer server = OwnServer.start(rest, device.map(List::of).orElse(List.of()));
    Mode mode = work.run().mode();
    return durable(
        new RemoteJobService(server.at(), work.meter(), this::hear, Waiting.REAL, server::close),
        device.map(Device::target),
        work,
        mode == Mode.RESYNC ? Mode.RESUBMIT_IF_UNKNOWN : mode,
        true,
        rest.limits());
  }

  /** Of a second on the device, or on the one that a twin stands for; null where nobody knows. */
  private static @Nullable BigDecimal price(String backend) {
    String name =
        backend.startsWith(Backends.TWIN) ? backend.substring(Backends.TWIN.length()) : backend;
    return Providers.standard(null, System.getenv())
        .pricing(name)
        .map(pricing -> BigDecimal.valueOf(pricing.microsPerQpuSecond(), 6))
        .orElse(null);
  }

  private Backend durable(
      JobService service,
      Optional<Target> target,
      Work work,
      Mode mode,
      boolean rehearsal,
      Provider.Limits limits) {
    RunEntry run = work.run();
    Appraiser appraiser =
        target
            .<Appraiser>map(known -> new DeviceAppraiser(known, price(run.backend())))
            .orElseGet(SimulatorAppraiser::new);
    Fitting fitting =
        target
            .<Fitting>map(
                known -> new CircuitFitting(() -> Optional.of(known), work.mapping(), work.meter()))
            .orElse(Fitting.NONE);
    Pacing pacing =
        new Pacing(
            limits.firstPoll(),
            // A simulator's jobs take as long as they take; the time it charges is no guide.
            rehearsal ? limits.maxPoll() : LONGEST_POLL,
            Seed.of(run.id().hashCode()).split("polls").random());
    return new DurableBackend(
        new DurableBackend.Place(run.backend(), rehearsal),
        jobs,
        sessions,
        work.hands(),
        mode,
        // A simulator has no queue that a session would shorten, unless one wants to see one.
        rehearsal && run.session() == SessionMode.AUTO ? SessionMode.NONE : run.session(),
        service,
        fitting,
        appraiser,
        run.budget().and(Budgets.ofUser(System.getenv())),
        pacing,
        Governor.IBM,
        Waiting.REAL,
        work.meter());
  }
}
