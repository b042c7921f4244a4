package dev.nightshift.sim.stabilizer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Register;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.Workers;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Clifford circuits over hundreds and thousands of qubits: exact expectation values and samples.
 * Thread-safe.
 *
 * <p>A circuit is Clifford when the matrix of each of its gates is, at the row's angles: those
 * within 1e-12 of a multiple of π/2 are taken as it. Measurements and resets may stand anywhere.
 * The global phase is ignored. Any other instruction is refused with METHOD_UNSUPPORTED, by name
 * and qubits, a decision on measured bits with CIRCUIT_DYNAMIC.
 *
 * <p>n qubits take n²/2 bytes; CIRCUIT_TOO_WIDE where that does not fit.
 */
public final class StabilizerSimulator implements CircuitSimulator {
  /** Bytes of frames that stay in a processor's own cache. */
  private static final int CACHED_BYTES = 1 << 20;

  private final Workers workers;
  private final long maxBytes;
  private final PauliNoise noise;

  /** Uses every processor, and up to 70 % of the largest heap; no noise. */
  public StabilizerSimulator() {
    this(
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() / 10 * 7,
        PauliNoise.NONE);
  }

  /**
   * @param threads at least 1, the caller's own included
   * @param maxBytes that a state may take
   * @param noise errors beside the instructions
   */
  public StabilizerSimulator(int threads, long maxBytes, PauliNoise noise) {
    this(new Workers(threads), maxBytes, noise);
  }

  /** With threads that other simulators use too. */
  public StabilizerSimulator(Workers workers, long maxBytes, PauliNoise noise) {
    this.workers = workers;
    this.maxBytes = maxBytes;
    this.noise = noise;
  }

  /** Why a circuit is not Clifford at some row of the bindings; empty where it is at all. */
  public static Optional<String> misfit(Circuit circuit, Bindings bindings) {
    Bindings rows = bindings.inOrder(circuit.parameters());
    CliffordGates gates = new CliffordGates();
    for (int row = 0; row < (circuit.parameters().isEmpty() ? 1 : rows.rows()); row++) {
      Optional<String> misfit = CliffordProgram.misfit(circuit, rows, row, gates);
      if (misfit.isPresent()) {
        return misfit;
      }
    }
    return Optional.empty();
  }

  /** The widest circuit whose state this simulator will hold. */
  public int maxQubits() {
    int qubits = (int) Math.min(Math.sqrt(2.0 * maxBytes), 1 << 20);
    while (qubits > 0 && InverseTableau.bytes(qubits) > maxBytes) {
      qubits--;
    }
    return qubits;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Exact: without noise +1, -1 or 0 a Pauli string, whatever is measured on the way.
   */
  @Override
  public double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings) {
    check(circuit, observables);
    Bindings rows = bindings.inOrder(circuit.parameters());
    Set<String> strings = new LinkedHashSet<>();
    observables.forEach(
        observable -> observable.terms().forEach(term -> strings.add(term.pauli())));
    List<String> distinct = new ArrayList<>(strings);
    double[] values = new double[rows.rows() * observables.size()];
    List<CliffordProgram> programs = programs(circuit, rows);
    for (int row = 0; row < rows.rows(); row++) {
      Map<String, Double> found = new LinkedHashMap<>();
      for (int from = 0; from < distinct.size(); from += PauliPropagation.BLOCK) {
        Workers.checkInterrupt();
        List<String> block =
            distinct.subList(from, Math.min(distinct.size(), from + PauliPropagation.BLOCK));
        double[] own =
            PauliPropagation.values(programs.get(Math.min(row, programs.size() - 1)), block);
        for (int i = 0; i < own.length; i++) {
          found.put(block.get(i), own[i]);
        }
      }
      for (int k = 0; k < observables.size(); k++) {
        double sum = 0;
        for (Observable.Term term : observables.get(k).terms()) {
          sum += term.coefficient() * found.getOrDefault(term.pauli(), 0.0);
        }
        values[row * observables.size() + k] = sum;
      }
    }
    return values;
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed) {
    check(circuit, List.of());
    if (shots < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "%d shots cannot be taken; give at least 1".formatted(shots));
    }
    Bindings rows = bindings.inOrder(circuit.parameters());
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    for (Register register : circuit.bitRegisters()) {
      registers.put(register.name(), BitArray.blank(rows.shape(), shots, register.size()));
    }
    List<CliffordProgram> programs = programs(circuit, rows);
    for (int row = 0; row < rows.rows(); row++) {
      CliffordProgram program = programs.get(Math.min(row, programs.size() - 1));
      sample(circuit, program, registers, row, shots, seed.split(row));
    }
    return registers;
  }

  private void sample(
      Circuit circuit,
      CliffordProgram program,
      Map<String, BitArray> registers,
      int row,
      int shots,
      Seed seed) {
    FrameSampler sampler = new FrameSampler(program, FrameSampler.reference(program));
    int blockWords = blockWords(program);
    int allWords = (shots + 63) / 64;
    workers.run(
        (allWords + blockWords - 1) / blockWords,
        block -> {
          int words = Math.min(blockWords, allWords - block * blockWords);
          long[][] readings = sampler.block(words, seed.split(block).random());
          for (Register register : circuit.bitRegisters()) {
            BitArray array = registers.get(register.name());
            if (array == null) {
              throw new IllegalStateException("every register has its array");
            }
            PackedReadings.write(readings, register, array, row, 64 * block * blockWords);
          }
        });
  }

  /** A function of the circuit alone, so that the same seed gives the same shots. */
  private static int blockWords(CliffordProgram program) {
    int words = FrameSampler.WORDS;
    while (words > 4 && 16L * words * program.qubits() > CACHED_BYTES) {
      words /= 2;
    }
    return words;
  }

  /** One program a row; one for all where the circuit has no parameters. */
  private List<CliffordProgram> programs(Circuit circuit, Bindings rows) {
    CliffordGates gates = new CliffordGates();
    List<CliffordProgram> programs = new ArrayList<>();
    for (int row = 0; row < (circuit.parameters().isEmpty() ? 1 : rows.rows()); row++) {
      programs.add(CliffordProgram.of(circuit, rows, row, gates, noise));
    }
    return programs;
  }

  private void check(Circuit circuit, List<Observable> observables) {
    long bytes = InverseTableau.bytes(circuit.qubits());
    if (bytes > maxBytes) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_TOO_WIDE,
          "the stabilizer state of %d qubits needs %d MB; %d qubits fit into the %d MB that the"
                  .formatted(circuit.qubits(), bytes >> 20, maxQubits(), maxBytes >> 20)
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
  }
}
