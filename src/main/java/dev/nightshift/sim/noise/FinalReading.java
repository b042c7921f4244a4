package dev.nightshift.sim.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How the outputs of a part are read from its final state: which qubits along which axes, and what
 * is misread.
 *
 * <p>Outputs that an outcome on the way has fixed come from there. A state whose qubits are read
 * once each is misread as a whole: its weights are mixed by the readout errors before shots are
 * drawn, which is exact and takes no random numbers.
 */
public final class FinalReading {
  private final List<ReadoutError> readouts;
  private final int xs;
  private final int zs;
  private final int[] qubits;

  /** One an output: its qubit's place in {@link #qubits}, or -1 where it was read on the way. */
  private final int[] places;

  private final boolean eachOnce;

  private FinalReading(
      List<ReadoutError> readouts, int xs, int zs, int[] qubits, int[] places, boolean eachOnce) {
    this.readouts = List.copyOf(readouts);
    this.xs = xs;
    this.zs = zs;
    this.qubits = qubits;
    this.places = places;
    this.eachOnce = eachOnce;
  }

  /** For the outputs of a part. */
  public static FinalReading of(NoisyPart part) {
    int[] places = new int[part.outputs().size()];
    Arrays.fill(places, -1);
    List<Integer> read = new ArrayList<>();
    int x = 0;
    int z = 0;
    int readings = 0;
    for (int k = 0; k < part.steps().size(); k++) {
      if (part.deferred().get(k)
          && part.steps().get(k) instanceof NoisyStep.Measure(int qubit, var axis, int output)
          && output >= 0) {
        x |= axis == NoisyStep.Axis.Z ? 0 : 1 << qubit;
        z |= axis == NoisyStep.Axis.X ? 0 : 1 << qubit;
        if (!read.contains(qubit)) {
          read.add(qubit);
        }
        places[output] = read.indexOf(qubit);
        readings++;
      }
    }
    return new FinalReading(
        part.outputs().stream().map(NoisyPart.Output::readout).toList(),
        x,
        z,
        read.stream().mapToInt(Integer::intValue).toArray(),
        places,
        readings == read.size());
  }

  /**
   * For one output a qubit.
   *
   * @param xs bits of the qubits read along X or Y
   * @param zs bits of the qubits read along Z or Y
   * @param readouts of the qubits that are read, ascending
   */
  public static FinalReading of(int xs, int zs, List<ReadoutError> readouts) {
    int[] qubits = IntStream.range(0, 32).filter(q -> ((xs | zs) >> q & 1) != 0).toArray();
    return new FinalReading(
        readouts, xs, zs, qubits, IntStream.range(0, qubits.length).toArray(), true);
  }

  /** Bits of the qubits that are read along X or Y. */
  public int xs() {
    return xs;
  }

  /** Bits of the qubits that are read along Z or Y. */
  public int zs() {
    return zs;
  }

  /** The qubits read at the end; bit k of an index of the weights is that of the k-th. */
  public int[] qubits() {
    return qubits.clone();
  }

  /**
   * Draws shots.
   *
   * @param weights of the true readings, need not add up to 1; changed here
   * @param onTheWay one an output: what was read before the end
   * @param first shot to write, of {@code count}
   */
  public void draw(
      double[] weights,
      boolean[] onTheWay,
      Shots into,
      int first,
      int count,
      SplittableRandom random) {
    boolean whole = eachOnce && (long) count * qubits.length > weights.length;
    if (whole) {
      for (int output = 0; output < places.length; output++) {
        if (places[output] >= 0) {
          readouts.get(output).mix(weights, places[output]);
        }
      }
    }
    int[] indices = Shots.draw(weights, count, random);
    for (int output = 0; output < places.length; output++) {
      ReadoutError readout = readouts.get(output);
      boolean misread = !readout.isIdeal() && !(whole && places[output] >= 0);
      for (int k = 0; k < count; k++) {
        boolean truth =
            places[output] < 0 ? onTheWay[output] : (indices[k] >> places[output] & 1) != 0;
        if (misread ? random.nextDouble() < readout.one(truth) : truth) {
          into.set(first + k, output);
        }
      }
    }
  }

  /**
   * Adds the weights of the true outputs.
   *
   * @param into one a value of all outputs, output 0 the lowest bit
   */
  public void addTo(double[] into, double[] weights, boolean[] onTheWay) {
    int fixed = 0;
    for (int output = 0; output < places.length; output++) {
      fixed |= places[output] < 0 && onTheWay[output] ? 1 << output : 0;
    }
    for (int index = 0; index < weights.length; index++) {
      int value = fixed;
      for (int output = 0; output < places.length; output++) {
        value |= places[output] >= 0 ? (index >> places[output] & 1) << output : 0;
      }
      into[value] += weights[index];
    }
  }

  /** Mixes the weights of all outputs as the readouts misread them. */
  public void misread(double[] weights) {
    for (int output = 0; output < places.length; output++) {
      readouts.get(output).mix(weights, output);
    }
  }
}
