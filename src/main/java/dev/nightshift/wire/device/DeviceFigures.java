package dev.nightshift.wire.device;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A device in a few figures: medians over what is in order.
 *
 * @param t1Seconds median relaxation time
 * @param t2Seconds median dephasing time
 * @param readoutError median over the qubits
 * @param readoutSeconds median over the qubits
 * @param operations one a name, in the target's order
 */
public record DeviceFigures(
    OptionalDouble t1Seconds,
    OptionalDouble t2Seconds,
    OptionalDouble readoutError,
    OptionalDouble readoutSeconds,
    List<OfOperation> operations) {

  /**
   * An operation over all places where it exists.
   *
   * @param qubits how many it acts on; 0 where that is not told
   * @param places how many there are, dead ones included
   * @param dead qubits on which it must not be used
   * @param error median over the places that are not dead
   * @param durationSeconds median over the places that are not dead
   * @param best the place of the smallest error
   */
  public record OfOperation(
      String name,
      int qubits,
      int places,
      List<List<Integer>> dead,
      OptionalDouble error,
      OptionalDouble durationSeconds,
      Optional<Operation> best) {}

  /** The figures of a target. */
  public static DeviceFigures of(Target target) {
    List<QubitFacts> qubits = target.qubitFacts();
    List<OfOperation> operations = new ArrayList<>();
    for (String name : target.operationNames()) {
      operations.add(
          of(name, target.operations().stream().filter(one -> one.name().equals(name)).toList()));
    }
    return new DeviceFigures(
        median(qubits, QubitFacts::t1Seconds),
        median(qubits, QubitFacts::t2Seconds),
        median(qubits, QubitFacts::readoutError),
        median(qubits, QubitFacts::readoutSeconds),
        List.copyOf(operations));
  }

  /** The entangling gate of the device: its first two-qubit gate without an angle. */
  public Optional<OfOperation> entangler() {
    return operations.stream()
        .filter(operation -> operation.qubits() == 2)
        .filter(operation ->
            StandardGate.named(operation.name()).map(gate -> gate.parameters() == 0).orElse(true))
        .findFirst();
  }

  private static OfOperation of(String name, List<Operation> places) {
    List<Operation> usable = places.stream().filter(place -> !place.isDead()).toList();
    return new OfOperation(
        name,
        places.getFirst().qubits().size(),
        places.size(),
        places.stream().filter(Operation::isDead).map(Operation::qubits).toList(),
        median(usable, Operation::error),
        median(usable, Operation::durationSeconds),
        usable.stream()
            .filter(place -> place.error().isPresent())
            .min(Comparator.comparingDouble(place -> place.error().getAsDouble())));
  }

  private static <T> OptionalDouble median(List<T> from, Function<T, OptionalDouble> figure) {
    double[] sorted =
        from.stream()
            .map(figure)
            .flatMap(one -> one.isPresent() ? Stream.of(one.getAsDouble()) : Stream.empty())
            .mapToDouble(Objects::requireNonNull)
            .sorted()
            .toArray();
    int half = sorted.length / 2;
    return switch (sorted.length) {
      case 0 -> OptionalDouble.empty();
      default ->
          OptionalDouble.of(
              sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
    };
  }
}
