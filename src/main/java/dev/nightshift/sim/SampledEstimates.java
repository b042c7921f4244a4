package dev.nightshift.sim;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Register;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;

/**
 * Estimates for any simulator that samples: each setting of the measured axes becomes a circuit
 * that turns them to Z and measures.
 */
final class SampledEstimates {
  private SampledEstimates() {}

  static Simulator.Estimates of(
      CircuitSimulator simulator,
      Circuit circuit,
      List<Observable> observables,
      Bindings bindings,
      int shots,
      Seed seed) {
    int rows = bindings.rows();
    int count = observables.size();
    double[] values = new double[rows * count];
    double[] variances = new double[values.length];
    int[] settings = new int[count];
    for (int k = 0; k < count; k++) {
      Groups groups = Groups.of(observables.get(k));
      settings[k] = groups.groups().size();
      for (int row = 0; row < rows; row++) {
        values[row * count + k] = groups.constant();
      }
      for (int g = 0; g < settings[k]; g++) {
        Groups.Group group = groups.groups().get(g);
        List<Integer> measured = measured(group.axes());
        String register = freeName(circuit);
        BitArray bits =
            simulator
                .sample(
                    turned(circuit, group.axes(), measured, register),
                    bindings,
                    shots,
                    seed.split(k).split(g))
                .get(register);
        if (bits == null) {
          throw new IllegalStateException("every register is sampled");
        }
        List<byte[]> masks = masks(group, measured);
        for (int row = 0; row < rows; row++) {
          add(group, bits, masks, row, row * count + k, values, variances);
        }
      }
    }
    double[] stds = new double[variances.length];
    for (int i = 0; i < stds.length; i++) {
      stds[i] = Math.sqrt(variances[i]);
    }
    return new Simulator.Estimates(values, stds, settings);
  }

  /** The qubits with a letter, in order. */
  private static List<Integer> measured(String axes) {
    List<Integer> measured = new ArrayList<>();
    for (int qubit = 0; qubit < axes.length(); qubit++) {
      if (letter(axes, qubit) != 'I') {
        measured.add(qubit);
      }
    }
    return measured;
  }

  private static char letter(String axes, int qubit) {
    return axes.charAt(axes.length() - 1 - qubit);
  }

  private static String freeName(Circuit circuit) {
    String name = "axes";
    while (true) {
      String candidate = name;
      if (circuit.bitRegisters().stream().noneMatch(used -> used.name().equals(candidate))) {
        return name;
      }
      name += "_";
    }
  }

  private static Circuit turned(
      Circuit circuit, String axes, List<Integer> measured, String register) {
    CircuitBuilder builder = Circuit.builder();
    for (Register qubits : circuit.qubitRegisters()) {
      builder.qubits(qubits.name(), qubits.size());
    }
    for (Register bits : circuit.bitRegisters()) {
      builder.bits(bits.name(), bits.size());
    }
    builder.bits(register, measured.size()).append(circuit);
    for (int i = 0; i < measured.size(); i++) {
      int qubit = measured.get(i);
      if (letter(axes, qubit) == 'Y') {
        builder.apply(StandardGate.SDG, List.of(), qubit);
      }
      if (letter(axes, qubit) != 'Z') {
        builder.h(qubit);
      }
      builder.measure(qubit, circuit.bits() + i);
    }
    return builder.build();
  }

  /** The bits that each term reads, laid out as a shot of the bit array. */
  private static List<byte[]> masks(Groups.Group group, List<Integer> measured) {
    List<byte[]> masks = new ArrayList<>();
    for (Observable.Term term : group.terms()) {
      byte[] mask = new byte[BitArray.stride(measured.size())];
      for (int i = 0; i < measured.size(); i++) {
        if (letter(term.pauli(), measured.get(i)) != 'I') {
          mask[mask.length - 1 - i / 8] |= (byte) (1 << i % 8);
        }
      }
      masks.add(mask);
    }
    return masks;
  }

  private static void add(
      Groups.Group group,
      BitArray bits,
      List<byte[]> masks,
      int row,
      int element,
      double[] values,
      double[] variances) {
    int shots = bits.shots();
    double sum = 0;
    double squares = 0;
    for (int shot = 0; shot < shots; shot++) {
      double value = 0;
      for (int t = 0; t < masks.size(); t++) {
        byte[] mask = masks.get(t);
        int at = (row * shots + shot) * mask.length;
        int odd = 0;
        for (int i = 0; i < mask.length; i++) {
          odd ^= bits.bytes()[at + i] & mask[i];
        }
        double weight = group.terms().get(t).coefficient();
        value += (Integer.bitCount(odd & 0xff) & 1) == 0 ? weight : -weight;
      }
      sum += value;
      squares += value * value;
    }
    double mean = sum / shots;
    values[element] += mean;
    variances[element] += Math.max(0, squares / shots - mean * mean) / shots;
  }
}
