package dev.nightshift.backend;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.synth.GateSink;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Frequencies that wander slowly: each qubit is off by a normally distributed amount, the same for
 * all waits of a block of shots, and turns by it while it waits.
 *
 * @param seconds after which the mean over the blocks has lost a factor e of its coherence; at time
 *     t it has exp(-(t/seconds)²) left
 */
public record SlowDephasing(double seconds) {
  /**
   * @throws NightshiftException OPTION_VALUE for a time that is none
   */
  public SlowDephasing {
    if (!(seconds > 0 && Double.isFinite(seconds))) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "slow dephasing takes %s s; give a time above 0".formatted(seconds));
    }
  }

  /**
   * The circuit as one block of shots has it: behind each delay a turn by what its qubits are off.
   * The turn is no gate of the device and does not err.
   *
   * @param block the block's own stream; a qubit is off by the same in all circuits of a block
   */
  Circuit detuned(Circuit circuit, OptionalDouble dtSeconds, Seed block) {
    GateSink out = new GateSink();
    for (Instruction instruction : circuit.instructions()) {
      out.add(instruction);
      if (instruction instanceof Instruction.Delay delay) {
        double waited = delay.seconds(dtSeconds).orElse(0);
        for (int qubit : delay.qubits()) {
          double off = Math.sqrt(2) / seconds * block.split(qubit).random().nextGaussian();
          out.add(StandardGate.P, List.of(ParameterExpression.of(off * waited)), qubit);
        }
      }
    }
    return out.like(circuit);
  }
}
