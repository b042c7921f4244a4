package dev.nightshift.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.ObservablesArray;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Names of work by its content.
 *
 * <p>A circuit's text is digested once for each circuit object, which training reuses for every
 * job: the objects are held weakly and compared by identity.
 */
final class Digests {
  /** Changes whenever a digest of the same work, or the form on disk, changes. */
  private static final String FORM = "nightshift-results-1";

  private record Known(byte[] digest, List<Bound> bound) {}

  private record Bound(
      ObservablesArray observables, SimulatorOptions simulator, Template template) {}

  private final String backend;
  private final LoadingCache<Circuit, Known> circuits =
      Caffeine.newBuilder()
          .weakKeys()
          .executor(Runnable::run)
          .build(circuit -> new Known(text(circuit), new CopyOnWriteArrayList<>()));
  private final ConcurrentHashMap<Template, Template> templates = new ConcurrentHashMap<>();

  Digests(String backend) {
    this.backend = backend;
  }

  /**
   * The template of an exact estimator pub; the same object for the same content.
   *
   * @param simulator belongs to the content: a method may cut off what another keeps
   */
  Template template(Pub.Estimator pub, SimulatorOptions simulator) {
    Known known = circuits.get(pub.circuit());
    for (Bound bound : known.bound()) {
      if (bound.observables().equals(pub.observables()) && bound.simulator().equals(simulator)) {
        return bound.template();
      }
    }
    MessageDigest sha = sha();
    add(sha, FORM);
    add(sha, backend);
    sha.update(known.digest());
    add(sha, pub.observables().elements().toString());
    if (!simulator.equals(SimulatorOptions.DEFAULT)) {
      add(sha, simulator.toString());
    }
    Template made =
        new Template(
            sha.digest(), pub.circuit().parameters().size(), pub.observables().elements().size());
    Template interned = templates.computeIfAbsent(made, _ -> made);
    known.bound().add(new Bound(pub.observables(), simulator, interned));
    return interned;
  }

  /** The name of a whole job, in hexadecimal. */
  byte[] job(JobRequest request) {
    MessageDigest sha = sha();
    add(sha, FORM);
    add(sha, backend);
    add(sha, request.program().id());
    add(sha, request.options().toString());
    for (Pub pub : request.pubs()) {
      sha.update(circuits.get(pub.circuit()).digest());
      Bindings bindings = pub.bindings();
      add(sha, bindings.shape().toString());
      ByteBuffer bits = ByteBuffer.allocate(8 * bindings.values().length);
      bits.asDoubleBuffer().put(bindings.values());
      sha.update(bits.array());
      add(
          sha,
          switch (pub) {
            case Pub.Sampler sampler -> "shots " + sampler.shots();
            case Pub.Estimator estimator ->
                "precision " + estimator.precision() + " of " + estimator.observables();
          });
    }
    return sha.digest();
  }

  /**
   * All that a circuit is: every part is a record or an enum, whose text holds its content.
   *
   * @return SHA-256
   */
  private static byte[] text(Circuit circuit) {
    MessageDigest sha = sha();
    add(sha, circuit.qubitRegisters().toString());
    add(sha, circuit.bitRegisters().toString());
    add(sha, circuit.parameters().toString());
    add(sha, circuit.globalPhase().toString());
    circuit.instructions().forEach(instruction -> add(sha, instruction.toString()));
    return sha.digest();
  }

  /** Each part with its length, so that no two lists of parts read alike. */
  private static void add(MessageDigest sha, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    sha.update(bytes);
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
