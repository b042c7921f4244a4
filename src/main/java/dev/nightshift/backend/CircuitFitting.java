package dev.nightshift.backend;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.Fitting;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Mapping;
import dev.nightshift.job.Meter;
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
 * Maps the circuits of jobs to a device's instruction set, each once for all values of its
 * parameters. Thread-safe.
 *
 * <p>Observables follow their qubits; readings stay in the bits that the user named. A circuit that
 * is of the instruction set already goes as it is, on the qubits that it names. The same circuit
 * and target give the same mapped circuit, whoever asks and when.
 */
public final class CircuitFitting implements Fitting {
  /** Mapped circuits that are kept; a training run has a few. */
  private static final int KEPT = 64;

  private final Supplier<Optional<Target>> source;
  private final TranspileOptions options;
  private final Meter meter;
  private final MappedShelf shelf;

  /** Null until it was asked for; empty where the far side takes any circuit. */
  private @Nullable Optional<IsaCheck> check;

  private final Map<Circuit, Transpiled> mapped =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Circuit, Transpiled> eldest) {
          return size() > KEPT;
        }
      };

  /** As the other, keeping what it has mapped in memory only. */
  public CircuitFitting(Supplier<Optional<Target>> target, TranspileOptions options, Meter meter) {
    this(target, options, meter, MappedShelf.NONE);
  }

  /**
   * @param target asked for once, when the first job comes; empty where the far side takes any
   *     circuit
   * @param meter counts the time as compilation
   * @param shelf where circuits that an earlier run has mapped are found
   */
  public CircuitFitting(
      Supplier<Optional<Target>> target, TranspileOptions options, Meter meter, MappedShelf shelf) {
    this.source = target;
    this.options = options;
    this.meter = meter;
    this.shelf = shelf;
  }

  /**
   * The job with its circuits mapped.
   *
   * @throws dev.nightshift.base.error.NightshiftException as {@link Transpiler#transpile} does for
   *     a circuit that cannot be mapped
   */
  @Override
  public Fitted fit(JobRequest request) {
    long start = System.nanoTime();
    Map<String, Mapping> mappings = new LinkedHashMap<>();
    List<Pub> pubs = request.pubs().stream().map(pub -> mapped(pub, mappings)).toList();
    meter.addNanos(Meter.Time.COMPILE, System.nanoTime() - start);
    return new Fitted(
        new JobRequest(request.program(), pubs, request.options()), List.copyOf(mappings.values()));
  }

  @Override
  public synchronized List<Transpiled> mapped() {
    return List.copyOf(mapped.values());
  }

  private Pub mapped(Pub pub, Map<String, Mapping> mappings) {
    Optional<Transpiled> found = transpiled(pub.circuit(), pub.bindings());
    if (found.isEmpty()) {
      return pub;
    }
    Mapping mapping = Mapping.of(found.get());
    mappings.putIfAbsent(mapping.receipt().outputDigest(), mapping);
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

  /** Empty for a circuit that is of the instruction set, as the text that is sent has it. */
  private synchronized Optional<Transpiled> transpiled(Circuit circuit, Bindings bindings) {
    Optional<IsaCheck> own = check;
    if (own == null) {
      own = source.get().map(IsaCheck::new);
      check = own;
    }
    Transpiled known = mapped.get(circuit);
    if (known == null
        && own.isPresent()
        && own.get().misfit(circuit, bindings, IsaCheck.Spelling.OPENQASM).isPresent()) {
      String key = Transpiler.key(circuit, own.get().target(), options);
      known = shelf.find(key).orElse(null);
      if (known == null) {
        known = Transpiler.transpile(circuit, own.get().target(), options);
        shelf.put(key, known);
      }
      mapped.put(circuit, known);
    }
    return Optional.ofNullable(known);
  }
}
