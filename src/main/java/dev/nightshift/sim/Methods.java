package dev.nightshift.sim;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.sim.stabilizer.StabilizerSimulator;
import dev.nightshift.value.Bindings;

/** Chooses the method for a circuit without noise. */
public final class Methods {
  /**
   * Widest Clifford circuit that state vectors take: 256 MB and a second or so, where stabilizers
   * take a millisecond.
   */
  private static final int WIDE = 24;

  private Methods() {}

  /**
   * What {@code automatic} stands for.
   *
   * <p>Aer 0.18 takes stabilizers for every circuit that is Clifford, else the first of state
   * vector, density matrix and matrix product state that supports the instructions and fits the
   * memory ({@code Controller::automatic_simulation_method} in src/controllers/aer_controller.hpp).
   * Here a narrow Clifford circuit stays with the state vector: it is as fast there, and its
   * samples are then those of the same circuit with a gate more. All three are exact, up to what a
   * matrix product state cuts off.
   *
   * @param bindings of the circuit's parameters
   * @param stateQubits the widest state vector that fits
   */
  public static SimulationMethod automatic(Circuit circuit, Bindings bindings, int stateQubits) {
    boolean fits = circuit.qubits() <= stateQubits;
    if (fits && circuit.qubits() <= WIDE) {
      return SimulationMethod.STATEVECTOR;
    }
    if (StabilizerSimulator.misfit(circuit, bindings).isEmpty()) {
      return SimulationMethod.STABILIZER;
    }
    return fits ? SimulationMethod.STATEVECTOR : SimulationMethod.MATRIX_PRODUCT_STATE;
  }
}
