package dev.nightshift.oracle;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A simulator by full matrices, too slow to be wrong: what everything else is checked against.
 *
 * <p>It shares nothing with {@code sim} or {@code kernel}; of a gate it takes the matrix of {@link
 * StandardGate} only and works out modified and defined gates by itself. States and matrices hold
 * re and im side by side, qubit 0 is the least significant bit of an index. Up to about ten qubits.
 */
public final class DenseOracle {
  private DenseOracle() {}

  /**
   * The state a circuit without measurements and resets makes of |0...0>.
   *
   * @param values one a parameter of the circuit, in its order
   * @return {@code 2 * 2^qubits} doubles
   */
  public static double[] state(Circuit circuit, double... values) {
    List<Branch> branches = run(circuit, basis(circuit.qubits(), 0), values);
    if (branches.size() != 1) {
      throw new IllegalArgumentException("a circuit that measures or resets has no state vector");
    }
    return branches.getFirst().state();
  }

  /** The matrix of a circuit without measurements and resets, row-major. */
  public static double[] unitary(Circuit circuit, double... values) {
    int size = 1 << circuit.qubits();
    double[] matrix = new double[2 * size * size];
    for (int column = 0; column < size; column++) {
      double[] image = run(circuit, basis(circuit.qubits(), column), values).getFirst().state();
      for (int row = 0; row < size; row++) {
        matrix[2 * (row * size + column)] = image[2 * row];
        matrix[2 * (row * size + column) + 1] = image[2 * row + 1];
      }
    }
    return matrix;
  }

  /** The expectation value of an observable after the circuit, measurements and resets included. */
  public static double expectation(Circuit circuit, Observable observable, double... values) {
    double sum = 0;
    for (Branch branch : run(circuit, basis(circuit.qubits(), 0), values)) {
      for (Observable.Term term : observable.terms()) {
        double[] image = branch.state();
        int width = term.pauli().length();
        for (int qubit = 0; qubit < width; qubit++) {
          String letter = String.valueOf(term.pauli().charAt(width - 1 - qubit));
          Gate gate = StandardGate.valueOf(letter.equals("I") ? "ID" : letter);
          image = times(gate.matrix(), List.of(qubit), image);
        }
        for (int i = 0; i < image.length; i++) {
          sum += term.coefficient() * branch.state()[i] * image[i];
        }
      }
    }
    return sum;
  }

  /**
   * The probability of every reading of the circuit's bits that can occur.
   *
   * @return by the bits as text, the highest bit first; bits never measured are 0
   */
  public static Map<String, Double> distribution(Circuit circuit, double... values) {
    Map<String, Double> distribution = new TreeMap<>();
    for (Branch branch : run(circuit, basis(circuit.qubits(), 0), values)) {
      double weight = 0;
      for (double amplitude : branch.state()) {
        weight += amplitude * amplitude;
      }
      if (weight > 1e-15) {
        distribution.merge(branch.bits(), weight, Double::sum);
      }
    }
    return distribution;
  }

  /** One history of outcomes: its unnormalised state and the bits read so far. */
  private record Branch(double[] state, String bits) {}

  private static List<Branch> run(Circuit circuit, double[] start, double[] values) {
    if (values.length != circuit.parameters().size()) {
      throw new IllegalArgumentException(
          "values for " + circuit.parameters() + ": found " + values.length);
    }
    ToDoubleFunction<String> binding = name -> values[circuit.parameters().indexOf(name)];
    List<Branch> branches =
        run(
            circuit.instructions(),
            List.of(new Branch(start, "0".repeat(circuit.bits()))),
            binding);
    double phase = circuit.globalPhase().evaluate(binding);
    double[] factor = {Math.cos(phase), Math.sin(phase)};
    return branches.stream()
        .map(branch -> new Branch(times(factor, List.of(), branch.state()), branch.bits()))
        .toList();
  }

  private static List<Branch> run(
      List<Instruction> instructions, List<Branch> start, ToDoubleFunction<String> binding) {
    List<Branch> branches = start;
    for (Instruction instruction : instructions) {
      List<Branch> next = new ArrayList<>();
      for (Branch branch : branches) {
        switch (instruction) {
          case Instruction.Apply(Gate gate, var angles, var qubits) ->
              next.add(
                  new Branch(
                      times(matrix(gate, numbers(angles, binding)), qubits, branch.state()),
                      branch.bits()));
          case Instruction.Measure(int qubit, int bit) -> {
            for (int outcome = 0; outcome < 2; outcome++) {
              StringBuilder bits = new StringBuilder(branch.bits());
              bits.setCharAt(bits.length() - 1 - bit, (char) ('0' + outcome));
              next.add(new Branch(project(branch.state(), qubit, outcome), bits.toString()));
            }
          }
          case Instruction.Reset(int qubit) -> {
            next.add(new Branch(project(branch.state(), qubit, 0), branch.bits()));
            next.add(
                new Branch(
                    times(
                        StandardGate.X.matrix(), List.of(qubit), project(branch.state(), qubit, 1)),
                    branch.bits()));
          }
          case Instruction.Barrier _, Instruction.Delay _ -> next.add(branch);
          case Instruction.IfElse(var condition, var then, var otherwise) ->
              next.addAll(
                  run(
                      holds(condition, branch.bits()) ? then : otherwise,
                      List.of(branch),
                      binding));
        }
      }
      branches = next;
    }
    return branches;
  }

  /** Whether a condition holds for bits as text, the highest first. */
  public static boolean holds(Condition condition, String bits) {
    return switch (condition) {
      case Condition.Bit(int bit, boolean value) ->
          bits.charAt(bits.length() - 1 - bit) == (value ? '1' : '0');
      case Condition.Compare(var over, var comparison, long constant) -> {
        StringBuilder number = new StringBuilder();
        over.reversed().forEach(bit -> number.append(bits.charAt(bits.length() - 1 - bit)));
        long found = Long.parseLong(number.toString(), 2);
        yield switch (comparison) {
          case EQUAL -> found == constant;
          case NOT_EQUAL -> found != constant;
          case LESS -> found < constant;
          case AT_MOST -> found <= constant;
          case GREATER -> found > constant;
          case AT_LEAST -> found >= constant;
        };
      }
      case Condition.Not(Condition operand) -> !holds(operand, bits);
      case Condition.And(Condition left, Condition right) ->
          holds(left, bits) && holds(right, bits);
      case Condition.Or(Condition left, Condition right) -> holds(left, bits) || holds(right, bits);
    };
  }

  /** The matrix of any gate, row-major, operand 0 the least significant bit. */
  public static double[] matrix(Gate gate, double... angles) {
    return switch (gate) {
      case StandardGate standard -> standard.matrix(angles);
      case ModifiedGate.Controlled(Gate base, boolean onOne) ->
          unitary(gate.qubits(), state -> controlled(matrix(base, angles), onOne, state));
      case ModifiedGate.Inverse(Gate base) -> adjoint(matrix(base, angles), base.qubits());
      // ModifiedGateTest proves the powers by their roots.
      // Roots are the gate's own: ModifiedGateTest proves that they multiply to the gate.
      case ModifiedGate.Power(Gate base, double exponent) ->
          exponent == Math.rint(exponent)
              ? unitary(gate.qubits(), state -> repeated(base, (int) exponent, angles, state))
              : gate.matrix(angles);
      case DefinedGate defined ->
          unitary(
              defined.qubits(),
              state -> {
                double[] result = state;
                for (Instruction.Apply step : defined.body()) {
                  double[] own =
                      numbers(
                          step.angles(), name -> angles[defined.parameterNames().indexOf(name)]);
                  result = times(matrix(step.gate(), own), step.qubits(), result);
                }
                return result;
              });
    };
  }

  private static double[] repeated(Gate base, int times, double[] angles, double[] state) {
    double[] own = matrix(base, angles);
    double[] matrix = times < 0 ? adjoint(own, base.qubits()) : own;
    List<Integer> all = IntStream.range(0, base.qubits()).boxed().toList();
    double[] result = state;
    for (int i = 0; i < Math.abs(times); i++) {
      result = times(matrix, all, result);
    }
    return result;
  }

  private interface Map1 {
    double[] of(double[] state);
  }

  private static double[] unitary(int qubits, Map1 map) {
    int size = 1 << qubits;
    double[] matrix = new double[2 * size * size];
    for (int column = 0; column < size; column++) {
      double[] image = map.of(basis(qubits, column));
      for (int row = 0; row < size; row++) {
        matrix[2 * (row * size + column)] = image[2 * row];
        matrix[2 * (row * size + column) + 1] = image[2 * row + 1];
      }
    }
    return matrix;
  }

  /** The matrix on all qubits but 0, in the half of the state where qubit 0 is as wanted. */
  private static double[] controlled(double[] matrix, boolean onOne, double[] state) {
    double[] active = project(state, 0, onOne ? 1 : 0);
    double[] idle = project(state, 0, onOne ? 0 : 1);
    List<Integer> rest = new ArrayList<>();
    for (int qubit = 1; 1 << qubit < state.length / 2; qubit++) {
      rest.add(qubit);
    }
    double[] sum = times(matrix, rest, active);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += idle[i];
    }
    return sum;
  }

  private static double[] adjoint(double[] matrix, int qubits) {
    int size = 1 << qubits;
    double[] result = new double[matrix.length];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        result[2 * (row * size + column)] = matrix[2 * (column * size + row)];
        result[2 * (row * size + column) + 1] = -matrix[2 * (column * size + row) + 1];
      }
    }
    return result;
  }

  /** Σ_k m[bits of row on the operands][k] state[row with those bits set to k]. */
  private static double[] times(double[] matrix, List<Integer> operands, double[] state) {
    int width = 1 << operands.size();
    double[] result = new double[state.length];
    for (int row = 0; row < state.length / 2; row++) {
      for (int k = 0; k < width; k++) {
        int from = row;
        int own = 0;
        for (int j = 0; j < operands.size(); j++) {
          int qubit = operands.get(j);
          own |= (row >> qubit & 1) << j;
          from = from & ~(1 << qubit) | (k >> j & 1) << qubit;
        }
        double re = matrix[2 * (own * width + k)];
        double im = matrix[2 * (own * width + k) + 1];
        result[2 * row] += re * state[2 * from] - im * state[2 * from + 1];
        result[2 * row + 1] += re * state[2 * from + 1] + im * state[2 * from];
      }
    }
    return result;
  }

  private static double[] project(double[] state, int qubit, int outcome) {
    double[] result = state.clone();
    for (int i = 0; i < state.length; i++) {
      if ((i / 2 >> qubit & 1) != outcome) {
        result[i] = 0;
      }
    }
    return result;
  }

  private static double[] basis(int qubits, int index) {
    double[] state = new double[2 << qubits];
    state[2 * index] = 1;
    return state;
  }

  private static double[] numbers(
      List<ParameterExpression> angles, ToDoubleFunction<String> binding) {
    return angles.stream().mapToDouble(angle -> angle.evaluate(binding)).toArray();
  }
}
