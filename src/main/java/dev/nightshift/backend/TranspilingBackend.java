package dev.nightshift.backend;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.Backend;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiled;
import dev.nightshift.transpile.Transpiler;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A device that takes any circuit: each is mapped to the device's instruction set first, once for
 * all values of its parameters. Thread-safe.
 *
 * <p>Observables follow their qubits; readings stay in the bits that the user named. A circuit that
 * is of the instruction set already goes as it is, on the qubits that it names. The same circuit
 * and target give the same mapped circuit, whoever asks and when.
 */
public final class TranspilingBackend implements Backend {
  /** Mapped circuits that are kept; a training run has a few. */
  private static final int KEPT = 64;

  private final Backend inner;
  private final Supplier<Target> source;
  private final TranspileOptions options;
  private @Nullable Target target;
  private final Map<Circuit, Transpiled> mapped =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Circuit, Transpiled> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param inner the device, closed with this
   * @param target asked for once, when the first job comes
   */
  public TranspilingBackend(Backend inner, Supplier<Target> target, TranspileOptions options) {
    this.inner = inner;
    this.source = target;
    this.options = options;
  }

  @Override
  public String name() {
    return inner.name();
  }

  /**
   * Maps the job's circuits and runs it.
   *
   * @throws dev.nightshift.base.error.NightshiftException as {@link Transpiler#transpile} does for
   *     a circuit that cannot be mapped, before anything is sent; else as the device does
   */
  @Override
  public JobResult run(JobRequest request) {
    return inner.run(mapped(request));
  }

  @Override
  public Preparation prepare(JobRequest like) {
    return inner.prepare(mapped(like));
  }

  private JobRequest mapped(JobRequest request) {
    return new JobRequest(
        request.program(), request.pubs().stream().map(this::mapped).toList(), request.options());
  }

  private Pub mapped(Pub pub) {
    Optional<Transpiled> found = transpiled(pub.circuit(), pub.bindings());
    if (found.isEmpty()) {
      return pub;
    }
    Circuit circuit = found.get().circuit();
    return switch (pub) {
      case Pub.Sampler(_, Bindings bindings, Integer shots) ->
          new Pub.Sampler(circuit, bindings, shots);
      case Pub.Estimator(_, ObservablesArray observables, Bindings bindings, Double precision) -> {
        List<Observable> moved =
            observables.elements().stream().map(found.get()::observable).toList();
        yield new Pub.Estimator(
            circuit, new ObservablesArray(observables.shape(), moved), bindings, precision);
      }
    };
  }

  /** Empty for a circuit that is of the instruction set. */
  private synchronized Optional<Transpiled> transpiled(Circuit circuit, Bindings bindings) {
    Target device = target;
    if (device == null) {
      device = source.get();
      target = device;
    }
    Transpiled known = mapped.get(circuit);
    if (known == null && IsaCheck.misfit(circuit, bindings, device).isPresent()) {
      known = Transpiler.transpile(circuit, device, options);
      mapped.put(circuit, known);
    }
    return Optional.ofNullable(known);
  }

  @Override
  public void close() {
    inner.close();
  }
}
