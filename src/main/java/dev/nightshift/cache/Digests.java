package dev.nightshift.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.wire.noise.NoiseModelWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Names of work by its content.
 *
 * <p>A circuit's text is digested once for each circuit object, which training reuses for every
 * job: the objects are held weakly and compared by identity.
 */
final class Digests {
  /** Sets of observables and origins remembered a circuit; a run has a few. */
  private static final int BOUND = 64;

  /** Values of a binding that are named in a part's text; more are digested. */
  private static final int NAMED = 8;

  private record Known(String text, List<Bound> bound) {}

  private record Bound(
      ObservablesArray observables,
      SimulatorOptions simulator,
      Provenance origin,
      Template template) {}

  private final String backend;
  private final LoadingCache<Circuit, Known> circuits =
      Caffeine.newBuilder()
          .weakKeys()
          .executor(Runnable::run)
          .build(circuit -> new Known(text(circuit), new CopyOnWriteArrayList<>()));

  /** By identity too; empty for errors that have no text to be named by. */
  private final LoadingCache<NoiseModel, Optional<String>> noises =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build(Digests::text);

  private final ConcurrentHashMap<Template, Template> templates = new ConcurrentHashMap<>();

  Digests(String backend) {
    this.backend = backend;
  }

  /** Whether the errors that a job brings can be named. */
  boolean canName(SimulatorOptions simulator) {
    return simulator.noise().isEmpty() || noises.get(simulator.noise().get()).isPresent();
  }

  private static Optional<String> text(NoiseModel model) {
    try {
      return Optional.of("of the job, " + Provenance.digest(NoiseModelWriter.bytes(model)));
    } catch (NightshiftException inNoForm) {
      // A device's own errors of waiting; jobs that bring them are not kept, and counted.
      return Optional.empty();
    }
  }

  /**
   * The template of an exact estimator pub; the same object for the same content.
   *
   * @param simulator belongs to the content: a method may cut off what another keeps
   */
  Template exact(Pub.Estimator pub, SimulatorOptions simulator, Provenance origin) {
    Known known = circuits.get(pub.circuit());
    for (Bound bound : known.bound()) {
      if (bound.observables().equals(pub.observables())
          && bound.simulator().equals(simulator)
          && bound.origin().equals(origin)) {
        return bound.template();
      }
    }
    Map<Part, String> texts = origin(origin, simulator);
    texts.put(Part.CIRCUIT, known.text());
    texts.put(Part.OBSERVABLE, text(pub.observables().elements()));
    texts.put(Part.OPTIONS, text(JobOptions.NONE.withSimulator(simulator)));
    Template made =
        Template.of(
            EntryKind.EXACT,
            pub.circuit().parameters(),
            pub.observables().elements().size(),
            new Parts(texts));
    Template interned = templates.computeIfAbsent(made, _ -> made);
    if (known.bound().size() >= BOUND) {
      known.bound().clear();
    }
    known.bound().add(new Bound(pub.observables(), simulator, origin, interned));
    return interned;
  }

  /** What the samples of a pub are pooled under; observables and rows are told apart within. */
  Template pool(Pub pub, JobOptions options, Provenance origin) {
    Map<Part, String> texts = origin(origin, options.simulator());
    texts.put(Part.CIRCUIT, circuits.get(pub.circuit()).text());
    texts.put(Part.OPTIONS, text(options));
    return Template.of(
        pub instanceof Pub.Sampler ? EntryKind.COUNTS : EntryKind.VALUES,
        pub.circuit().parameters(),
        1,
        new Parts(texts));
  }

  /** The parts of a whole job. */
  Parts job(JobRequest request, Provenance origin) {
    JobOptions options = request.options();
    Map<Part, String> texts = origin(origin, options.simulator());
    List<Pub> pubs = request.pubs();
    texts.put(
        Part.CIRCUIT,
        joined(pubs.stream().map(pub -> circuits.get(pub.circuit()).text()).toList()));
    texts.put(Part.BINDING, joined(pubs.stream().map(pub -> text(pub.bindings())).toList()));
    texts.put(
        Part.OBSERVABLE,
        joined(
            pubs.stream()
                .map(pub ->
                    pub instanceof Pub.Estimator estimator
                        ? shaped(estimator.observables())
                        : "none, sampled")
                .toList()));
    texts.put(Part.OPTIONS, text(options));
    texts.put(
        Part.SEED,
        options.seedSimulator().isPresent()
            ? Long.toString(options.seedSimulator().getAsLong())
            : "none");
    List<String> shots = pubs.stream().map(pub -> shots(pub, options)).toList();
    texts.put(
        Part.SHOTS, joined(shots.stream().distinct().count() == 1 ? shots.subList(0, 1) : shots));
    return new Parts(texts);
  }

  private Map<Part, String> origin(Provenance origin, SimulatorOptions simulator) {
    Map<Part, String> texts = new EnumMap<>(Part.class);
    texts.put(Part.DEVICE, origin.device().isEmpty() ? backend : backend + ", " + origin.device());
    texts.put(Part.CALIBRATION, origin.calibration().isEmpty() ? "none" : origin.calibration());
    List<String> noise = new ArrayList<>();
    if (!origin.noise().isEmpty()) {
      noise.add(origin.noise());
    }
    simulator.noise().flatMap(noises::get).ifPresent(noise::add);
    texts.put(Part.NOISE, noise.isEmpty() ? "none" : String.join(", ", noise));
    return texts;
  }

  /** One text as it is; several behind their number, which the order and each of them decide. */
  private static String joined(List<String> texts) {
    if (texts.size() == 1) {
      return texts.getFirst();
    }
    MessageDigest sha = Parts.sha();
    texts.forEach(text -> Parts.add(sha, text));
    return "%d of them, first %s, sha256:%s"
        .formatted(texts.size(), texts.getFirst(), Parts.hex(sha.digest()));
  }

  private static String shots(Pub pub, JobOptions options) {
    return switch (pub) {
      case Pub.Sampler sampler when sampler.shots() != null -> sampler.shots() + " shots";
      case Pub.Sampler _ ->
          options.defaultShots().isPresent()
              ? options.defaultShots().getAsInt() + " shots"
              : "the backend's own number";
      case Pub.Estimator estimator -> {
        // A job's default shots win over its default precision, and a pub's precision over both.
        String shots =
            options.defaultShots().isPresent()
                ? "%d shots".formatted(options.defaultShots().getAsInt())
                : "";
        if (estimator.precision() != null) {
          yield "precision " + estimator.precision() + (shots.isEmpty() ? "" : ", job " + shots);
        }
        yield !shots.isEmpty()
            ? shots
            : options.defaultPrecision().isPresent()
                ? "precision " + options.defaultPrecision().getAsDouble()
                : "exact";
      }
    };
  }

  /** All that a job's options say but its seed, shots and errors. */
  static String text(JobOptions options) {
    List<String> parts = new ArrayList<>();
    parts.add("method " + options.simulator().method().aerName());
    MpsOptions mps = options.simulator().matrixProductState();
    if (!mps.equals(MpsOptions.DEFAULT)) {
      parts.add(
          "truncation threshold %s, bond dimension %d"
              .formatted(mps.truncationThreshold(), mps.maxBondDimension()));
    }
    if (!options.mitigation().isNone()) {
      parts.add(options.mitigation().toString());
    }
    if (!options.scheduling().isNone()) {
      parts.add(options.scheduling().toString());
    }
    options.repDelaySeconds().ifPresent(seconds -> parts.add("rep_delay %s s".formatted(seconds)));
    return Parts.brief(String.join(", ", parts));
  }

  /** What an observable is, such as {@code ZZ} or {@code 0.5 XX + 2.0 ZI}. */
  static String text(Observable observable) {
    return Parts.brief(
        observable.terms().stream()
            .map(term ->
                term.coefficient() == 1 ? term.pauli() : term.coefficient() + " " + term.pauli())
            .collect(Collectors.joining(" + ")));
  }

  private static String text(List<Observable> observables) {
    return Parts.brief(observables.stream().map(Digests::text).collect(Collectors.joining(", ")));
  }

  private static String shaped(ObservablesArray observables) {
    return observables.shape().rank() == 0
        ? text(observables.elements())
        : Parts.brief(observables.shape() + " " + text(observables.elements()));
  }

  private static String text(Bindings bindings) {
    double[] values = bindings.values();
    if (bindings.shape().rank() == 0 && values.length <= NAMED) {
      List<String> named = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        named.add(bindings.parameters().get(i) + "=" + values[i]);
      }
      return named.isEmpty() ? "none" : Parts.brief(String.join(", ", named));
    }
    ByteBuffer bits = ByteBuffer.allocate(8 * values.length);
    bits.asDoubleBuffer().put(values);
    MessageDigest sha = Parts.sha();
    sha.update(bits.array());
    return "shape %s of %d parameters, sha256:%s"
        .formatted(bindings.shape(), bindings.columns(), Parts.hex(sha.digest()));
  }

  /** All that a circuit is: every part is a record or an enum, whose text holds its content. */
  private static String text(Circuit circuit) {
    MessageDigest sha = Parts.sha();
    Parts.add(sha, circuit.qubitRegisters().toString());
    Parts.add(sha, circuit.bitRegisters().toString());
    Parts.add(sha, circuit.parameters().toString());
    Parts.add(sha, circuit.globalPhase().toString());
    circuit.instructions().forEach(instruction -> Parts.add(sha, instruction.toString()));
    return "%d qubits, %d instructions, sha256:%s"
        .formatted(circuit.qubits(), circuit.instructions().size(), Parts.hex(sha.digest()));
  }
}
