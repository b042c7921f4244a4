package dev.nightshift.transpile.schedule;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** Devices with lengths, and random circuits in their gates. */
final class Schedules {
  private static final double NS = 1e-9;

  private Schedules() {}

  static Target device(String name) {
    return DeviceCatalog.standard(null, Map.of()).find(name).target();
  }

  static Target aligned(Target target, int multiple) {
    return new Target(
        target.name(),
        target.qubitFacts(),
        target.operations(),
        target.dtSeconds(),
        target.repDelaySeconds(),
        new Target.Alignment(multiple, multiple));
  }

  /** A row of qubits with cz; dt is 1 ns, and resets take as long as measurements. */
  static Target line(int qubits, int pulse, int cz, int measure) {
    List<Operation> operations = new ArrayList<>();
    for (int q = 0; q < qubits; q++) {
      operations.add(operation("rz", 0, q));
      operations.add(operation("sx", pulse, q));
      operations.add(operation("x", pulse, q));
      operations.add(operation("measure", measure, q));
      operations.add(operation("reset", measure, q));
      operations.add(
          new Operation("delay", List.of(q), OptionalDouble.empty(), OptionalDouble.empty()));
      if (q > 0) {
        operations.add(operation("cz", cz + q % 3, q - 1, q));
      }
    }
    return new Target(
        "line" + qubits,
        Collections.nCopies(qubits, QubitFacts.UNKNOWN),
        operations,
        OptionalDouble.of(NS),
        0);
  }

  private static Operation operation(String name, int ns, Integer... qubits) {
    return new Operation(
        name, List.of(qubits), OptionalDouble.of(0.001), OptionalDouble.of(ns * NS));
  }

  /** The instructions of a circuit as text, without the declarations. */
  static List<String> body(Circuit circuit) {
    return Arrays.stream(Qasm.print(circuit).split(";\n"))
        .map(String::strip)
        .filter(line ->
            !line.startsWith("OPENQASM")
                && !line.startsWith("include")
                && !line.startsWith("qubit")
                && !line.startsWith("bit"))
        .toList();
  }

  /** Checks random circuits on random lines, every third of them aligned; a failure names both. */
  static void forAll(long seed, int cases, BiConsumer<Circuit, Target> law) {
    for (int k = 0; k < cases; k++) {
      SplittableRandom random = Seed.of(seed).split(k).random();
      Target target = line(5, 8 + random.nextInt(30), 20 + random.nextInt(300), 900);
      Target own = k % 3 == 0 ? aligned(target, 1 + random.nextInt(20)) : target;
      Circuit circuit = circuit(5, 5 + random.nextInt(40), true, random);
      try {
        law.accept(circuit, own);
      } catch (AssertionError failed) {
        throw new AssertionError(
            "seed %d, case %d, %s: %s%n%s"
                .formatted(seed, k, own.alignment(), failed.getMessage(), Qasm.print(circuit)),
            failed);
      }
    }
  }

  /**
   * A random circuit in the gates of a line.
   *
   * @param dynamic whether it measures and resets on its way
   */
  static Circuit circuit(int qubits, int steps, boolean dynamic, SplittableRandom random) {
    var builder = Circuit.builder(qubits).bits("c", 2);
    for (int step = 0; step < steps; step++) {
      int q = random.nextInt(qubits);
      switch (random.nextInt(dynamic ? 10 : 8)) {
        case 0, 1 -> builder.apply(StandardGate.SX, List.of(), q);
        case 2 -> builder.x(q);
        case 3 -> builder.rz(ParameterExpression.of(random.nextDouble(6)), q);
        case 4, 5 -> builder.cz(Math.max(q, 1) - 1, Math.max(q, 1));
        case 6 -> builder.add(new Instruction.Barrier(List.of(q, (q + 2) % qubits)));
        case 7 ->
            builder.add(
                new Instruction.Delay(
                    random.nextInt(200),
                    random.nextBoolean() ? "ns" : "dt",
                    random.nextInt(4) == 0 ? List.of(q, (q + 1) % qubits) : List.of(q)));
        case 8 -> builder.measure(q, random.nextInt(2));
        default -> builder.reset(q);
      }
    }
    return builder.build();
  }
}
