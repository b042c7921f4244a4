package dev.nightshift.sim.noise;

import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.kernel.small.Matrices;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random noise models: errors of every kind on every gate, large enough to be seen. */
public final class RandomNoise {
  private RandomNoise() {}

  public static NoiseModel model(SplittableRandom random, int qubits) {
    NoiseModel.Builder builder = NoiseModel.builder();
    for (StandardGate gate : StandardGate.values()) {
      if (gate.qubits() > 0 && random.nextInt(3) > 0) {
        builder.error(gate.qasmName(), error(random, gate.qubits()));
      }
    }
    builder.error("reset", error(random, 1));
    builder.error("measure", error(random, 1));
    for (int qubit = 0; qubit < qubits; qubit++) {
      if (random.nextBoolean()) {
        builder.error("h", List.of(qubit), error(random, 1));
        builder.readout(qubit, new ReadoutError(random.nextDouble(0.2), random.nextDouble(0.2)));
      }
    }
    return builder.build();
  }

  /** One to three stages of one to three terms. */
  public static QuantumError error(SplittableRandom random, int qubits) {
    List<Mixture> stages = new ArrayList<>();
    for (int s = random.nextInt(1, 4); s > 0; s--) {
      if (random.nextInt(4) == 0) {
        stages.add(Mixture.certainly(kraus(random, qubits)));
      } else {
        double[] p = {random.nextDouble(0.2), random.nextDouble(0.1)};
        stages.add(
            new Mixture(
                List.of(
                    new Mixture.Term(1 - p[0] - p[1], List.of()),
                    new Mixture.Term(p[0], List.of(channel(random, qubits))),
                    new Mixture.Term(
                        p[1], List.of(channel(random, qubits), channel(random, qubits))))));
      }
    }
    return new QuantumError(qubits, stages);
  }

  private static Channel channel(SplittableRandom random, int qubits) {
    List<Integer> operands = operands(random, qubits);
    return switch (random.nextInt(5)) {
      case 0 -> new Channel.Reset(operands.getFirst());
      case 1 -> new Channel.Unitary(unitary(random, operands.size()), operands);
      case 2 -> kraus(random, qubits);
      default ->
          new Channel.Pauli(
              random.nextInt(1 << operands.size()), random.nextInt(1 << operands.size()), operands);
    };
  }

  private static List<Integer> operands(SplittableRandom random, int qubits) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, qubits).boxed().toList());
    List<Integer> some = new ArrayList<>();
    for (int k = random.nextInt(1, qubits + 1); k > 0; k--) {
      some.add(all.remove(random.nextInt(all.size())));
    }
    return some;
  }

  /** A product of random gates. */
  private static double[] unitary(SplittableRandom random, int qubits) {
    double[] u = Matrices.identity(1 << qubits);
    for (int k = 0; k < 3 * qubits; k++) {
      int a = random.nextInt(qubits);
      double[] turn = StandardGate.U.matrix(random.doubles(3, -3, 3).toArray());
      u = Matrices.times(Matrices.expand(turn, new int[] {a}, qubits), u, 1 << qubits);
      if (qubits > 1) {
        int b = (a + 1) % qubits;
        u =
            Matrices.times(
                Matrices.expand(StandardGate.CX.matrix(), new int[] {a, b}, qubits),
                u,
                1 << qubits);
      }
    }
    return u;
  }

  /** Relaxation between random unitaries on one operand; on two, a random pair of blocks. */
  private static Channel.Kraus kraus(SplittableRandom random, int qubits) {
    int width = Math.min(qubits, random.nextInt(1, 3));
    List<Integer> operands = operands(random, qubits);
    while (operands.size() < width) {
      operands = operands(random, qubits);
    }
    operands = operands.subList(0, width);
    int size = 1 << width;
    // K_0 = cos A, K_1 = V sin A with a diagonal A are a channel for any unitary V.
    double[] cos = new double[2 * size * size];
    double[] sin = new double[2 * size * size];
    for (int i = 0; i < size; i++) {
      double angle = random.nextDouble(0.5);
      cos[2 * (i * size + i)] = Math.cos(angle);
      sin[2 * (i * size + i)] = Math.sin(angle);
    }
    double[] before = unitary(random, width);
    double[] after = unitary(random, width);
    return new Channel.Kraus(
        List.of(
            Matrices.times(cos, before, size),
            Matrices.times(after, Matrices.times(sin, before, size), size)),
        operands);
  }
}
