package dev.nightshift.backend.aer;

import dev.nightshift.backend.aer.AerTranslator.Aim;
import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.Register;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import dev.nightshift.value.Shape;
import dev.nightshift.wire.aer.AerAnswer;
import dev.nightshift.wire.aer.AerJob;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Circuits on qiskit-aer: samples, exact values, sampled values, with the errors of a model.
 *
 * <p>Only the qubits that an instruction touches or an observable asks for are handed over. All
 * rows of the bindings are one request, up to {@value #MAX_SHOTS} shots. Exact values of a circuit
 * with errors, resets or measurements on its way come from density matrices.
 */
public final class AerSimulator implements CircuitSimulator {
  /** Of all rows of a request. */
  static final int MAX_SHOTS = 1 << 22;

  private final AerPool pool;
  private final NoiseModel model;
  private final SimulatorOptions options;

  /**
   * @param pool where Aer runs; the caller's
   */
  public AerSimulator(AerPool pool, NoiseModel model, SimulatorOptions options) {
    this.pool = pool;
    this.model = model;
    this.options = options;
  }

  @Override
  public double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings) {
    Bindings rows = bindings.inOrder(circuit.parameters());
    TreeSet<Integer> qubits = touched(circuit);
    TreeSet<Integer> turned = new TreeSet<>();
    for (Observable observable : observables) {
      for (Observable.Term term : observable.terms()) {
        letters(term, "XYZ", qubits);
        letters(term, "XY", turned);
      }
    }
    if (qubits.isEmpty()) {
      // Nothing but I is asked for.
      qubits.add(0);
    }
    List<Integer> simulated = List.copyOf(qubits);
    AerTranslator.Translation own =
        translate(circuit, simulated, Aim.VALUES, turned, method(), rows);
    String method = method();
    if (own.mixed() && options.method() != SimulationMethod.DENSITY_MATRIX) {
      boolean may =
          options.method() == SimulationMethod.AUTOMATIC
              || options.method() == SimulationMethod.STATEVECTOR && own.errors().isEmpty();
      if (!may) {
        throw new NightshiftException(
            ErrorCode.METHOD_UNSUPPORTED,
            ("exact values of a circuit with errors, resets or measurements in mid-circuit do not"
                    + " come from %s; use the method density_matrix or automatic, or ask for shots")
                .formatted(method()));
      }
      method = SimulationMethod.DENSITY_MATRIX.aerName();
      own = translate(circuit, simulated, Aim.VALUES, turned, method, rows);
    }
    List<Observable> narrow =
        observables.stream().map(observable -> onto(observable, simulated)).toList();
    AerJob job =
        new AerJob(method, 0, 0, further(), own.circuits(), narrow, own.errors(), own.readouts());
    return ((AerAnswer.Values) answer(job)).values();
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed) {
    return sample(circuit, bindings, shots, seed, Integer.MAX_VALUE);
  }

  /** The turns in front of the readings have no errors, as with the engine in this process. */
  @Override
  public Simulator.Estimates estimate(
      Circuit circuit, List<Observable> observables, Bindings bindings, int shots, Seed seed) {
    int idealFrom = circuit.instructions().size();
    CircuitSimulator turning =
        new CircuitSimulator() {
          @Override
          public double[] expectations(Circuit one, List<Observable> asked, Bindings rows) {
            return AerSimulator.this.expectations(one, asked, rows);
          }

          @Override
          public SequencedMap<String, BitArray> sample(
              Circuit turned, Bindings rows, int count, Seed own) {
            return AerSimulator.this.sample(turned, rows, count, own, idealFrom);
          }
        };
    return turning.estimate(circuit, observables, bindings, shots, seed);
  }

  /**
   * Samples of a circuit whose end has no errors but those of readings.
   *
   * @param idealFrom the first instruction without
   */
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed, int idealFrom) {
    Bindings rows = bindings.inOrder(circuit.parameters());
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    for (Register register : circuit.bitRegisters()) {
      registers.put(register.name(), BitArray.blank(rows.shape(), shots, register.size()));
    }
    if (Instruction.leaves(circuit.instructions()).stream()
        .noneMatch(Instruction.Measure.class::isInstance)) {
      return registers;
    }
    int chunk = Math.max(1, MAX_SHOTS / shots);
    for (int from = 0; from < rows.rows(); from += chunk) {
      int to = Math.min(rows.rows(), from + chunk);
      Seed own = seed.split(from);
      AerTranslator.Translation translation =
          AerTranslator.translate(
              new AerTranslator.Task(
                  circuit,
                  model,
                  List.copyOf(touched(circuit)),
                  Aim.SAMPLES,
                  Set.of(),
                  name -> pool.about().knows(method(), name),
                  idealFrom,
                  part(rows, from, to)));
      int aerSeed = own.split("aer").random().nextInt() & Integer.MAX_VALUE;
      AerJob job =
          new AerJob(
              method(),
              shots,
              aerSeed,
              further(),
              translation.circuits(),
              List.of(),
              translation.errors(),
              translation.readouts());
      AerAnswer.Counts counts = (AerAnswer.Counts) answer(job);
      for (int row = from; row < to; row++) {
        write(
            counts.rows().get(row - from), circuit, registers, row, own.split(row - from).random());
      }
    }
    return registers;
  }

  private AerTranslator.Translation translate(
      Circuit circuit,
      List<Integer> qubits,
      Aim aim,
      Set<Integer> turned,
      String method,
      Bindings rows) {
    return AerTranslator.translate(
        new AerTranslator.Task(
            circuit,
            model,
            qubits,
            aim,
            turned,
            name -> pool.about().knows(method, name),
            Integer.MAX_VALUE,
            rows));
  }

  private AerAnswer answer(AerJob job) {
    AerAnswer answer = pool.call(job.write(), json -> AerAnswer.read(json, job));
    if (answer instanceof AerAnswer.Refused(String why)) {
      throw new NightshiftException(
          ErrorCode.ENGINE_REFUSED, "qiskit-aer does not run this job: " + why.strip());
    }
    return answer;
  }

  private String method() {
    return options.method().aerName();
  }

  private Map<String, Number> further() {
    MpsOptions mps = options.matrixProductState();
    Map<String, Number> further = new TreeMap<>();
    if (mps.truncationThreshold() != MpsOptions.DEFAULT.truncationThreshold()) {
      further.put("matrix_product_state_truncation_threshold", mps.truncationThreshold());
    }
    if (mps.maxBondDimension() != MpsOptions.UNLIMITED) {
      further.put("matrix_product_state_max_bond_dimension", mps.maxBondDimension());
    }
    return further;
  }

  private static TreeSet<Integer> touched(Circuit circuit) {
    TreeSet<Integer> touched = new TreeSet<>();
    circuit.instructions().forEach(one -> touched.addAll(AerTranslator.operands(one)));
    return touched;
  }

  private static void letters(Observable.Term term, String wanted, Set<Integer> into) {
    String letters = term.pauli();
    for (int qubit = 0; qubit < letters.length(); qubit++) {
      if (wanted.indexOf(letters.charAt(letters.length() - 1 - qubit)) >= 0) {
        into.add(qubit);
      }
    }
  }

  /** The observable of the simulated qubits alone; the others have I. */
  private static Observable onto(Observable observable, List<Integer> qubits) {
    if (qubits.size() == observable.qubits()) {
      return observable;
    }
    return new Observable(
        observable.terms().stream()
            .map(term -> {
              StringBuilder label = new StringBuilder();
              for (int qubit : qubits.reversed()) {
                label.append(term.pauli().charAt(term.pauli().length() - 1 - qubit));
              }
              return new Observable.Term(label.toString(), term.coefficient());
            })
            .toList());
  }

  private static Bindings part(Bindings rows, int from, int to) {
    int columns = rows.columns();
    return Bindings.of(
        rows.parameters(),
        Shape.of(to - from),
        Arrays.copyOfRange(rows.values(), from * columns, to * columns));
  }

  /** Writes the shots of a row, in random order: counts have none. */
  private static void write(
      SortedMap<BigInteger, Integer> counts,
      Circuit circuit,
      Map<String, BitArray> registers,
      int row,
      SplittableRandom random) {
    BigInteger[] shots =
        counts.entrySet().stream()
            .flatMap(entry -> Collections.nCopies(entry.getValue(), entry.getKey()).stream())
            .toArray(BigInteger[]::new);
    for (int i = shots.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      BigInteger swapped = shots[i];
      shots[i] = shots[j];
      shots[j] = swapped;
    }
    for (Register register : circuit.bitRegisters()) {
      BitArray array = registers.get(register.name());
      if (array == null) {
        throw new IllegalStateException("every register has its array");
      }
      int stride = BitArray.stride(register.size());
      for (int shot = 0; shot < shots.length; shot++) {
        int last = (row * shots.length + shot) * stride + stride - 1;
        for (int bit = 0; bit < register.size(); bit++) {
          if (shots[shot].testBit(register.offset() + bit)) {
            array.bytes()[last - bit / 8] |= (byte) (1 << bit % 8);
          }
        }
      }
    }
  }
}
