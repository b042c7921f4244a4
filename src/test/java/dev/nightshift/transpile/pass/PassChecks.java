package dev.nightshift.transpile.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.Properties;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/** Devices, circuits and laws that the tests of passes share. */
final class PassChecks {
  static final ParameterExpression A = ParameterExpression.parameter("a");
  static final ParameterExpression B = ParameterExpression.parameter("b");
  static final double PI = Math.PI;

  private PassChecks() {}

  static PassContext on(Target target) {
    return new PassContext(target, TranspileOptions.DEFAULT.withLevel(3), Seed.of(1));
  }

  static PassContext fractionalOn(Target target) {
    return new PassContext(
        target, TranspileOptions.DEFAULT.withLevel(3).withFractional(true), Seed.of(1));
  }

  /** Every pair coupled both ways by the entanglers named; rz, sx, x, and rx on every qubit. */
  static Target full(int qubits, String... entanglers) {
    List<Operation> operations = oneQubit(qubits);
    for (String entangler : entanglers) {
      for (int a = 0; a < qubits; a++) {
        for (int b = 0; b < qubits; b++) {
          if (a != b) {
            operations.add(operation(entangler, 0.01, a, b));
          }
        }
      }
    }
    return target(qubits, operations);
  }

  /** Every pair coupled from its lower to its higher qubit where their sum is odd, else back. */
  static Target oneWay(int qubits, String entangler) {
    List<Operation> operations = oneQubit(qubits);
    for (int a = 0; a < qubits; a++) {
      for (int b = a + 1; b < qubits; b++) {
        boolean up = (a + b) % 2 == 1;
        operations.add(operation(entangler, 0.01, up ? a : b, up ? b : a));
      }
    }
    return target(qubits, operations);
  }

  static Operation operation(String name, double error, Integer... qubits) {
    return new Operation(name, List.of(qubits), OptionalDouble.of(error), OptionalDouble.empty());
  }

  static List<Operation> oneQubit(int qubits) {
    List<Operation> operations = new ArrayList<>();
    for (int qubit = 0; qubit < qubits; qubit++) {
      for (String name : List.of("rz", "sx", "x", "rx")) {
        operations.add(operation(name, name.equals("rz") ? 0 : 0.0003, qubit));
      }
    }
    for (String name : List.of("measure", "reset", "delay")) {
      operations.add(
          new Operation(name, List.of(), OptionalDouble.empty(), OptionalDouble.empty()));
    }
    return operations;
  }

  static Target target(int qubits, List<Operation> operations) {
    return new Target(
        "test",
        Collections.nCopies(qubits, QubitFacts.UNKNOWN),
        operations,
        OptionalDouble.empty(),
        0);
  }

  static CircuitBuilder sx(CircuitBuilder builder, int qubit) {
    return builder.apply(StandardGate.SX, List.of(), qubit);
  }

  static ParameterExpression number(double value) {
    return ParameterExpression.of(value);
  }

  static int entanglers(Circuit circuit) {
    return Cost.of(circuit).entanglers();
  }

  /** Both have one unitary, the global phase included, at the values. */
  static void assertSame(Circuit actual, Circuit expected, double... values) {
    assertThat(actual.parameters()).isEqualTo(expected.parameters());
    assertThat(actual.qubitRegisters()).isEqualTo(expected.qubitRegisters());
    assertThat(actual.bitRegisters()).isEqualTo(expected.bitRegisters());
    double[] left = DenseOracle.unitary(actual, values);
    double[] right = DenseOracle.unitary(expected, values);
    double worst = 0;
    for (int i = 0; i < left.length; i++) {
      worst = Math.max(worst, Math.abs(left[i] - right[i]));
    }
    assertThat(worst).as("largest difference of the unitaries").isLessThan(1e-11);
  }

  /**
   * Circuits of the device's own gates as routing leaves them: rz, sx, x at random and at eighth
   * turns, symbols, and entanglers of the target in listed directions.
   */
  static Circuit onDevice(Target target, int instructions, boolean symbols, Seed seed) {
    var random = seed.split("device").random();
    List<Operation> couplings =
        target.operations().stream().filter(one -> one.qubits().size() == 2).toList();
    CircuitBuilder builder = Circuit.builder(target.qubits());
    if (symbols) {
      builder.parameter("a").parameter("b");
    }
    for (int i = 0; i < instructions; i++) {
      int qubit = random.nextInt(target.qubits());
      switch (random.nextInt(7)) {
        case 0 -> sx(builder, qubit);
        case 1 -> builder.x(qubit);
        case 2 -> builder.rz(number(random.nextInt(-4, 5) * PI / 4), qubit);
        case 3 ->
            builder.rz(
                symbols
                    ? random.nextBoolean() ? A : A.negated().plus(number(0.25))
                    : number(random.nextDouble(-4, 4)),
                qubit);
        case 4 -> builder.rz(symbols ? B.times(2) : number(random.nextDouble(-9, 9)), qubit);
        default -> {
          Operation coupling = couplings.get(random.nextInt(couplings.size()));
          StandardGate gate = StandardGate.named(coupling.name()).orElseThrow();
          builder.apply(
              gate,
              gate.parameters() == 0 ? List.of() : List.of(number(random.nextDouble(0, PI / 2))),
              coupling.qubits());
        }
      }
    }
    return builder.build();
  }

  /** The law on device circuits: same unitary, nothing dearer, everything still on the device. */
  static void keepsDeviceCircuits(Pass pass, PassContext context, long seed, int cases) {
    for (int i = 0; i < cases; i++) {
      Seed own = Seed.of(seed).split(i);
      boolean symbols = i % 2 == 0;
      Circuit circuit = onDevice(context.target(), 10 + i % 50, symbols, own);
      double[] values = CircuitGenerator.values(circuit, own);
      check(pass, context, circuit, values, "seed " + seed + ", case " + i);
    }
  }

  private static void check(
      Pass pass, PassContext context, Circuit circuit, double[] values, String what) {
    try {
      law(pass, context, circuit, values);
    } catch (AssertionError | RuntimeException failed) {
      Circuit shortest =
          Properties.shrink(circuit, candidate -> fails(pass, context, candidate, values));
      throw new AssertionError(
          "%s: %s%nshortest failing:%n%s%nbecomes%n%s"
              .formatted(
                  what,
                  failed,
                  shortest.instructions(),
                  pass.run(shortest, context).instructions()),
          failed);
    }
  }

  private static boolean fails(Pass pass, PassContext context, Circuit circuit, double[] values) {
    try {
      law(pass, context, circuit, values);
      return false;
    } catch (AssertionError | RuntimeException failed) {
      return true;
    }
  }

  private static void law(Pass pass, PassContext context, Circuit circuit, double[] values) {
    Circuit result = pass.run(circuit, context);
    assertSame(result, circuit, values);
    assertFits(result, context);
    assertThat(entanglers(result)).isLessThanOrEqualTo(entanglers(circuit));
  }

  static void assertFits(Circuit circuit, PassContext context) {
    DeviceGates device = DeviceGates.of(context);
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Apply apply) {
        assertThat(device.offers(apply)).as("%s is offered", apply).isTrue();
        if (apply.gate() == StandardGate.RZZ) {
          assertThat(apply.angles().getFirst().evaluate(_ -> Double.NaN)).isBetween(0.0, PI / 2);
        }
      }
    }
  }

  /** The law on any circuits of standard, modified and defined gates. */
  static void keepsUnitaries(Pass pass, PassContext context, long seed, int cases) {
    Properties.forAll(
        seed,
        cases,
        CircuitGenerator.unitary(context.target().qubits(), 14, 3),
        (circuit, values) -> assertSame(pass.run(circuit, context), circuit, values));
  }
}
