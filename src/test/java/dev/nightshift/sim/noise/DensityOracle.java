package dev.nightshift.sim.noise;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.oracle.DenseOracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Noisy circuits by full density matrices and Kraus sums, too slow to be wrong.
 *
 * <p>It shares nothing with {@code sim.density} or {@code kernel}: of a model it takes the channels
 * and probabilities, of a gate the matrix of {@link DenseOracle}. Up to about five qubits.
 */
public final class DensityOracle {
  private DensityOracle() {}

  /** One history of outcomes: its operator, whose trace is the probability, and the bits read. */
  private record Branch(double[] rho, String bits) {}

  /** The density matrix at the end, row-major, re and im alternating. */
  public static double[] matrix(Circuit circuit, NoiseModel model, double... values) {
    double[] sum = new double[2 << 2 * circuit.qubits()];
    for (Branch branch : run(circuit, model, values)) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += branch.rho()[i];
      }
    }
    return sum;
  }

  /** Tr(P rho). */
  public static double expectation(double[] rho, String pauli) {
    int qubits = pauli.length();
    double[] image = rho;
    for (int qubit = 0; qubit < qubits; qubit++) {
      String letter = String.valueOf(pauli.charAt(qubits - 1 - qubit));
      Gate gate = StandardGate.valueOf(letter.equals("I") ? "ID" : letter);
      image = fromLeft(gate.matrix(), List.of(qubit), image, qubits);
    }
    double trace = 0;
    for (int i = 0; i < 1 << qubits; i++) {
      trace += image[2 * (i * (1 << qubits) + i)];
    }
    return trace;
  }

  /** The probability of every reading, the highest bit first, readout errors included. */
  public static Map<String, Double> distribution(
      Circuit circuit, NoiseModel model, double... values) {
    Map<String, Double> result = new TreeMap<>();
    for (Branch branch : run(circuit, model, values)) {
      double weight = 0;
      for (int i = 0; i < 1 << circuit.qubits(); i++) {
        weight += branch.rho()[2 * (i * (1 << circuit.qubits()) + i)];
      }
      result.merge(branch.bits(), weight, Double::sum);
    }
    return result;
  }

  private static List<Branch> run(Circuit circuit, NoiseModel model, double[] values) {
    int n = circuit.qubits();
    double[] start = new double[2 << 2 * n];
    start[0] = 1;
    return run(
        circuit,
        circuit.instructions(),
        List.of(new Branch(start, "0".repeat(circuit.bits()))),
        model,
        values);
  }

  private static List<Branch> run(
      Circuit circuit,
      List<Instruction> instructions,
      List<Branch> start,
      NoiseModel model,
      double[] values) {
    int n = circuit.qubits();
    List<Branch> branches = start;
    for (Instruction instruction : instructions) {
      List<Branch> next = new ArrayList<>();
      for (Branch branch : branches) {
        switch (instruction) {
          case Instruction.Apply(Gate gate, var angles, var qubits) -> {
            double[] own =
                angles.stream()
                    .mapToDouble(
                        angle -> angle.evaluate(name -> values[circuit.parameters().indexOf(name)]))
                    .toArray();
            next.add(new Branch(gate(model, gate, own, qubits, branch.rho(), n), branch.bits()));
          }
          case Instruction.Measure(int qubit, int bit) -> {
            double[] rho = err(model, "measure", List.of(qubit), branch.rho(), n);
            for (int outcome = 0; outcome < 2; outcome++) {
              double[] part = sandwich(projector(outcome), List.of(qubit), rho, n);
              double one = model.readout(qubit).one(outcome == 1);
              next.add(new Branch(scaled(part, 1 - one), with(branch.bits(), bit, '0')));
              next.add(new Branch(scaled(part, one), with(branch.bits(), bit, '1')));
            }
          }
          case Instruction.Reset(int qubit) ->
              next.add(
                  new Branch(
                      err(model, "reset", List.of(qubit), reset(branch.rho(), qubit, n), n),
                      branch.bits()));
          case Instruction.Delay delay -> {
            double[] rho = branch.rho();
            for (int qubit : delay.qubits()) {
              var error = model.idle(qubit, delay);
              rho = error.isPresent() ? apply(error.get(), List.of(qubit), rho, n) : rho;
            }
            next.add(new Branch(rho, branch.bits()));
          }
          case Instruction.Barrier _ -> next.add(branch);
          case Instruction.IfElse(var condition, var then, var otherwise) ->
              next.addAll(
                  run(
                      circuit,
                      DenseOracle.holds(condition, branch.bits()) ? then : otherwise,
                      List.of(branch),
                      model,
                      values));
        }
      }
      branches = merged(next);
    }
    return branches;
  }

  /** A gate of the program without an error of its own errs as the gates in it. */
  private static double[] gate(
      NoiseModel model, Gate gate, double[] angles, List<Integer> qubits, double[] rho, int n) {
    if (qubits.isEmpty()) {
      return rho;
    }
    if (gate instanceof DefinedGate defined && model.error(gate.qasmName(), qubits).isEmpty()) {
      double[] result = rho;
      for (Instruction.Apply step : defined.body()) {
        double[] own =
            step.angles().stream().mapToDouble(angle -> defined.value(angle, angles)).toArray();
        List<Integer> on = step.qubits().stream().map(qubits::get).toList();
        result = gate(model, step.gate(), own, on, result, n);
      }
      return result;
    }
    return err(
        model,
        gate.qasmName(),
        qubits,
        sandwich(DenseOracle.matrix(gate, angles), qubits, rho, n),
        n);
  }

  /** Branches of the same bits have one operator, their sum. */
  private static List<Branch> merged(List<Branch> branches) {
    Map<String, double[]> byBits = new TreeMap<>();
    for (Branch branch : branches) {
      byBits.merge(
          branch.bits(),
          branch.rho(),
          (a, b) -> {
            double[] sum = a.clone();
            Arrays.setAll(sum, i -> a[i] + b[i]);
            return sum;
          });
    }
    return byBits.entrySet().stream()
        .map(entry -> new Branch(entry.getValue(), entry.getKey()))
        .toList();
  }

  private static String with(String bits, int bit, char value) {
    StringBuilder text = new StringBuilder(bits);
    text.setCharAt(bits.length() - 1 - bit, value);
    return text.toString();
  }

  private static double[] err(
      NoiseModel model, String name, List<Integer> qubits, double[] rho, int n) {
    if (qubits.isEmpty()) {
      return rho;
    }
    var error = model.error(name, qubits);
    return error.isPresent() ? apply(error.get(), qubits, rho, n) : rho;
  }

  /** An error on the first qubits of an operator of as many. */
  public static double[] apply(QuantumError error, double[] rho, int qubits) {
    return apply(error, IntStream.range(0, qubits).boxed().toList(), rho, qubits);
  }

  private static double[] apply(QuantumError error, List<Integer> qubits, double[] rho, int n) {
    double[] result = rho;
    for (Mixture stage : error.stages()) {
      double[] sum = new double[rho.length];
      for (Mixture.Term term : stage.terms()) {
        double[] image = result;
        for (Channel channel : term.channels()) {
          List<Integer> on = channel.operands().stream().map(qubits::get).toList();
          image = apply(channel, on, image, n);
        }
        for (int i = 0; i < sum.length; i++) {
          sum[i] += term.probability() * image[i];
        }
      }
      result = sum;
    }
    return result;
  }

  private static double[] apply(Channel channel, List<Integer> on, double[] rho, int n) {
    return switch (channel) {
      case Channel.Pauli(int x, int z, _) -> {
        double[] image = rho;
        for (int k = 0; k < on.size(); k++) {
          boolean flips = (x >> k & 1) != 0;
          boolean signs = (z >> k & 1) != 0;
          StandardGate gate =
              flips && signs
                  ? StandardGate.Y
                  : flips ? StandardGate.X : signs ? StandardGate.Z : StandardGate.ID;
          image = sandwich(gate.matrix(), List.of(on.get(k)), image, n);
        }
        yield image;
      }
      case Channel.Unitary(double[] matrix, _) -> sandwich(matrix, on, rho, n);
      case Channel.Kraus(var matrices, _) -> {
        double[] sum = new double[rho.length];
        for (double[] k : matrices) {
          double[] image = sandwich(k, on, rho, n);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += image[i];
          }
        }
        yield sum;
      }
      case Channel.Reset _ -> reset(rho, on.getFirst(), n);
    };
  }

  private static double[] reset(double[] rho, int qubit, int n) {
    double[] kept = sandwich(projector(0), List.of(qubit), rho, n);
    double[] fallen = sandwich(new double[] {0, 0, 1, 0, 0, 0, 0, 0}, List.of(qubit), rho, n);
    Arrays.setAll(kept, i -> kept[i] + fallen[i]);
    return kept;
  }

  private static double[] projector(int outcome) {
    double[] p = new double[8];
    p[6 * outcome] = 1;
    return p;
  }

  private static double[] scaled(double[] rho, double factor) {
    return Arrays.stream(rho).map(x -> factor * x).toArray();
  }

  /** K rho K*. */
  private static double[] sandwich(double[] k, List<Integer> on, double[] rho, int n) {
    return adjoint(fromLeft(k, on, adjoint(fromLeft(k, on, rho, n), n), n), n);
  }

  private static double[] adjoint(double[] a, int n) {
    int d = 1 << n;
    double[] result = new double[a.length];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        result[2 * (i * d + j)] = a[2 * (j * d + i)];
        result[2 * (i * d + j) + 1] = -a[2 * (j * d + i) + 1];
      }
    }
    return result;
  }

  private static double[] fromLeft(double[] k, List<Integer> on, double[] rho, int n) {
    int d = 1 << n;
    int width = 1 << on.size();
    double[] result = new double[rho.length];
    for (int row = 0; row < d; row++) {
      for (int m = 0; m < width; m++) {
        int from = row;
        int own = 0;
        for (int j = 0; j < on.size(); j++) {
          own |= (row >> on.get(j) & 1) << j;
          from = from & ~(1 << on.get(j)) | (m >> j & 1) << on.get(j);
        }
        double re = k[2 * (own * width + m)];
        double im = k[2 * (own * width + m) + 1];
        for (int column = 0; column < d; column++) {
          int source = 2 * (from * d + column);
          int to = 2 * (row * d + column);
          result[to] += re * rho[source] - im * rho[source + 1];
          result[to + 1] += re * rho[source + 1] + im * rho[source];
        }
      }
    }
    return result;
  }
}
