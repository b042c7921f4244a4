package dev.nightshift.circuit.gate;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static dev.nightshift.circuit.ParameterExpression.of;
import static dev.nightshift.circuit.gate.StandardGate.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proves that the facts of every gate agree: name, matrix, inverse, decomposition. */
class StandardGateTest {
  private static final double TOLERANCE = 1e-14;
  private static final double ROOT = Math.sqrt(0.5);
  private static final double PI = Math.PI;

  /** Those whose matrices are written out below; every other gate is decomposed into them. */
  private static final Set<StandardGate> BASE = EnumSet.of(GPHASE, H, RZ, CX);

  private static double[] angles(StandardGate gate) {
    return Seed.of(31).split(gate.name()).random().doubles(gate.parameters(), -6, 6).toArray();
  }

  @ParameterizedTest
  @EnumSource
  void theMatrixIsUnitary(StandardGate gate) {
    double[] matrix = gate.matrix(angles(gate));
    int size = 1 << gate.qubits();
    assertThat(matrix).hasSize(2 * size * size);
    double[] product = new double[matrix.length];
    double[] identity = new double[matrix.length];
    for (int row = 0; row < size; row++) {
      identity[2 * (row * size + row)] = 1;
      for (int column = 0; column < size; column++) {
        for (int k = 0; k < size; k++) {
          double ar = matrix[2 * (row * size + k)];
          double ai = matrix[2 * (row * size + k) + 1];
          double br = matrix[2 * (column * size + k)];
          double bi = -matrix[2 * (column * size + k) + 1];
          product[2 * (row * size + column)] += ar * br - ai * bi;
          product[2 * (row * size + column) + 1] += ar * bi + ai * br;
        }
      }
    }

    assertThatNumbers(product).isCloseTo(identity, TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource
  void theMatrixIsMadeAnewForEveryCaller(StandardGate gate) {
    double[] angles = angles(gate);
    double[] first = gate.matrix(angles);
    double[] kept = first.clone();
    first[0] = 7;

    assertThatNumbers(gate.matrix(angles)).isCloseTo(kept, 0);
  }

  @Test
  void namesAreUniqueLowerCaseAndFound() {
    Set<String> names = new HashSet<>();
    for (StandardGate gate : StandardGate.values()) {
      assertThat(names.add(gate.qasmName())).as(gate.qasmName()).isTrue();
      assertThat(gate.qasmName()).isEqualTo(gate.qasmName().toLowerCase(Locale.ROOT));
      assertThat(StandardGate.named(gate.qasmName())).contains(gate);
      assertThat(gate.help()).isNotBlank();
    }
    assertThat(StandardGate.named("cnot")).isEmpty();
    assertThat(StandardGate.named("CX")).isEmpty();
  }

  @Test
  void everyGateOfStdgatesIncIsThere() {
    String stdgates =
        "p x y z h s sdg t tdg sx rx ry rz cx cy cz cp crx cry crz ch swap ccx cswap cu phase CX"
            + " cphase id u1 u2 u3";
    Set<String> otherwise = Set.of("phase", "CX", "cphase");

    assertThat(Stream.of(stdgates.split(" ")).filter(name -> !otherwise.contains(name)))
        .allSatisfy(name -> assertThat(StandardGate.named(name)).as(name).isPresent());
  }

  @ParameterizedTest
  @EnumSource
  void theMatrixIsThatOfTheDecomposition(StandardGate gate) {
    double[] angles = angles(gate);
    if (BASE.contains(gate)) {
      assertThatNumbers(gate.matrix(angles)).isCloseTo(written(gate, angles), 1e-15);
    } else {
      assertThatNumbers(gate.matrix(angles))
          .isCloseTo(DenseOracle.unitary(decomposition(gate, angles)), TOLERANCE);
    }
  }

  private static double[] written(StandardGate gate, double[] a) {
    return switch (gate) {
      case GPHASE -> new double[] {Math.cos(a[0]), Math.sin(a[0])};
      case H -> new double[] {ROOT, 0, ROOT, 0, ROOT, 0, -ROOT, 0};
      case RZ ->
          new double[] {
            Math.cos(a[0] / 2),
            -Math.sin(a[0] / 2),
            0,
            0,
            0,
            0,
            Math.cos(a[0] / 2),
            Math.sin(a[0] / 2)
          };
      // The control is operand 0, the lowest bit: columns 1 and 3 change places.
      case CX -> {
        double[] matrix = new double[32];
        matrix[2 * (0 * 4 + 0)] = 1;
        matrix[2 * (3 * 4 + 1)] = 1;
        matrix[2 * (2 * 4 + 2)] = 1;
        matrix[2 * (1 * 4 + 3)] = 1;
        yield matrix;
      }
      default -> throw new IllegalArgumentException(gate.qasmName());
    };
  }

  /** Lines of {@code gate operands}, as OpenQASM's stdgates.inc and Qiskit's documents define. */
  private static Circuit decomposition(StandardGate gate, double[] a) {
    Steps steps = new Steps(gate.qubits());
    Steps all =
        switch (gate) {
          case ID -> steps.phase(GPHASE, of(0));
          case P, U1 -> steps.turn(RZ, a[0], 0).phase(GPHASE, of(a[0] / 2));
          case RX -> steps.add(H, 0).turn(RZ, a[0], 0).add(H, 0);
          case RY -> steps.add(SDG, 0).turn(RX, a[0], 0).add(S, 0);
          case X -> steps.turn(RX, PI, 0).phase(GPHASE, of(PI / 2));
          case Y -> steps.turn(RY, PI, 0).phase(GPHASE, of(PI / 2));
          case Z -> steps.turn(P, PI, 0);
          case S -> steps.turn(P, PI / 2, 0);
          case SDG -> steps.turn(P, -PI / 2, 0);
          case T -> steps.turn(P, PI / 4, 0);
          case TDG -> steps.turn(P, -PI / 4, 0);
          case SX -> steps.turn(RX, PI / 2, 0).phase(GPHASE, of(PI / 4));
          case SXDG -> steps.turn(RX, -PI / 2, 0).phase(GPHASE, of(-PI / 4));
          case R -> steps.turn(RZ, -a[1], 0).turn(RX, a[0], 0).turn(RZ, a[1], 0);
          case U, U3 -> steps.turn(P, a[2], 0).turn(RY, a[0], 0).turn(P, a[1], 0);
          case U2 -> steps.turn(P, a[1], 0).turn(RY, PI / 2, 0).turn(P, a[0], 0);
          case CY -> steps.add(SDG, 1).add(CX, 0, 1).add(S, 1);
          case CZ -> steps.add(H, 1).add(CX, 0, 1).add(H, 1);
          case CH ->
              steps.add(S, 1).add(H, 1).add(T, 1).add(CX, 0, 1).add(TDG, 1).add(H, 1).add(SDG, 1);
          case CP, CU1 -> phase(steps, a[0]);
          case CS -> phase(steps, PI / 2);
          case CSDG -> phase(steps, -PI / 2);
          case CSX -> phase(steps.add(H, 1), PI / 2, H);
          case CRZ ->
              steps.turn(RZ, a[0] / 2, 1).add(CX, 0, 1).turn(RZ, -a[0] / 2, 1).add(CX, 0, 1);
          case CRY ->
              steps.turn(RY, a[0] / 2, 1).add(CX, 0, 1).turn(RY, -a[0] / 2, 1).add(CX, 0, 1);
          case CRX -> steps.add(H, 1).turn(CRZ, a[0], 0, 1).add(H, 1);
          case CU3 -> controlledU(steps, a[0], a[1], a[2], 0);
          case CU -> controlledU(steps, a[0], a[1], a[2], a[3]);
          case SWAP -> steps.add(CX, 0, 1).add(CX, 1, 0).add(CX, 0, 1);
          case ISWAP -> steps.add(S, 0).add(S, 1).add(H, 0).add(CX, 0, 1).add(CX, 1, 0).add(H, 1);
          case DCX -> steps.add(CX, 0, 1).add(CX, 1, 0);
          case ECR -> steps.turn(RZX, PI / 4, 0, 1).add(X, 0).turn(RZX, -PI / 4, 0, 1);
          case RZZ -> steps.add(CX, 0, 1).turn(RZ, a[0], 1).add(CX, 0, 1);
          case RXX -> steps.add(H, 0).add(H, 1).turn(RZZ, a[0], 0, 1).add(H, 0).add(H, 1);
          case RYY ->
              steps
                  .turn(RX, PI / 2, 0)
                  .turn(RX, PI / 2, 1)
                  .turn(RZZ, a[0], 0, 1)
                  .turn(RX, -PI / 2, 0)
                  .turn(RX, -PI / 2, 1);
          case RZX -> steps.add(H, 1).turn(RZZ, a[0], 0, 1).add(H, 1);
          case CCX ->
              steps
                  .add(H, 2)
                  .add(CX, 1, 2)
                  .add(TDG, 2)
                  .add(CX, 0, 2)
                  .add(T, 2)
                  .add(CX, 1, 2)
                  .add(TDG, 2)
                  .add(CX, 0, 2)
                  .add(T, 1)
                  .add(T, 2)
                  .add(H, 2)
                  .add(CX, 0, 1)
                  .add(T, 0)
                  .add(TDG, 1)
                  .add(CX, 0, 1);
          case CCZ -> steps.add(H, 2).add(CCX, 0, 1, 2).add(H, 2);
          case CSWAP -> steps.add(CX, 2, 1).add(CCX, 0, 1, 2).add(CX, 2, 1);
          case GPHASE, H, RZ, CX -> throw new IllegalArgumentException(gate.qasmName());
        };
    return all.circuit.build();
  }

  private static Steps phase(Steps steps, double angle, StandardGate... after) {
    steps
        .turn(P, angle / 2, 0)
        .add(CX, 0, 1)
        .turn(P, -angle / 2, 1)
        .add(CX, 0, 1)
        .turn(P, angle / 2, 1);
    for (StandardGate gate : after) {
      steps.add(gate, 1);
    }
    return steps;
  }

  private static Steps controlledU(
      Steps steps, double theta, double phi, double lambda, double gamma) {
    steps
        .turn(P, gamma, 0)
        .turn(P, (lambda + phi) / 2, 0)
        .turn(P, (lambda - phi) / 2, 1)
        .add(CX, 0, 1);
    steps.circuit.apply(U, List.of(of(-theta / 2), of(0), of(-(phi + lambda) / 2)), 1);
    steps.add(CX, 0, 1);
    steps.circuit.apply(U, List.of(of(theta / 2), of(phi), of(0)), 1);
    return steps;
  }

  /** A circuit written in short lines. */
  private static final class Steps {
    private final CircuitBuilder circuit;

    Steps(int qubits) {
      // A circuit needs a qubit, and a phase of all has none of its own.
      circuit = Circuit.builder(Math.max(1, qubits));
    }

    Steps add(StandardGate gate, int... operands) {
      circuit.apply(gate, List.of(), operands);
      return this;
    }

    Steps turn(StandardGate gate, double angle, int... operands) {
      circuit.apply(gate, List.of(of(angle)), operands);
      return this;
    }

    Steps phase(StandardGate gate, ParameterExpression angle) {
      circuit.apply(gate, List.of(angle));
      return this;
    }
  }

  @Test
  void inversePairsUndoEachOther() {
    Map<StandardGate, StandardGate> pairs =
        Map.of(
            S, SDG, T, TDG, SX, SXDG, CS, CSDG, X, X, H, H, CX, CX, SWAP, SWAP, ECR, ECR, CCX, CCX);
    pairs.forEach((gate, inverse) -> {
      assertThatNumbers(DenseOracle.matrix(new ModifiedGate.Inverse(gate)))
          .as(gate.qasmName())
          .isCloseTo(inverse.matrix(), TOLERANCE);
      assertThatNumbers(DenseOracle.matrix(new ModifiedGate.Inverse(inverse)))
          .as(inverse.qasmName())
          .isCloseTo(gate.matrix(), TOLERANCE);
    });
  }

  @Test
  void rotationsAreUndoneByTheNegativeAngle() {
    for (StandardGate gate :
        List.of(P, RX, RY, RZ, CP, CRX, CRY, CRZ, RXX, RYY, RZZ, RZX, U1, CU1, GPHASE)) {
      assertThatNumbers(DenseOracle.matrix(new ModifiedGate.Inverse(gate), 0.7))
          .as(gate.qasmName())
          .isCloseTo(gate.matrix(-0.7), TOLERANCE);
    }
  }

  @Test
  void qiskitsUIsNotTwoPiPeriodicButFourPi() {
    double[] turned = U.matrix(1.1 + 2 * PI, 0.2, 0.3);
    double[] negated = Arrays.stream(U.matrix(1.1, 0.2, 0.3)).map(x -> -x).toArray();

    assertThatNumbers(turned).isCloseTo(negated, TOLERANCE);
  }

  @Test
  void modifiedAndDefinedGatesHaveTheMatrixOfTheOracle() {
    Properties.forAll(
        41,
        80,
        CircuitGenerator.unitary(4, 6, 2).with(CircuitGenerator.Feature.POWER),
        (circuit, values) ->
            circuit
                .instructions()
                .forEach(instruction -> {
                  if (instruction instanceof dev.nightshift.circuit.Instruction.Apply apply) {
                    double[] angles =
                        apply.angles().stream()
                            .mapToDouble(angle ->
                                angle.evaluate(name -> values[circuit.parameters().indexOf(name)]))
                            .toArray();
                    assertThatNumbers(apply.gate().matrix(angles))
                        .isCloseTo(DenseOracle.matrix(apply.gate(), angles), 1e-13);
                  }
                }));
  }

  @Test
  void givenTheWrongNumberOfAngles_whenMatrix_thenTheErrorNamesTheGate() {
    assertThatThrownBy(() -> RX.matrix())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rx takes 1 angles, found 0");
  }
}
