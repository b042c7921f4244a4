package dev.nightshift.wire.aer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instruction as Aer takes it.
 *
 * @param name of a gate, or {@code measure}, {@code reset}, {@code unitary}, {@code dephase}
 * @param qubits operands; for {@code measure} the qubit and the bit
 * @param numbers angles in radians, or the matrix of {@code unitary}, row-major with re and im
 *     alternating
 * @param label what its errors are looked up by; null for its name
 */
public record AerStep(
    String name, List<Integer> qubits, List<Num> numbers, @Nullable String label) {

  /** A number of a step. */
  public sealed interface Num {
    /** The same in every row. */
    record Constant(double value) implements Num {}

    /** That of a column of the circuit. */
    record Column(int index) implements Num {}
  }

  public AerStep {
    qubits = List.copyOf(qubits);
    numbers = List.copyOf(numbers);
  }
}
