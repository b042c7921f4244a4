package dev.nightshift.gen;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Condition;
import dev.nightshift.circuit.Condition.Comparison;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Random circuits: the same seed gives the same circuit.
 *
 * @param qubits width, at least 1; gates that need more are never drawn
 * @param instructions how many, at least 0
 * @param parameters how many free parameters {@code a0000}, ... are declared (used or not)
 * @param gates the standard gates to draw from
 * @param features what else may occur
 */
public record CircuitGenerator(
    int qubits, int instructions, int parameters, List<StandardGate> gates, Set<Feature> features) {

  /** What may occur beside standard gates at constant angles. */
  public enum Feature {
    /** Angles that are expressions of several parameters, not only a parameter or a number. */
    EXPRESSIONS,
    /** Constant angles are multiples of a right angle. */
    RIGHT_ANGLES,
    /** Gates under ctrl, negctrl and inv. */
    MODIFIED,
    /** Gates under pow with whole exponents -2 to 3. */
    POWER,
    /** Gates that the program defines by others. */
    DEFINED,
    BARRIER,
    /** Measurements anywhere, into one register {@code c} as wide as the circuit. */
    MEASURE,
    RESET,
    /** Decisions on the register {@code c}, one within another at times; MEASURE goes with it. */
    IF
  }

  /** All standard gates, free parameters, expressions, modified and defined gates, barriers. */
  public static CircuitGenerator unitary(int qubits, int instructions, int parameters) {
    return new CircuitGenerator(
        qubits,
        instructions,
        parameters,
        Arrays.asList(StandardGate.values()),
        EnumSet.of(Feature.EXPRESSIONS, Feature.MODIFIED, Feature.DEFINED, Feature.BARRIER));
  }

  /**
   * Clifford gates at right angles, barriers, inverses and defined gates; no free parameters, so
   * that every circuit is Clifford.
   */
  public static CircuitGenerator clifford(int qubits, int instructions) {
    return new CircuitGenerator(
        qubits,
        instructions,
        0,
        List.of(
            StandardGate.GPHASE,
            StandardGate.ID,
            StandardGate.X,
            StandardGate.Y,
            StandardGate.Z,
            StandardGate.H,
            StandardGate.S,
            StandardGate.SDG,
            StandardGate.SX,
            StandardGate.SXDG,
            StandardGate.P,
            StandardGate.RX,
            StandardGate.RY,
            StandardGate.RZ,
            StandardGate.R,
            StandardGate.U,
            StandardGate.U1,
            StandardGate.U2,
            StandardGate.U3,
            StandardGate.CX,
            StandardGate.CY,
            StandardGate.CZ,
            StandardGate.SWAP,
            StandardGate.ISWAP,
            StandardGate.DCX,
            StandardGate.ECR,
            StandardGate.RXX,
            StandardGate.RYY,
            StandardGate.RZZ,
            StandardGate.RZX),
        EnumSet.of(Feature.RIGHT_ANGLES, Feature.DEFINED, Feature.BARRIER));
  }

  public CircuitGenerator with(Feature... added) {
    EnumSet<Feature> all = EnumSet.noneOf(Feature.class);
    all.addAll(features);
    all.addAll(Arrays.asList(added));
    return new CircuitGenerator(qubits, instructions, parameters, gates, all);
  }

  public CircuitGenerator without(Feature... dropped) {
    EnumSet<Feature> rest = EnumSet.noneOf(Feature.class);
    rest.addAll(features);
    rest.removeAll(Arrays.asList(dropped));
    return new CircuitGenerator(qubits, instructions, parameters, gates, rest);
  }

  public CircuitGenerator withGates(StandardGate... chosen) {
    return new CircuitGenerator(qubits, instructions, parameters, List.of(chosen), features);
  }

  public Circuit circuit(Seed seed) {
    SplittableRandom random = seed.split("circuit").random();
    List<ParameterExpression.Parameter> names = new ArrayList<>();
    CircuitBuilder builder = Circuit.builder(qubits);
    for (int i = 0; i < parameters; i++) {
      names.add(ParameterExpression.parameter("a%04d".formatted(i)));
      builder.parameter(names.get(i).name());
    }
    if (features.contains(Feature.MEASURE)) {
      builder.bits("c", qubits);
    }
    for (int i = 0; i < instructions; i++) {
      add(builder, names, random, i, 0);
    }
    return builder.build();
  }

  /** A condition on some of the first bits that not every reading meets. */
  public static Condition condition(int bits, SplittableRandom random) {
    int kind = random.nextInt(6);
    if (kind == 0) {
      return new Condition.And(condition(bits, random), condition(bits, random));
    }
    if (kind == 1) {
      return new Condition.Or(condition(bits, random), condition(bits, random)).negated();
    }
    if (kind < 4 || bits == 1) {
      return new Condition.Bit(random.nextInt(bits), random.nextBoolean());
    }
    Comparison comparison = Comparison.values()[random.nextInt(Comparison.values().length)];
    int most = (1 << bits) - 1;
    return new Condition.Compare(
        IntStream.range(0, bits).boxed().toList(),
        comparison,
        switch (comparison) {
          case EQUAL, NOT_EQUAL -> random.nextInt(most + 1);
          case LESS, AT_LEAST -> 1 + random.nextInt(most);
          case AT_MOST, GREATER -> random.nextInt(most);
        });
  }

  private List<Instruction> branch(
      int length,
      List<ParameterExpression.Parameter> names,
      SplittableRandom random,
      int index,
      int depth) {
    CircuitBuilder builder = Circuit.builder(qubits).bits("c", qubits);
    for (int i = 0; i < length; i++) {
      add(builder, names, random, 100 * (index + 1) + i, depth + 1);
    }
    return builder.build().instructions();
  }

  /** Values for a circuit's parameters, -π to π: every expression drawn here is smooth. */
  public static double[] values(Circuit circuit, Seed seed) {
    return seed.split("values")
        .random()
        .doubles(circuit.parameters().size(), -Math.PI, Math.PI)
        .toArray();
  }

  private void add(
      CircuitBuilder builder,
      List<ParameterExpression.Parameter> names,
      SplittableRandom random,
      int index,
      int depth) {
    int kind = random.nextInt(12);
    if (kind == 0 && features.contains(Feature.BARRIER)) {
      builder.add(new Instruction.Barrier(operands(1 + random.nextInt(qubits), random)));
    } else if (kind == 1 && features.contains(Feature.MEASURE)) {
      builder.measure(random.nextInt(qubits), random.nextInt(qubits));
    } else if (kind == 2 && features.contains(Feature.RESET)) {
      builder.reset(random.nextInt(qubits));
    } else if (kind <= 4 && kind > 2 && depth < 2 && features.contains(Feature.IF)) {
      builder.ifElse(
          condition(qubits, random),
          branch(1 + random.nextInt(3), names, random, index, depth),
          branch(random.nextInt(3), names, random, index + 50, depth));
    } else {
      Gate gate = gate(random, index);
      List<ParameterExpression> angles = new ArrayList<>();
      for (int k = 0; k < gate.parameters(); k++) {
        angles.add(angle(names, random));
      }
      builder.apply(gate, angles, operands(gate.qubits(), random));
    }
  }

  private Gate gate(SplittableRandom random, int index) {
    int kind = random.nextInt(6);
    if (kind == 0 && features.contains(Feature.DEFINED)) {
      return defined(random, "mine" + index);
    }
    StandardGate gate = standard(qubits, random);
    if (kind == 3 && features.contains(Feature.POWER)) {
      return new ModifiedGate.Power(gate, random.nextInt(-2, 4));
    }
    if (kind > 2 || !features.contains(Feature.MODIFIED)) {
      return gate;
    }
    if (random.nextBoolean() || gate.qubits() == qubits) {
      return new ModifiedGate.Inverse(gate);
    }
    return new ModifiedGate.Controlled(gate, random.nextBoolean());
  }

  private StandardGate standard(int width, SplittableRandom random) {
    List<StandardGate> fitting = gates.stream().filter(gate -> gate.qubits() <= width).toList();
    return fitting.get(random.nextInt(fitting.size()));
  }

  private DefinedGate defined(SplittableRandom random, String name) {
    int width = 1 + random.nextInt(Math.min(qubits, 3));
    List<ParameterExpression.Parameter> own =
        List.of(ParameterExpression.parameter("alpha"), ParameterExpression.parameter("beta"));
    List<Instruction.Apply> body = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      StandardGate gate = standard(width, random);
      List<ParameterExpression> angles = new ArrayList<>();
      for (int k = 0; k < gate.parameters(); k++) {
        angles.add(angle(own, random));
      }
      body.add(new Instruction.Apply(gate, angles, shuffled(width, gate.qubits(), random)));
    }
    return new DefinedGate(name, List.of("alpha", "beta"), width, body);
  }

  private ParameterExpression angle(
      List<ParameterExpression.Parameter> names, SplittableRandom random) {
    int kind = random.nextInt(features.contains(Feature.EXPRESSIONS) ? 8 : 4);
    if (features.contains(Feature.RIGHT_ANGLES) && (names.isEmpty() || kind < 2)) {
      return ParameterExpression.of(random.nextInt(-4, 5) * (Math.PI / 2));
    }
    if (names.isEmpty() || kind == 0) {
      return ParameterExpression.of(random.nextDouble(-Math.PI, Math.PI));
    }
    ParameterExpression a = names.get(random.nextInt(names.size()));
    ParameterExpression b = names.get(random.nextInt(names.size()));
    return switch (kind) {
      case 1 -> ParameterExpression.of(Math.PI / (1 + random.nextInt(8)));
      case 2, 3 -> a;
      case 4 -> a.times(random.nextInt(-3, 4));
      case 5 -> ParameterExpression.PI.minus(a).times(2).times(ParameterExpression.PI.minus(b));
      case 6 -> {
        ParameterExpression positive = square(a).plus(ParameterExpression.of(1));
        yield switch (random.nextInt(5)) {
          case 0 -> ParameterExpression.call(ParameterExpression.Function.SIN, a).plus(b);
          case 1 -> ParameterExpression.call(ParameterExpression.Function.COS, a).minus(b);
          case 2 -> ParameterExpression.call(ParameterExpression.Function.ARCTAN, a).times(b);
          case 3 -> ParameterExpression.call(ParameterExpression.Function.SQRT, positive);
          default -> ParameterExpression.call(ParameterExpression.Function.LOG, positive);
        };
      }
      default -> a.over(square(b).plus(ParameterExpression.of(1))).negated().minus(square(b));
    };
  }

  private static ParameterExpression square(ParameterExpression x) {
    return x.power(ParameterExpression.of(2));
  }

  private List<Integer> operands(int count, SplittableRandom random) {
    return shuffled(qubits, count, random);
  }

  private static List<Integer> shuffled(int width, int count, SplittableRandom random) {
    List<Integer> all = new ArrayList<>();
    for (int qubit = 0; qubit < width; qubit++) {
      all.add(random.nextInt(all.size() + 1), qubit);
    }
    return all.subList(0, count);
  }
}
