package dev.nightshift.sim;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Register;
import dev.nightshift.value.BitArray;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/** The bits that the shots of one row read, until they are packed by register. */
final class Readings {
  private final Circuit circuit;
  private final int stride;
  private final byte[] bits;
  private final int shots;
  private int filled;

  Readings(Circuit circuit, int shots) {
    this.circuit = circuit;
    this.stride = (circuit.bits() + 7) / 8;
    this.shots = shots;
    this.bits = new byte[Math.multiplyExact(stride, shots)];
  }

  /**
   * Draws shots from a final state.
   *
   * @param read what was read on the way
   * @param readings the qubit of each bit read now, or -1
   */
  void addShots(
      StateVector state, boolean[] read, int[] readings, int count, SplittableRandom random) {
    boolean any = Arrays.stream(readings).anyMatch(qubit -> qubit >= 0);
    int[] indices = any ? Sampling.indices(state.probabilities(), count, random) : new int[count];
    for (int index : indices) {
      int at = filled++ * stride;
      for (int bit = 0; bit < readings.length; bit++) {
        boolean one = readings[bit] < 0 ? read[bit] : (index >> readings[bit] & 1) != 0;
        if (one) {
          bits[at + bit / 8] |= (byte) (1 << bit % 8);
        }
      }
    }
  }

  /** Packs the shots, in random order, as the given row of every register. */
  void writeTo(Map<String, BitArray> registers, int row, SplittableRandom random) {
    int[] order = new int[shots];
    Arrays.setAll(order, shot -> shot);
    Sampling.shuffle(order, random);
    for (Register register : circuit.bitRegisters()) {
      BitArray array = registers.get(register.name());
      if (array == null) {
        throw new IllegalStateException("every register has its array");
      }
      int width = BitArray.stride(register.size());
      for (int shot = 0; shot < shots; shot++) {
        int from = order[shot] * stride;
        int last = (row * shots + shot) * width + width - 1;
        for (int bit = 0; bit < register.size(); bit++) {
          int source = register.offset() + bit;
          if ((bits[from + source / 8] >> source % 8 & 1) != 0) {
            array.bytes()[last - bit / 8] |= (byte) (1 << bit % 8);
          }
        }
      }
    }
  }

  /** Adds the probabilities of a final branch by reading, the last bit first. */
  static void addProbabilities(
      StateVector state, boolean[] read, int[] readings, Map<String, Double> into) {
    int[] qubits = Arrays.stream(readings).filter(qubit -> qubit >= 0).distinct().toArray();
    double[] weights = new double[1 << qubits.length];
    for (int i = 0; i < state.size(); i++) {
      int key = 0;
      for (int k = 0; k < qubits.length; k++) {
        key |= (i >> qubits[k] & 1) << k;
      }
      weights[key] += state.re()[i] * state.re()[i] + state.im()[i] * state.im()[i];
    }
    for (int key = 0; key < weights.length; key++) {
      if (weights[key] > 0) {
        char[] text = new char[readings.length];
        for (int bit = 0; bit < readings.length; bit++) {
          boolean one = readings[bit] < 0 && read[bit];
          for (int k = 0; k < qubits.length; k++) {
            one |= qubits[k] == readings[bit] && (key >> k & 1) != 0;
          }
          text[readings.length - 1 - bit] = one ? '1' : '0';
        }
        into.merge(new String(text), weights[key], Double::sum);
      }
    }
  }
}
