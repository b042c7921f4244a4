package dev.nightshift.value;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What a device can do: its qubits, and which operations on which of them, how well and how long.
 *
 * <p>A figure that nobody has measured is absent, never 0. Immutable.
 *
 * @param name of the device
 * @param qubitFacts one a qubit, in order
 * @param operations gates, and {@code measure}, {@code reset}, {@code delay} where the device lists
 *     them; a two-qubit gate stands once for each direction it has
 * @param dtSeconds the unit of the device's own clock, seconds
 * @param repDelaySeconds the pause between two executions where a job does not say otherwise,
 *     seconds
 * @param alignment at which times of its clock operations may begin
 */
public record Target(
    String name,
    List<QubitFacts> qubitFacts,
    List<Operation> operations,
    OptionalDouble dtSeconds,
    double repDelaySeconds,
    Alignment alignment) {

  /**
   * At which times operations may begin: multiples of these, in units of the device's clock.
   *
   * @param pulse for gates
   * @param acquire for measurements and resets
   */
  public record Alignment(int pulse, int acquire) {
    /** At any. */
    public static final Alignment NONE = new Alignment(1, 1);

    public Alignment {
      if (pulse < 1 || acquire < 1) {
        throw new NightshiftException(
            ErrorCode.CIRCUIT_INVALID,
            "operations are aligned to %d and %d units of time; give at least 1"
                .formatted(pulse, acquire));
      }
    }
  }

  /** A target whose operations may begin at any time. */
  public Target(
      String name,
      List<QubitFacts> qubitFacts,
      List<Operation> operations,
      OptionalDouble dtSeconds,
      double repDelaySeconds) {
    this(name, qubitFacts, operations, dtSeconds, repDelaySeconds, Alignment.NONE);
  }

  /**
   * A qubit as it was measured.
   *
   * @param t1Seconds relaxation time, seconds
   * @param t2Seconds dephasing time, seconds
   * @param frequencyHertz of the transition from 0 to 1
   * @param readoutError mean of the two below, from 0 to 1
   * @param probMeas0Prep1 probability to read 0 where 1 was prepared
   * @param probMeas1Prep0 probability to read 1 where 0 was prepared
   * @param readoutSeconds how long a measurement takes
   */
  public record QubitFacts(
      OptionalDouble t1Seconds,
      OptionalDouble t2Seconds,
      OptionalDouble frequencyHertz,
      OptionalDouble readoutError,
      OptionalDouble probMeas0Prep1,
      OptionalDouble probMeas1Prep0,
      OptionalDouble readoutSeconds) {
    /** A qubit of which nothing is known. */
    public static final QubitFacts UNKNOWN =
        new QubitFacts(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
  }

  /**
   * An operation on qubits it may be applied to.
   *
   * @param name as OpenQASM names it, such as {@code cz}
   * @param qubits in the gate's order; empty for an operation of any qubits
   * @param error average gate infidelity, from 0 to 1; 1 means it must not be used
   * @param durationSeconds how long it takes, seconds
   */
  public record Operation(
      String name, List<Integer> qubits, OptionalDouble error, OptionalDouble durationSeconds) {
    public Operation {
      qubits = List.copyOf(qubits);
    }

    /** Whether it is listed but must not be used: its error is 1. */
    public boolean isDead() {
      return error.isPresent() && error.getAsDouble() >= 1;
    }
  }

  public Target {
    qubitFacts = List.copyOf(qubitFacts);
    operations = List.copyOf(operations);
    for (Operation operation : operations) {
      for (int qubit : operation.qubits()) {
        if (qubit < 0 || qubit >= qubitFacts.size()) {
          throw new NightshiftException(
              ErrorCode.CIRCUIT_INVALID,
              "target %s lists %s on qubit %d, which is outside [0, %d)"
                  .formatted(name, operation.name(), qubit, qubitFacts.size()));
        }
      }
    }
  }

  /** How many qubits the device has. */
  public int qubits() {
    return qubitFacts.size();
  }

  /** The operations by name and qubits; those of any qubits stand under an empty list. */
  public Map<String, Map<List<Integer>, Operation>> byName() {
    Map<String, Map<List<Integer>, Operation>> byName = new HashMap<>();
    for (Operation operation : operations) {
      byName
          .computeIfAbsent(operation.name(), _ -> new HashMap<>())
          .put(operation.qubits(), operation);
    }
    return byName;
  }

  /** The names of the operations, each once, in the order they are listed. */
  public List<String> operationNames() {
    return operations.stream().map(Operation::name).distinct().toList();
  }

  /** The operation of a name on these qubits in this order, or on any qubits. */
  public Optional<Operation> find(String operation, List<Integer> qubits) {
    Optional<Operation> any = Optional.empty();
    for (Operation one : operations) {
      if (one.name().equals(operation)) {
        if (one.qubits().equals(qubits)) {
          return Optional.of(one);
        }
        if (one.qubits().isEmpty()) {
          any = Optional.of(one);
        }
      }
    }
    return any;
  }

  /** Pairs that some usable two-qubit gate couples, each as listed, with direction. */
  public List<List<Integer>> edges() {
    Set<List<Integer>> edges = new LinkedHashSet<>();
    for (Operation operation : operations) {
      if (operation.qubits().size() == 2 && !operation.isDead()) {
        edges.add(operation.qubits());
      }
    }
    return List.copyOf(edges);
  }
}
