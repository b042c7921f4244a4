package dev.nightshift.backend;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A device with {@link SlowDephasing}: what it runs, it runs in blocks of shots. */
final class DetunedSimulator implements ErringSimulator {
  /** Blocks of a call at most, and those that an exact value is the mean of. */
  static final int BLOCKS = 64;

  private static final int LEAST_SHOTS = 64;

  private final ErringSimulator inner;
  private final SlowDephasing slow;
  private final OptionalDouble dtSeconds;

  DetunedSimulator(ErringSimulator inner, SlowDephasing slow, OptionalDouble dtSeconds) {
    this.inner = inner;
    this.slow = slow;
    this.dtSeconds = dtSeconds;
  }

  @Override
  public NoiseModel model() {
    return inner.model();
  }

  @Override
  public ErringSimulator twirled(Seed seed) {
    return new DetunedSimulator(inner.twirled(seed), slow, dtSeconds);
  }

  /** The mean over blocks, which are the same for every circuit: exact values have no seed. */
  @Override
  public double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings) {
    double[] mean = new double[bindings.rows() * observables.size()];
    for (int block = 0; block < BLOCKS; block++) {
      Seed own = Seed.of(0).split("blocks of exact values").split(block);
      double[] values =
          inner.expectations(slow.detuned(circuit, dtSeconds, own), observables, bindings);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += values[i] / BLOCKS;
      }
    }
    return mean;
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed) {
    return sample(circuit, bindings, shots, seed, null);
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed, @Nullable ReadoutTwirl twirl) {
    List<SequencedMap<String, BitArray>> pieces = new ArrayList<>();
    int each = each(shots, twirl);
    for (int block = 0, left = shots; left > 0; block++, left -= each) {
      Seed own = seed.split(block);
      pieces.add(
          inner.sample(
              slow.detuned(circuit, dtSeconds, own.split("frequencies")),
              bindings,
              Math.min(left, each),
              own,
              twirl == null ? null : twirl.only(block)));
    }
    return pieces.isEmpty()
        ? inner.sample(circuit, bindings, shots, seed, twirl)
        : Registers.joined(pieces);
  }

  @Override
  public Simulator.Estimates estimate(
      Circuit circuit, List<Observable> observables, Bindings bindings, int shots, Seed seed) {
    return estimate(circuit, observables, bindings, shots, seed, null);
  }

  @Override
  public Simulator.Estimates estimate(
      Circuit circuit,
      List<Observable> observables,
      Bindings bindings,
      int shots,
      Seed seed,
      @Nullable ReadoutTwirl twirl) {
    int each = each(shots, twirl);
    List<Simulator.Estimates> blocks = new ArrayList<>();
    for (int block = 0, left = shots; left > 0; block++, left -= each) {
      Seed own = seed.split(block);
      blocks.add(
          inner.estimate(
              slow.detuned(circuit, dtSeconds, own.split("frequencies")),
              observables,
              bindings,
              Math.min(left, each),
              own,
              twirl == null ? null : twirl.only(block)));
    }
    return blocks.isEmpty()
        ? inner.estimate(circuit, observables, bindings, shots, seed, twirl)
        : mean(blocks, each, shots);
  }

  /** A block is a random circuit of the readouts where these are twirled. */
  private static int each(int shots, @Nullable ReadoutTwirl twirl) {
    return twirl == null ? Math.max(LEAST_SHOTS, Math.ceilDiv(shots, BLOCKS)) : twirl.shotsEach();
  }

  /** The mean over the shots; where there are several blocks, its error is that of their spread. */
  private static Simulator.Estimates mean(List<Simulator.Estimates> blocks, int each, int shots) {
    int size = blocks.getFirst().values().length;
    int count = blocks.size();
    double last = (shots - (count - 1.0) * each) / shots;
    double[] values = new double[size];
    double[] stds = new double[size];
    for (int i = 0; i < size; i++) {
      for (int block = 0; block < count; block++) {
        double weight = block == count - 1 ? last : (double) each / shots;
        values[i] += weight * blocks.get(block).values()[i];
      }
      if (count == 1) {
        stds[i] = blocks.getFirst().stds()[i];
        continue;
      }
      double squares = 0;
      for (Simulator.Estimates block : blocks) {
        squares += (block.values()[i] - values[i]) * (block.values()[i] - values[i]);
      }
      stds[i] = Math.sqrt(squares / (count - 1) / count);
    }
    return new Simulator.Estimates(values, stds, blocks.getFirst().settings());
  }
}
