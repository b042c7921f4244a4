package dev.nightshift.backend;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Meter.Count;
import dev.nightshift.job.Meter.Time;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Jobs as calls of simulators: shots, seeds, broadcasting, metering. */
final class JobRunner {
  private static final int DEFAULT_SHOTS = 1024;

  private final String jobs;
  private final AtomicLong numbers = new AtomicLong();
  private final Engines engines;
  private final Meter meter;

  /** How the device spends its time; empty where there is none. */
  private final Optional<DeviceTime> device;

  /** Chooses the simulator of a circuit, and prepares it, so that its time can be told apart. */
  interface Engines {
    CircuitSimulator prepare(Circuit circuit, Bindings bindings, SimulatorOptions options);
  }

  JobRunner(String name, Engines engines, Meter meter) {
    this(name, engines, meter, Optional.empty());
  }

  JobRunner(String name, Engines engines, Meter meter, Optional<DeviceTime> device) {
    this.jobs = name + "-" + UUID.randomUUID() + "-";
    this.engines = engines;
    this.meter = meter;
    this.device = device;
  }

  JobResult run(JobRequest request) {
    meter.add(Count.JOBS, 1);
    meter.add(Count.ROUNDS, 1);
    Seed seed =
        Seed.of(
            request.options().seedSimulator().orElseGet(() -> new SplittableRandom().nextLong()));
    long start = System.nanoTime();
    long compiled = 0;
    Mitigator mitigator =
        request.options().mitigation().isNone()
            ? null
            : new Mitigator(request.options().mitigation(), seed.split("mitigation"));
    try {
      List<PubResult> results = new ArrayList<>();
      for (int i = 0; i < request.pubs().size(); i++) {
        Pub pub = request.pubs().get(i);
        meter.add(Count.CIRCUITS, 1);
        meter.add(Count.BINDINGS, pub.bindings().rows());
        long compiling = System.nanoTime();
        checkDecisions(pub, mitigator != null);
        CircuitSimulator engine =
            timed(
                engines.prepare(pub.circuit(), pub.bindings(), request.options().simulator()),
                request.options().scheduling());
        compiled += System.nanoTime() - compiling;
        if (mitigator != null) {
          results.add(mitigated(mitigator, erring(engine), request, i, seed.split(i)));
          continue;
        }
        results.add(
            switch (pub) {
              case Pub.Sampler sampler -> sample(engine, sampler, request.options(), seed.split(i));
              case Pub.Estimator estimator ->
                  estimate(engine, estimator, request.options(), seed.split(i));
            });
      }
      List<JobResult.Executed> executed = mitigator == null ? List.of() : mitigator.executed();
      return new JobResult(jobs + numbers.incrementAndGet(), results, executed);
    } catch (NightshiftException failed) {
      meter.add(Count.FAILED, 1);
      throw failed;
    } finally {
      meter.addNanos(Time.COMPILE, compiled);
      meter.addNanos(Time.SIMULATE, System.nanoTime() - start - compiled);
    }
  }

  private CircuitSimulator timed(CircuitSimulator engine, Scheduling scheduling) {
    if (device.isPresent()) {
      return device.get().timed(engine, scheduling);
    }
    if (scheduling.isNone()) {
      return engine;
    }
    throw new NightshiftException(
        ErrorCode.OPTION_VALUE,
        "idle times are those of a device, whose gates have lengths; the backend is none: leave"
            + " schedule and dynamical decoupling out");
  }

  /** Decisions on measured bits are for samplers, as at the service, and for plain ones. */
  private static void checkDecisions(Pub pub, boolean mitigated) {
    if (!pub.circuit().isDynamic()) {
      return;
    }
    if (pub instanceof Pub.Estimator) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_DYNAMIC,
          "the circuit decides on what it has measured, and an estimator takes no such circuit;"
              + " sample it");
    }
    if (mitigated) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_DYNAMIC,
          "the circuit decides on what it has measured, and such a circuit is not twirled; leave"
              + " twirling out");
    }
  }

  private ErringSimulator erring(CircuitSimulator engine) {
    if (engine instanceof ErringSimulator erring) {
      return erring;
    }
    throw new NightshiftException(
        ErrorCode.OPTION_VALUE,
        "there are no errors to mitigate here: the backend is an ideal simulator; leave twirling"
            + " and resilience out, or give it a noise model");
  }

  private PubResult mitigated(
      Mitigator mitigator, ErringSimulator engine, JobRequest request, int index, Seed seed) {
    if (index == 0) {
      mitigator.learn(
          engine,
          request.pubs(),
          pub ->
              request.pubs().get(pub) instanceof Pub.Estimator estimator
                  ? shots(estimator, request.options())
                  : OptionalInt.empty());
    }
    int before = mitigator.executed().size();
    PubResult result =
        switch (request.pubs().get(index)) {
          case Pub.Sampler pub ->
              new PubResult.Sampled(
                  pub.shape(), mitigator.sample(engine, pub, shots(pub, request.options()), seed));
          case Pub.Estimator pub ->
              mitigator.estimate(engine, pub, shots(pub, request.options()), seed);
        };
    List<JobResult.Executed> all = mitigator.executed();
    long times =
        all.subList(index == 0 ? 0 : before, all.size()).stream()
            .mapToLong(JobResult.Executed::times)
            .sum();
    meter.add(Count.EXECUTIONS, times);
    boolean exact = result instanceof PubResult.Estimated estimated && estimated.shots() == 0;
    meter.add(Count.SHOTS, exact ? 0 : times);
    return result;
  }

  private static int shots(Pub.Sampler pub, JobOptions options) {
    Integer own = pub.shots();
    return own == null ? options.defaultShots().orElse(DEFAULT_SHOTS) : own;
  }

  private PubResult sample(
      CircuitSimulator engine, Pub.Sampler pub, JobOptions options, Seed seed) {
    int shots = shots(pub, options);
    SequencedMap<String, BitArray> registers =
        engine.sample(pub.circuit(), pub.bindings(), shots, seed);
    long taken = (long) shots * pub.bindings().rows();
    meter.add(Count.EXECUTIONS, taken);
    meter.add(Count.SHOTS, taken);
    return new PubResult.Sampled(pub.shape(), registers);
  }

  /** The shots an estimator pub asks for; empty where it is exact. */
  private static OptionalInt shots(Pub.Estimator pub, JobOptions options) {
    Double own = pub.precision();
    if (own == null && options.defaultPrecision().isEmpty()) {
      return options.defaultShots();
    }
    double precision = own == null ? options.defaultPrecision().orElse(0) : own;
    if (precision == 0) {
      return OptionalInt.empty();
    }
    double shots = Math.ceil(1 / (precision * precision));
    if (shots > Integer.MAX_VALUE) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "precision %s needs %.0f shots a value; give %.0e or more, or 0 for exact values"
              .formatted(precision, shots, 1 / Math.sqrt(Integer.MAX_VALUE)));
    }
    return OptionalInt.of((int) shots);
  }

  private PubResult estimate(
      CircuitSimulator engine, Pub.Estimator pub, JobOptions options, Seed seed) {
    Shape shape = pub.shape();
    double[] evs = new double[shape.size()];
    double[] stds = new double[evs.length];
    OptionalInt shots = shots(pub, options);
    for (BroadcastPart part : BroadcastPart.of(pub)) {
      List<Observable> observables =
          Arrays.stream(part.observables()).mapToObj(pub.observables().elements()::get).toList();
      Bindings rows = part.rowsOf(pub.bindings());
      double[] values;
      double[] errors;
      if (shots.isEmpty()) {
        values = engine.expectations(pub.circuit(), observables, rows);
        errors = new double[values.length];
        meter.add(Count.EXECUTIONS, rows.rows());
      } else {
        Simulator.Estimates estimates =
            engine.estimate(
                pub.circuit(), observables, rows, shots.getAsInt(), seed.split(part.seed()));
        values = estimates.values();
        errors = estimates.stds();
        long settings = Arrays.stream(estimates.settings()).asLongStream().sum();
        meter.add(Count.EXECUTIONS, settings * rows.rows() * shots.getAsInt());
        meter.add(Count.SHOTS, settings * rows.rows() * shots.getAsInt());
      }
      for (int i = 0; i < values.length; i++) {
        evs[part.elements()[i]] = values[i];
        stds[part.elements()[i]] = errors[i];
      }
    }
    return new PubResult.Estimated(shape, evs, stds, shots.orElse(0));
  }
}
