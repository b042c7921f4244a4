package dev.nightshift.wire.qpy;

import dev.nightshift.circuit.CodePoints;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The definitions in front of a circuit's instructions, read when first used.
 *
 * <pre>
 * u64 definitions; a definition:
 * u16 name, u8 type, u32 qubits, u32 bits, bool a circuit follows, u64 circuit, u32 controls,
 * u32 control state, u64 base gate; name, circuit, base gate (an instruction without operands)
 * </pre>
 *
 * <p>Types: g gate, i instruction, c controlled gate, a operation with modifiers, p time evolution
 * under Paulis. Every use of a gate has a definition of its own, with the angles of that use in it;
 * a suffix of the name, behind its last underscore, keeps them apart.
 */
final class CustomGates {
  private static final int LEAST_BYTES = 36;

  /** Widest gate of which a power is taken: its matrix is decomposed. */
  private static final int WIDEST_POWER = 6;

  /** A definition, and what came out when it was read. */
  private static final class Definition {
    private final String name;
    private final char type;
    private final @Nullable QpyInput circuit;
    private final QpyInput base;
    private @Nullable Applied applied;
    private CircuitReader.@Nullable Parsed parsed;

    /** Whether it is being read: a definition that needs itself has no end. */
    private boolean open;

    private Definition(String name, char type, @Nullable QpyInput circuit, QpyInput base) {
      this.name = name;
      this.type = type;
      this.circuit = circuit;
      this.base = base;
    }

    /** The name without the suffix. */
    private String plainName() {
      int suffix = name.lastIndexOf('_');
      return suffix > 0 ? name.substring(0, suffix) : name;
    }
  }

  private final Scope scope;
  private final Map<String, Definition> byName = new HashMap<>();

  private CustomGates(Scope scope) {
    this.scope = scope;
  }

  static CustomGates read(QpyInput in, Scope scope) {
    CustomGates gates = new CustomGates(scope);
    int count = in.count(LEAST_BYTES);
    for (int i = 0; i < count; i++) {
      int nameLength = in.u16();
      char type = in.letter();
      in.u32();
      in.u32();
      boolean defined = in.flag();
      long circuitLength = in.i64();
      in.u32();
      in.u32();
      long baseLength = in.i64();
      String name = in.text(nameLength);
      QpyInput circuit = in.part(in.fitting(circuitLength, 1), "a definition");
      QpyInput base = in.part(in.fitting(baseLength, 1), "the base of a gate");
      gates.byName.put(name, new Definition(name, type, defined ? circuit : null, base));
    }
    return gates;
  }

  /** The name of an instruction as the program knows it. */
  String plainName(String name) {
    Definition definition = byName.get(name);
    return definition == null ? name : definition.plainName();
  }

  /**
   * The circuit that stands for an instruction which is no gate.
   *
   * @return null where the name is that of a gate
   */
  CircuitReader.@Nullable Parsed opened(RawInstruction raw) {
    Definition definition = byName.get(raw.name());
    return definition == null || definition.type != 'i' ? null : circuit(definition);
  }

  /**
   * The gate that an instruction applies.
   *
   * @param declared receives the names of the parameters among its values
   */
  Applied applied(RawInstruction raw, Scope scope, Set<String> declared) {
    Definition definition = byName.get(raw.name());
    if (definition == null) {
      return byClass(raw, scope, declared);
    }
    if (definition.type == 'a') {
      return annotated(definition, raw);
    }
    for (QpyValue value : raw.values()) {
      // The definition holds the same expressions; they are read for the names in them.
      if (value.type() == 'p' || value.type() == 'v' || value.type() == 'e') {
        value.angle(scope, declared);
      }
    }
    return switch (definition.type) {
      case 'g' -> gate(definition);
      case 'c' -> {
        Applied base = base(definition);
        int controls = GateTable.checkedControls(raw.controls());
        yield base.wrapped(GateTable.controlled(controls, raw.controlState(), base.gate()));
      }
      case 'p' ->
          throw Problems.unsupported(
              "an evolution under Paulis is not read; decompose the circuit first");
      default ->
          throw Problems.invalid(
              "the definition %s has the type %s"
                  .formatted(
                      Problems.quoted(definition.name),
                      Problems.quoted(String.valueOf(definition.type))));
    };
  }

  private static Applied byClass(RawInstruction raw, Scope scope, Set<String> declared) {
    List<QpyValue> values = raw.values();
    switch (raw.name()) {
      case "UnitaryGate" -> {
        int qubits = raw.qubits().size();
        if (qubits < 1 || qubits > Synthesis.MOST_QUBITS || values.size() != 1) {
          throw Problems.unsupported(
              "a matrix of %d qubits is not read, at most one of %d; decompose the circuit first"
                  .formatted(qubits, Synthesis.MOST_QUBITS));
        }
        return of(Synthesis.unitary(values.getFirst().matrix(1 << qubits), qubits));
      }
      case "PauliGate" -> {
        if (values.size() != 1) {
          throw Problems.invalid("a Pauli gate takes one string");
        }
        return of(GateTable.paulis(values.getFirst().text()));
      }
      default -> {
        if (!GateTable.knows(raw.name())) {
          throw GateTable.unknown(raw.name());
        }
        List<ParameterExpression> angles = new ArrayList<>(values.size());
        for (QpyValue value : values) {
          angles.add(value.angle(scope, declared));
        }
        return GateTable.applied(raw, angles);
      }
    }
  }

  /** A gate of ours that has no angles. */
  static Applied of(DefinedGate gate) {
    return new Applied(gate, List.of(), Math.max(1, gate.body().size()), 1);
  }

  private Applied gate(Definition definition) {
    Applied known = definition.applied;
    if (known != null) {
      return known;
    }
    CircuitReader.Parsed circuit = circuit(definition);
    List<Instruction.Apply> body = new ArrayList<>(circuit.instructions().size() + 1);
    if (!circuit.phase().equals(ParameterExpression.ZERO)) {
      body.add(new Instruction.Apply(StandardGate.GPHASE, List.of(circuit.phase()), List.of()));
    }
    Set<String> names = new TreeSet<>(CodePoints.ORDER);
    circuit.phase().collectParameters(names);
    for (Instruction instruction : circuit.instructions()) {
      switch (instruction) {
        case Instruction.Apply apply -> {
          body.add(apply);
          apply.angles().forEach(angle -> angle.collectParameters(names));
        }
        // Neither has a meaning inside a gate.
        case Instruction.Barrier _, Instruction.Delay _ -> {}
        case Instruction.Measure _, Instruction.Reset _, Instruction.IfElse _ ->
            throw Problems.invalid(
                "the gate %s measures or resets; no gate can"
                    .formatted(Problems.quoted(definition.plainName())));
      }
    }
    List<String> parameters = List.copyOf(names);
    List<ParameterExpression> angles = new ArrayList<>();
    parameters.forEach(name -> angles.add(ParameterExpression.parameter(name)));
    Applied made =
        new Applied(
            new DefinedGate(definition.plainName(), parameters, circuit.qubits(), body),
            angles,
            circuit.size() + 1,
            circuit.depth() + 1);
    definition.applied = made;
    return made;
  }

  private CircuitReader.Parsed circuit(Definition definition) {
    CircuitReader.Parsed known = definition.parsed;
    if (known != null) {
      return known;
    }
    QpyInput in = definition.circuit;
    if (in == null) {
      throw Problems.unsupported(
          "%s has no definition; give it one".formatted(Problems.quoted(definition.plainName())));
    }
    CircuitReader.Parsed parsed = CircuitReader.read(in, scope.inner());
    in.end();
    definition.parsed = parsed;
    return parsed;
  }

  /** The gate that a controlled or modified one is made of. */
  private Applied base(Definition definition) {
    Applied known = definition.applied;
    if (known != null) {
      return known;
    }
    if (definition.open) {
      throw Problems.invalid(
          "the definition %s needs itself".formatted(Problems.quoted(definition.name)));
    }
    definition.open = true;
    RawInstruction raw = RawInstruction.readBase(definition.base);
    Applied made = applied(raw, scope.inner().with(scope.vectors()), new TreeSet<>());
    definition.applied = made;
    definition.open = false;
    return made;
  }

  private Applied annotated(Definition definition, RawInstruction raw) {
    Applied made = base(definition);
    for (QpyValue value : raw.values()) {
      QpyValue.Modifier modifier = value.modifier();
      Gate gate = made.gate();
      made =
          made.wrapped(
              switch (modifier.kind()) {
                case 'i' -> new ModifiedGate.Inverse(gate);
                case 'c' ->
                    GateTable.controlled(
                        GateTable.checkedControls(modifier.controls()),
                        modifier.controlState(),
                        gate);
                case 'p' -> {
                  if (gate.qubits() > WIDEST_POWER) {
                    throw Problems.unsupported(
                        "the power of a gate on %d qubits is not read, at most on %d; write it out"
                            .formatted(gate.qubits(), WIDEST_POWER));
                  }
                  yield new ModifiedGate.Power(gate, modifier.power());
                }
                default ->
                    throw Problems.invalid(
                        "a modifier has the type "
                            + Problems.quoted(String.valueOf(modifier.kind())));
              });
    }
    return made;
  }
}
