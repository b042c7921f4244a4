package dev.nightshift.job;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.Mitigation.Twirling;
import dev.nightshift.job.Mitigation.ZeroNoise;
import java.util.ArrayList;
import java.util.List;

/*
 * The same counts as those of a finished job (Tariff, and JobResult.Executed where errors are
 * mitigated), from the request alone. Where nothing is mitigated they are exact. Else they are
 * bounds: of an observable every term is taken to need a measurement of its own, though terms that
 * commute qubit by qubit share one, and folded circuits are taken to be as long as all of their
 * gates folded.
 */
/** How often a job's circuits will be run. */
final class Executions {
  private Executions() {}

  /**
   * Executions of one circuit.
   *
   * @param circuit a pub's
   * @param lengths how many times as long as the circuit one of them is at most; 0 for measurements
   *     alone
   * @param exact whether it is an exact value, which takes one execution on a simulator
   */
  record Part(Circuit circuit, double lengths, long times, boolean exact) {}

  /**
   * @param copies how many times each binding is taken to stand in the job
   */
  static List<Part> asked(JobRequest request, long copies) {
    Mitigation mitigation = request.options().mitigation();
    List<Part> parts = new ArrayList<>();
    int most = 0;
    for (Pub pub : request.pubs()) {
      long shots = Workload.shots(pub, request.options());
      long size = Math.multiplyExact(pub.shape().size(), copies);
      if (mitigation.isNone()) {
        parts.add(
            new Part(pub.circuit(), 1, Math.multiplyExact(size, Math.max(1, shots)), shots == 0));
        continue;
      }
      long each = twirled(mitigation.twirling(), shots);
      switch (pub) {
        case Pub.Sampler _ -> parts.add(new Part(pub.circuit(), 1, size * each, false));
        case Pub.Estimator estimator -> {
          long times = shots == 0 ? size * each : terms(estimator) * copies * each;
          for (double factor :
              mitigation.zeroNoise().map(ZeroNoise::factors).orElse(List.of(1.0))) {
            parts.add(new Part(pub.circuit(), lengths(factor), times, shots == 0));
          }
          if (shots > 0) {
            most = Math.max(most, mitigation.twirling().shotsEach((int) shots));
          }
        }
      }
    }
    if (most > 0 && mitigation.readout().isPresent()) {
      Mitigation.ReadoutLearning learning = mitigation.readout().get();
      long times = (long) learning.randomizations() * learning.shotsPerRandomization().orElse(most);
      parts.add(new Part(request.pubs().getFirst().circuit(), 0, times, false));
    }
    return parts;
  }

  /** Executions of a bound circuit, rounded up to whole random circuits. */
  private static long twirled(Twirling twirling, long shots) {
    if (shots == 0) {
      return twirling.exactCircuits();
    }
    return twirling.gates() || twirling.measurements()
        ? (long) twirling.shotsEach((int) shots) * twirling.circuits((int) shots)
        : shots;
  }

  /** Measurements if no two terms of the observables shared one: rows times terms, all elements. */
  private static long terms(Pub.Estimator pub) {
    int[] observables = pub.observables().shape().indicesIn(pub.shape());
    long terms = 0;
    for (int index : observables) {
      terms += pub.observables().elements().get(index).terms().size();
    }
    return terms;
  }

  /** A gate becomes an odd number of gates, whose mean over the circuit is the factor. */
  private static double lengths(double factor) {
    return factor == 1 ? 1 : 2 * Math.ceil((factor - 1) / 2) + 1;
  }
}
