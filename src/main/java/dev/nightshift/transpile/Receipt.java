package dev.nightshift.transpile;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.value.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What was done, for the job's record.
 *
 * @param version of the transpiler; the same version gives the same circuit
 * @param level of the options
 * @param seed of the options
 * @param optionsDigest SHA-256 of all options, those above too
 * @param inputDigest SHA-256 of the circuit's canonical text
 * @param targetDigest SHA-256 of the target's
 * @param outputDigest SHA-256 of the result's canonical text
 * @param before figures of the circuit
 * @param after figures of the result
 * @param passes with their times, which alone differ from run to run
 */
public record Receipt(
    String version,
    int level,
    long seed,
    String optionsDigest,
    String inputDigest,
    String targetDigest,
    String outputDigest,
    Figures before,
    Figures after,
    List<PassTime> passes) {
  public Receipt {
    passes = List.copyOf(passes);
  }

  /**
   * How large a circuit is. Gates of both branches of a decision count, since both must be there;
   * depths go through the longer one.
   *
   * @param twoQubitDepth longest chain of gates on two and more qubits
   */
  public record Figures(int gates, int twoQubitGates, int depth, int twoQubitDepth) {
    public static Figures of(Circuit circuit) {
      int gates = 0;
      int wide = 0;
      for (Instruction instruction : Instruction.leaves(circuit.instructions())) {
        if (instruction instanceof Instruction.Apply(_, _, var qubits) && !qubits.isEmpty()) {
          gates++;
          wide += qubits.size() > 1 ? 1 : 0;
        }
      }
      int[] levels = new int[circuit.qubits()];
      return new Figures(
          gates, wide, circuit.depth(), twoQubitDepth(circuit.instructions(), levels));
    }

    private static int twoQubitDepth(List<Instruction> instructions, int[] levels) {
      int depth = 0;
      for (Instruction instruction : instructions) {
        switch (instruction) {
          case Instruction.Apply(_, _, var qubits) when qubits.size() > 1 -> {
            int level = 0;
            for (int i = 0; i < qubits.size(); i++) {
              level = Math.max(level, levels[qubits.get(i)] + 1);
            }
            for (int i = 0; i < qubits.size(); i++) {
              levels[qubits.get(i)] = level;
            }
            depth = Math.max(depth, level);
          }
          case Instruction.Barrier(var qubits) -> {
            int level = qubits.stream().mapToInt(qubit -> levels[qubit]).max().orElse(0);
            qubits.forEach(qubit -> levels[qubit] = level);
          }
          case Instruction.IfElse(_, var then, var otherwise) -> {
            int[] other = levels.clone();
            depth = Math.max(depth, twoQubitDepth(then, levels));
            depth = Math.max(depth, twoQubitDepth(otherwise, other));
            Arrays.setAll(levels, qubit -> Math.max(levels[qubit], other[qubit]));
          }
          case Instruction.Apply _,
              Instruction.Measure _,
              Instruction.Reset _,
              Instruction.Delay _ -> {}
        }
      }
      return depth;
    }
  }

  /** A pass and how long it took. */
  public record PassTime(String name, long nanos) {}

  /** Whether this is the circuit that the receipt was written for. */
  public boolean isOf(Circuit result) {
    return digest(result).equals(outputDigest);
  }

  static String digest(Circuit circuit) {
    return digest(Qasm.print(circuit));
  }

  /** Of everything that decides which circuit comes out, beside the input and the target. */
  static String digest(TranspileOptions options) {
    return digest(
        "level %d\nseed %d\nlayout %s\nfractional %s\npasses %s\nscheduling %s"
            .formatted(
                options.level(),
                options.seed().value(),
                options.initialLayout(),
                options.fractional(),
                options.passes(),
                options.scheduling()));
  }

  /** Of everything that the transpiler may look at. */
  static String digest(Target target) {
    StringBuilder text = new StringBuilder(target.name()).append('\n');
    target.qubitFacts().forEach(facts -> text.append(facts).append('\n'));
    target.operations().forEach(operation -> text.append(operation).append('\n'));
    return digest(text.append(target.dtSeconds()).append(target.alignment()).toString());
  }

  static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }
}
