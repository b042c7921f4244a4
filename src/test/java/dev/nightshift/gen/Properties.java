package dev.nightshift.gen;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a law on many random circuits; a failing circuit is shrunk by dropping gates until the
 * shortest that still fails remains, and is printed with its seed and values.
 */
public final class Properties {
  private Properties() {}

  /** A law that a circuit obeys; anything thrown is a failure. */
  @FunctionalInterface
  public interface Law {
    /**
     * @param values one a parameter of the circuit, in its order
     */
    void check(Circuit circuit, double[] values) throws Exception;
  }

  /**
   * Checks the law on {@code cases} circuits.
   *
   * @throws AssertionError with seed, case, reason, values and the shortest failing program
   */
  public static void forAll(long seed, int cases, CircuitGenerator generator, Law law) {
    for (int i = 0; i < cases; i++) {
      Seed own = Seed.of(seed).split(i);
      Circuit circuit = generator.circuit(own);
      double[] values = CircuitGenerator.values(circuit, own);
      Throwable failure = failure(law, circuit, values);
      if (failure != null) {
        Circuit shortest = shrink(circuit, candidate -> failure(law, candidate, values) != null);
        Throwable last = failure(law, shortest, values);
        throw new AssertionError(
            "seed %d, case %d, values %s: %s%nshortest failing program:%n%s"
                .formatted(
                    seed,
                    i,
                    Arrays.toString(values),
                    last == null ? failure : last,
                    Programs.print(shortest)),
            failure);
      }
    }
  }

  /** Says whether a circuit still fails. */
  @FunctionalInterface
  public interface Failing {
    boolean test(Circuit circuit);
  }

  /**
   * Drops instructions, halves first and then one by one, as long as the rest still fails; then
   * takes each decision's branch in its place, if that still fails. Registers and parameters stay,
   * so the same values bind.
   */
  public static Circuit shrink(Circuit circuit, Failing failing) {
    Circuit shortest = dropping(circuit, failing);
    for (int at = 0; at < shortest.instructions().size(); at++) {
      if (shortest.instructions().get(at) instanceof Instruction.IfElse decision) {
        for (List<Instruction> simpler : simpler(decision)) {
          List<Instruction> rest = new ArrayList<>(shortest.instructions());
          rest.remove(at);
          rest.addAll(at, simpler);
          Circuit candidate = withInstructions(shortest, rest);
          if (failing.test(candidate)) {
            return shrink(candidate, failing);
          }
        }
      }
    }
    return shortest;
  }

  private static List<List<Instruction>> simpler(Instruction.IfElse decision) {
    List<List<Instruction>> simpler = new ArrayList<>();
    simpler.add(decision.then());
    simpler.add(decision.otherwise());
    for (int k = 0; k < decision.then().size(); k++) {
      List<Instruction> fewer = new ArrayList<>(decision.then());
      fewer.remove(k);
      if (!fewer.isEmpty()) {
        simpler.add(
            List.of(new Instruction.IfElse(decision.condition(), fewer, decision.otherwise())));
      }
    }
    for (int k = 0; k < decision.otherwise().size(); k++) {
      List<Instruction> fewer = new ArrayList<>(decision.otherwise());
      fewer.remove(k);
      simpler.add(List.of(new Instruction.IfElse(decision.condition(), decision.then(), fewer)));
    }
    return simpler;
  }

  private static Circuit dropping(Circuit circuit, Failing failing) {
    Circuit shortest = circuit;
    int chunk = Math.max(1, circuit.instructions().size() / 2);
    while (chunk >= 1) {
      boolean dropped = false;
      int from = 0;
      while (from < shortest.instructions().size()) {
        Circuit candidate = without(shortest, from, chunk);
        if (failing.test(candidate)) {
          shortest = candidate;
          dropped = true;
        } else {
          from += chunk;
        }
      }
      if (chunk == 1 && !dropped) {
        return shortest;
      }
      chunk = Math.max(1, chunk / 2);
    }
    return shortest;
  }

  private static Circuit without(Circuit circuit, int from, int count) {
    List<Instruction> rest = new ArrayList<>(circuit.instructions());
    rest.subList(from, Math.min(from + count, rest.size())).clear();
    return withInstructions(circuit, rest);
  }

  /** A circuit of the same registers and parameters with other instructions. */
  public static Circuit withInstructions(Circuit circuit, List<Instruction> instructions) {
    CircuitBuilder builder = Circuit.builder();
    circuit.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    circuit.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
    circuit.parameters().forEach(builder::parameter);
    builder.globalPhase(circuit.globalPhase());
    instructions.forEach(builder::add);
    return builder.build();
  }

  private static @Nullable Throwable failure(Law law, Circuit circuit, double[] values) {
    try {
      law.check(circuit, values);
      return null;
    } catch (Exception | AssertionError failed) {
      return failed;
    }
  }
}
