package dev.nightshift.circuit.library;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.ParameterExpression.Parameter;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.List;

/**
 * Circuits that load one real number a qubit: exp(i Σ φ_S(x) Π P) after a layer of Hadamards,
 * repeated.
 *
 * <p>The parameters are {@code x0000}, {@code x0001}, ... (one a qubit), in radians where the angle
 * is the input itself. Gates, their order and their angles are those of Qiskit's functions of the
 * same name.
 *
 * @see <a href="https://arxiv.org/abs/1804.11326">Havlíček et al. 2019</a>
 */
public final class FeatureMaps {
  private FeatureMaps() {}

  /** The angle of a rotation over some qubits from their inputs. */
  @FunctionalInterface
  public interface DataMap {
    /**
     * @param alpha the scale; first factor of the result
     * @param inputs one expression a qubit of the block, in block order, those under an I included
     * @return radians
     */
    ParameterExpression angle(ParameterExpression alpha, List<ParameterExpression> inputs);
  }

  /** {@code α x} for one input, {@code α Π (π - x)} for more: Qiskit's default. */
  public static final DataMap PRODUCT =
      (alpha, inputs) -> {
        if (inputs.size() == 1) {
          return alpha.times(inputs.getFirst());
        }
        ParameterExpression angle = alpha;
        for (ParameterExpression input : inputs) {
          angle = angle.times(ParameterExpression.PI.minus(input));
        }
        return angle;
      };

  /**
   * What can be chosen beside width and repetitions.
   *
   * @param alpha scale of every angle; Qiskit's default is 2
   * @param dataMap angle from inputs
   * @param prefix of the parameters' names
   * @param insertBarriers after each layer of Hadamards and between repetitions
   */
  public record Options(double alpha, DataMap dataMap, String prefix, boolean insertBarriers) {
    public static final Options DEFAULT = new Options(2.0, PRODUCT, "x", false);

    public Options withAlpha(double value) {
      return new Options(value, dataMap, prefix, insertBarriers);
    }

    public Options withDataMap(DataMap value) {
      return new Options(alpha, value, prefix, insertBarriers);
    }

    public Options withPrefix(String value) {
      return new Options(alpha, dataMap, value, insertBarriers);
    }

    public Options withBarriers() {
      return new Options(alpha, dataMap, prefix, true);
    }
  }

  /** Hadamard and P(2x) on every qubit, repeated: no entanglement. */
  public static Circuit zFeatureMap(int qubits, int reps) {
    return zFeatureMap(qubits, reps, Options.DEFAULT);
  }

  public static Circuit zFeatureMap(int qubits, int reps, Options options) {
    return pauliFeatureMap(qubits, reps, Entanglement.FULL, List.of("Z"), options);
  }

  /** Rotations Z on each qubit and ZZ on each pair of the pattern: P(2(π-x)(π-x')) between cx. */
  public static Circuit zzFeatureMap(int qubits, int reps, EntanglerMap entanglement) {
    return zzFeatureMap(qubits, reps, entanglement, Options.DEFAULT);
  }

  /**
   * @throws dev.nightshift.base.error.NightshiftException CIRCUIT_INVALID when there are fewer than
   *     two qubits
   */
  public static Circuit zzFeatureMap(
      int qubits, int reps, EntanglerMap entanglement, Options options) {
    return pauliFeatureMap(qubits, reps, entanglement, List.of("Z", "ZZ"), options);
  }

  public static Circuit pauliFeatureMap(
      int qubits, int reps, EntanglerMap entanglement, List<String> paulis) {
    return pauliFeatureMap(qubits, reps, entanglement, paulis, Options.DEFAULT);
  }

  /**
   * Rotations about any Pauli strings.
   *
   * @param qubits width and number of inputs, at least 1
   * @param reps at least 0
   * @param entanglement which qubits each string is laid on
   * @param paulis strings of I, X, Y, Z in the order they act; the rightmost letter stands on the
   *     first qubit of a block
   * @throws dev.nightshift.base.error.NightshiftException CIRCUIT_INVALID when a string is empty,
   *     all I, wider than the circuit, or has another letter
   */
  public static Circuit pauliFeatureMap(
      int qubits, int reps, EntanglerMap entanglement, List<String> paulis, Options options) {
    Names.check("the feature map", qubits, reps);
    for (String pauli : paulis) {
      check(pauli, qubits);
    }
    List<Parameter> inputs = Names.vector(options.prefix(), qubits);
    CircuitBuilder circuit = Circuit.builder(qubits);
    inputs.forEach(input -> circuit.parameter(input.name()));
    for (int rep = 0; rep < reps; rep++) {
      if (options.insertBarriers() && rep > 0) {
        circuit.barrier();
      }
      for (int qubit = 0; qubit < qubits; qubit++) {
        circuit.h(qubit);
      }
      if (options.insertBarriers()) {
        circuit.barrier();
      }
      for (String pauli : paulis) {
        for (List<Integer> block : entanglement.blocks(qubits, pauli.length(), rep)) {
          rotate(circuit, pauli, block, inputs, options);
        }
      }
    }
    return circuit.build();
  }

  /** exp(i φ/2 (1 - P)): basis changes, a ladder of cx, the phase on the last qubit, and back. */
  private static void rotate(
      CircuitBuilder circuit,
      String pauli,
      List<Integer> block,
      List<Parameter> inputs,
      Options options) {
    List<Integer> active = new ArrayList<>();
    List<ParameterExpression> values = new ArrayList<>();
    for (int k = 0; k < block.size(); k++) {
      if (pauli.charAt(pauli.length() - 1 - k) != 'I') {
        active.add(block.get(k));
      }
      values.add(inputs.get(block.get(k)));
    }
    changeBasis(circuit, pauli, block, StandardGate.SX);
    for (int k = 0; k + 1 < active.size(); k++) {
      circuit.cx(active.get(k), active.get(k + 1));
    }
    circuit.p(
        options.dataMap().angle(ParameterExpression.of(options.alpha()), values), active.getLast());
    for (int k = active.size() - 2; k >= 0; k--) {
      circuit.cx(active.get(k), active.get(k + 1));
    }
    changeBasis(circuit, pauli, block, StandardGate.SXDG);
  }

  /** Takes X and Y to Z (with SX) or back (with SXDG), from the leftmost letter on. */
  private static void changeBasis(
      CircuitBuilder circuit, String pauli, List<Integer> block, StandardGate forY) {
    for (int i = 0; i < pauli.length(); i++) {
      int qubit = block.get(pauli.length() - 1 - i);
      switch (pauli.charAt(i)) {
        case 'X' -> circuit.h(qubit);
        case 'Y' -> circuit.apply(forY, List.of(), qubit);
        default -> {}
      }
    }
  }

  private static void check(String pauli, int qubits) {
    if (!pauli.matches("[IXYZ]*[XYZ][IXYZ]*")) {
      throw Names.invalid(
          "Pauli string '%s' of a feature map: use the letters I, X, Y, Z and at least one not I"
              .formatted(pauli));
    }
    if (pauli.length() > qubits) {
      throw Names.invalid(
          "Pauli string '%s' of a feature map has %d letters, the circuit %d qubits"
              .formatted(pauli, pauli.length(), qubits));
    }
  }
}
