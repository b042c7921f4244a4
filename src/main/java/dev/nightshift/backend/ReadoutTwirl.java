package dev.nightshift.backend;

import dev.nightshift.base.random.Seed;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.sim.noise.Shots;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Twirled readouts: every random circuit flips some qubits before it measures them and their bits
 * after, so that a qubit's two errors change places in about half of the circuits.
 *
 * <p>An error of the readout touches nothing but the bit that is written down, so it is put onto
 * bits that were read as they are. The flip itself does not err.
 *
 * @param model whose readouts err
 * @param circuits seeds the flips of each random circuit are drawn from, in the order of the shots
 * @param shotsEach shots of a random circuit; the last may have fewer
 */
record ReadoutTwirl(NoiseModel model, List<Seed> circuits, int shotsEach) {
  ReadoutTwirl {
    circuits = List.copyOf(circuits);
  }

  /** The readouts of one of the random circuits. */
  ReadoutTwirl only(int circuit) {
    return new ReadoutTwirl(model, circuits.subList(circuit, circuit + 1), shotsEach);
  }

  /**
   * Misreads the bits of all parts.
   *
   * @param shots one a part, all of the same count; changed in place
   * @param qubits for every part the circuit's qubit of each output
   */
  void misread(List<Shots> shots, List<List<Integer>> qubits, Seed seed) {
    for (int part = 0; part < shots.size(); part++) {
      misread(shots.get(part), qubits.get(part), seed.split(part));
    }
  }

  /**
   * Misreads the bits of one part.
   *
   * @param bits changed in place
   * @param qubits the circuit's qubit of each output
   * @param seed the part's own
   */
  void misread(Shots bits, List<Integer> qubits, Seed seed) {
    SplittableRandom random = seed.random();
    for (int output = 0; output < bits.outputs(); output++) {
      int qubit = qubits.get(output);
      ReadoutError error = model.readout(qubit);
      if (error.isIdeal()) {
        continue;
      }
      for (int first = 0, k = 0; first < bits.count(); first += shotsEach, k++) {
        boolean flipped = circuits.get(k).split(qubit).random().nextBoolean();
        for (int shot = first; shot < Math.min(bits.count(), first + shotsEach); shot++) {
          boolean truth = bits.get(shot, output);
          double wrong = truth ^ flipped ? error.zeroOfOne() : error.oneOfZero();
          if (random.nextDouble() < wrong) {
            bits.flip(shot, output);
          }
        }
      }
    }
  }
}
