package dev.nightshift.sim.stabilizer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.sim.BoundAngles;
import dev.nightshift.value.Bindings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One row of a Clifford circuit as {@link Op}s. Barriers, delays and the global phase are gone.
 *
 * @param steps {@link Op#STRIDE} integers a step
 * @param channels of the noise, by number
 * @param measurements how many there are
 */
record CliffordProgram(
    int qubits, int bits, int[] steps, List<PauliChannel> channels, int measurements) {

  /**
   * The program of a row of the bindings.
   *
   * @throws NightshiftException METHOD_UNSUPPORTED with the first instruction that is not,
   *     CIRCUIT_DYNAMIC with the first decision on measured bits, BINDING_VALUE when an angle is
   *     not finite
   */
  static CliffordProgram of(
      Circuit circuit, Bindings rows, int row, CliffordGates gates, PauliNoise noise) {
    Writer writer = new Writer(circuit.qubits());
    for (int i = 0; i < circuit.instructions().size(); i++) {
      Instruction instruction = circuit.instructions().get(i);
      noise.before(instruction).forEach(writer::noise);
      switch (instruction) {
        case Instruction.Apply apply -> {
          double[] angles = BoundAngles.of(circuit, i, apply, rows, row);
          int[] steps = gates.steps(apply.gate(), angles);
          if (steps == null) {
            throw new NightshiftException(
                ErrorCode.METHOD_UNSUPPORTED,
                "%s, is not a Clifford gate; the stabilizer method takes Clifford circuits only: use"
                        .formatted(described(apply, angles, i))
                    + " statevector or matrix_product_state");
          }
          writer.gate(CliffordGates.placed(steps, apply.qubits()));
        }
        case Instruction.Measure(int qubit, int bit) -> writer.measure(qubit, bit);
        case Instruction.Reset(int qubit) -> writer.reset(qubit);
        case Instruction.Barrier _, Instruction.Delay _ -> {}
        case Instruction.IfElse _ ->
            throw new NightshiftException(
                ErrorCode.CIRCUIT_DYNAMIC,
                "instruction %d decides on what was measured; the stabilizer method makes no decisions:"
                        .formatted(i)
                    + " use statevector or matrix_product_state");
      }
      noise.after(instruction).forEach(writer::noise);
    }
    return new CliffordProgram(
        circuit.qubits(),
        circuit.bits(),
        Arrays.copyOf(writer.steps, writer.length),
        writer.channels,
        writer.measurements);
  }

  /** The first gate of a row that is not Clifford, or decision; empty where all are. */
  static Optional<String> misfit(Circuit circuit, Bindings rows, int row, CliffordGates gates) {
    for (int i = 0; i < circuit.instructions().size(); i++) {
      if (circuit.instructions().get(i) instanceof Instruction.Apply apply) {
        double[] angles = BoundAngles.of(circuit, i, apply, rows, row);
        if (gates.steps(apply.gate(), angles) == null) {
          return Optional.of(described(apply, angles, i));
        }
      } else if (circuit.instructions().get(i) instanceof Instruction.IfElse) {
        return Optional.of("instruction %d, a decision on measured bits".formatted(i));
      }
    }
    return Optional.empty();
  }

  private static String described(Instruction.Apply apply, double[] angles, int index) {
    String arguments =
        angles.length == 0
            ? ""
            : Arrays.stream(angles)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(", ", "(", ")"));
    return "instruction %d, %s%s on qubits %s"
        .formatted(index, apply.gate().qasmName(), arguments, apply.qubits());
  }

  /** Collects steps. */
  private static final class Writer {
    private int[] steps = new int[64 * Op.STRIDE];
    private int length;
    private int measurements;
    private final List<PauliChannel> channels = new ArrayList<>();

    /** Whether the last step of a qubit was its measurement. */
    private final boolean[] measured;

    /** Whether a qubit is still in its first state. */
    private final boolean[] untouched;

    Writer(int qubits) {
      measured = new boolean[qubits];
      untouched = new boolean[qubits];
      Arrays.fill(untouched, true);
    }

    void gate(int[] own) {
      for (int at = 0; at < own.length; at += Op.STRIDE) {
        touch(own[at + 1]);
        touch(own[at + 2]);
        add(own[at], own[at + 1], own[at + 2]);
      }
    }

    void measure(int qubit, int bit) {
      touch(qubit);
      add(Op.MEASURE.ordinal(), qubit, bit);
      measured[qubit] = true;
      measurements++;
    }

    void reset(int qubit) {
      if (!untouched[qubit]) {
        add((measured[qubit] ? Op.RESET_MEASURED : Op.RESET).ordinal(), qubit, qubit);
        measured[qubit] = false;
      }
    }

    void noise(PauliChannel channel) {
      channel.qubits().forEach(this::touch);
      add(Op.NOISE.ordinal(), channels.size(), 0);
      channels.add(channel);
    }

    private void touch(int qubit) {
      measured[qubit] = false;
      untouched[qubit] = false;
    }

    private void add(int op, int a, int b) {
      if (length == steps.length) {
        steps = Arrays.copyOf(steps, 2 * length);
      }
      steps[length++] = op;
      steps[length++] = a;
      steps[length++] = b;
    }
  }
}
