package dev.nightshift.result;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.FinalMeasurements;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/*
 * The wire protocol has no exact sampler: samples are shots. The exact distribution over m measured bits follows
 * from the 2^m expectation values of Z strings, which the estimator gives without shots:
 *
 *   p(b) = 2^-m sum over S of (-1)^(b.S) <Z_S>
 *
 * a Walsh-Hadamard transform, here in place in m 2^m steps. So the same question has the same answer in process,
 * on the local server and on any other exact backend of the protocol.
 */

/**
 * The exact distribution over a circuit's classical bits, on any backend with exact expectation
 * values.
 */
public final class ExactDistribution {
  /** More bits would need more observables than a job should carry. */
  public static final int MAX_BITS = 12;

  /** Probabilities below this are rounding, not outcomes. */
  private static final double ROUNDING = 1e-13;

  private ExactDistribution() {}

  /**
   * The distribution for one binding.
   *
   * @param circuit measured at its end only; without any measurement every qubit counts as measured
   * @param binding one row
   * @return probability by bit string, highest bit first, the last declared register leftmost;
   *     those below 1e-13 are left out
   * @throws NightshiftException CIRCUIT_INVALID where a measured qubit is used again, JOB_TOO_LARGE
   *     above {@link #MAX_BITS} measured bits
   */
  public static SortedMap<String, Double> of(Backend backend, Circuit circuit, Bindings binding) {
    return of(backend, circuit, binding, SimulatorOptions.DEFAULT);
  }

  /** The same by a method of the caller's choice; exact up to what that method cuts off. */
  public static SortedMap<String, Double> of(
      Backend backend, Circuit circuit, Bindings binding, SimulatorOptions simulator) {
    double[] values = backend.run(request(circuit, binding, simulator)).estimated(0).evs().clone();
    int[] qubitOfBit = qubitOfBit(circuit);
    int[] measured = measuredBits(qubitOfBit);
    walshHadamard(values);

    SortedMap<String, Double> distribution = new TreeMap<>();
    for (int outcome = 0; outcome < values.length; outcome++) {
      double probability = values[outcome] / values.length;
      if (probability > ROUNDING) {
        distribution.put(bitString(outcome, measured, qubitOfBit.length), probability);
      }
    }
    return distribution;
  }

  /**
   * The job that a distribution is made from.
   *
   * @throws NightshiftException as {@link #of(Backend, Circuit, Bindings)}
   */
  public static JobRequest request(Circuit circuit, Bindings binding, SimulatorOptions simulator) {
    FinalMeasurements.misfit(circuit)
        .ifPresent(reason -> {
          throw new NightshiftException(
              ErrorCode.CIRCUIT_INVALID,
              reason + "; exact probabilities need measurements at the end: give --shots");
        });
    int[] qubitOfBit = qubitOfBit(circuit);
    int[] measured = measuredBits(qubitOfBit);
    if (measured.length > MAX_BITS) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "exact probabilities of %d measured bits need 2^%d observables; measure at most %d bits, or give --shots"
              .formatted(measured.length, measured.length, MAX_BITS));
    }
    List<Observable> strings = zStrings(circuit.qubits(), qubitOfBit, measured);
    Pub.Estimator pub =
        new Pub.Estimator(
            FinalMeasurements.removed(circuit), ObservablesArray.of(strings), binding, 0.0);
    return JobRequest.estimate(List.of(pub), JobOptions.NONE.withSimulator(simulator));
  }

  /** For every bit the qubit measured into it last, -1 for none. */
  private static int[] qubitOfBit(Circuit circuit) {
    if (circuit.bits() == 0) {
      int[] all = new int[circuit.qubits()];
      Arrays.setAll(all, qubit -> qubit);
      return all;
    }
    int[] qubitOfBit = new int[circuit.bits()];
    Arrays.fill(qubitOfBit, -1);
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Measure(int qubit, int bit)) {
        qubitOfBit[bit] = qubit;
      }
    }
    return qubitOfBit;
  }

  private static int[] measuredBits(int[] qubitOfBit) {
    List<Integer> bits = new ArrayList<>();
    for (int bit = 0; bit < qubitOfBit.length; bit++) {
      if (qubitOfBit[bit] >= 0) {
        bits.add(bit);
      }
    }
    return bits.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Element S is Z on the qubits behind the bits in S; a qubit behind two of them cancels. */
  private static List<Observable> zStrings(int qubits, int[] qubitOfBit, int[] measured) {
    List<Observable> strings = new ArrayList<>(1 << measured.length);
    for (int subset = 0; subset < 1 << measured.length; subset++) {
      boolean[] z = new boolean[qubits];
      for (int k = 0; k < measured.length; k++) {
        if ((subset >> k & 1) != 0) {
          z[qubitOfBit[measured[k]]] ^= true;
        }
      }
      StringBuilder label = new StringBuilder(qubits);
      for (int qubit = qubits - 1; qubit >= 0; qubit--) {
        label.append(z[qubit] ? 'Z' : 'I');
      }
      strings.add(Observable.of(label.toString()));
    }
    return strings;
  }

  private static void walshHadamard(double[] values) {
    for (int half = 1; half < values.length; half *= 2) {
      for (int block = 0; block < values.length; block += 2 * half) {
        for (int i = block; i < block + half; i++) {
          double a = values[i];
          double b = values[i + half];
          values[i] = a + b;
          values[i + half] = a - b;
        }
      }
    }
  }

  private static String bitString(int outcome, int[] measured, int bits) {
    List<Character> text = new ArrayList<>(Collections.nCopies(bits, '0'));
    for (int k = 0; k < measured.length; k++) {
      if ((outcome >> k & 1) != 0) {
        text.set(bits - 1 - measured[k], '1');
      }
    }
    StringBuilder string = new StringBuilder(bits);
    text.forEach(string::append);
    return string.toString();
  }
}
