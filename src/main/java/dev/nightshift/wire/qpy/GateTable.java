package dev.nightshift.wire.qpy;

import dev.nightshift.base.error.NightshiftException;
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
import java.util.stream.IntStream;

/**
 * Qiskit's gates by the names of their Python classes, and gates of ours for those that have no
 * name here.
 *
 * @see <a href="https://arxiv.org/abs/1508.03273">Maslov 2015</a> for the Toffoli gates with
 *     relative phases
 */
final class GateTable {
  /**
   * A class of gates.
   *
   * @param plain the gate with all its controls closed
   * @param controls how many of its operands are controls, in front
   * @param base what the controls control
   */
  private record Row(Gate plain, int controls, Gate base) {}

  private static final Map<String, Row> ROWS = new HashMap<>();

  /** Gates of Qiskit that control any number of qubits, by what they control. */
  private static final Map<String, StandardGate> MANY_CONTROLS =
      Map.of(
          "MCXGate", StandardGate.X,
          "MCXGrayCode", StandardGate.X,
          "MCXRecursive", StandardGate.X,
          "MCXVChain", StandardGate.X,
          "MCPhaseGate", StandardGate.P,
          "MCU1Gate", StandardGate.U1);

  /** u with the phase γ that a CU gate has between its control's values. */
  private static final Gate PHASED_U =
      define(
          "u_with_phase",
          4,
          1,
          step(StandardGate.GPHASE, List.of(p(3))),
          step(StandardGate.U, List.of(p(0), p(1), p(2)), 0));

  static {
    plain("GlobalPhaseGate", StandardGate.GPHASE);
    plain("IGate", StandardGate.ID);
    plain("XGate", StandardGate.X);
    plain("YGate", StandardGate.Y);
    plain("ZGate", StandardGate.Z);
    plain("HGate", StandardGate.H);
    plain("SGate", StandardGate.S);
    plain("SdgGate", StandardGate.SDG);
    plain("TGate", StandardGate.T);
    plain("TdgGate", StandardGate.TDG);
    plain("SXGate", StandardGate.SX);
    plain("SXdgGate", StandardGate.SXDG);
    plain("PhaseGate", StandardGate.P);
    plain("RXGate", StandardGate.RX);
    plain("RYGate", StandardGate.RY);
    plain("RZGate", StandardGate.RZ);
    plain("RGate", StandardGate.R);
    plain("UGate", StandardGate.U);
    plain("U1Gate", StandardGate.U1);
    plain("U2Gate", StandardGate.U2);
    plain("U3Gate", StandardGate.U3);
    plain("SwapGate", StandardGate.SWAP);
    plain("iSwapGate", StandardGate.ISWAP);
    plain("DCXGate", StandardGate.DCX);
    plain("ECRGate", StandardGate.ECR);
    plain("RXXGate", StandardGate.RXX);
    plain("RYYGate", StandardGate.RYY);
    plain("RZZGate", StandardGate.RZZ);
    plain("RZXGate", StandardGate.RZX);
    controlled("CXGate", StandardGate.CX, 1, StandardGate.X);
    controlled("CYGate", StandardGate.CY, 1, StandardGate.Y);
    controlled("CZGate", StandardGate.CZ, 1, StandardGate.Z);
    controlled("CHGate", StandardGate.CH, 1, StandardGate.H);
    controlled("CSGate", StandardGate.CS, 1, StandardGate.S);
    controlled("CSdgGate", StandardGate.CSDG, 1, StandardGate.SDG);
    controlled("CSXGate", StandardGate.CSX, 1, StandardGate.SX);
    controlled("CPhaseGate", StandardGate.CP, 1, StandardGate.P);
    controlled("CU1Gate", StandardGate.CU1, 1, StandardGate.U1);
    controlled("CRXGate", StandardGate.CRX, 1, StandardGate.RX);
    controlled("CRYGate", StandardGate.CRY, 1, StandardGate.RY);
    controlled("CRZGate", StandardGate.CRZ, 1, StandardGate.RZ);
    controlled("CUGate", StandardGate.CU, 1, PHASED_U);
    controlled("CU3Gate", StandardGate.CU3, 1, StandardGate.U3);
    controlled("CSwapGate", StandardGate.CSWAP, 1, StandardGate.SWAP);
    controlled("CCXGate", StandardGate.CCX, 2, StandardGate.X);
    controlled("CCZGate", StandardGate.CCZ, 2, StandardGate.Z);
    controlled("C3XGate", controlled(3, 0b111, StandardGate.X), 3, StandardGate.X);
    controlled("C3SXGate", controlled(3, 0b111, StandardGate.SX), 3, StandardGate.SX);
    controlled("C4XGate", controlled(4, 0b1111, StandardGate.X), 4, StandardGate.X);
    plain("RCCXGate", relativePhaseToffoli());
    plain("RC3XGate", relativePhaseToffoliOfThree());
    plain("XXPlusYYGate", interaction("xx_plus_yy", 0, p(1), half(0)));
    plain("XXMinusYYGate", interaction("xx_minus_yy", 1, p(1).negated(), half(0).negated()));
  }

  private GateTable() {}

  private static void plain(String name, Gate gate) {
    ROWS.put(name, new Row(gate, 0, gate));
  }

  private static void controlled(String name, Gate plain, int controls, Gate base) {
    ROWS.put(name, new Row(plain, controls, base));
  }

  /** Whether a class has its gate here. */
  static boolean knows(String className) {
    return ROWS.containsKey(className) || MANY_CONTROLS.containsKey(className);
  }

  /**
   * The gate of an instruction by its class.
   *
   * @throws NightshiftException QPY_UNSUPPORTED for a class not known here, QPY_INVALID where its
   *     values or controls do not fit
   */
  static Applied applied(RawInstruction raw, List<ParameterExpression> angles) {
    StandardGate target = MANY_CONTROLS.get(raw.name());
    Row row =
        target == null
            ? ROWS.get(raw.name())
            : new Row(target, checkedControls(raw.controls()), target);
    if (row == null) {
      throw unknown(raw.name());
    }
    if (angles.size() != row.base().parameters()) {
      throw Problems.invalid(
          "%s takes %d angles, found %d"
              .formatted(Problems.quoted(raw.name()), row.base().parameters(), angles.size()));
    }
    long closed = (1L << row.controls()) - 1;
    Gate gate =
        target == null && (row.controls() == 0 || raw.controlState() == closed)
            ? row.plain()
            : controlled(row.controls(), raw.controlState(), row.base());
    return new Applied(gate, angles, size(gate), 1);
  }

  static NightshiftException unknown(String className) {
    return Problems.unsupported(
        "%s is not known here; transpile or decompose the circuit to standard gates first"
            .formatted(Problems.quoted(className)));
  }

  private static long size(Gate gate) {
    return switch (gate) {
      case DefinedGate defined -> defined.body().size();
      case ModifiedGate modified -> size(modified.base());
      case StandardGate _ -> 1;
    };
  }

  /** Controls as many as a control state has bits for. */
  static int checkedControls(long controls) {
    if (controls < 1 || controls > Integer.SIZE) {
      throw Problems.unsupported(
          "a gate has %d controls; 1 to %d are read".formatted(controls, Integer.SIZE));
    }
    return (int) controls;
  }

  /** A gate under controls in front of its operands; bit k of the state belongs to control k. */
  static Gate controlled(int controls, long state, Gate base) {
    Gate gate = base;
    for (int control = controls - 1; control >= 0; control--) {
      gate = new ModifiedGate.Controlled(gate, (state >> control & 1) != 0);
    }
    return gate;
  }

  /** Paulis of a string, its last letter on operand 0. */
  static DefinedGate paulis(String letters) {
    List<Instruction.Apply> body = new ArrayList<>();
    for (int qubit = 0; qubit < letters.length(); qubit++) {
      char letter = letters.charAt(letters.length() - 1 - qubit);
      StandardGate gate =
          switch (letter) {
            case 'I' -> StandardGate.ID;
            case 'X' -> StandardGate.X;
            case 'Y' -> StandardGate.Y;
            case 'Z' -> StandardGate.Z;
            default ->
                throw Problems.invalid(
                    "a Pauli gate has the letter %s; use I, X, Y and Z"
                        .formatted(Problems.quoted(String.valueOf(letter))));
          };
      body.add(step(gate, List.of(), qubit));
    }
    return new DefinedGate("pauli", List.of(), letters.length(), body);
  }

  /** A Toffoli gate but for a phase: Maslov 2015, figure 3. */
  private static DefinedGate relativePhaseToffoli() {
    return define(
        "rccx",
        0,
        3,
        step(StandardGate.H, List.of(), 2),
        step(StandardGate.T, List.of(), 2),
        step(StandardGate.CX, List.of(), 1, 2),
        step(StandardGate.TDG, List.of(), 2),
        step(StandardGate.CX, List.of(), 0, 2),
        step(StandardGate.T, List.of(), 2),
        step(StandardGate.CX, List.of(), 1, 2),
        step(StandardGate.TDG, List.of(), 2),
        step(StandardGate.H, List.of(), 2));
  }

  /** The same with three controls: Maslov 2015, figure 4. */
  private static DefinedGate relativePhaseToffoliOfThree() {
    return define(
        "rcccx",
        0,
        4,
        step(StandardGate.H, List.of(), 3),
        step(StandardGate.T, List.of(), 3),
        step(StandardGate.CX, List.of(), 2, 3),
        step(StandardGate.TDG, List.of(), 3),
        step(StandardGate.H, List.of(), 3),
        step(StandardGate.CX, List.of(), 0, 3),
        step(StandardGate.T, List.of(), 3),
        step(StandardGate.CX, List.of(), 1, 3),
        step(StandardGate.TDG, List.of(), 3),
        step(StandardGate.CX, List.of(), 0, 3),
        step(StandardGate.T, List.of(), 3),
        step(StandardGate.CX, List.of(), 1, 3),
        step(StandardGate.TDG, List.of(), 3),
        step(StandardGate.H, List.of(), 3),
        step(StandardGate.T, List.of(), 3),
        step(StandardGate.CX, List.of(), 2, 3),
        step(StandardGate.TDG, List.of(), 3),
        step(StandardGate.H, List.of(), 3));
  }

  /** exp(-i θ/4 (XX ± YY)) between turns of one qubit there and back; XX and YY commute. */
  private static DefinedGate interaction(
      String name, int turned, ParameterExpression turn, ParameterExpression yy) {
    return define(
        name,
        2,
        2,
        step(StandardGate.RZ, List.of(turn), turned),
        step(StandardGate.RXX, List.of(half(0)), 0, 1),
        step(StandardGate.RYY, List.of(yy), 0, 1),
        step(StandardGate.RZ, List.of(turn.negated()), turned));
  }

  private static DefinedGate define(
      String name, int parameters, int qubits, Instruction.Apply... body) {
    return new DefinedGate(
        name,
        IntStream.range(0, parameters).mapToObj(i -> "p" + i).toList(),
        qubits,
        List.of(body));
  }

  private static Instruction.Apply step(
      Gate gate, List<ParameterExpression> angles, int... operands) {
    return new Instruction.Apply(gate, angles, IntStream.of(operands).boxed().toList());
  }

  private static ParameterExpression p(int index) {
    return ParameterExpression.parameter("p" + index);
  }

  private static ParameterExpression half(int index) {
    return p(index).times(0.5);
  }
}
