package dev.nightshift.backend;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A simulator with errors, about which something can be done. */
interface ErringSimulator extends CircuitSimulator {
  NoiseModel model();

  /** This simulator with the gates of one random circuit twirled. */
  ErringSimulator twirled(Seed seed);

  /**
   * Samples with the readouts twirled.
   *
   * @param twirl null: not twirled
   */
  SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed, @Nullable ReadoutTwirl twirl);

  /**
   * Estimates with the readouts twirled.
   *
   * @param twirl null: not twirled
   */
  Simulator.Estimates estimate(
      Circuit circuit,
      List<Observable> observables,
      Bindings bindings,
      int shots,
      Seed seed,
      @Nullable ReadoutTwirl twirl);
}
