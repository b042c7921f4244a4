package dev.nightshift.cache;

import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.job.Workload;
import dev.nightshift.value.Bindings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * What a request looks for in the cache.
 *
 * @param kind of the entry
 * @param parts of the entry
 * @param parameters of the circuit; of a seeded job none
 * @param row their values
 * @param observable which of the pools of a circuit; empty where there is one
 * @param missed when it was not there, where that has happened
 */
public record Wanted(
    EntryKind kind,
    Parts parts,
    List<String> parameters,
    List<Double> row,
    String observable,
    Optional<Instant> missed) {
  public Wanted {
    parameters = List.copyOf(parameters);
    row = List.copyOf(row);
  }

  /**
   * All that a request looks for.
   *
   * @param exact whether seeds are heeded and values without shots are exact
   * @return empty where nothing of such a request is kept: its job brings errors of its own, is
   *     mitigated without a seed and without shots, or seeded for a device
   */
  public static List<Wanted> of(
      JobRequest request, String backend, Provenance origin, boolean exact) {
    Digests digests = new Digests(backend);
    boolean seeded = request.options().seedSimulator().isPresent();
    boolean mitigated = !request.options().runsAsIs();
    boolean sampled =
        request.pubs().stream().anyMatch(pub -> Workload.shots(pub, request.options()) > 0);
    if (!digests.canName(request.options().simulator()) || (seeded && !exact)) {
      return List.of();
    }
    if (seeded && (sampled || mitigated)) {
      return List.of(
          new Wanted(
              EntryKind.SEEDED,
              digests.job(request, origin),
              List.of(),
              List.of(),
              "",
              Optional.empty()));
    }
    SequencedSet<Wanted> wanted = new LinkedHashSet<>();
    for (Pub pub : request.pubs()) {
      if (!exact || Workload.shots(pub, request.options()) > 0) {
        pools(pub, digests.pool(pub, request.options(), origin), wanted);
      } else if (pub instanceof Pub.Estimator estimator && !mitigated) {
        Template template = digests.exact(estimator, request.options().simulator(), origin);
        for (int row = 0; row < pub.bindings().rows(); row++) {
          wanted.add(of(template, row(pub.bindings(), row), ""));
        }
      }
    }
    return List.copyOf(wanted);
  }

  private static void pools(Pub pub, Template template, SequencedSet<Wanted> wanted) {
    switch (pub) {
      case Pub.Sampler _ -> {
        for (int row = 0; row < pub.bindings().rows(); row++) {
          wanted.add(of(template, row(pub.bindings(), row), ""));
        }
      }
      case Pub.Estimator estimator -> {
        int[] rows = pub.bindings().shape().indicesIn(pub.shape());
        int[] observables = estimator.observables().shape().indicesIn(pub.shape());
        for (int e = 0; e < rows.length; e++) {
          wanted.add(
              of(
                  template,
                  row(pub.bindings(), rows[e]),
                  Digests.text(estimator.observables().elements().get(observables[e]))));
        }
      }
    }
  }

  private static Wanted of(Template template, List<Double> row, String observable) {
    return new Wanted(
        template.kind(),
        template.parts(),
        template.parameters(),
        row,
        observable,
        Optional.empty());
  }

  static List<Double> row(Bindings bindings, int row) {
    List<Double> values = new ArrayList<>(bindings.columns());
    for (int column = 0; column < bindings.columns(); column++) {
      values.add(bindings.value(row, column));
    }
    return values;
  }

  /** The name of the file it would stand in. */
  String fileName() {
    return Parts.hex(parts.digest(kind)) + kind.suffix();
  }
}
