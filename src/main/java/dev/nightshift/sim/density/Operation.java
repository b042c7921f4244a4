package dev.nightshift.sim.density;

import dev.nightshift.circuit.Condition;
import dev.nightshift.sim.noise.GateCall;
import dev.nightshift.sim.noise.ReadoutError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a part asks of the density operator, prepared as far as no parameter is needed. */
sealed interface Operation {

  /** A fixed transfer of one qubit, 4 rows. */
  record Local(int qubit, double[] transfer) implements Operation {}

  /** A gate on one qubit whose angles are bound later. */
  record LocalGate(int qubit, GateCall call) implements Operation {}

  /**
   * A fixed transfer of two or three qubits.
   *
   * @param qubits ascending, one a digit of the matrix
   */
  record Joint(int[] qubits, SparseRows rows) implements Operation {}

  /** A gate on two or three qubits, in its own order, whose angles are bound later. */
  record JointGate(List<Integer> qubits, GateCall call) implements Operation {}

  /** A wider gate: it goes by way of the density matrix. */
  record Wide(List<Integer> qubits, GateCall call) implements Operation {}

  /**
   * A measurement whose reading is followed.
   *
   * @param readout how it is misread here; readings that nothing depends on are misread at the end
   */
  record Fork(int qubit, int output, ReadoutError readout) implements Operation {}

  /**
   * Goes on with a later operation.
   *
   * @param unless those in between happen where this holds; null where they never do
   * @param to the number of the operation to go on with
   */
  record Skip(@Nullable Condition unless, int to) implements Operation {}
}
