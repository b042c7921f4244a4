package dev.nightshift.qasm.lower;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gates that programs find: those of {@code stdgates.inc}, the built-in {@code U}, and the
 * definitions by which the printer introduces our other standard gates.
 *
 * <p>A definition that a program gives for, say, {@code rzz} is taken for our gate only when it is
 * the very one below but for the names in it; any other stays a gate of the program's own.
 */
public final class GateLibrary {
  /** The names in the specification's include file, with the gates they stand for. */
  public static final Map<String, StandardGate> STDGATES = stdgates();

  /** The definitions of the standard gates that the include file lacks: angles p0, p1, ... */
  public static final Map<StandardGate, DefinedGate> DEFINITIONS = definitions();

  /**
   * OpenQASM's {@code U(θ, φ, λ)}, 2π-periodic: e^{iθ/2} times ours. The factor shows under a
   * control and in a power.
   */
  public static final DefinedGate BUILT_IN_U =
      define(
          "U",
          3,
          1,
          step(StandardGate.GPHASE, List.of(half(0))),
          step(StandardGate.U, List.of(p(0), p(1), p(2)), 0));

  private GateLibrary() {}

  /** The gate that a definition means: a standard one when it is ours by structure. */
  static Gate recognized(DefinedGate defined) {
    StandardGate standard = StandardGate.named(defined.qasmName()).orElse(null);
    DefinedGate own = standard == null ? null : DEFINITIONS.get(standard);
    return standard != null && own != null && sameBody(own, defined) ? standard : defined;
  }

  private static boolean sameBody(DefinedGate own, DefinedGate other) {
    if (own.qubits() != other.qubits()
        || own.parameters() != other.parameters()
        || own.body().size() != other.body().size()) {
      return false;
    }
    for (int i = 0; i < own.body().size(); i++) {
      Instruction.Apply step = own.body().get(i);
      List<ParameterExpression> angles =
          step.angles().stream()
              .map(angle ->
                  angle.substitute(parameter -> {
                    int index = own.parameterNames().indexOf(parameter.name());
                    return ParameterExpression.parameter(other.parameterNames().get(index));
                  }))
              .toList();
      if (!other.body().get(i).equals(new Instruction.Apply(step.gate(), angles, step.qubits()))) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, StandardGate> stdgates() {
    Map<String, StandardGate> gates = new LinkedHashMap<>();
    for (StandardGate gate :
        List.of(
            StandardGate.P,
            StandardGate.X,
            StandardGate.Y,
            StandardGate.Z,
            StandardGate.H,
            StandardGate.S,
            StandardGate.SDG,
            StandardGate.T,
            StandardGate.TDG,
            StandardGate.SX,
            StandardGate.RX,
            StandardGate.RY,
            StandardGate.RZ,
            StandardGate.CX,
            StandardGate.CY,
            StandardGate.CZ,
            StandardGate.CP,
            StandardGate.CRX,
            StandardGate.CRY,
            StandardGate.CRZ,
            StandardGate.CH,
            StandardGate.SWAP,
            StandardGate.CCX,
            StandardGate.CSWAP,
            StandardGate.CU,
            StandardGate.ID,
            StandardGate.U1,
            StandardGate.U2,
            StandardGate.U3)) {
      gates.put(gate.qasmName(), gate);
    }
    gates.put("CX", StandardGate.CX);
    gates.put("phase", StandardGate.P);
    gates.put("cphase", StandardGate.CP);
    return java.util.Collections.unmodifiableMap(gates);
  }

  private static Map<StandardGate, DefinedGate> definitions() {
    List<DefinedGate> all =
        List.of(
            define(
                "sxdg",
                0,
                1,
                step(
                    new dev.nightshift.circuit.gate.ModifiedGate.Inverse(StandardGate.SX),
                    List.of(),
                    0)),
            define("u", 3, 1, step(StandardGate.U3, List.of(p(0), p(1), p(2)), 0)),
            define(
                "r",
                2,
                1,
                step(StandardGate.RZ, List.of(negative(p(1))), 0),
                step(StandardGate.RX, List.of(p(0)), 0),
                step(StandardGate.RZ, List.of(p(1)), 0)),
            define(
                "cs",
                0,
                2,
                step(StandardGate.T, 0),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.TDG, 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.T, 1)),
            define(
                "csdg",
                0,
                2,
                step(StandardGate.TDG, 0),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.T, 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.TDG, 1)),
            define(
                "csx",
                0,
                2,
                step(StandardGate.H, 1),
                step(StandardGate.CS, 0, 1),
                step(StandardGate.H, 1)),
            define("cu1", 1, 2, step(StandardGate.CP, List.of(p(0)), 0, 1)),
            define("cu3", 3, 2, step(StandardGate.CU, List.of(p(0), p(1), p(2), number(0)), 0, 1)),
            define("dcx", 0, 2, step(StandardGate.CX, 0, 1), step(StandardGate.CX, 1, 0)),
            define(
                "iswap",
                0,
                2,
                step(StandardGate.S, 0),
                step(StandardGate.S, 1),
                step(StandardGate.H, 0),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.CX, 1, 0),
                step(StandardGate.H, 1)),
            define(
                "ecr",
                0,
                2,
                step(StandardGate.GPHASE, List.of(number(-Math.PI / 4))),
                step(StandardGate.S, 0),
                step(StandardGate.SX, 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.X, 0)),
            define(
                "rxx",
                1,
                2,
                step(StandardGate.H, 0),
                step(StandardGate.H, 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.RZ, List.of(p(0)), 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.H, 1),
                step(StandardGate.H, 0)),
            define(
                "ryy",
                1,
                2,
                step(StandardGate.RX, List.of(number(Math.PI / 2)), 0),
                step(StandardGate.RX, List.of(number(Math.PI / 2)), 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.RZ, List.of(p(0)), 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.RX, List.of(number(-Math.PI / 2)), 0),
                step(StandardGate.RX, List.of(number(-Math.PI / 2)), 1)),
            define(
                "rzz",
                1,
                2,
                step(StandardGate.CX, 0, 1),
                step(StandardGate.RZ, List.of(p(0)), 1),
                step(StandardGate.CX, 0, 1)),
            define(
                "rzx",
                1,
                2,
                step(StandardGate.H, 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.RZ, List.of(p(0)), 1),
                step(StandardGate.CX, 0, 1),
                step(StandardGate.H, 1)),
            define(
                "ccz",
                0,
                3,
                step(StandardGate.H, 2),
                step(StandardGate.CCX, 0, 1, 2),
                step(StandardGate.H, 2)));
    Map<StandardGate, DefinedGate> byGate = new LinkedHashMap<>();
    for (DefinedGate definition : all) {
      byGate.put(StandardGate.named(definition.qasmName()).orElseThrow(), definition);
    }
    return java.util.Collections.unmodifiableMap(byGate);
  }

  private static DefinedGate define(
      String name, int parameters, int qubits, Instruction.Apply... body) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < parameters; i++) {
      names.add("p" + i);
    }
    return new DefinedGate(name, names, qubits, List.of(body));
  }

  private static Instruction.Apply step(Gate gate, int... operands) {
    return step(gate, List.of(), operands);
  }

  private static Instruction.Apply step(
      Gate gate, List<ParameterExpression> angles, int... operands) {
    return new Instruction.Apply(gate, angles, java.util.Arrays.stream(operands).boxed().toList());
  }

  private static ParameterExpression p(int index) {
    return ParameterExpression.parameter("p" + index);
  }

  private static ParameterExpression half(int index) {
    return p(index).over(number(2));
  }

  private static ParameterExpression negative(ParameterExpression expression) {
    return expression.negated();
  }

  private static ParameterExpression number(double value) {
    return ParameterExpression.of(value);
  }

  /** The definition of a standard gate that the include file lacks; null for one it has. */
  public static @Nullable DefinedGate definition(StandardGate gate) {
    return DEFINITIONS.get(gate);
  }
}
