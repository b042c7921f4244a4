package dev.nightshift.backend;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Target;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A device that takes its time: circuits get their idle times, and the pulses in them, just before
 * they are run. So what changes a circuit's length, such as folding, is scheduled as it will be.
 */
final class ScheduledSimulator implements ErringSimulator {
  private final ErringSimulator inner;
  private final Target target;
  private final Scheduling scheduling;

  ScheduledSimulator(ErringSimulator inner, Target target, Scheduling scheduling) {
    this.inner = inner;
    this.target = target;
    this.scheduling = scheduling;
  }

  private Circuit scheduled(Circuit circuit) {
    return scheduling.apply(circuit, target);
  }

  @Override
  public NoiseModel model() {
    return inner.model();
  }

  @Override
  public ErringSimulator twirled(Seed seed) {
    return new ScheduledSimulator(inner.twirled(seed), target, scheduling);
  }

  @Override
  public double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings) {
    return inner.expectations(scheduled(circuit), observables, bindings);
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed) {
    return inner.sample(scheduled(circuit), bindings, shots, seed);
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed, @Nullable ReadoutTwirl twirl) {
    return inner.sample(scheduled(circuit), bindings, shots, seed, twirl);
  }

  @Override
  public Simulator.Estimates estimate(
      Circuit circuit, List<Observable> observables, Bindings bindings, int shots, Seed seed) {
    return inner.estimate(scheduled(circuit), observables, bindings, shots, seed);
  }

  @Override
  public Simulator.Estimates estimate(
      Circuit circuit,
      List<Observable> observables,
      Bindings bindings,
      int shots,
      Seed seed,
      @Nullable ReadoutTwirl twirl) {
    return inner.estimate(scheduled(circuit), observables, bindings, shots, seed, twirl);
  }
}
