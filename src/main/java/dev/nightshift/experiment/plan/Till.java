package dev.nightshift.experiment.plan;

import dev.nightshift.backend.TranspilingBackend;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.QpuSeconds;
import dev.nightshift.job.Tariff;
import dev.nightshift.job.UpperBound;
import dev.nightshift.job.Workload;
import dev.nightshift.learn.RunPart;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.wire.device.Device;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the jobs of one backend and what they are charged. Not thread-safe. */
final class Till {
  /** What the service takes for {@code default_precision}, 0.015625, where a job says nothing. */
  static final int SERVICE_SHOTS = 4_096;

  private final Venue venue;
  private final Mapper mapper;
  private final Map<RunPart, Sum> sums = new EnumMap<>(RunPart.class);
  private @Nullable UpperBound largest;

  /** What one part of a run comes to. */
  record Sum(Counts counts, QpuSeconds qpu) {
    static final Sum NONE = new Sum(Counts.NONE, QpuSeconds.NONE);
  }

  /**
   * @param mapping how the run maps its circuits, where the backend is a device or its twin
   */
  Till(Venue venue, TranspileOptions mapping) {
    this(venue, new Mapper(venue, mapping));
  }

  private Till(Venue venue, Mapper mapper) {
    this.venue = venue;
    this.mapper = mapper;
  }

  /** Another till of the same backend, with nothing in it. */
  Till empty() {
    return new Till(venue, mapper);
  }

  Venue venue() {
    return venue;
  }

  /**
   * Takes jobs alike.
   *
   * @param copies how many times each binding of the request stands in one of them
   * @param jobs how many there are
   */
  void take(RunPart part, JobRequest request, long copies, long jobs) {
    JobRequest sent = mapper.mapped(asSent(request));
    counted(() -> {
      Counts counts = Counts.of(Workload.asked(sent), copies, jobs);
      add(part, counts, mapper.tariff().map(tariff -> tariff.before(sent, copies).times(jobs)));
      mapper.tariff().ifPresent(tariff -> reserve(UpperBound.of(sent, copies, tariff)));
    });
  }

  private void reserve(UpperBound bound) {
    largest = largest == null ? bound : largest.or(bound);
  }

  private void counted(Runnable count) {
    try {
      count.run();
    } catch (ArithmeticException overflow) {
      throw new NightshiftException(
          ErrorCode.CONFIG_VALUE,
          "the run has more than 9.2e18 executions on %s; lower train.max_iters, train.batch_size or quantum.shots"
              .formatted(venue.name()),
          overflow);
    }
  }

  /** Takes calls for adjoint gradients, which a simulator meters as jobs of one execution a row. */
  void takeAdjoint(RunPart part, long rows, long calls) {
    counted(() -> {
      long all = Math.multiplyExact(rows, calls);
      add(part, new Counts(calls, calls, calls, all, all, all, 0), Optional.empty());
    });
  }

  /** Counts templates that go with bindings which are counted already. */
  void morePubs(RunPart part, long circuits) {
    counted(() -> add(part, new Counts(0, 0, circuits, 0, 0, 0, 0), Optional.empty()));
  }

  /** Counts circuits that were asked for and are not sent, since others of their job equal them. */
  void merged(RunPart part, long circuits) {
    counted(() -> add(part, new Counts(0, 0, 0, circuits, 0, 0, 0), Optional.empty()));
  }

  private void add(RunPart part, Counts counts, Optional<QpuSeconds> qpu) {
    Sum before = sums.getOrDefault(part, Sum.NONE);
    sums.put(
        part, new Sum(before.counts.plus(counts), before.qpu.plus(qpu.orElse(QpuSeconds.NONE))));
  }

  /** What is in it. */
  PlanEstimate estimate(boolean exact) {
    Map<RunPart, Counts> counts = new EnumMap<>(RunPart.class);
    Map<RunPart, QpuSeconds> qpu = new EnumMap<>(RunPart.class);
    for (RunPart part : RunPart.values()) {
      Sum sum = sums.getOrDefault(part, Sum.NONE);
      counts.put(part, sum.counts());
      qpu.put(part, sum.qpu());
    }
    return new PlanEstimate(
        venue,
        exact,
        counts,
        mapper.tariff().isPresent() ? Optional.of(qpu) : Optional.empty(),
        Optional.ofNullable(largest));
  }

  /**
   * A device has no exact values: where a job asks for them its service takes the shots of its own
   * default precision, and mitigates readouts, which is its default too.
   */
  private JobRequest asSent(JobRequest request) {
    boolean exact =
        request.pubs().stream().allMatch(pub -> Workload.shots(pub, request.options()) == 0);
    if (venue.kind() != Venue.Kind.DEVICE || !exact) {
      return request;
    }
    JobOptions options =
        request.options().withShots(SERVICE_SHOTS).withMitigation(Mitigation.ofLevel(1));
    return new JobRequest(request.program(), request.pubs(), options);
  }

  /** Maps jobs to the device as a run does, and sends them nowhere. */
  private static final class Mapper {
    private static final JobResult NOTHING = new JobResult("plan", List.of());

    private final Optional<Tariff> tariff;
    private final Backend backend;
    private @Nullable JobRequest last;

    Mapper(Venue venue, TranspileOptions mapping) {
      this.tariff = venue.device().map(Device::target).map(Tariff::new);
      this.backend =
          new TranspilingBackend(
              new Backend() {
                @Override
                public String name() {
                  return venue.name();
                }

                @Override
                public JobResult run(JobRequest request) {
                  last = request;
                  return NOTHING;
                }

                @Override
                public void close() {
                  // There is nothing to close.
                }
              },
              () -> venue.device().map(Device::target),
              mapping,
              new Meter());
    }

    Optional<Tariff> tariff() {
      return tariff;
    }

    JobRequest mapped(JobRequest request) {
      var _ = backend.run(request);
      JobRequest mapped = last;
      if (mapped == null) {
        throw new IllegalStateException("the mapped job was not handed on");
      }
      return mapped;
    }
  }
}
