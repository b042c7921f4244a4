package dev.nightshift.job;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a device can run a circuit as it stands, instruction by instruction: nothing is
 * transpiled, as at the service.
 *
 * <p>A gate counts by its name, so one that a program defines itself, as OpenQASM programs must for
 * {@code rzz}, is the device's gate of that name. It must be listed for its qubits in their order
 * and not be out of order (error 1). Measurements, resets and delays must be listed, too; barriers
 * and global phases are free. The angle of {@code rzz} must lie in [0, π/2]. Both branches of a
 * decision on measured bits are held against the target like all else.
 *
 * <p>The check takes time linear in the instructions, plus one evaluation of each {@code rzz} angle
 * for each binding. Immutable, so safe on any thread.
 */
public final class IsaCheck {
  /** Hardware calibrates rzz up to here; the margin is rounding, as IBM's own client allows it. */
  private static final double LARGEST_RZZ = Math.PI / 2 + 1e-10;

  private static final String ADVICE =
      " Transpile your circuits for the target before submitting a primitive query.";

  /** How a circuit came, which decides what a gate's name stands for. */
  public enum Spelling {
    /** As gates: every name is itself. */
    GATES,
    /**
     * As OpenQASM 3 text. There {@code id} is the service's include file's, which expands it to
     * {@code u}; one that the program defines is itself.
     */
    OPENQASM
  }

  /**
   * Why a circuit does not run.
   *
   * @param text one line in the service's manner
   */
  public record Reason(String text) {}

  private final Target target;
  private final Map<String, Map<List<Integer>, Operation>> operations;

  public IsaCheck(Target target) {
    this.target = target;
    this.operations = target.byName();
  }

  /** What circuits are held against. */
  public Target target() {
    return target;
  }

  /** The first thing about a circuit of gates that the target lacks. */
  public static Optional<Reason> misfit(Circuit circuit, Target target) {
    return new IsaCheck(target).misfit(circuit, Spelling.GATES);
  }

  /** As {@link #misfit(Circuit, Target)}, with the angles that the bindings give. */
  public static Optional<Reason> misfit(Circuit circuit, Bindings bindings, Target target) {
    return new IsaCheck(target).misfit(circuit, bindings, Spelling.GATES);
  }

  /** The first thing about a circuit that the target lacks; angles that are free are not judged. */
  public Optional<Reason> misfit(Circuit circuit, Spelling spelling) {
    if (circuit.qubits() > target.qubits()) {
      return Optional.of(
          new Reason(
              "The circuit has %d qubits but the target system requires %d qubits."
                      .formatted(circuit.qubits(), target.qubits())
                  + ADVICE));
    }
    for (Instruction instruction : Instruction.leaves(circuit.instructions())) {
      Optional<Reason> misfit =
          switch (instruction) {
            case Instruction.Apply apply -> misfit(apply, spelling);
            case Instruction.Measure(int qubit, _) -> misfit("measure", List.of(qubit));
            case Instruction.Reset(int qubit) -> misfit("reset", List.of(qubit));
            case Instruction.Barrier _ -> Optional.empty();
            case Instruction.Delay(_, _, var qubits) ->
                qubits.stream()
                    .map(qubit -> misfit("delay", List.of(qubit)))
                    .flatMap(Optional::stream)
                    .findFirst();
            case Instruction.IfElse _ -> throw new IllegalStateException("no leaf");
          };
      if (misfit.isPresent()) {
        return misfit;
      }
    }
    return Optional.empty();
  }

  /** As {@link #misfit(Circuit, Spelling)}, and then the angles that the bindings give. */
  public Optional<Reason> misfit(Circuit circuit, Bindings bindings, Spelling spelling) {
    Optional<Reason> misfit = misfit(circuit, spelling);
    return misfit.isPresent() || circuit.parameters().isEmpty()
        ? misfit
        : boundAngles(circuit, bindings);
  }

  private Optional<Reason> misfit(Instruction.Apply apply, Spelling spelling) {
    Gate gate = apply.gate();
    String name =
        gate == StandardGate.ID && spelling == Spelling.OPENQASM
            ? StandardGate.U.qasmName()
            : gate.qasmName();
    if (gate instanceof DefinedGate && !takesTheAnglesOf(name, gate)) {
      return Optional.of(unsupported(name, apply.qubits()));
    }
    Optional<Reason> misfit = misfit(name, apply.qubits());
    if (misfit.isPresent() || !isRzz(apply)) {
      return misfit;
    }
    ParameterExpression angle = apply.angles().getFirst();
    return isFree(angle) ? Optional.empty() : misfit(apply, angle.evaluate(_ -> Double.NaN));
  }

  private Optional<Reason> misfit(String name, List<Integer> qubits) {
    Map<List<Integer>, Operation> places = operations.get(name);
    Operation operation = places == null ? null : places.get(qubits);
    if (places != null && operation == null) {
      operation = places.get(List.<Integer>of());
    }
    return operation == null || operation.isDead()
        ? Optional.of(unsupported(name, qubits))
        : Optional.empty();
  }

  private static Reason unsupported(String name, List<Integer> qubits) {
    return new Reason(
        "The instruction %s on qubits %s is not supported by the target system."
                .formatted(name, tuple(qubits))
            + ADVICE);
  }

  /** Whether a program's own gate can be the device's of that name at all. */
  private static boolean takesTheAnglesOf(String name, Gate gate) {
    return StandardGate.named(name)
        .map(known -> known.parameters() == gate.parameters())
        .orElse(true);
  }

  private static Optional<Reason> misfit(Instruction.Apply rzz, double angle) {
    return angle >= 0 && angle <= LARGEST_RZZ
        ? Optional.empty()
        : Optional.of(
            new Reason(
                ("The instruction rzz on qubits %s is supported only for angles in the range"
                        + " [0, pi/2], but an angle (%s) outside of this range has been requested.")
                    .formatted(tuple(rzz.qubits()), angle)));
  }

  private static Optional<Reason> boundAngles(Circuit circuit, Bindings bindings) {
    // Many gates share an angle; each angle is looked at once a row.
    Map<ParameterExpression, Instruction.Apply> free = new LinkedHashMap<>();
    for (Instruction instruction : Instruction.leaves(circuit.instructions())) {
      if (instruction instanceof Instruction.Apply apply
          && isRzz(apply)
          && isFree(apply.angles().getFirst())) {
        free.putIfAbsent(apply.angles().getFirst(), apply);
      }
    }
    Bindings ordered = bindings.inOrder(circuit.parameters());
    Map<String, Integer> columns = new HashMap<>();
    for (int column = 0; column < ordered.columns(); column++) {
      columns.put(ordered.parameters().get(column), column);
    }
    for (Map.Entry<ParameterExpression, Instruction.Apply> angle : free.entrySet()) {
      for (int row = 0; row < ordered.rows(); row++) {
        int at = row;
        double value =
            angle
                .getKey()
                .evaluate(name -> ordered.value(at, Objects.requireNonNull(columns.get(name))));
        Optional<Reason> misfit = misfit(angle.getValue(), value);
        if (misfit.isPresent()) {
          return misfit;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isRzz(Instruction.Apply apply) {
    return apply.gate().qasmName().equals("rzz");
  }

  private static boolean isFree(ParameterExpression angle) {
    Set<String> names = new HashSet<>();
    angle.collectParameters(names);
    return !names.isEmpty();
  }

  /** Qubits as Python prints a tuple: {@code (0,)}, {@code (0, 1)}. */
  private static String tuple(List<Integer> qubits) {
    return qubits.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", "(", qubits.size() == 1 ? ",)" : ")"));
  }
}
