package dev.nightshift.sim.noise;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Writes a circuit as {@link NoisyStep}s: gates opened, errors put behind them. */
final class Weaver {
  private final Circuit circuit;
  private final NoiseModel model;
  private final @Nullable SplittableRandom twirl;
  private final List<NoisyStep> steps = new ArrayList<>();

  Weaver(Circuit circuit, NoiseModel model) {
    this.circuit = circuit;
    this.model = model;
    this.twirl = model.twirl().map(Seed::random).orElse(null);
  }

  /**
   * @param recorded whether the circuit's bits are read; a bit has the last measurement into it
   */
  List<NoisyStep> steps(boolean recorded) {
    int[] last = new int[circuit.bits()];
    Arrays.fill(last, -1);
    List<Instruction> instructions = circuit.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i) instanceof Instruction.Measure(_, int bit)) {
        last[bit] = i;
      }
    }
    for (int i = 0; i < instructions.size(); i++) {
      switch (instructions.get(i)) {
        case Instruction.Apply(Gate gate, var angles, var qubits) -> gate(gate, angles, qubits);
        case Instruction.Measure(int qubit, int bit) -> {
          noise("measure", List.of(qubit));
          int output = recorded && last[bit] == i ? bit : -1;
          steps.add(new NoisyStep.Measure(qubit, NoisyStep.Axis.Z, output));
        }
        case Instruction.Reset(int qubit) -> {
          steps.add(new NoisyStep.Reset(qubit));
          noise("reset", List.of(qubit));
        }
        case Instruction.Delay delay ->
            delay
                .qubits()
                .forEach(qubit ->
                    model
                        .idle(qubit, delay)
                        .ifPresent(error -> steps.add(new NoisyStep.Noise(error, List.of(qubit)))));
        case Instruction.Barrier _ -> {}
      }
    }
    return steps;
  }

  private boolean noise(String instruction, List<Integer> qubits) {
    var error = model.error(instruction, qubits);
    error.ifPresent(found -> steps.add(new NoisyStep.Noise(found, qubits)));
    return error.isPresent();
  }

  private void gate(Gate gate, List<ParameterExpression> angles, List<Integer> qubits) {
    if (gate instanceof DefinedGate defined && model.error(defined.qasmName(), qubits).isEmpty()) {
      for (Instruction.Apply step : defined.body()) {
        gate(
            step.gate(),
            inner(defined, step, angles),
            step.qubits().stream().map(qubits::get).toList());
      }
      return;
    }
    int paulis = twirl == null || !PauliTwirl.takes(gate) ? 0 : twirl.nextInt(16);
    paulis(paulis, qubits);
    ideal(
        new Context(List.of(), 0, false, new GateCall.Place(gate.qasmName(), qubits)),
        gate,
        angles,
        qubits);
    if (!qubits.isEmpty()) {
      noise(gate.qasmName(), qubits);
    }
    if (paulis != 0) {
      paulis(PauliTwirl.after(gate, paulis), qubits);
    }
  }

  /** One Pauli a qubit, by two bits each: X, then Z. */
  private void paulis(int bits, List<Integer> qubits) {
    for (int k = 0; k < qubits.size() && bits >> 2 * k != 0; k++) {
      List<Integer> qubit = List.of(qubits.get(k));
      PauliTwirl.pauli(bits >> 2 * k & 3)
          .ifPresent(pauli -> steps.add(new NoisyStep.Ideal(GateCall.of(pauli, qubit), qubit)));
    }
  }

  /** Controls collected so far with their polarity, and whether the inverse is meant. */
  private record Context(List<Integer> controls, int value, boolean inverse, GateCall.Place place) {
    Context control(int qubit, boolean onOne) {
      List<Integer> more = new ArrayList<>(controls);
      more.add(qubit);
      return new Context(
          List.copyOf(more), onOne ? value | 1 << controls.size() : value, inverse, place);
    }

    Context inverted() {
      return new Context(controls, value, !inverse, place);
    }
  }

  private void ideal(
      Context context, Gate gate, List<ParameterExpression> angles, List<Integer> qubits) {
    switch (gate) {
      case ModifiedGate.Controlled(Gate base, boolean onOne) ->
          ideal(
              context.control(qubits.getFirst(), onOne),
              base,
              angles,
              qubits.subList(1, qubits.size()));
      case ModifiedGate.Inverse(Gate base) -> ideal(context.inverted(), base, angles, qubits);
      case DefinedGate defined -> {
        List<Instruction.Apply> body =
            context.inverse() ? defined.body().reversed() : defined.body();
        for (Instruction.Apply step : body) {
          ideal(
              context,
              step.gate(),
              inner(defined, step, angles),
              step.qubits().stream().map(qubits::get).toList());
        }
      }
      case ModifiedGate.Power power -> leaf(context, power, angles, qubits);
      case StandardGate standard -> {
        if (standard != StandardGate.ID) {
          leaf(context, standard, angles, qubits);
        }
      }
    }
  }

  private void leaf(
      Context context, Gate gate, List<ParameterExpression> angles, List<Integer> qubits) {
    List<Integer> operands = new ArrayList<>(context.controls());
    operands.addAll(qubits);
    // A phase of the whole state is nobody's.
    if (!operands.isEmpty()) {
      steps.add(
          new NoisyStep.Ideal(
              new GateCall(
                  gate,
                  context.inverse(),
                  context.controls().size(),
                  context.value(),
                  angles,
                  context.place()),
              operands));
    }
  }

  private static List<ParameterExpression> inner(
      DefinedGate defined, Instruction.Apply step, List<ParameterExpression> angles) {
    return step.angles().stream()
        .map(angle ->
            angle.substitute(
                parameter -> angles.get(defined.parameterNames().indexOf(parameter.name()))))
        .toList();
  }
}
