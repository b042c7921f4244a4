package dev.nightshift.experiment.prove;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Expectation values that are known. */
record EstimateCanary(String name, String certifies, List<Asked> pubs) implements Canary {
  /**
   * One pub.
   *
   * @param expected row-major in the broadcast shape
   */
  record Asked(
      Circuit circuit, ObservablesArray observables, Bindings bindings, List<Double> expected) {
    Asked {
      expected = List.copyOf(expected);
    }

    Pub.Estimator pub(Double precision) {
      return new Pub.Estimator(circuit, observables, bindings, precision);
    }

    Pub.Estimator pub() {
      return new Pub.Estimator(circuit, observables, bindings, null);
    }
  }

  EstimateCanary {
    pubs = List.copyOf(pubs);
  }

  @Override
  public JobRequest request(Margin margin, OptionalLong seed) {
    boolean exact = margin.kind() == Margin.Kind.EXACT;
    List<Pub.Estimator> asked = pubs.stream().map(pub -> exact ? pub.pub(0.0) : pub.pub()).toList();
    OptionalInt shots = exact ? OptionalInt.empty() : OptionalInt.of(margin.shots());
    return JobRequest.estimate(asked, new JobOptions(shots, OptionalDouble.empty(), seed));
  }

  @Override
  public Verdict judge(JobResult result, Margin margin) {
    if (result.pubs().size() != pubs.size()) {
      return fail(pubs.size() + " results", result.pubs().size() + " results");
    }
    long shots = margin.kind() == Margin.Kind.EXACT ? 0 : margin.shots();
    List<Compared> all = new ArrayList<>();
    for (int i = 0; i < pubs.size(); i++) {
      Asked asked = pubs.get(i);
      PubResult.Estimated found = result.estimated(i);
      Shape shape = asked.pub().shape();
      if (!found.shape().equals(shape)) {
        return fail("values of shape " + shape, "shape " + found.shape());
      }
      if (found.shots() != shots) {
        return fail(shotsOf(shots), shotsOf(found.shots()));
      }
      all.addAll(compared(i, asked, found, margin));
    }
    Compared worst = all.getFirst();
    for (Compared one : all) {
      worst = one.excess() > worst.excess() ? one : worst;
    }
    String expected =
        String.format(
            Locale.ROOT,
            "%s = %s ± %.2g (furthest off of %d values)",
            worst.label(),
            number(worst.expected(), worst.allowed()),
            worst.allowed(),
            all.size());
    return worst.excess() <= 1
        ? pass(expected, number(worst.found(), worst.allowed()))
        : fail(expected, number(worst.found(), worst.allowed()));
  }

  /** A value beside what it must be. */
  private record Compared(String label, double expected, double found, double allowed) {
    /** Above 1 where it is too far off; a value that is no number is as far off as can be. */
    double excess() {
      double off = Math.abs(found - expected) / allowed;
      return Double.isNaN(off) ? Double.POSITIVE_INFINITY : off;
    }
  }

  private static List<Compared> compared(
      int pub, Asked asked, PubResult.Estimated found, Margin margin) {
    int[] observableOf = asked.observables().shape().indicesIn(found.shape());
    List<Compared> values = new ArrayList<>();
    for (int i = 0; i < observableOf.length; i++) {
      Observable observable = asked.observables().elements().get(observableOf[i]);
      double weight =
          observable.terms().stream()
              .filter(term -> (term.xMask() | term.zMask()) != 0)
              .mapToDouble(term -> Math.abs(term.coefficient()))
              .sum();
      values.add(
          new Compared(
              "<%s> of pub %d, value %d".formatted(text(observable), pub, i),
              asked.expected().get(i),
              found.evs()[i],
              margin.allowed(weight, observable.norm())));
    }
    return values;
  }

  private static String text(Observable observable) {
    StringBuilder text = new StringBuilder();
    for (Observable.Term term : observable.terms()) {
      text.append(text.isEmpty() ? "" : " ");
      if (term.coefficient() != 1) {
        text.append(String.format(Locale.ROOT, "%+g ", term.coefficient()));
      }
      text.append(term.pauli());
    }
    return text.toString();
  }

  private static String shotsOf(long shots) {
    return shots == 0 ? "exact values" : String.format(Locale.ROOT, "%,d shots a value", shots);
  }

  /** With as many digits as matter. */
  private static String number(double value, double allowed) {
    return String.format(Locale.ROOT, allowed < 1e-4 ? "%+.10f" : "%+.4f", value);
  }
}
