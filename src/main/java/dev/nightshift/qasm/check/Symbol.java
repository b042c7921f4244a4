package dev.nightshift.qasm.check;

import dev.nightshift.base.error.Span;
import dev.nightshift.circuit.gate.Gate;

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

  /** A variable whose value is known while the program is read. */
  final class Variable implements Symbol {
    private final Span declared;
    private final Value.Type type;
    private Value value;

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

    public void assign(Value next) {
      value = next;
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
