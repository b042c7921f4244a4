package dev.nightshift.job.gradient;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writes a gate that a program defines as the gates of its body, and a whole power as repetitions,
 * under the same modifiers.
 */
final class Inliner {
  private Inliner() {}

  /** Longer repetitions are left as they are. */
  private static final int MOST_REPETITIONS = 64;

  /** Whether a gate is a defined one or a whole power, perhaps under controls and inverses. */
  static boolean applies(Gate gate) {
    return switch (gate) {
      case DefinedGate _ -> true;
      case ModifiedGate.Controlled(Gate base, _) -> applies(base);
      case ModifiedGate.Inverse(Gate base) -> applies(base);
      case ModifiedGate.Power(_, double exponent) ->
          exponent == Math.rint(exponent) && Math.abs(exponent) <= MOST_REPETITIONS;
      default -> false;
    };
  }

  /** The steps of the body, in order, on the operands of the application; nested ones too. */
  static List<Instruction.Apply> inline(Instruction.Apply apply) {
    if (!applies(apply.gate())) {
      return List.of(apply);
    }
    List<Instruction.Apply> steps = new ArrayList<>();
    for (Instruction.Apply step : body(apply.gate(), apply.angles(), apply.qubits())) {
      steps.addAll(inline(step));
    }
    return steps;
  }

  private static List<Instruction.Apply> body(
      Gate gate, List<ParameterExpression> angles, List<Integer> qubits) {
    return switch (gate) {
      case DefinedGate defined ->
          defined.body().stream()
              .map(step ->
                  new Instruction.Apply(
                      step.gate(),
                      step.angles().stream()
                          .map(angle ->
                              angle.substitute(parameter ->
                                  angles.get(defined.parameterNames().indexOf(parameter.name()))))
                          .toList(),
                      step.qubits().stream().map(qubits::get).toList()))
              .toList();
      case ModifiedGate.Controlled(Gate base, boolean onOne) -> {
        int control = qubits.getFirst();
        yield mapped(
            body(base, angles, qubits.subList(1, qubits.size())),
            step -> {
              List<Integer> operands = new ArrayList<>();
              operands.add(control);
              operands.addAll(step.qubits());
              return new Instruction.Apply(
                  new ModifiedGate.Controlled(step.gate(), onOne), step.angles(), operands);
            });
      }
      case ModifiedGate.Inverse(Gate base) ->
          mapped(
              body(base, angles, qubits).reversed(),
              step ->
                  new Instruction.Apply(
                      new ModifiedGate.Inverse(step.gate()), step.angles(), step.qubits()));
      case ModifiedGate.Power(Gate base, double exponent) when applies(gate) ->
          Collections.nCopies(
              (int) Math.abs(exponent),
              new Instruction.Apply(
                  exponent < 0 ? new ModifiedGate.Inverse(base) : base, angles, qubits));
      default -> List.of(new Instruction.Apply(gate, angles, qubits));
    };
  }

  private static List<Instruction.Apply> mapped(
      List<Instruction.Apply> steps, UnaryOperator<Instruction.Apply> change) {
    return steps.stream().map(change).toList();
  }
}
