package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.value.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The errors of a device: of instructions by name and qubits, of readouts by qubit, and of waiting.
 *
 * <p>An error given for qubits replaces the one given for all. Errors follow their instruction;
 * only that of {@code measure} comes before, as in Aer. Immutable.
 */
public final class NoiseModel {
  /** No errors at all. */
  public static final NoiseModel IDEAL = builder().build();

  private final Map<String, Map<List<Integer>, QuantumError>> errors;
  private final Map<String, QuantumError> defaults;
  private final Map<Integer, ReadoutError> readouts;
  private final ReadoutError defaultReadout;
  private final @Nullable Idling idling;

  /** Where the Paulis around the gates are drawn from; null where there are none. */
  private final @Nullable Seed twirl;

  private NoiseModel(Builder builder) {
    Map<String, Map<List<Integer>, QuantumError>> copy = new HashMap<>();
    builder.errors.forEach((name, own) -> copy.put(name, Map.copyOf(own)));
    this.errors = Map.copyOf(copy);
    this.defaults = Map.copyOf(builder.defaults);
    this.readouts = Map.copyOf(builder.readouts);
    this.defaultReadout = builder.defaultReadout;
    this.idling = builder.idling;
    this.twirl = null;
  }

  private NoiseModel(
      NoiseModel other,
      Map<Integer, ReadoutError> readouts,
      ReadoutError defaultReadout,
      @Nullable Seed twirl) {
    this.errors = other.errors;
    this.defaults = other.defaults;
    this.readouts = readouts;
    this.defaultReadout = defaultReadout;
    this.idling = other.idling;
    this.twirl = twirl;
  }

  /** The model of a device by Aer's formulas; see the page of this package. */
  public static NoiseModel of(Target target, NoiseOptions options) {
    return DeviceNoise.of(target, options);
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The error of an instruction.
   *
   * @param instruction by its name in OpenQASM, such as {@code cz} or {@code reset}
   * @param qubits in the instruction's order
   * @throws NightshiftException NOISE_INVALID when the error is on another number of qubits
   */
  public Optional<QuantumError> error(String instruction, List<Integer> qubits) {
    QuantumError found = errors.getOrDefault(instruction, Map.of()).get(qubits);
    if (found == null) {
      found = defaults.get(instruction);
    }
    if (found != null && found.qubits() != qubits.size()) {
      throw new NightshiftException(
          ErrorCode.NOISE_INVALID,
          "the noise model has an error on %d qubits for %s, which is applied to qubits %s; give an"
                  .formatted(found.qubits(), instruction, qubits)
              + " error of the instruction's width");
    }
    return Optional.ofNullable(found);
  }

  /** Errors of instructions on qubits of their own, by name and qubits. */
  public Map<String, Map<List<Integer>, QuantumError>> errors() {
    return errors;
  }

  /** Errors of instructions on all other qubits, by name. */
  public Map<String, QuantumError> defaults() {
    return defaults;
  }

  /** Readout errors by qubit. */
  public Map<Integer, ReadoutError> readouts() {
    return readouts;
  }

  /** The readout error of all other qubits. */
  public ReadoutError defaultReadout() {
    return defaultReadout;
  }

  /** Whether qubits relax while they wait, by how long they do. */
  public boolean relaxesInDelays() {
    return idling != null;
  }

  /** How a measurement of a qubit misreads. */
  public ReadoutError readout(int qubit) {
    return readouts.getOrDefault(qubit, defaultReadout);
  }

  /**
   * What a qubit suffers during a delay: the error given for {@code delay}, then relaxation.
   *
   * @throws NightshiftException NOISE_INVALID for a delay in dt where the device states no dt
   */
  public Optional<QuantumError> idle(int qubit, Instruction.Delay delay) {
    Optional<QuantumError> own = error("delay", List.of(qubit));
    Optional<QuantumError> waiting = idling == null ? Optional.empty() : idling.error(qubit, delay);
    return own.isPresent() && waiting.isPresent()
        ? Optional.of(own.get().then(waiting.get()))
        : own.or(() -> waiting);
  }

  /** These errors, but what is measured is read as it is. */
  public NoiseModel withoutReadouts() {
    return new NoiseModel(this, Map.of(), ReadoutError.NONE, twirl);
  }

  /**
   * These errors with each gate that {@link PauliTwirl} knows between random Paulis that leave the
   * circuit's meaning as it is: one random circuit a seed. The Paulis themselves do not err, as on
   * a device, where they melt into the one-qubit gates beside them.
   */
  public NoiseModel twirled(Seed seed) {
    return new NoiseModel(this, readouts, defaultReadout, seed);
  }

  /** Where the Paulis around the gates are drawn from; empty where there are none. */
  public Optional<Seed> twirl() {
    return Optional.ofNullable(twirl);
  }

  /** Whether anything but a readout can go wrong. */
  public boolean hasQuantumErrors() {
    return !errors.isEmpty() || !defaults.isEmpty() || idling != null;
  }

  public boolean isIdeal() {
    return !hasQuantumErrors() && readouts.isEmpty() && defaultReadout.isIdeal();
  }

  /** Collects errors; those that do nothing are left out. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Map<List<Integer>, QuantumError>> errors = new HashMap<>();
    private final Map<String, QuantumError> defaults = new HashMap<>();
    private final Map<Integer, ReadoutError> readouts = new HashMap<>();
    private ReadoutError defaultReadout = ReadoutError.NONE;
    private @Nullable Idling idling;

    private Builder() {}

    /** Adds an error of an instruction on these qubits; it follows those added before. */
    public Builder error(String instruction, List<Integer> qubits, QuantumError error) {
      if (error.qubits() != qubits.size()) {
        throw new NightshiftException(
            ErrorCode.NOISE_INVALID,
            "an error on %d qubits cannot belong to %s on qubits %s; give one qubit an operand"
                .formatted(error.qubits(), instruction, qubits));
      }
      if (!error.isIdeal()) {
        errors
            .computeIfAbsent(instruction, _ -> new HashMap<>())
            .merge(List.copyOf(qubits), error, QuantumError::then);
      }
      return this;
    }

    /** Adds an error of an instruction on any qubits; it follows those added before. */
    public Builder error(String instruction, QuantumError error) {
      if (!error.isIdeal()) {
        defaults.merge(instruction, error, QuantumError::then);
      }
      return this;
    }

    /** Adds a readout error of a qubit; it misreads what those added before have read. */
    public Builder readout(int qubit, ReadoutError error) {
      if (!error.isIdeal()) {
        readouts.merge(qubit, error, ReadoutError::then);
      }
      return this;
    }

    /** Adds a readout error of every qubit that has none of its own. */
    public Builder readout(ReadoutError error) {
      defaultReadout = defaultReadout.then(error);
      return this;
    }

    Builder idling(Idling waiting) {
      this.idling = waiting;
      return this;
    }

    public NoiseModel build() {
      return new NoiseModel(this);
    }
  }
}
