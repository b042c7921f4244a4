package dev.nightshift.transpile;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a pass on a circuit and on every branch of its decisions, each branch a circuit of its own:
 * nothing moves into a branch or out of it. Global phases that fall off within one are dropped,
 * since branches do not interfere.
 */
public final class InBranches {
  private InBranches() {}

  /** The rewritten circuit, or the same one where there is nothing to do. */
  public static Circuit run(Pass pass, Circuit circuit, PassContext context) {
    Circuit outside = pass.run(circuit, context);
    if (!outside.isDynamic()) {
      return outside;
    }
    List<Instruction> rewritten = branches(pass.inBranches(), outside, context);
    return rewritten.equals(outside.instructions()) ? outside : with(rewritten, outside, true);
  }

  private static List<Instruction> branches(Pass pass, Circuit circuit, PassContext context) {
    List<Instruction> rewritten = new ArrayList<>(circuit.instructions().size());
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.IfElse(var condition, var then, var otherwise)) {
        List<Instruction> first = run(pass, with(then, circuit, false), context).instructions();
        List<Instruction> second =
            run(pass, with(otherwise, circuit, false), context).instructions();
        if (!first.isEmpty()) {
          rewritten.add(new Instruction.IfElse(condition, first, second));
        } else if (!second.isEmpty()) {
          rewritten.add(new Instruction.IfElse(condition.negated(), second, first));
        }
      } else {
        rewritten.add(instruction);
      }
    }
    return rewritten;
  }

  /** A circuit of some instructions on the registers and parameters of another. */
  private static Circuit with(List<Instruction> instructions, Circuit like, boolean phase) {
    CircuitBuilder builder = Circuit.builder();
    like.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    like.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
    like.parameters().forEach(builder::parameter);
    if (phase) {
      builder.globalPhase(like.globalPhase());
    }
    instructions.forEach(builder::add);
    return builder.build();
  }
}
