package dev.nightshift.wire.aer;

import dev.nightshift.circuit.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instruction as Aer takes it.
 *
 * @param name of a gate, or {@code measure}, {@code reset}, {@code unitary}, {@code dephase},
 *     {@code if}
 * @param qubits operands; for {@code measure} the qubit and the bit
 * @param numbers angles in radians, or the matrix of {@code unitary}, row-major with re and im
 *     alternating
 * @param label what its errors are looked up by; null for its name
 * @param decision of a step {@code if}; null for all others
 */
public record AerStep(
    String name,
    List<Integer> qubits,
    List<Num> numbers,
    @Nullable String label,
    @Nullable Decision decision) {

  /** What happens by what was read. */
  public record Decision(Condition condition, List<AerStep> then, List<AerStep> otherwise) {
    public Decision {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /** A step that decides nothing. */
  public AerStep(String name, List<Integer> qubits, List<Num> numbers, @Nullable String label) {
    this(name, qubits, numbers, label, null);
  }

  /** A decision. */
  public static AerStep of(Decision decision) {
    return new AerStep("if", List.of(), List.of(), null, decision);
  }

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
