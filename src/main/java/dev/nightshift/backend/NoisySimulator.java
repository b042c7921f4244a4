package dev.nightshift.backend;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.Register;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.FinalState;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoisyPart;
import dev.nightshift.sim.noise.NoisyProgram;
import dev.nightshift.sim.noise.NoisyStep.Axis;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.sim.noise.Shots;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Circuits on a device that errs: samples, exact values, sampled values. Thread-safe.
 *
 * <p>Only qubits that are read, or that act on those, are simulated, and qubits that never meet are
 * simulated apart, so a circuit on five qubits of a wide device costs five qubits. With a seed the
 * same call gives the same bits on any number of threads.
 *
 * <p>Every method throws CIRCUIT_TOO_WIDE before it allocates when a part would not fit,
 * BINDING_VALUE when an angle is not finite at a row, and NOISE_INVALID when the model has an error
 * of the wrong width for a gate of the circuit.
 */
public final class NoisySimulator implements ErringSimulator {
  private final NoiseModel model;
  private final NoisyOptions options;
  private final Workers workers;
  private final PartEngine.Maker engines;

  public NoisySimulator(NoiseModel model, NoisyOptions options) {
    this(model, options, new Workers(options.threads()));
  }

  /**
   * @param workers shared with other simulators
   */
  NoisySimulator(NoiseModel model, NoisyOptions options, Workers workers) {
    this.model = model;
    this.options = options;
    this.workers = workers;
    this.engines = new PartEngine.Maker(options, workers);
  }

  @Override
  public NoisySimulator twirled(Seed seed) {
    return new NoisySimulator(model.twirled(seed), options, workers);
  }

  @Override
  public NoiseModel model() {
    return model;
  }

  /**
   * Samples of every classical register, readout errors included.
   *
   * @param shots a row, at least 1
   * @param seed streams are split from it by row and part
   * @return by register in the order of declaration, in the bindings' shape; bits never measured
   *     are 0
   */
  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed) {
    return sample(circuit, bindings, shots, seed, null);
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed, @Nullable ReadoutTwirl twirl) {
    checkShots(shots);
    Bindings rows = bindings.inOrder(circuit.parameters());
    SequencedMap<String, BitArray> registers = registers(circuit, rows, shots);
    NoiseModel errors = twirl == null ? model : model.withoutReadouts();
    List<PartEngine> parts =
        NoisyProgram.measuring(circuit, errors).parts().stream()
            .map(part -> engines.sampling(part, shots))
            .toList();
    List<List<Integer>> read = twirl == null ? List.of() : measuredQubits(circuit, parts);
    forRows(
        rows,
        parts,
        row -> {
          RowBinding binding = new RowBinding(rows, row);
          for (int k = 0; k < parts.size(); k++) {
            Shots found = parts.get(k).sample(binding, shots, seed.split(row).split(k));
            if (twirl != null) {
              twirl.misread(found, read.get(k), seed.split(row).split("readouts").split(k));
            }
            write(found, parts.get(k).part(), circuit, registers, row);
          }
        });
    return registers;
  }

  /** For every part the circuit's qubit that each output was measured from last. */
  private static List<List<Integer>> measuredQubits(Circuit circuit, List<PartEngine> parts) {
    Map<Integer, Integer> qubitOfBit = new HashMap<>();
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Measure(int qubit, int bit)) {
        qubitOfBit.put(bit, qubit);
      }
    }
    return parts.stream()
        .map(part ->
            part.part().outputs().stream()
                .map(output -> qubitOfBit.getOrDefault(output.bit(), 0))
                .toList())
        .toList();
  }

  private static SequencedMap<String, BitArray> registers(
      Circuit circuit, Bindings rows, int shots) {
    SequencedMap<String, BitArray> registers = new LinkedHashMap<>();
    for (Register register : circuit.bitRegisters()) {
      registers.put(register.name(), BitArray.blank(rows.shape(), shots, register.size()));
    }
    return registers;
  }

  private static void write(
      Shots found,
      NoisyPart part,
      Circuit circuit,
      SequencedMap<String, BitArray> registers,
      int row) {
    for (int output = 0; output < found.outputs(); output++) {
      int bit = part.outputs().get(output).bit();
      for (Register register : circuit.bitRegisters()) {
        BitArray array = registers.get(register.name());
        int own = bit - register.offset();
        if (array == null || own < 0 || own >= register.size()) {
          continue;
        }
        int stride = BitArray.stride(register.size());
        for (int shot = 0; shot < found.count(); shot++) {
          if (found.get(shot, output)) {
            int last = (row * found.count() + shot) * stride + stride - 1;
            array.bytes()[last - own / 8] |= (byte) (1 << own % 8);
          }
        }
      }
    }
  }

  /**
   * The exact probability of every reading of the circuit's bits, readout errors included.
   *
   * @param row of the bindings
   * @return by bit string, the circuit's last bit first; readings below 1e-15 are left out
   * @throws NightshiftException CIRCUIT_BRANCHES when more than 4,096 outcomes would have to be
   *     followed, JOB_TOO_LARGE for more than 24 bits measured
   */
  public SortedMap<String, Double> probabilities(Circuit circuit, Bindings bindings, int row) {
    RowBinding binding = new RowBinding(bindings.inOrder(circuit.parameters()), row);
    SortedMap<String, Double> result = new TreeMap<>();
    result.put("0".repeat(circuit.bits()), 1.0);
    for (NoisyPart part : NoisyProgram.measuring(circuit, model).parts()) {
      double[] own = engines.exact(part).distribution(binding);
      SortedMap<String, Double> product = new TreeMap<>();
      result.forEach((bits, weight) -> {
        for (int value = 0; value < own.length; value++) {
          if (weight * own[value] >= 1e-15) {
            product.merge(with(bits, part, value), weight * own[value], Double::sum);
          }
        }
      });
      result.clear();
      result.putAll(product);
    }
    return result;
  }

  private static String with(String bits, NoisyPart part, int value) {
    StringBuilder text = new StringBuilder(bits);
    for (int output = 0; output < part.outputs().size(); output++) {
      if ((value >> output & 1) != 0) {
        text.setCharAt(text.length() - 1 - part.outputs().get(output).bit(), '1');
      }
    }
    return text.toString();
  }

  /**
   * Exact expectation values Tr(O rho) at the end of the circuit, without readout errors.
   *
   * @return row-major {@code [rows][observables]}, dimensionless
   */
  @Override
  public double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings) {
    Bindings rows = bindings.inOrder(circuit.parameters());
    List<PartEngine> parts =
        NoisyProgram.observing(circuit, model, support(observables)).parts().stream()
            .map(engines::exact)
            .toList();
    List<List<PartString>> strings = new ArrayList<>();
    observables.forEach(
        observable -> observable.terms().forEach(term -> strings.add(PartString.of(term, parts))));
    double[] values = new double[rows.rows() * observables.size()];
    forRows(
        rows,
        parts,
        row -> {
          RowBinding binding = new RowBinding(rows, row);
          List<FinalState> states = parts.stream().map(part -> part.observe(binding)).toList();
          int next = 0;
          for (int k = 0; k < observables.size(); k++) {
            double sum = 0;
            for (Observable.Term term : observables.get(k).terms()) {
              double product = term.coefficient();
              for (PartString string : strings.get(next++)) {
                product *= states.get(string.part()).expectation(string.x(), string.z());
              }
              sum += product;
            }
            values[row * observables.size() + k] = sum;
          }
        });
    return values;
  }

  /**
   * What a term asks of a part.
   *
   * @param x bits of the part's qubits where it has X or Y
   * @param z bits where it has Z or Y
   */
  record PartString(int part, int x, int z) {
    /** Parts on which the term has only I are left out. */
    static List<PartString> of(Observable.Term term, List<PartEngine> parts) {
      Map<Integer, Axis> axes = Setting.axes(term);
      List<PartString> strings = new ArrayList<>();
      for (int k = 0; k < parts.size(); k++) {
        List<Integer> qubits = parts.get(k).part().circuitQubits();
        int x = 0;
        int z = 0;
        for (int qubit = 0; qubit < qubits.size(); qubit++) {
          Axis axis = axes.get(qubits.get(qubit));
          x |= axis == Axis.X || axis == Axis.Y ? 1 << qubit : 0;
          z |= axis == Axis.Z || axis == Axis.Y ? 1 << qubit : 0;
        }
        if ((x | z) != 0) {
          strings.add(new PartString(k, x, z));
        }
      }
      return strings;
    }
  }

  /** The qubits on which any of the observables has a letter. */
  static TreeSet<Integer> support(List<Observable> observables) {
    TreeSet<Integer> support = new TreeSet<>();
    for (Observable observable : observables) {
      observable.terms().forEach(term -> support.addAll(Setting.axes(term).keySet()));
    }
    return support;
  }

  /**
   * Expectation values as a device measures them: terms that commute qubit by qubit share their
   * shots, every such setting gets all of them. Readout errors as the options say.
   *
   * @param shots a setting, at least 1
   * @param seed streams are split from it by row, observable, setting and part
   */
  @Override
  public Simulator.Estimates estimate(
      Circuit circuit, List<Observable> observables, Bindings bindings, int shots, Seed seed) {
    return estimate(circuit, observables, bindings, shots, seed, null);
  }

  @Override
  public Simulator.Estimates estimate(
      Circuit circuit,
      List<Observable> observables,
      Bindings bindings,
      int shots,
      Seed seed,
      @Nullable ReadoutTwirl twirl) {
    checkShots(shots);
    Bindings rows = bindings.inOrder(circuit.parameters());
    return new NoisyEstimates(
            circuit, model, options.misreadEstimates(), engines, observables, twirl)
        .run(rows, shots, seed, (parts, body) -> forRows(rows, parts, body));
  }

  /** Rows side by side where their parts are small, else one after the other on all threads. */
  private void forRows(Bindings rows, List<PartEngine> parts, IntConsumer body) {
    if (parts.stream().allMatch(PartEngine::isSmallAndDense)) {
      workers.run(rows.rows(), body);
    } else {
      for (int row = 0; row < rows.rows(); row++) {
        Workers.checkInterrupt();
        body.accept(row);
      }
    }
  }

  private static void checkShots(int shots) {
    if (shots < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "%d shots cannot be taken; give at least 1".formatted(shots));
    }
  }
}
