package dev.nightshift.sim.mps;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Register;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.Sampling;
import dev.nightshift.sim.Workers;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * Any circuit as a matrix product state: many qubits as long as few are entangled with many.
 * Thread-safe.
 *
 * <p>A gate on k qubits contracts k sites and decomposes them again, at a cost of the third power
 * of the bond dimension, which doubles at most with each gate across a bond. What is cut off there
 * is set by {@link MpsOptions}; with the defaults a value is exact to about 1e-8 times the square
 * root of the number of gates. Gates may act on up to five qubits; measurements and resets may
 * stand anywhere. The global phase is ignored.
 *
 * <p>Rows of the bindings are spread over the threads, one state is one thread's.
 *
 * @see <a href="https://arxiv.org/abs/1008.3477">Schollwöck 2011</a> for the whole subject
 */
public final class MpsSimulator implements CircuitSimulator {
  private final Workers workers;
  private final long maxBytes;
  private final MpsOptions options;

  /** Uses every processor, and up to 70 % of the largest heap. */
  public MpsSimulator(MpsOptions options) {
    this(
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() / 10 * 7,
        options);
  }

  /**
   * @param threads at least 1, the caller's own included
   * @param maxBytes that the states of one call may take together, with room to decompose them
   * @param options what is cut off
   */
  public MpsSimulator(int threads, long maxBytes, MpsOptions options) {
    this(new Workers(threads), maxBytes, options);
  }

  /** With threads that other simulators use too. */
  public MpsSimulator(Workers workers, long maxBytes, MpsOptions options) {
    this.workers = workers;
    this.maxBytes = maxBytes;
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @throws NightshiftException CIRCUIT_BRANCHES when more than 4,096 outcomes of measurements in
   *     mid-circuit would have to be followed, CIRCUIT_TOO_WIDE when the entanglement outgrows the
   *     memory
   */
  @Override
  public double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings) {
    BitSet noticed = new BitSet();
    for (Observable observable : observables) {
      check(circuit, observable);
      for (Observable.Term term : observable.terms()) {
        for (int qubit = 0; qubit < circuit.qubits(); qubit++) {
          char letter = term.pauli().charAt(circuit.qubits() - 1 - qubit);
          noticed.set(qubit, noticed.get(qubit) || letter == 'X' || letter == 'Y');
        }
      }
    }
    Bindings rows = bindings.inOrder(circuit.parameters());
    int count = observables.size();
    double[] values = new double[rows.rows() * count];
    workers.run(
        rows.rows(),
        row -> {
          MpsProgram program = MpsProgram.of(circuit, rows, row);
          new MpsWalk(
                  program,
                  noticed,
                  null,
                  (state, weight, bits, shots) -> {
                    for (int k = 0; k < count; k++) {
                      values[row * count + k] += weight * value(state, observables.get(k));
                    }
                  })
              .run(zero(circuit, rows), 0);
        });
    return values;
  }

  private static double value(MpsState state, Observable observable) {
    double sum = 0;
    for (Observable.Term term : observable.terms()) {
      Workers.checkInterrupt();
      sum += term.coefficient() * state.expectation(term.pauli());
    }
    return sum;
  }

  private static void check(Circuit circuit, Observable observable) {
    if (observable.qubits() != circuit.qubits()) {
      throw new NightshiftException(
          ErrorCode.OBSERVABLE_INVALID,
          "observable %s has %d letters, the circuit %d qubits; give one letter a qubit"
              .formatted(
                  observable.terms().getFirst().pauli(), observable.qubits(), circuit.qubits()));
    }
  }

  /** |0...0>, with an equal share of the memory for each row that runs at the same time. */
  private MpsState zero(Circuit circuit, Bindings rows) {
    return new MpsState(
        circuit.qubits(), options, maxBytes / Math.clamp(rows.rows(), 1, workers.threads()));
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed) {
    if (shots < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "%d shots cannot be taken; give at least 1".formatted(shots));
    }
    Bindings rows = bindings.inOrder(circuit.parameters());
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    for (Register register : circuit.bitRegisters()) {
      registers.put(register.name(), BitArray.blank(rows.shape(), shots, register.size()));
    }
    workers.run(rows.rows(), row -> sample(circuit, rows, row, shots, seed.split(row), registers));
    return registers;
  }

  private void sample(
      Circuit circuit,
      Bindings rows,
      int row,
      int shots,
      Seed seed,
      Map<String, BitArray> registers) {
    MpsProgram program = MpsProgram.of(circuit, rows, row);
    SplittableRandom random = seed.random();
    // Shots come grouped by what they read; their places are random.
    int[] places = new int[shots];
    Arrays.setAll(places, shot -> row * shots + shot);
    Sampling.shuffle(places, random);
    int[] next = {0};
    MpsWalk[] walk = new MpsWalk[1];
    walk[0] =
        new MpsWalk(
            program,
            new BitSet(),
            random,
            (state, weight, bits, ended) -> {
              int[] readings = walk[0].readings();
              int sites = 0;
              for (int qubit : readings) {
                sites = qubit < 0 ? sites : Math.max(sites, state.siteOf(qubit) + 1);
              }
              MpsSampler.draw(
                  state,
                  sites,
                  ended,
                  random,
                  (values, alike) -> {
                    BitSet read = new BitSet(bits.length);
                    for (int bit = 0; bit < bits.length; bit++) {
                      read.set(
                          bit,
                          readings[bit] < 0 ? bits[bit] : values.get(state.siteOf(readings[bit])));
                    }
                    for (int i = 0; i < alike; i++) {
                      write(circuit, registers, read, places[next[0]++]);
                    }
                  });
            });
    walk[0].run(zero(circuit, rows), shots);
  }

  private static void write(
      Circuit circuit, Map<String, BitArray> registers, BitSet read, int place) {
    for (Register register : circuit.bitRegisters()) {
      BitArray array = registers.get(register.name());
      if (array == null) {
        throw new IllegalStateException("every register has its array");
      }
      int stride = BitArray.stride(register.size());
      int last = place * stride + stride - 1;
      int end = register.offset() + register.size();
      for (int bit = read.nextSetBit(register.offset());
          bit >= 0 && bit < end;
          bit = read.nextSetBit(bit + 1)) {
        int own = bit - register.offset();
        array.bytes()[last - own / 8] |= (byte) (1 << own % 8);
      }
    }
  }
}
