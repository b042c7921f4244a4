package dev.nightshift.transpile;

import dev.nightshift.base.random.Seed;
import dev.nightshift.value.Target;
import dev.nightshift.value.Target.Operation;
import dev.nightshift.value.Target.QubitFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Targets for tests: lines, and random connected graphs with a random entangler and dead pairs. */
final class RandomTargets {
  private RandomTargets() {}

  /** A row of qubits with an entangler in the direction of rising numbers. */
  static Target line(int qubits, String entangler) {
    List<Operation> operations = oneQubit(qubits, new SplittableRandom(1));
    for (int q = 0; q + 1 < qubits; q++) {
      operations.add(operation(entangler, 0.01, q, q + 1));
    }
    return target("line" + qubits, qubits, operations);
  }

  /** A random tree with some more edges, some of them dead; entangler and directions drawn. */
  static Target random(int qubits, Seed seed) {
    SplittableRandom random = seed.split("target").random();
    String entangler = List.of("cz", "ecr", "cx").get(random.nextInt(3));
    List<Operation> operations = oneQubit(qubits, random);
    List<Integer> order = new ArrayList<>();
    for (int q = 0; q < qubits; q++) {
      order.add(random.nextInt(order.size() + 1), q);
    }
    for (int k = 1; k < qubits; k++) {
      pair(operations, entangler, random, order.get(k), order.get(random.nextInt(k)));
    }
    for (int k = 0; k < qubits / 3; k++) {
      int a = random.nextInt(qubits);
      int b = (a + 1 + random.nextInt(qubits - 1)) % qubits;
      if (operations.stream()
          .noneMatch(o -> o.qubits().equals(List.of(a, b)) || o.qubits().equals(List.of(b, a)))) {
        if (random.nextInt(3) == 0) {
          operations.add(operation(entangler, 1, a, b));
        } else {
          pair(operations, entangler, random, a, b);
        }
      }
    }
    Collections.shuffle(operations, new java.util.Random(random.nextLong()));
    return target("random" + seed.value(), qubits, operations);
  }

  static Target target(String name, int qubits, List<Operation> operations) {
    return new Target(
        name,
        Collections.nCopies(qubits, QubitFacts.UNKNOWN),
        operations,
        OptionalDouble.empty(),
        0);
  }

  static List<Operation> oneQubit(int qubits, SplittableRandom random) {
    boolean fractional = random.nextInt(3) == 0;
    List<Operation> operations = new ArrayList<>();
    for (int q = 0; q < qubits; q++) {
      for (String name : List.of("rz", "sx", "x", "measure", "reset", "delay")) {
        operations.add(operation(name, 0.001 * random.nextDouble(), q));
      }
      if (fractional) {
        operations.add(operation("rx", 0.001, q));
      }
    }
    return operations;
  }

  static Operation operation(String name, double error, Integer... qubits) {
    return new Operation(name, List.of(qubits), OptionalDouble.of(error), OptionalDouble.empty());
  }

  private static void pair(
      List<Operation> operations, String entangler, SplittableRandom random, int a, int b) {
    operations.add(operation(entangler, 0.02 * random.nextDouble(), a, b));
    if (random.nextBoolean()) {
      operations.add(operation(entangler, 0.02 * random.nextDouble(), b, a));
    }
    if (random.nextInt(3) == 0) {
      operations.add(operation("rzz", 0.01, a, b));
    }
  }
}
