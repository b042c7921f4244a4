package dev.nightshift.backend.mitigation;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.Mitigation.Amplifier;
import dev.nightshift.kernel.small.Matrices;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Local folding: a two-qubit gate G becomes G (G⁻¹ G)ᵏ, which means the same and errs 2k + 1 times
 * as much (Giurgica-Tiron et al., arXiv:2005.10921).
 */
public final class Folding {
  /** Their inverse is the same gate at the negated angle. */
  private static final Set<StandardGate> ROTATIONS =
      Set.of(
          StandardGate.RXX,
          StandardGate.RYY,
          StandardGate.RZZ,
          StandardGate.RZX,
          StandardGate.CP,
          StandardGate.CRX,
          StandardGate.CRY,
          StandardGate.CRZ,
          StandardGate.CU1);

  private Folding() {}

  /**
   * A circuit with its two-qubit gates amplified.
   *
   * <p>Of n gates n(factor - 1) / 2 folds are spread, rounded: as many on all as there are, the
   * rest as the amplifier says.
   *
   * @param factor at least 1
   * @param seed where gates are drawn
   * @throws NightshiftException OPTION_VALUE for a two-qubit gate whose inverse is another gate
   */
  public static Circuit amplified(Circuit circuit, double factor, Amplifier amplifier, Seed seed) {
    int[] gates =
        IntStream.range(0, circuit.instructions().size())
            .filter(k -> isTwoQubit(circuit.instructions().get(k)))
            .toArray();
    long folds = Math.round(gates.length * (factor - 1) / 2);
    if (folds == 0) {
      return circuit;
    }
    int[] own = new int[circuit.instructions().size()];
    for (int gate : gates) {
      own[gate] = (int) (folds / gates.length);
    }
    int rest = (int) (folds % gates.length);
    int[] order = order(gates, amplifier, seed);
    for (int k = 0; k < rest; k++) {
      own[order[k]]++;
    }
    CircuitBuilder builder = Circuit.builder();
    circuit.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    circuit.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
    circuit.parameters().forEach(builder::parameter);
    builder.globalPhase(circuit.globalPhase());
    for (int k = 0; k < own.length; k++) {
      Instruction instruction = circuit.instructions().get(k);
      builder.add(instruction);
      if (own[k] > 0 && instruction instanceof Instruction.Apply apply) {
        Instruction.Apply inverse = inverse(apply);
        for (int fold = 0; fold < own[k]; fold++) {
          builder.add(inverse);
          builder.add(apply);
        }
      }
    }
    return builder.build();
  }

  private static boolean isTwoQubit(Instruction instruction) {
    return instruction instanceof Instruction.Apply apply && apply.qubits().size() == 2;
  }

  private static int[] order(int[] gates, Amplifier amplifier, Seed seed) {
    int[] order = gates.clone();
    switch (amplifier) {
      case GATE_FOLDING_FRONT -> {}
      case GATE_FOLDING_BACK -> {
        for (int k = 0; k < order.length; k++) {
          order[k] = gates[gates.length - 1 - k];
        }
      }
      case GATE_FOLDING -> {
        SplittableRandom random = seed.random();
        for (int k = order.length - 1; k > 0; k--) {
          int other = random.nextInt(k + 1);
          int swapped = order[k];
          order[k] = order[other];
          order[other] = swapped;
        }
      }
    }
    return order;
  }

  private static Instruction.Apply inverse(Instruction.Apply apply) {
    Gate gate = apply.gate();
    if (gate.parameters() == 0 && isSelfInverse(gate.matrix())) {
      return apply;
    }
    if (gate instanceof StandardGate standard && ROTATIONS.contains(standard)) {
      List<ParameterExpression> negated =
          apply.angles().stream().map(ParameterExpression::negated).toList();
      return new Instruction.Apply(gate, negated, apply.qubits());
    }
    throw new NightshiftException(
        ErrorCode.OPTION_VALUE,
        "gate %s on qubits %s cannot be folded: its inverse is another gate; use gates that are"
                .formatted(gate.qasmName(), apply.qubits())
            + " their own inverse, such as cz, cx or ecr, or switch zne_mitigation off");
  }

  private static boolean isSelfInverse(double[] matrix) {
    double[] adjoint = Matrices.adjoint(matrix, 4);
    double[] difference = new double[matrix.length];
    Arrays.setAll(difference, k -> matrix[k] - adjoint[k]);
    return Arrays.stream(difference).allMatch(part -> Math.abs(part) < 1e-12);
  }
}
