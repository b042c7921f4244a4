package dev.nightshift.sim;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a circuit as {@link Step}s.
 *
 * <p>Every standard gate with an angle becomes Pauli rotations and phases, so that each angle of
 * the circuit stands in steps with a known derivative: u(θ, φ, λ) = P(φ) RY(θ) P(λ), r(θ, φ) =
 * RZ(φ) RX(θ) RZ(-φ). Defined gates are opened, controls become masks, inverses run backwards with
 * negated angles. What is left (a power of a gate with angles) stays a matrix.
 */
final class Lowering {
  private final List<Step> steps = new ArrayList<>();

  private Lowering() {}

  /**
   * @param circuit at most 30 qubits
   */
  static List<Step> lower(Circuit circuit) {
    Lowering lowering = new Lowering();
    lowering.instructions(circuit.instructions());
    ParameterExpression phase = circuit.globalPhase();
    if (!phase.equals(ParameterExpression.ZERO)) {
      lowering.phase(new Place(0, 0, false, "the global phase", List.of()), 0, phase);
    }
    return List.copyOf(lowering.steps);
  }

  private void instructions(List<Instruction> instructions) {
    for (Instruction instruction : instructions) {
      switch (instruction) {
        case Instruction.Apply(Gate gate, var angles, var qubits) ->
            gate(
                new Place(0, 0, false, gate.qasmName(), qubits),
                gate,
                angles,
                qubits.stream().map(qubit -> 1 << qubit).toList());
        case Instruction.Measure(int qubit, int bit) -> steps.add(new Step.Measure(qubit, bit));
        case Instruction.Reset(int qubit) -> steps.add(new Step.Reset(qubit));
        case Instruction.Barrier _, Instruction.Delay _ -> {}
        case Instruction.IfElse decision -> decide(decision);
      }
    }
  }

  /** A jump over what does not happen; behind the first branch one over the second. */
  private void decide(Instruction.IfElse decision) {
    int over = steps.size();
    steps.add(new Step.Jump(decision.condition(), over));
    instructions(decision.then());
    if (!decision.otherwise().isEmpty()) {
      int behind = steps.size();
      steps.add(new Step.Jump(null, behind));
      steps.set(over, new Step.Jump(decision.condition(), steps.size()));
      instructions(decision.otherwise());
      steps.set(behind, new Step.Jump(null, steps.size()));
    } else {
      steps.set(over, new Step.Jump(decision.condition(), steps.size()));
    }
  }

  /** Controls collected so far, whether the inverse is meant, and where it all came from. */
  private record Place(int mask, int value, boolean inverse, String gate, List<Integer> qubits) {
    Place control(int bit, boolean onOne) {
      return new Place(mask | bit, onOne ? value | bit : value, inverse, gate, qubits);
    }

    Place inverted() {
      return new Place(mask, value, !inverse, gate, qubits);
    }

    Step.Angle angle(ParameterExpression expression) {
      return new Step.Angle(inverse ? expression.negated() : expression, gate, qubits);
    }
  }

  /** Steps of a product, written in the order they act; the inverse acts the other way round. */
  private static void sequence(Place place, Runnable... parts) {
    for (int i = 0; i < parts.length; i++) {
      parts[place.inverse() ? parts.length - 1 - i : i].run();
    }
  }

  private void gate(
      Place place, Gate gate, List<ParameterExpression> angles, List<Integer> targets) {
    switch (gate) {
      case StandardGate standard -> standard(place, standard, angles, targets);
      case ModifiedGate.Controlled(Gate base, boolean onOne) ->
          gate(
              place.control(targets.getFirst(), onOne),
              base,
              angles,
              targets.subList(1, targets.size()));
      case ModifiedGate.Inverse(Gate base) -> gate(place.inverted(), base, angles, targets);
      case ModifiedGate.Power power -> matrix(place, power, angles, targets);
      case DefinedGate defined ->
          sequence(
              place,
              defined.body().stream()
                  .map(step -> (Runnable) () -> body(place, defined, step, angles, targets))
                  .toArray(Runnable[]::new));
    }
  }

  private void body(
      Place place,
      DefinedGate defined,
      Instruction.Apply step,
      List<ParameterExpression> angles,
      List<Integer> targets) {
    gate(
        place,
        step.gate(),
        step.angles().stream()
            .map(angle ->
                angle.substitute(
                    parameter -> angles.get(defined.parameterNames().indexOf(parameter.name()))))
            .toList(),
        step.qubits().stream().map(targets::get).toList());
  }

  private void standard(
      Place place, StandardGate gate, List<ParameterExpression> a, List<Integer> t) {
    switch (gate) {
      case GPHASE -> phase(place, 0, a.getFirst());
      case ID -> {}
      case P, U1 -> phase(place, t.getFirst(), a.getFirst());
      case CP, CU1 -> phase(place, t.get(0) | t.get(1), a.getFirst());
      case Z -> phase(place, t.getFirst(), ParameterExpression.PI);
      case S -> phase(place, t.getFirst(), turn(2));
      case SDG -> phase(place, t.getFirst(), turn(-2));
      case T -> phase(place, t.getFirst(), turn(4));
      case TDG -> phase(place, t.getFirst(), turn(-4));
      case CZ -> phase(place, t.get(0) | t.get(1), ParameterExpression.PI);
      case CS -> phase(place, t.get(0) | t.get(1), turn(2));
      case CSDG -> phase(place, t.get(0) | t.get(1), turn(-2));
      case CCZ -> phase(place, t.get(0) | t.get(1) | t.get(2), ParameterExpression.PI);
      case RX -> rotation(place, t.getFirst(), 0, a.getFirst());
      case RY -> rotation(place, t.getFirst(), t.getFirst(), a.getFirst());
      case RZ -> rotation(place, 0, t.getFirst(), a.getFirst());
      case RXX -> rotation(place, t.get(0) | t.get(1), 0, a.getFirst());
      case RYY -> rotation(place, t.get(0) | t.get(1), t.get(0) | t.get(1), a.getFirst());
      case RZZ -> rotation(place, 0, t.get(0) | t.get(1), a.getFirst());
      case RZX -> rotation(place, t.get(1), t.get(0), a.getFirst());
      case CRX -> rotation(place.control(t.get(0), true), t.get(1), 0, a.getFirst());
      case CRY -> rotation(place.control(t.get(0), true), t.get(1), t.get(1), a.getFirst());
      case CRZ -> rotation(place.control(t.get(0), true), 0, t.get(1), a.getFirst());
      case R ->
          sequence(
              place,
              () -> rotation(place, 0, t.getFirst(), a.get(1).negated()),
              () -> rotation(place, t.getFirst(), 0, a.get(0)),
              () -> rotation(place, 0, t.getFirst(), a.get(1)));
      case U, U3 -> u(place, t.getFirst(), a.get(0), a.get(1), a.get(2));
      case U2 -> u(place, t.getFirst(), ParameterExpression.of(Math.PI / 2), a.get(0), a.get(1));
      case CU3 -> u(place.control(t.get(0), true), t.get(1), a.get(0), a.get(1), a.get(2));
      case CU ->
          sequence(
              place,
              () -> phase(place, t.get(0), a.get(3)),
              () -> u(place.control(t.get(0), true), t.get(1), a.get(0), a.get(1), a.get(2)));
      case X -> exchange(place, t.getFirst());
      case CX -> exchange(place.control(t.get(0), true), t.get(1));
      case CCX -> exchange(place.control(t.get(0), true).control(t.get(1), true), t.get(2));
      case SWAP -> exchange(place, t.get(0), t.get(1));
      case CSWAP -> exchange(place.control(t.get(0), true), t.get(1), t.get(2));
      // dcx is cx(0, 1), then cx(1, 0).
      case DCX ->
          sequence(
              place,
              () -> exchange(place.control(t.get(0), true), t.get(1)),
              () -> exchange(place.control(t.get(1), true), t.get(0)));
      case CY -> matrix(place.control(t.get(0), true), StandardGate.Y, a, t.subList(1, 2));
      case CH -> matrix(place.control(t.get(0), true), StandardGate.H, a, t.subList(1, 2));
      case CSX -> matrix(place.control(t.get(0), true), StandardGate.SX, a, t.subList(1, 2));
      case Y, H, SX, SXDG, ISWAP, ECR -> matrix(place, gate, a, t);
    }
  }

  /** π / parts; a number, since it needs no parameter. */
  private static ParameterExpression turn(int parts) {
    return ParameterExpression.of(Math.PI / parts);
  }

  private void u(
      Place place,
      int target,
      ParameterExpression theta,
      ParameterExpression phi,
      ParameterExpression lambda) {
    sequence(
        place,
        () -> phase(place, target, lambda),
        () -> rotation(place, target, target, theta),
        () -> phase(place, target, phi));
  }

  private void phase(Place place, int ones, ParameterExpression angle) {
    steps.add(new Step.Phase(place.mask() | ones, place.value() | ones, place.angle(angle)));
  }

  private void rotation(Place place, int x, int z, ParameterExpression angle) {
    // One bit of x in the mask makes every pair occur once.
    steps.add(
        new Step.Rotation(
            x,
            z,
            place.mask() | Integer.lowestOneBit(x),
            place.value(),
            place.angle(angle.times(0.5))));
  }

  private void exchange(Place place, int target) {
    steps.add(new Step.Exchange(0, target, place.mask() | target, place.value()));
  }

  private void exchange(Place place, int a, int b) {
    steps.add(new Step.Exchange(a, b, place.mask() | a | b, place.value()));
  }

  private void matrix(
      Place place, Gate gate, List<ParameterExpression> angles, List<Integer> targets) {
    int bits = 0;
    for (int target : targets) {
      bits |= target;
    }
    List<Step.Angle> plain =
        angles.stream().map(angle -> new Step.Angle(angle, place.gate(), place.qubits())).toList();
    steps.add(
        new Step.Matrix(
            List.copyOf(targets),
            place.mask() | bits,
            place.value(),
            gate,
            plain,
            place.inverse()));
  }
}
