package dev.nightshift.sim;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Register;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The ideal state-vector simulator: any circuit, exact values, samples, gradients. Thread-safe; one
 * a process is enough.
 *
 * <p>The same call gives the same bits, whatever the number of threads and whatever else stands in
 * the batch. Bindings may name the parameters in any order. An interrupt of the calling thread ends
 * a method with INTERRUPTED between two blocks of work; the thread's flag stays set.
 *
 * <p>Every method throws CIRCUIT_TOO_WIDE before it allocates when the states would not fit, and
 * BINDING_VALUE when an angle, such as a quotient, is not finite at a row.
 */
public final class Simulator implements CircuitSimulator {
  private static final int MAX_QUBITS = 30;
  private static final int CACHED_CIRCUITS = 256;
  private static final int RECENT = 64;

  private final Workers workers;
  private final long maxBytes;
  private final Map<Circuit, Compiled> compiled = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Compiled> recent =
      new AtomicReferenceArray<>(RECENT);

  /** Uses every processor, and up to 70 % of the largest heap. */
  public Simulator() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /**
   * @param threads at least 1, the caller's own included
   */
  public Simulator(int threads) {
    this(threads, Runtime.getRuntime().maxMemory() / 10 * 7);
  }

  /**
   * @param threads at least 1, the caller's own included
   * @param maxBytes that the states of one call may take together
   */
  public Simulator(int threads, long maxBytes) {
    this.workers = new Workers(threads);
    this.maxBytes = maxBytes;
  }

  /** The threads, for another simulator to share. */
  public Workers workers() {
    return workers;
  }

  /** The bytes that the states of one call may take together. */
  public long maxBytes() {
    return maxBytes;
  }

  /**
   * Expectation values and their derivatives.
   *
   * @param values one a row
   * @param jacobian row-major {@code [rows][parameters]}
   */
  public record Gradients(double[] values, double[] jacobian) {}

  /**
   * Sampled expectation values, both row-major {@code [rows][observables]}.
   *
   * @param stds standard errors, from the sampled variances
   * @param settings how many settings of the measured axes each observable took: shots were spent
   *     in each
   */
  public record Estimates(double[] values, double[] stds, int[] settings) {}

  /** Compiles a circuit ahead of its use and keeps it; every method does so by itself. */
  public void compile(Circuit circuit) {
    prepare(circuit, List.of(), 1);
  }

  /** Bytes of one state of a width. */
  public static long bytesNeeded(int qubits) {
    return qubits >= 58 ? Long.MAX_VALUE : 16L << qubits;
  }

  /** The widest circuit whose state this simulator will hold. */
  public int maxQubits() {
    return fitting(1);
  }

  /**
   * Exact expectation values <ψ|O|ψ>. Measurements and resets in mid-circuit are followed along
   * every outcome.
   *
   * @param observables of the circuit's width
   * @return row-major {@code [rows][observables]}, dimensionless
   * @throws NightshiftException CIRCUIT_BRANCHES when more than 4,096 outcomes would have to be
   *     followed
   */
  @Override
  public double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings) {
    Compiled program = prepare(circuit, observables, 1);
    Bindings rows = bindings.inOrder(circuit.parameters());
    if (LaneProgram.fits(program, Branches.noticed(observables))) {
      return program.lanes().expectations(observables, rows, workers);
    }
    double[] values = new double[rows.rows() * observables.size()];
    forRows(program, rows, (row, slots) -> exact(program, observables, slots, row, values));
    return values;
  }

  private void exact(
      Compiled program, List<Observable> observables, double[][] slots, int row, double[] values) {
    new Branches(program, slots, Branches.noticed(observables))
        .walk(
            StateVector.zero(program.qubits(), workers),
            (state, bits, shots) -> {
              for (int k = 0; k < observables.size(); k++) {
                values[row * observables.size() + k] += state.expectation(observables.get(k));
              }
            });
  }

  /**
   * Exact values and partial derivatives by one sweep back through the circuit.
   *
   * @param parameters names of parameters of the circuit, each once
   * @throws NightshiftException GRADIENT_UNSUPPORTED for measurements or resets that part the
   *     state, PARAMETER_UNBOUND for a name that is not the circuit's
   * @see <a href="https://arxiv.org/abs/2009.02823">Jones and Gacon 2020</a>
   */
  public Gradients gradients(
      Circuit circuit, Observable observable, Bindings bindings, List<String> parameters) {
    Compiled program = prepare(circuit, List.of(observable), 4);
    Bindings rows = bindings.inOrder(circuit.parameters());
    if (!Branches.isOneBranch(program, Branches.noticed(List.of(observable)))) {
      throw new NightshiftException(
          ErrorCode.GRADIENT_UNSUPPORTED,
          "a circuit that measures or resets in mid-circuit has no adjoint gradient; use"
              + " parameter-shift, or measure at the end only");
    }
    Adjoint adjoint = program.adjoint(parameters);
    if (LaneProgram.fits(program, Branches.noticed(List.of(observable)))) {
      return adjoint.lanes().gradients(observable, rows, workers);
    }
    double[] values = new double[rows.rows()];
    double[] jacobian = new double[rows.rows() * parameters.size()];
    forRows(
        adjoint.compiled(),
        rows,
        (row, slots) -> adjoint.run(workers, observable, slots, row, values, jacobian));
    return new Gradients(values, jacobian);
  }

  /**
   * The exact final state.
   *
   * @param values one a parameter of the circuit, in its order
   * @return {@code 2 * 2^qubits} doubles, re and im alternating, the global phase included
   * @throws NightshiftException CIRCUIT_INVALID when the circuit measures or resets
   */
  public double[] state(Circuit circuit, double... values) {
    Compiled program = prepare(circuit, List.of(), 2);
    if (!program.isUnitary()) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_INVALID,
          "a circuit that measures or resets has no final state vector; take the measurements out");
    }
    double[][] slots = program.angles().workspace(1);
    program.angles().evaluate(Bindings.row(circuit.parameters(), values), new int[1], 1, slots);
    double[] result = new double[2 << circuit.qubits()];
    new Branches(program, slots, 0)
        .walk(
            StateVector.zero(program.qubits(), workers),
            (state, bits, shots) -> {
              for (int i = 0; i < state.size(); i++) {
                result[2 * i] = state.re()[i];
                result[2 * i + 1] = state.im()[i];
              }
            });
    return result;
  }

  /**
   * The exact probability of every reading of the circuit's bits; of its qubits, where it has no
   * bits. Bits never measured are 0.
   *
   * @param row of the bindings
   * @return by bit string, the circuit's last bit first; readings below 1e-15 are left out
   */
  public SortedMap<String, Double> probabilities(Circuit circuit, Bindings bindings, int row) {
    Compiled program = prepare(circuit, List.of(), 2);
    Bindings rows = bindings.inOrder(circuit.parameters());
    double[][] slots = program.angles().workspace(1);
    program.angles().evaluate(rows, new int[] {row}, 1, slots);
    Branches branches = new Branches(program, slots, 0);
    SortedMap<String, Double> result = new TreeMap<>();
    branches.walk(
        StateVector.zero(program.qubits(), workers),
        (state, bits, shots) -> {
          int[] readings =
              circuit.bits() == 0
                  ? java.util.stream.IntStream.range(0, circuit.qubits()).toArray()
                  : branches.readings();
          Readings.addProbabilities(state, bits, readings, result);
        });
    result.values().removeIf(weight -> weight < 1e-15);
    return result;
  }

  /**
   * Samples of every classical register.
   *
   * @param shots a row, at least 1
   * @param seed the stream of each row is split from it
   * @return by register in the order of declaration, in the bindings' shape; bits never measured
   *     are 0
   */
  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed) {
    Compiled program = prepare(circuit, List.of(), 3);
    checkShots(shots);
    Bindings rows = bindings.inOrder(circuit.parameters());
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    for (Register register : circuit.bitRegisters()) {
      registers.put(register.name(), BitArray.blank(rows.shape(), shots, register.size()));
    }
    forRows(
        program,
        rows,
        (row, slots) -> {
          SplittableRandom random = seed.split(row).random();
          Readings readings = new Readings(circuit, shots);
          Branches branches = new Branches(program, slots, 0);
          branches.walk(
              StateVector.zero(program.qubits(), workers),
              shots,
              random,
              (state, bits, ended) ->
                  readings.addShots(state, bits, branches.readings(), ended, random));
          readings.writeTo(registers, row, random);
        });
    return registers;
  }

  /**
   * Expectation values as a device measures them: terms that commute qubit by qubit share their
   * shots, every such setting gets all of them.
   *
   * @param shots a setting, at least 1
   * @param seed streams are split from it by row, observable and setting
   */
  @Override
  public Estimates estimate(
      Circuit circuit, List<Observable> observables, Bindings bindings, int shots, Seed seed) {
    Compiled program = prepare(circuit, observables, 3);
    checkShots(shots);
    Bindings rows = bindings.inOrder(circuit.parameters());
    int count = observables.size();
    double[] values = new double[rows.rows() * count];
    double[] stds = new double[values.length];
    List<Groups> groups = observables.stream().map(Groups::of).toList();
    int[] settings = groups.stream().mapToInt(group -> group.groups().size()).toArray();
    if (groups.stream().allMatch(Groups::isOneTermEach)
        && LaneProgram.fits(program, Branches.noticed(observables))) {
      flip(program, groups, rows, shots, seed, values, stds);
      return new Estimates(values, stds, settings);
    }
    forRows(
        program,
        rows,
        (row, slots) -> {
          for (int k = 0; k < count; k++) {
            measure(
                program,
                groups.get(k),
                slots,
                shots,
                seed.split(row).split(k),
                row * count + k,
                values,
                stds);
          }
        });
    return new Estimates(values, stds, settings);
  }

  /** One term a setting: the shots are coins with the term's exact value, taken in lanes. */
  private void flip(
      Compiled program,
      List<Groups> groups,
      Bindings rows,
      int shots,
      Seed seed,
      double[] values,
      double[] stds) {
    List<Observable> terms =
        groups.stream()
            .flatMap(own -> own.groups().stream())
            .map(group -> Observable.of(group.terms().getFirst().pauli()))
            .toList();
    double[] exact =
        terms.isEmpty() ? new double[0] : program.lanes().expectations(terms, rows, workers);
    int block = 64;
    workers.run(
        (rows.rows() + block - 1) / block,
        number -> {
          for (int row = number * block; row < Math.min(rows.rows(), (number + 1) * block); row++) {
            int next = row * terms.size();
            for (int k = 0; k < groups.size(); k++) {
              double mean = groups.get(k).constant();
              double variance = 0;
              for (int g = 0; g < groups.get(k).groups().size(); g++) {
                double weight = groups.get(k).groups().get(g).terms().getFirst().coefficient();
                double p = Math.clamp((1 + exact[next++]) / 2, 0, 1);
                SplittableRandom random = seed.split(row).split(k).split(g).random();
                double own = (2.0 * Sampling.binomial(shots, p, random) - shots) / shots;
                mean += weight * own;
                variance += weight * weight * (1 - own * own) / shots;
              }
              values[row * groups.size() + k] = mean;
              stds[row * groups.size() + k] = Math.sqrt(variance);
            }
          }
        });
  }

  private void measure(
      Compiled program,
      Groups groups,
      double[][] slots,
      int shots,
      Seed seed,
      int element,
      double[] values,
      double[] stds) {
    double mean = groups.constant();
    double variance = 0;
    for (int g = 0; g < groups.groups().size(); g++) {
      Groups.Group group = groups.groups().get(g);
      double[] moments = new double[2];
      SplittableRandom random = seed.split(g).random();
      new Branches(program, slots, group.x())
          .walk(
              StateVector.zero(program.qubits(), workers),
              shots,
              random,
              (state, bits, ended) -> measure(state, group, ended, random, moments));
      double own = moments[0] / shots;
      mean += own;
      variance += Math.max(0, moments[1] / shots - own * own) / shots;
    }
    values[element] = mean;
    stds[element] = Math.sqrt(variance);
  }

  /** Adds the sum and the sum of squares of one group's sampled values. */
  private static void measure(
      StateVector state, Groups.Group group, int shots, SplittableRandom random, double[] moments) {
    if (group.terms().size() == 1) {
      Observable.Term term = group.terms().getFirst();
      double exact = state.expectation((int) term.xMask(), (int) term.zMask()) / state.norm();
      int ups = Sampling.binomial(shots, Math.clamp((1 + exact) / 2, 0, 1), random);
      moments[0] += term.coefficient() * (2.0 * ups - shots);
      moments[1] += term.coefficient() * term.coefficient() * shots;
      return;
    }
    StateVector turned = state.copy();
    for (int qubit = 0; 1 << qubit < state.size(); qubit++) {
      int bit = 1 << qubit;
      if ((group.x() & bit) != 0) {
        turned.toZ(bit, (group.z() & bit) != 0);
      }
    }
    for (int index : Sampling.indices(turned.probabilities(), shots, random)) {
      double value = 0;
      for (Observable.Term term : group.terms()) {
        int letters = (int) (term.xMask() | term.zMask());
        value +=
            (Integer.bitCount(index & letters) & 1) == 0 ? term.coefficient() : -term.coefficient();
      }
      moments[0] += value;
      moments[1] += value * value;
    }
  }

  private static void checkShots(int shots) {
    if (shots < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "%d shots cannot be taken; give at least 1".formatted(shots));
    }
  }

  /** One row's work; {@code slots} are its angles and belong to it while it runs. */
  @FunctionalInterface
  private interface RowTask {
    void run(int row, double[][] slots);
  }

  /**
   * Rows side by side where states are small; one after the other, each on all threads, where they
   * are large.
   */
  private void forRows(Compiled program, Bindings rows, RowTask task) {
    java.util.function.IntConsumer body =
        row -> {
          double[][] slots = program.angles().workspace(1);
          program.angles().evaluate(rows, new int[] {row}, 1, slots);
          task.run(row, slots);
        };
    if (1 << program.qubits() <= Workers.BLOCK) {
      workers.run(rows.rows(), body);
    } else {
      for (int row = 0; row < rows.rows(); row++) {
        body.accept(row);
      }
    }
  }

  private Compiled prepare(Circuit circuit, List<Observable> observables, int states) {
    int fits = fitting(states);
    if (circuit.qubits() > fits) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_TOO_WIDE,
          "a circuit of %d qubits needs %s bytes a state; %d qubits fit into the %d MB that the"
                  .formatted(
                      circuit.qubits(),
                      circuit.qubits() < 58
                          ? bytesNeeded(circuit.qubits())
                          : "2^" + (circuit.qubits() + 4L),
                      fits,
                      maxBytes >> 20)
              + " simulator may use; use fewer qubits or a larger heap (-Xmx)");
    }
    for (Observable observable : observables) {
      if (observable.qubits() != circuit.qubits()) {
        throw new NightshiftException(
            ErrorCode.OBSERVABLE_INVALID,
            "observable %s has %d letters, the circuit %d qubits; give one letter a qubit"
                .formatted(
                    observable.terms().getFirst().pauli(), observable.qubits(), circuit.qubits()));
      }
    }
    // Hashing a circuit takes as long as running it on a few rows, so the object is tried first.
    int slot = System.identityHashCode(circuit) % RECENT;
    Compiled known = recent.get(slot);
    if (known != null && known.circuit() == circuit) {
      return known;
    }
    if (compiled.size() > CACHED_CIRCUITS) {
      compiled.clear();
    }
    Compiled found = compiled.get(circuit);
    if (found == null) {
      found = Compiled.of(circuit);
      compiled.put(circuit, found);
    }
    recent.set(slot, found);
    return found;
  }

  private int fitting(int states) {
    int qubits = 0;
    while (qubits < MAX_QUBITS && bytesNeeded(qubits + 1) <= maxBytes / states) {
      qubits++;
    }
    return qubits;
  }
}
