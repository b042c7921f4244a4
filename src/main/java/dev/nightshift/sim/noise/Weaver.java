package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
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
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes a circuit as {@link NoisyStep}s: gates opened, errors put behind them. */
final class Weaver {
  private final Circuit circuit;
  private final NoiseModel model;
  private final @Nullable SplittableRandom twirl;

  /** Where steps go: the program's, or those of the branch that is written. */
  private List<NoisyStep> steps = new ArrayList<>();

  /** The bits that something is decided by or that a branch measures into: read at once. */
  private final BitSet decisive = new BitSet();

  /** For each of them the qubits that are measured into it. */
  private final Map<Integer, Set<Integer>> sources = new TreeMap<>();

  Weaver(Circuit circuit, NoiseModel model) {
    this.circuit = circuit;
    this.model = model;
    this.twirl = model.twirl().map(Seed::random).orElse(null);
  }

  /**
   * @param recorded whether the circuit's bits are read; a bit has the last measurement into it
   * @throws NightshiftException CIRCUIT_DYNAMIC for a circuit that decides on bits that are not
   *     read
   */
  List<NoisyStep> steps(boolean recorded) {
    if (circuit.isDynamic()) {
      if (!recorded) {
        throw new NightshiftException(
            ErrorCode.CIRCUIT_DYNAMIC,
            "expectation values of a circuit that decides on what it has measured are not taken on"
                + " a device that errs; sample the circuit");
      }
      findDecisive();
    }
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
        case Instruction.Measure(int qubit, int bit) when !decisive.get(bit) -> {
          noise("measure", List.of(qubit));
          int output = recorded && last[bit] == i ? bit : -1;
          steps.add(new NoisyStep.Measure(qubit, NoisyStep.Axis.Z, output));
        }
        case Instruction other -> add(other);
      }
    }
    return steps;
  }

  /** Adds all but measurements of bits that nothing is decided by. */
  private void add(Instruction instruction) {
    switch (instruction) {
      case Instruction.Apply(Gate gate, var angles, var qubits) -> gate(gate, angles, qubits);
      case Instruction.Measure(int qubit, int bit) -> {
        noise("measure", List.of(qubit));
        steps.add(new NoisyStep.Note(qubit, bit, model.readout(qubit)));
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
      case Instruction.IfElse decision -> decide(decision);
    }
  }

  private void decide(Instruction.IfElse decision) {
    List<NoisyStep> then = branch(decision.then());
    List<NoisyStep> otherwise = branch(decision.otherwise());
    if (then.isEmpty() && otherwise.isEmpty()) {
      return;
    }
    Set<Integer> qubits = new TreeSet<>();
    then.forEach(step -> qubits.addAll(step.qubits()));
    otherwise.forEach(step -> qubits.addAll(step.qubits()));
    for (int bit : decision.condition().reads()) {
      qubits.addAll(sources.getOrDefault(bit, Set.of()));
    }
    steps.add(new NoisyStep.Decide(decision.condition(), then, otherwise, List.copyOf(qubits)));
  }

  private List<NoisyStep> branch(List<Instruction> instructions) {
    List<NoisyStep> outside = steps;
    steps = new ArrayList<>();
    instructions.forEach(this::add);
    List<NoisyStep> inside = steps;
    steps = outside;
    return inside;
  }

  private void findDecisive() {
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.IfElse decision) {
        decision.bits().forEach(decisive::set);
      }
    }
    for (Instruction leaf : Instruction.leaves(circuit.instructions())) {
      if (leaf instanceof Instruction.Measure(int qubit, int bit) && decisive.get(bit)) {
        sources.computeIfAbsent(bit, _ -> new TreeSet<>()).add(qubit);
      }
    }
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
