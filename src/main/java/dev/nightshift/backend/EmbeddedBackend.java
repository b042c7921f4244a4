package dev.nightshift.backend;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.job.AdjointEstimator;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Meter.Count;
import dev.nightshift.job.Meter.Time;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.Simulator;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Runs jobs on a {@link Simulator} in this process, in the calling thread and the simulator's own;
 * a job may name another method, and circuits too wide for a state vector get one by {@link
 * dev.nightshift.sim.Methods}.
 *
 * <p>Estimator pubs are exact unless the pub or the job names a precision p above 0, which takes
 * ceil(1/p²) shots, or the job names shots. Sampler pubs take their own shots, else the job's, else
 * 1,024 as Aer does. Without a seed every job draws a fresh one.
 */
public final class EmbeddedBackend implements Backend {
  private static final int DEFAULT_SHOTS = 1024;

  private final String name;
  private final Simulator simulator;
  private final MethodEngines engines;
  private final String jobs;
  private final AtomicLong numbers = new AtomicLong();
  private final Meter meter;

  public EmbeddedBackend(String name, Simulator simulator, Meter meter) {
    this.name = name;
    this.simulator = simulator;
    this.engines = new MethodEngines(simulator);
    this.jobs = name + "-" + UUID.randomUUID() + "-";
    this.meter = meter;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public JobResult run(JobRequest request) {
    meter.add(Count.JOBS, 1);
    meter.add(Count.ROUNDS, 1);
    Seed seed =
        Seed.of(
            request.options().seedSimulator().orElseGet(() -> new SplittableRandom().nextLong()));
    long start = System.nanoTime();
    long compiled = 0;
    try {
      List<PubResult> results = new ArrayList<>();
      for (int i = 0; i < request.pubs().size(); i++) {
        Pub pub = request.pubs().get(i);
        meter.add(Count.CIRCUITS, 1);
        meter.add(Count.BINDINGS, pub.bindings().rows());
        long compiling = System.nanoTime();
        CircuitSimulator engine =
            engines.prepare(pub.circuit(), pub.bindings(), request.options().simulator());
        compiled += System.nanoTime() - compiling;
        results.add(
            switch (pub) {
              case Pub.Sampler sampler -> sample(engine, sampler, request.options(), seed.split(i));
              case Pub.Estimator estimator ->
                  estimate(engine, estimator, request.options(), seed.split(i));
            });
      }
      return new JobResult(jobs + numbers.incrementAndGet(), results);
    } catch (NightshiftException failed) {
      meter.add(Count.FAILED, 1);
      throw failed;
    } finally {
      meter.addNanos(Time.COMPILE, compiled);
      meter.addNanos(Time.SIMULATE, System.nanoTime() - start - compiled);
    }
  }

  /** Exact gradients of the simulator; metered as one job and round a call. */
  @Override
  public Optional<AdjointEstimator> adjoint() {
    return Optional.of((circuit, observable, bindings, parameters) -> {
      long start = System.nanoTime();
      meter.add(Count.JOBS, 1);
      meter.add(Count.ROUNDS, 1);
      meter.add(Count.CIRCUITS, 1);
      meter.add(Count.BINDINGS, bindings.rows());
      meter.add(Count.EXECUTIONS, bindings.rows());
      try {
        Simulator.Gradients gradients =
            simulator.gradients(circuit, observable, bindings, parameters);
        return new AdjointEstimator.Gradients(gradients.values(), gradients.jacobian());
      } catch (NightshiftException failed) {
        meter.add(Count.FAILED, 1);
        throw failed;
      } finally {
        meter.addNanos(Time.SIMULATE, System.nanoTime() - start);
      }
    });
  }

  @Override
  public void close() {
    // The simulator is the caller's; it holds daemon threads only.
  }

  private PubResult sample(
      CircuitSimulator engine, Pub.Sampler pub, JobOptions options, Seed seed) {
    Integer own = pub.shots();
    int shots = own == null ? options.defaultShots().orElse(DEFAULT_SHOTS) : own;
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
    for (Part part : parts(pub)) {
      List<Observable> observables =
          Arrays.stream(part.observables()).mapToObj(pub.observables().elements()::get).toList();
      Bindings rows = rows(pub.bindings(), part.rows());
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

  /**
   * Rows that ask for the same observables.
   *
   * @param elements of the result, row-major {@code [rows][observables]}
   * @param seed names the part among its pub's
   */
  private record Part(int[] rows, int[] observables, int[] elements, int seed) {}

  /** A broadcast pub as parts that each ask for all pairs of their rows and observables. */
  private static List<Part> parts(Pub.Estimator pub) {
    Shape shape = pub.shape();
    if (pub.observables().elements().size() == 1 && shape.size() == pub.bindings().rows()) {
      int[] all = IntStream.range(0, shape.size()).toArray();
      return List.of(new Part(all, new int[1], all, 0));
    }
    int[] rowOf = pub.bindings().shape().indicesIn(shape);
    int[] observableOf = pub.observables().shape().indicesIn(shape);
    int rows = pub.bindings().rows();
    List<List<Integer>> asked = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      asked.add(new ArrayList<>(1));
    }
    for (int element = 0; element < rowOf.length; element++) {
      asked.get(rowOf[element]).add(element);
    }
    Map<List<Integer>, List<Integer>> alike = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      List<Integer> wanted = asked.get(row).stream().map(element -> observableOf[element]).toList();
      if (!wanted.isEmpty()) {
        alike.computeIfAbsent(wanted, _ -> new ArrayList<>()).add(row);
      }
    }
    List<Part> parts = new ArrayList<>();
    alike.forEach((observables, members) -> {
      int[] elements =
          members.stream().flatMap(row -> asked.get(row).stream()).mapToInt(e -> e).toArray();
      parts.add(
          new Part(
              members.stream().mapToInt(row -> row).toArray(),
              observables.stream().mapToInt(o -> o).toArray(),
              elements,
              parts.size()));
    });
    return parts;
  }

  private static Bindings rows(Bindings bindings, int[] rows) {
    if (rows.length == bindings.rows()) {
      return bindings;
    }
    int columns = bindings.columns();
    double[] values = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(bindings.values(), rows[i] * columns, values, i * columns, columns);
    }
    return Bindings.of(bindings.parameters(), Shape.of(rows.length), values);
  }
}
