package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.kernel.small.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The error of an instruction: stages one after the other, each a mixture of channels.
 *
 * <p>Stages are drawn independently, so a depolarising error followed by relaxation of two qubits
 * is three short mixtures, not their product of some hundred terms.
 */
public final class QuantumError {
  /** Widest error; its transfer matrix has 64 rows. */
  public static final int MAX_QUBITS = 3;

  private final int qubits;
  private final List<Mixture> stages;

  /** Computed on first use; a race computes the same numbers twice. */
  private volatile double @Nullable [] transfer;

  /**
   * @param qubits operands of the instruction, 1 to 3
   * @param stages in the order they happen
   * @throws NightshiftException NOISE_INVALID for an operand out of range or twice in a channel
   */
  public QuantumError(int qubits, List<Mixture> stages) {
    if (qubits < 1 || qubits > MAX_QUBITS) {
      throw invalid(
          "an error on %d qubits cannot be simulated; give errors on 1 to %d"
              .formatted(qubits, MAX_QUBITS));
    }
    this.qubits = qubits;
    this.stages = List.copyOf(stages);
    for (Mixture stage : this.stages) {
      for (Mixture.Term term : stage.terms()) {
        term.channels().forEach(this::check);
      }
    }
  }

  private void check(Channel channel) {
    for (int operand : channel.operands()) {
      if (operand < 0 || operand >= qubits) {
        throw invalid(
            "an error on %d qubits acts on qubit %d; its qubits are numbered from 0"
                .formatted(qubits, operand));
      }
    }
    if (channel.operands().stream().distinct().count() != channel.operands().size()) {
      throw invalid(
          "an error acts on qubits %s; each may stand once".formatted(channel.operands()));
    }
  }

  /** An error of one stage. */
  public static QuantumError of(int qubits, Mixture mixture) {
    return new QuantumError(qubits, List.of(mixture));
  }

  /**
   * The uniform Pauli error: rho -> (1 - lambda) rho + lambda 1/2^n.
   *
   * @param lambda 0 to 4^n / (4^n - 1)
   */
  public static QuantumError depolarizing(double lambda, int qubits) {
    int strings = Transfer.size(qubits);
    double most = strings / (strings - 1.0);
    if (!(lambda >= 0 && lambda <= most)) {
      throw invalid(
          "a depolarising parameter on %d qubits is %s; give 0 to %s"
              .formatted(qubits, lambda, most));
    }
    List<Integer> all = IntStream.range(0, qubits).boxed().toList();
    List<Mixture.Term> terms = new ArrayList<>(strings);
    terms.add(new Mixture.Term(1 - lambda / most, List.of()));
    for (int string = 1; string < strings; string++) {
      terms.add(
          new Mixture.Term(
              lambda / strings,
              List.of(
                  new Channel.Pauli(
                      Integer.compress(string, 0x55555555),
                      Integer.compress(string, 0xAAAAAAAA),
                      all))));
    }
    return of(qubits, new Mixture(terms));
  }

  /**
   * What a qubit suffers while it waits: see {@link Relaxation}.
   *
   * @param t1 relaxation time, above 0; may be infinite
   * @param t2 dephasing time, above 0 and at most 2 t1
   * @param time at least 0, in the same unit
   * @param excited population of |1> in equilibrium, 0 to 1
   */
  public static QuantumError relaxation(double t1, double t2, double time, double excited) {
    return of(1, Relaxation.mixture(t1, t2, time, excited));
  }

  /** This error, then another on the same qubits. */
  public QuantumError then(QuantumError later) {
    if (later.qubits != qubits) {
      throw invalid(
          "an error on %d qubits cannot follow one on %d".formatted(later.qubits, qubits));
    }
    List<Mixture> both = new ArrayList<>(stages);
    both.addAll(later.stages);
    return new QuantumError(qubits, both);
  }

  /**
   * This error on some operands of a wider instruction.
   *
   * @param places for each qubit of this error the operand
   */
  public QuantumError on(List<Integer> places, int wide) {
    return new QuantumError(wide, stages.stream().map(stage -> stage.on(places)).toList());
  }

  public int qubits() {
    return qubits;
  }

  public List<Mixture> stages() {
    return stages;
  }

  /**
   * The whole error in the Pauli basis, {@code 4^qubits} rows; see {@link Transfer}.
   *
   * @return not a copy, not to be written
   */
  public double[] transfer() {
    double[] known = transfer;
    if (known == null) {
      known = Transfer.identity(qubits);
      for (Mixture stage : stages) {
        known = Transfer.times(transfer(stage), known, qubits);
      }
      transfer = known;
    }
    return known;
  }

  private double[] transfer(Mixture stage) {
    double[] sum = new double[Transfer.size(qubits) * Transfer.size(qubits)];
    for (Mixture.Term term : stage.terms()) {
      if (term.channels().stream().allMatch(Channel.Pauli.class::isInstance)) {
        addPauli(term, sum);
        continue;
      }
      double[] own = Transfer.identity(qubits);
      for (Channel channel : term.channels()) {
        int[] operands = channel.operands().stream().mapToInt(Integer::intValue).toArray();
        own = Transfer.times(Transfer.expand(channel.transfer(), operands, qubits), own, qubits);
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += term.probability() * own[i];
      }
    }
    return sum;
  }

  /** Pauli strings multiply to one, up to a phase; without any it is the identity. */
  private void addPauli(Mixture.Term term, double[] into) {
    int x = 0;
    int z = 0;
    for (Channel channel : term.channels()) {
      if (channel instanceof Channel.Pauli(int flips, int signs, List<Integer> operands)) {
        for (int k = 0; k < operands.size(); k++) {
          x ^= (flips >> k & 1) << operands.get(k);
          z ^= (signs >> k & 1) << operands.get(k);
        }
      }
    }
    Transfer.addPauli(into, x, z, qubits, term.probability());
  }

  /** Whether it changes no state, channel by channel. */
  public boolean isIdeal() {
    return stages.stream()
        .flatMap(stage -> stage.terms().stream())
        .flatMap(term -> term.channels().stream())
        .allMatch(Channel::isIdeal);
  }

  /** The mean fidelity over all pure states, (d F + 1) / (d + 1) with the process fidelity F. */
  public double averageGateFidelity() {
    double d = 1 << qubits;
    return (d * Transfer.processFidelity(transfer(), qubits) + 1) / (d + 1);
  }

  private static NightshiftException invalid(String message) {
    return new NightshiftException(ErrorCode.NOISE_INVALID, message);
  }
}
