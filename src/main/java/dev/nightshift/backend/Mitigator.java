package dev.nightshift.backend;

import dev.nightshift.backend.mitigation.Extrapolation;
import dev.nightshift.backend.mitigation.Folding;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Mitigation.Extrapolator;
import dev.nightshift.job.Mitigation.ZeroNoise;
import dev.nightshift.job.Pub;
import dev.nightshift.job.PubResult;
import dev.nightshift.sim.Simulator.Estimates;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/*
 * The values at one noise factor are a mean over random circuits. Where gates are twirled each random
 * circuit is simulated on its own; where only readouts are, one simulation serves all of them, since a
 * flip before a measurement touches nothing but the bit that is read.
 *
 * The curve goes through the values of a whole observable; the service fits each of its terms alone.
 */
/** The pubs of one job, with something done about the errors. Not thread-safe. */
final class Mitigator {
  private final Mitigation mitigation;
  private final Seed seed;
  private final List<JobResult.Executed> executed = new ArrayList<>();
  private @Nullable ReadoutFactors factors;

  /** Values of a part of a pub, {@code [rows][observables]}, with both errors. */
  private record Values(double[] evs, double[] stds, double[] ensembleStds) {}

  Mitigator(Mitigation mitigation, Seed seed) {
    this.mitigation = mitigation;
    this.seed = seed;
  }

  /** What has been run so far. */
  List<JobResult.Executed> executed() {
    return executed;
  }

  /** Learns the readouts of all qubits that the estimator pubs of the job measure. */
  void learn(ErringSimulator engine, List<Pub> pubs, IntFunction<OptionalInt> shotsOf) {
    if (mitigation.readout().isEmpty()) {
      return;
    }
    List<Observable> observables = new ArrayList<>();
    int most = 0;
    int width = 0;
    for (int i = 0; i < pubs.size(); i++) {
      OptionalInt shots = shotsOf.apply(i);
      if (pubs.get(i) instanceof Pub.Estimator pub && shots.isPresent()) {
        observables.addAll(pub.observables().elements());
        most = Math.max(most, mitigation.twirling().shotsEach(shots.getAsInt()));
        width = Math.max(width, pub.circuit().qubits());
      }
    }
    List<Integer> qubits = List.copyOf(NoisySimulator.support(observables));
    if (!qubits.isEmpty()) {
      Mitigation.ReadoutLearning learning = mitigation.readout().get();
      factors =
          ReadoutFactors.learned(
              engine,
              width,
              qubits,
              learning.randomizations(),
              learning.shotsPerRandomization().orElse(most),
              seed.split("learning"));
      executed.add(factors.executed());
    }
  }

  /** Samples with the circuits twirled. */
  SequencedMap<String, BitArray> sample(
      ErringSimulator engine, Pub.Sampler pub, int shots, Seed own) {
    Mitigation.Twirling twirling = mitigation.twirling();
    int each = twirling.shotsEach(shots);
    int circuits = twirling.circuits(shots);
    long rows = pub.bindings().rows();
    executed.add(new JobResult.Executed(pub.circuit(), rows * each * circuits));
    if (!twirling.gates()) {
      return engine.sample(
          pub.circuit(), pub.bindings(), shots, own, readouts(engine, own, 0, circuits, each));
    }
    List<SequencedMap<String, BitArray>> pieces = new ArrayList<>();
    for (int circuit = 0, left = shots; left > 0; circuit++, left -= each) {
      pieces.add(
          engine
              .twirled(own.split("gates").split(circuit))
              .sample(
                  pub.circuit(),
                  pub.bindings(),
                  Math.min(left, each),
                  own.split(circuit),
                  readouts(engine, own, circuit, 1, each)));
    }
    return Registers.joined(pieces);
  }

  private @Nullable ReadoutTwirl readouts(
      ErringSimulator engine, Seed own, int first, int circuits, int each) {
    if (!mitigation.twirling().measurements()) {
      return null;
    }
    List<Seed> seeds = new ArrayList<>(circuits);
    for (int circuit = first; circuit < first + circuits; circuit++) {
      seeds.add(own.split("flips").split(circuit));
    }
    return new ReadoutTwirl(engine.model(), seeds, each);
  }

  /**
   * Expectation values.
   *
   * @param shots empty: exact values, in which readouts never err
   */
  PubResult.Estimated estimate(
      ErringSimulator engine, Pub.Estimator pub, OptionalInt shots, Seed own) {
    List<Double> noise =
        mitigation.zeroNoise().map(ZeroNoise::factors).orElseGet(() -> List.of(1.0));
    int size = pub.shape().size();
    double[][] evs = new double[noise.size()][size];
    double[][] stds = new double[noise.size()][size];
    double[][] ensemble = new double[noise.size()][size];
    for (int f = 0; f < noise.size(); f++) {
      Circuit circuit = amplified(pub.circuit(), noise.get(f), own.split("fold").split(f));
      for (BroadcastPart part : BroadcastPart.of(pub)) {
        List<Observable> observables =
            Arrays.stream(part.observables()).mapToObj(pub.observables().elements()::get).toList();
        Bindings rows = part.rowsOf(pub.bindings());
        Seed ownPart = own.split(part.seed()).split(f);
        Values found =
            shots.isEmpty()
                ? exact(engine, circuit, observables, rows, ownPart)
                : sampled(engine, circuit, observables, rows, shots.getAsInt(), ownPart);
        for (int i = 0; i < found.evs().length; i++) {
          evs[f][part.elements()[i]] = found.evs()[i];
          stds[f][part.elements()[i]] = found.stds()[i];
          ensemble[f][part.elements()[i]] = found.ensembleStds()[i];
        }
      }
    }
    int circuits =
        shots.isEmpty()
            ? mitigation.twirling().exactCircuits()
            : twirls() ? mitigation.twirling().circuits(shots.getAsInt()) : 1;
    boolean readout = shots.isPresent() && factors != null;
    if (mitigation.zeroNoise().isEmpty()) {
      return new PubResult.Estimated(
          pub.shape(),
          evs[0],
          stds[0],
          shots.orElse(0),
          Optional.of(new PubResult.Mitigated(circuits, readout, ensemble[0], Optional.empty())));
    }
    return extrapolated(
        mitigation.zeroNoise().get(), pub, shots.orElse(0), circuits, readout, evs, stds, ensemble);
  }

  private boolean twirls() {
    return mitigation.twirling().gates() || mitigation.twirling().measurements();
  }

  private Circuit amplified(Circuit circuit, double factor, Seed own) {
    return mitigation
        .zeroNoise()
        .map(zero -> Folding.amplified(circuit, factor, zero.amplifier(), own))
        .orElse(circuit);
  }

  private Values exact(
      ErringSimulator engine,
      Circuit circuit,
      List<Observable> observables,
      Bindings rows,
      Seed own) {
    int circuits = mitigation.twirling().exactCircuits();
    double[] sum = new double[rows.rows() * observables.size()];
    for (int k = 0; k < circuits; k++) {
      ErringSimulator one =
          mitigation.twirling().gates() ? engine.twirled(own.split("gates").split(k)) : engine;
      double[] values = one.expectations(circuit, observables, rows);
      Arrays.setAll(sum, i -> sum[i] + values[i] / circuits);
    }
    executed.add(new JobResult.Executed(circuit, (long) rows.rows() * circuits));
    return new Values(sum, new double[sum.length], new double[sum.length]);
  }

  private Values sampled(
      ErringSimulator engine,
      Circuit circuit,
      List<Observable> observables,
      Bindings rows,
      int shots,
      Seed own) {
    List<Observable> scaled =
        factors == null ? observables : observables.stream().map(factors::mitigated).toList();
    Mitigation.Twirling twirling = mitigation.twirling();
    int each = twirls() ? twirling.shotsEach(shots) : shots;
    int circuits = twirls() ? twirling.circuits(shots) : 1;
    if (!twirling.gates()) {
      Estimates found =
          engine.estimate(
              circuit,
              scaled,
              rows,
              each * circuits,
              own,
              readouts(engine, own, 0, circuits, each));
      charge(circuit, found, rows, each * circuits);
      return new Values(found.values(), found.stds(), found.stds());
    }
    List<Estimates> all = new ArrayList<>(circuits);
    for (int k = 0; k < circuits; k++) {
      all.add(
          engine
              .twirled(own.split("gates").split(k))
              .estimate(
                  circuit, scaled, rows, each, own.split(k), readouts(engine, own, k, 1, each)));
      charge(circuit, all.getLast(), rows, each);
    }
    return mean(all);
  }

  private void charge(Circuit circuit, Estimates found, Bindings rows, int shots) {
    long settings = Arrays.stream(found.settings()).asLongStream().sum();
    executed.add(new JobResult.Executed(circuit, settings * rows.rows() * shots));
  }

  /** The mean over random circuits; its error is that of their spread. */
  private static Values mean(List<Estimates> all) {
    int size = all.getFirst().values().length;
    double[] evs = new double[size];
    double[] stds = new double[size];
    double[] ensemble = new double[size];
    int count = all.size();
    for (int i = 0; i < size; i++) {
      double sum = 0;
      double squares = 0;
      double shotNoise = 0;
      for (Estimates one : all) {
        sum += one.values()[i];
        shotNoise += one.stds()[i] * one.stds()[i];
      }
      double mean = sum / count;
      for (Estimates one : all) {
        squares += (one.values()[i] - mean) * (one.values()[i] - mean);
      }
      evs[i] = mean;
      ensemble[i] = Math.sqrt(shotNoise) / count;
      stds[i] = count == 1 ? ensemble[i] : Math.sqrt(squares / (count - 1) / count);
    }
    return new Values(evs, stds, ensemble);
  }

  private PubResult.Estimated extrapolated(
      ZeroNoise zero,
      Pub.Estimator pub,
      long shots,
      int circuits,
      boolean readout,
      double[][] evs,
      double[][] stds,
      double[][] ensemble) {
    int size = pub.shape().size();
    int points = zero.evaluatedAt().size();
    int curves = zero.extrapolators().size();
    double[] bestEvs = new double[size];
    double[] bestStds = new double[size];
    double[] curveEvs = new double[size * curves * points];
    double[] curveStds = new double[curveEvs.length];
    int[] observables = pub.observables().shape().indicesIn(pub.shape());
    int least = zero.factors().indexOf(zero.factors().stream().min(Double::compare).orElseThrow());
    for (int i = 0; i < size; i++) {
      double[] y = column(evs, i);
      double[] s = column(stds, i);
      double bound = pub.observables().elements().get(observables[i]).norm();
      boolean found = false;
      for (int c = 0; c < curves; c++) {
        Extrapolator extrapolator = zero.extrapolators().get(c);
        Optional<Extrapolation.Fit> fit =
            Extrapolation.fit(extrapolator, zero.factors(), y, s, bound);
        for (int p = 0; p < points; p++) {
          double at = zero.evaluatedAt().get(p);
          Extrapolation.Point point =
              fit.map(curve -> curve.at(at)).orElse(Extrapolation.Point.NONE);
          curveEvs[(i * curves + c) * points + p] = point.value();
          curveStds[(i * curves + c) * points + p] = point.std();
        }
        if (fit.isPresent() && !found) {
          found = true;
          bestEvs[i] = fit.get().at(0).value();
          bestStds[i] = fit.get().at(0).std();
        }
      }
      if (!found) {
        // As the service's own last resort, fallback: the value with the least noise.
        bestEvs[i] = y[least];
        bestStds[i] = s[least];
      }
    }
    return new PubResult.Estimated(
        pub.shape(),
        bestEvs,
        bestStds,
        shots,
        Optional.of(
            new PubResult.Mitigated(
                circuits,
                readout,
                ensemble[least],
                Optional.of(
                    new PubResult.NoiseCurve(
                        zero.factors(),
                        rowMajor(evs),
                        rowMajor(stds),
                        rowMajor(ensemble),
                        zero.extrapolators().stream().map(Extrapolator::wireName).toList(),
                        zero.evaluatedAt(),
                        curveEvs,
                        curveStds)))));
  }

  private static double[] column(double[][] byFactor, int element) {
    return Arrays.stream(byFactor).mapToDouble(values -> values[element]).toArray();
  }

  private static double[] rowMajor(double[][] byFactor) {
    int size = byFactor[0].length;
    double[] values = new double[size * byFactor.length];
    for (int i = 0; i < size; i++) {
      for (int f = 0; f < byFactor.length; f++) {
        values[i * byFactor.length + f] = byFactor[f][i];
      }
    }
    return values;
  }
}
