package dev.nightshift.backend;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.job.JobResult;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much twirled readouts shrink each Pauli string: the mean of the string's sign over qubits
 * that are all in |0>, where it would be 1.
 *
 * @param qubits that were measured, ascending
 * @param bits one shot after the other; bit k is qubit k of {@code qubits}
 * @param known factors that were asked for, by the places of their qubits
 * @param executed what the learning took
 */
record ReadoutFactors(
    List<Integer> qubits,
    BitArray bits,
    Map<List<Integer>, Double> known,
    JobResult.Executed executed) {

  /**
   * Measures.
   *
   * @param width qubits of the circuits that the factors are for
   */
  static ReadoutFactors learned(
      ErringSimulator engine,
      int width,
      List<Integer> qubits,
      int randomizations,
      int shotsEach,
      Seed seed) {
    String register = "learning";
    CircuitBuilder builder = Circuit.builder(width).bits(register, qubits.size());
    for (int k = 0; k < qubits.size(); k++) {
      builder.measure(qubits.get(k), k);
    }
    Circuit circuit = builder.build();
    int shots = Math.multiplyExact(randomizations, shotsEach);
    List<Seed> flips = new ArrayList<>(randomizations);
    for (int k = 0; k < randomizations; k++) {
      flips.add(seed.split("flips").split(k));
    }
    BitArray bits =
        engine
            .sample(
                circuit,
                Bindings.none(),
                shots,
                seed,
                new ReadoutTwirl(engine.model(), flips, shotsEach))
            .firstEntry()
            .getValue();
    return new ReadoutFactors(
        qubits, bits, new HashMap<>(), new JobResult.Executed(circuit, shots));
  }

  /**
   * The observable whose measured value is that of the given one without readout errors.
   *
   * @throws NightshiftException NOISE_INVALID where readouts are so bad that nothing is left of a
   *     string
   */
  Observable mitigated(Observable observable) {
    List<Observable.Term> terms = new ArrayList<>();
    for (Observable.Term term : observable.terms()) {
      List<Integer> places = Setting.axes(term).keySet().stream().map(qubits::indexOf).toList();
      double factor = known.computeIfAbsent(places, this::factor);
      if (factor <= 0) {
        throw new NightshiftException(
            ErrorCode.NOISE_INVALID,
            "the readouts of %s err so often that nothing is left of it (factor %s of %d shots);"
                    .formatted(term.pauli(), factor, bits.shots())
                + " measure other qubits, take more shots, or switch measure_mitigation off");
      }
      terms.add(new Observable.Term(term.pauli(), term.coefficient() / factor));
    }
    return new Observable(terms);
  }

  private double factor(List<Integer> places) {
    int stride = BitArray.stride(bits.bits());
    int odd = 0;
    for (int shot = 0; shot < bits.shots(); shot++) {
      int last = (shot + 1) * stride - 1;
      int sign = 0;
      for (int place : places) {
        sign ^= bits.bytes()[last - place / 8] >> place % 8 & 1;
      }
      odd += sign;
    }
    return 1 - 2.0 * odd / bits.shots();
  }
}
