package dev.nightshift.qasm.check;

import dev.nightshift.base.error.Span;
import dev.nightshift.circuit.gate.Gate;
import org.jspecify.annotations.Nullable;

/** What a name stands for. */
public sealed interface Symbol {
  /** Where it was declared. */
  Span declared();

  /** What it is, for messages. */
  String kind();

  /**
   * A register of qubits, a single qubit, or an alias of some.
   *
   * @param at indices into the circuit
   * @param scalar whether it cannot be indexed
   */
  record Qubits(Span declared, int[] at, boolean scalar) implements Symbol {
    @Override
    public String kind() {
      return scalar ? "a qubit" : "a qubit register";
    }
  }

  /** As {@link Qubits}, for bits. */
  record Bits(Span declared, int[] at, boolean scalar) implements Symbol {
    @Override
    public String kind() {
      return scalar ? "a bit" : "a bit register";
    }
  }

  record Constant(Span declared, Value value) implements Symbol {
    @Override
    public String kind() {
      return "a constant";
    }
  }

  /** A variable: its value is known while the program is read, or was measured. */
  final class Variable implements Symbol {
    private final Span declared;
    private final Value.Type type;
    private Value value;
    private @Nullable Measured measured;
    private long assigned;
    private boolean lost;

    /** What a variable holds at some place of the text. */
    public record State(Value value, @Nullable Measured measured, long assigned, boolean lost) {}

    public Variable(Span declared, Value.Type type, Value value) {
      this.declared = declared;
      this.type = type;
      this.value = value;
    }

    @Override
    public Span declared() {
      return declared;
    }

    @Override
    public String kind() {
      return "a variable";
    }

    public Value.Type type() {
      return type;
    }

    public Value value() {
      return value;
    }

    public State state() {
      return new State(value, measured, assigned, lost);
    }

    /** Puts back what it held. */
    public void restore(State state) {
      value = state.value();
      measured = state.measured();
      assigned = state.assigned();
      lost = state.lost();
    }

    /** From here on it holds one of several values, by which branches were taken. */
    public void lose() {
      lost = true;
      measured = null;
    }

    boolean isLost() {
      return lost;
    }

    public void assign(Value next) {
      value = next;
      measured = null;
      lost = false;
    }

    /** What it holds once the program runs; null where its value is known while it is read. */
    @Nullable Measured measured() {
      return measured;
    }

    /** When {@link #measured} was assigned. */
    long assigned() {
      return assigned;
    }

    void assign(Measured next, long now) {
      measured = next;
      assigned = now;
      lost = false;
    }
  }

  /** An input of the program, or a parameter of the gate whose body is read. */
  record Input(Span declared, Value value) implements Symbol {
    @Override
    public String kind() {
      return "an input";
    }
  }

  record GateName(Span declared, Gate gate) implements Symbol {
    @Override
    public String kind() {
      return "a gate";
    }
  }

  /** A name of something that is not run yet; its uses are refused by this feature. */
  record Unsupported(Span declared, String kind, String feature) implements Symbol {}
}
