package dev.nightshift.sim;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.List;
import java.util.SequencedMap;

/**
 * What every method of simulation answers: expectation values, samples, estimates. Thread-safe; the
 * same call gives the same bits, whatever the number of threads.
 *
 * <p>Bindings may name the parameters in any order. An interrupt of the calling thread ends a
 * method with INTERRUPTED; the thread's flag stays set.
 */
public interface CircuitSimulator {

  /**
   * Expectation values <ψ|O|ψ>, of the mixture where a circuit measures or resets on its way.
   *
   * @param observables of the circuit's width
   * @return row-major {@code [rows][observables]}, dimensionless
   */
  double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings);

  /**
   * Samples of every classical register.
   *
   * @param shots a row, at least 1
   * @param seed the stream of each row is split from it
   * @return by register in the order of declaration, in the bindings' shape; bits never measured
   *     are 0
   */
  SequencedMap<String, BitArray> sample(Circuit circuit, Bindings bindings, int shots, Seed seed);

  /**
   * Expectation values as a device measures them: terms that commute qubit by qubit share their
   * shots, every such setting gets all of them.
   *
   * @param shots a setting, at least 1
   * @param seed streams are split from it by observable, setting and row
   */
  default Simulator.Estimates estimate(
      Circuit circuit, List<Observable> observables, Bindings bindings, int shots, Seed seed) {
    return SampledEstimates.of(this, circuit, observables, bindings, shots, seed);
  }
}
