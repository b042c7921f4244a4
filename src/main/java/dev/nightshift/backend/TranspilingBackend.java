package dev.nightshift.backend;

import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.value.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A device that takes any circuit: each is mapped to the device's instruction set first, as {@link
 * CircuitFitting} says. Thread-safe.
 */
public final class TranspilingBackend implements Backend {
  private final Backend inner;
  private final CircuitFitting fitting;

  /** As the other, keeping what it has mapped in memory only. */
  public TranspilingBackend(
      Backend inner, Supplier<Optional<Target>> target, TranspileOptions options, Meter meter) {
    this(inner, target, options, meter, MappedShelf.NONE);
  }

  /**
   * @param inner the device, closed with this
   * @param target asked for once, when the first job comes; empty where the inner backend takes any
   *     circuit
   * @param meter counts the time as compilation
   * @param shelf where circuits that an earlier run has mapped are found
   */
  public TranspilingBackend(
      Backend inner,
      Supplier<Optional<Target>> target,
      TranspileOptions options,
      Meter meter,
      MappedShelf shelf) {
    this.inner = inner;
    this.fitting = new CircuitFitting(target, options, meter, shelf);
  }

  @Override
  public String name() {
    return inner.name();
  }

  /**
   * Maps the job's circuits and runs it.
   *
   * @throws dev.nightshift.base.error.NightshiftException as {@link CircuitFitting#fit} before
   *     anything is sent; else as the device does
   */
  @Override
  public JobResult run(JobRequest request) {
    return inner.run(fitting.fit(request).request());
  }

  /** None: to map the job the device would have to be asked. */
  @Override
  public Preparation prepare(JobRequest like) {
    return Preparation.NONE;
  }

  @Override
  public List<Transpiled> mapped() {
    return fitting.mapped();
  }

  @Override
  public void at(String phase) {
    inner.at(phase);
  }

  @Override
  public void close() {
    inner.close();
  }
}
