package dev.nightshift.transpile.pass;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.TwoQubitCircuit.Entangler;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.PerTarget;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What optimization asks of a target, in tables: which gates a qubit has, and what couples a pair
 * in which direction. Operations out of order count as absent, and so do rx and rzz where
 * fractional gates are not asked for. Immutable.
 */
final class DeviceGates {

  /**
   * A two-qubit gate on a pair, in the direction the device lists.
   *
   * @param entangler which, or null for rzz
   * @param first operand 0
   * @param second operand 1
   * @param loss -log(1 - error); 0 where nobody measured it
   */
  record Coupling(@Nullable Entangler entangler, int first, int second, double loss) {}

  private static final PerTarget<DeviceGates> PLAIN = new PerTarget<>();
  private static final PerTarget<DeviceGates> FRACTIONAL = new PerTarget<>();

  private final boolean fractional;
  private final Map<String, Map<List<Integer>, Operation>> operations;
  private final boolean[] driven;
  private final boolean[] flipped;
  private final boolean[] turned;
  private final Map<Long, List<Coupling>> couplings = new HashMap<>();

  static DeviceGates of(PassContext context) {
    return context.options().fractional()
        ? FRACTIONAL.get(context.target(), target -> new DeviceGates(target, true))
        : PLAIN.get(context.target(), target -> new DeviceGates(target, false));
  }

  private DeviceGates(Target target, boolean fractional) {
    this.fractional = fractional;
    this.operations = target.byName();
    this.driven = new boolean[target.qubits()];
    this.flipped = new boolean[target.qubits()];
    this.turned = new boolean[target.qubits()];
    for (int qubit = 0; qubit < target.qubits(); qubit++) {
      List<Integer> place = List.of(qubit);
      driven[qubit] = offers("rz", place) && offers("sx", place);
      flipped[qubit] = offers("x", place);
      turned[qubit] = fractional && offers("rx", place);
    }
    for (Operation operation : target.operations()) {
      if (operation.qubits().size() != 2 || operation.isDead()) {
        continue;
      }
      Entangler entangler =
          switch (operation.name()) {
            case "cz" -> Entangler.CZ;
            case "cx" -> Entangler.CX;
            case "ecr" -> Entangler.ECR;
            default -> null;
          };
      if (entangler == null && !(fractional && operation.name().equals("rzz"))) {
        continue;
      }
      int first = operation.qubits().getFirst();
      int second = operation.qubits().getLast();
      double loss =
          operation.error().isPresent() ? -Math.log1p(-operation.error().getAsDouble()) : 0;
      couplings
          .computeIfAbsent(key(first, second), _ -> new ArrayList<>(2))
          .add(new Coupling(entangler, first, second, loss));
    }
  }

  private static long key(int a, int b) {
    return (long) Math.min(a, b) << 32 | Math.max(a, b);
  }

  /** Whether a qubit has rz and sx, in which one-qubit gates are written. */
  boolean drives(int qubit) {
    return qubit < driven.length && driven[qubit];
  }

  /** Whether a qubit has x; else it takes sx twice. */
  boolean flips(int qubit) {
    return qubit < flipped.length && flipped[qubit];
  }

  /** Whether a qubit has rx of any angle, and it may be used. */
  boolean turns(int qubit) {
    return qubit < turned.length && turned[qubit];
  }

  /** The entanglers of a pair in both directions, as listed. */
  List<Coupling> couplings(int a, int b) {
    return couplings.getOrDefault(key(a, b), List.of());
  }

  /**
   * Whether a gate may stand on its qubits in their order. An rzz may if its angle is a number in
   * range; a symbol's range is not known.
   */
  boolean offers(Instruction.Apply apply) {
    // The common gates need no look-up by name.
    int first = apply.qubits().isEmpty() ? 0 : apply.qubits().getFirst();
    if (apply.gate() == StandardGate.RZ || apply.gate() == StandardGate.SX) {
      if (drives(first)) {
        return true;
      }
    } else if (apply.gate() == StandardGate.X) {
      return flips(first);
    }
    return switch (apply.gate().qasmName()) {
      case "rx" -> turns(first);
      case "rzz" ->
          fractional
              && isInRange(AngleSum.of(apply.angles().getFirst()))
              && offers("rzz", apply.qubits());
      default -> offers(apply.gate().qasmName(), apply.qubits());
    };
  }

  /** Whether the device has an rzz as it is, and would not have it by another angle. */
  boolean leaves(Instruction.Apply rotation, AngleSum angle) {
    return rotation.gate() == StandardGate.RZZ && offers(rotation) && !isInRange(angle);
  }

  /** Whether an angle is one of those that devices have rzz for, from 0 to a right one. */
  static boolean isInRange(AngleSum angle) {
    return angle.isConstant() && angle.constant() >= 0 && angle.constant() <= Math.PI / 2;
  }

  /** -log(1 - error) of a gate that is offered. */
  double loss(Instruction.Apply apply) {
    Operation operation = find(apply.gate().qasmName(), apply.qubits());
    return operation == null || operation.error().isEmpty()
        ? 0
        : -Math.log1p(-operation.error().getAsDouble());
  }

  private boolean offers(String name, List<Integer> qubits) {
    Operation operation = find(name, qubits);
    return operation != null && !operation.isDead();
  }

  private @Nullable Operation find(String name, List<Integer> qubits) {
    Map<List<Integer>, Operation> places = operations.get(name);
    if (places == null) {
      return null;
    }
    Operation operation = places.get(qubits);
    return operation == null ? places.get(List.<Integer>of()) : operation;
  }
}
