package dev.nightshift.backend;

import dev.nightshift.backend.aer.AerPool;
import dev.nightshift.backend.aer.AerSimulator;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.Register;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.CircuitSimulator;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.Shots;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.BitArray;
import dev.nightshift.value.Observable;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * qiskit-aer with errors. Twirled gates are Paulis in the circuits that it gets; twirled readouts
 * misread here the bits that it has read without errors, as {@link ReadoutTwirl} has it.
 */
final class ErringAer implements ErringSimulator {
  private final AerPool pool;
  private final NoiseModel model;
  private final SimulatorOptions options;
  private final AerSimulator aer;

  ErringAer(AerPool pool, NoiseModel model, SimulatorOptions options) {
    this.pool = pool;
    this.model = model;
    this.options = options;
    this.aer = new AerSimulator(pool, model, options);
  }

  @Override
  public NoiseModel model() {
    return model;
  }

  @Override
  public ErringSimulator twirled(Seed seed) {
    return new ErringAer(pool, model.twirled(seed), options);
  }

  @Override
  public double[] expectations(Circuit circuit, List<Observable> observables, Bindings bindings) {
    return aer.expectations(circuit, observables, bindings);
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed) {
    return aer.sample(circuit, bindings, shots, seed);
  }

  @Override
  public Simulator.Estimates estimate(
      Circuit circuit, List<Observable> observables, Bindings bindings, int shots, Seed seed) {
    return aer.estimate(circuit, observables, bindings, shots, seed);
  }

  @Override
  public SequencedMap<String, BitArray> sample(
      Circuit circuit, Bindings bindings, int shots, Seed seed, @Nullable ReadoutTwirl twirl) {
    return twirl == null
        ? aer.sample(circuit, bindings, shots, seed)
        : misread(circuit, bindings, shots, seed, Integer.MAX_VALUE, twirl);
  }

  @Override
  public Simulator.Estimates estimate(
      Circuit circuit,
      List<Observable> observables,
      Bindings bindings,
      int shots,
      Seed seed,
      @Nullable ReadoutTwirl twirl) {
    if (twirl == null) {
      return aer.estimate(circuit, observables, bindings, shots, seed);
    }
    int idealFrom = circuit.instructions().size();
    CircuitSimulator turning =
        new CircuitSimulator() {
          @Override
          public double[] expectations(Circuit one, List<Observable> asked, Bindings rows) {
            return aer.expectations(one, asked, rows);
          }

          @Override
          public SequencedMap<String, BitArray> sample(
              Circuit turned, Bindings rows, int count, Seed own) {
            return misread(turned, rows, count, own, idealFrom, twirl);
          }
        };
    return turning.estimate(circuit, observables, bindings, shots, seed);
  }

  private SequencedMap<String, BitArray> misread(
      Circuit circuit, Bindings bindings, int shots, Seed seed, int idealFrom, ReadoutTwirl twirl) {
    SequencedMap<String, BitArray> registers =
        new AerSimulator(pool, model.withoutReadouts(), options)
            .sample(circuit, bindings, shots, seed, idealFrom);
    int[] qubitOfBit = new int[circuit.bits()];
    Arrays.fill(qubitOfBit, -1);
    for (Instruction instruction : circuit.instructions()) {
      if (instruction instanceof Instruction.Measure(int qubit, int bit)) {
        qubitOfBit[bit] = qubit;
      }
    }
    int[] read = IntStream.range(0, qubitOfBit.length).filter(b -> qubitOfBit[b] >= 0).toArray();
    List<Integer> qubits = Arrays.stream(read).mapToObj(bit -> qubitOfBit[bit]).toList();
    for (int row = 0; row < bindings.rows(); row++) {
      Shots all = new Shots(shots, read.length);
      Shots before = new Shots(shots, read.length);
      each(
          circuit,
          registers,
          read,
          row,
          (array, at, bit, output, shot) -> {
            if (array.bit(at, shot, bit)) {
              all.set(shot, output);
              before.set(shot, output);
            }
          });
      twirl.misread(List.of(all), List.of(qubits), seed.split(row).split("readouts"));
      each(
          circuit,
          registers,
          read,
          row,
          (array, at, bit, output, shot) -> {
            if (all.get(shot, output) != before.get(shot, output)) {
              int stride = BitArray.stride(array.bits());
              int last = (at * array.shots() + shot) * stride + stride - 1;
              array.bytes()[last - bit / 8] ^= (byte) (1 << bit % 8);
            }
          });
    }
    return registers;
  }

  private interface Place {
    void visit(BitArray array, int row, int bit, int output, int shot);
  }

  /** Visits every bit that was read, in its register. */
  private static void each(
      Circuit circuit, SequencedMap<String, BitArray> registers, int[] read, int row, Place place) {
    for (Register register : circuit.bitRegisters()) {
      BitArray array = registers.get(register.name());
      for (int output = 0; array != null && output < read.length; output++) {
        int bit = read[output] - register.offset();
        for (int shot = 0; bit >= 0 && bit < register.size() && shot < array.shots(); shot++) {
          place.visit(array, row, bit, output, shot);
        }
      }
    }
  }
}
