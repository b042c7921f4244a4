package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression.Constant;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import java.util.List;

/**
 * Writes every run of one-qubit gates with the fewest pulses: at most rz sx rz sx rz between two
 * symbols, less where the angles allow; rx where the device has it and fractional gates are asked
 * for. At level 0 each gate by itself.
 *
 * <ul>
 *   <li><b>Reads</b> the gates of each qubit (rz and sx must be there, else its runs stay).
 *   <li><b>Writes</b> runs anew where they become shorter or reach the device's gates; global
 *       phases join the circuit's.
 *   <li><b>Keeps</b> the unitary with its global phase; every symbolic angle, as sums.
 *   <li><b>Costs</b> time linear in the instructions.
 * </ul>
 */
public final class MergeOneQubitGates implements Pass {
  @Override
  public String name() {
    return "merge-one-qubit-gates";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    boolean single = context.options().level() == 0;
    DeviceGates device = DeviceGates.of(context);
    Draft out = new Draft(circuit.instructions().size());
    Runs runs = new Runs(circuit.qubits(), device, out);
    for (Instruction instruction : circuit.instructions()) {
      switch (instruction) {
        case Instruction.Apply apply when apply.gate() == StandardGate.GPHASE ->
            out.turn(AngleSum.of(apply.angles().getFirst()));
        case Instruction.Apply apply when OneQubitRun.takes(apply.gate(), apply.angles()) ->
            runs.add(apply, single);
        case Instruction.Apply apply -> runs.after(apply.qubits(), apply);
        case Instruction.Measure _,
            Instruction.Reset _,
            Instruction.Barrier _,
            Instruction.Delay _,
            Instruction.IfElse _ ->
            runs.after(instruction.qubits(), instruction);
      }
    }
    for (int qubit = 0; qubit < circuit.qubits(); qubit++) {
      runs.flush(qubit);
    }
    return out.of(circuit);
  }

  /** The runs that are open, one a qubit. */
  private static final class Runs {
    private final PerWire<Instruction.Apply> open;
    private final OneQubitRun run = new OneQubitRun();
    private final DeviceGates device;
    private final Draft out;

    Runs(int qubits, DeviceGates device, Draft out) {
      this.device = device;
      this.out = out;
      this.open = new PerWire<>(qubits);
    }

    void add(Instruction.Apply apply, boolean single) {
      open.on(apply.qubits().getFirst()).add(apply);
      if (single) {
        flush(apply.qubits().getFirst());
      }
    }

    void after(List<Integer> qubits, Instruction instruction) {
      qubits.forEach(this::flush);
      out.add(instruction);
    }

    void flush(int qubit) {
      if (open.isEmpty(qubit)) {
        return;
      }
      List<Instruction.Apply> gates = open.on(qubit);
      if (device.drives(qubit) && !isShortest(gates, qubit)) {
        Draft written = new Draft(6);
        gates.forEach(run::add);
        run.write(written, qubit, device);
        if (isBetter(written.instructions(), gates)) {
          out.append(written);
          gates.clear();
          return;
        }
      }
      gates.forEach(out::add);
      gates.clear();
    }

    /**
     * Whether a run needs no arithmetic: sx with rz before, between and behind them, none of them
     * nothing; those between no multiple of a right angle, and no two numbers in a row.
     */
    private boolean isShortest(List<Instruction.Apply> gates, int qubit) {
      int pulses = 0;
      boolean behindPulse = true;
      boolean behindNumber = false;
      for (int i = 0; i < gates.size(); i++) {
        Instruction.Apply gate = gates.get(i);
        if (gate.gate() == StandardGate.SX) {
          if (pulses > 0 && (behindPulse || device.turns(qubit))) {
            return false;
          }
          pulses++;
          behindPulse = true;
        } else if (gate.gate() == StandardGate.RZ && (behindPulse || i == 0)) {
          boolean isInner = pulses > 0 && i + 1 < gates.size();
          boolean isNumber = gate.angles().getFirst() instanceof Constant;
          if (isNumber && (isMultiple(gate, isInner ? 4 : 1) || isInner && behindNumber)) {
            return false;
          }
          behindNumber = isInner && isNumber;
          behindPulse = false;
        } else {
          return gate.gate() == StandardGate.X && gates.size() == 1 && device.flips(qubit);
        }
      }
      return true;
    }

    /** Whether the gate's angle is a multiple of a part of a full turn. */
    private static boolean isMultiple(Instruction.Apply rz, int parts) {
      return rz.angles().getFirst() instanceof Constant(double angle)
          && AngleSum.isMultiple(angle, 2 * Math.PI / parts);
    }

    /** What is as good stays as it was, so that nothing is rewritten for ever. */
    private boolean isBetter(List<Instruction> written, List<Instruction.Apply> gates) {
      for (Instruction.Apply gate : gates) {
        if (!device.offers(gate)) {
          return true;
        }
      }
      int pulses = Cost.pulses(written) - Cost.pulses(gates);
      return pulses < 0 || pulses == 0 && written.size() < gates.size();
    }
  }
}
