package dev.nightshift.backend;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.sim.Simulator;
import dev.nightshift.sim.noise.FinalReading;
import dev.nightshift.sim.noise.FinalState;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoisyPart;
import dev.nightshift.sim.noise.NoisyProgram;
import dev.nightshift.sim.noise.NoisyStep.Axis;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.sim.noise.Shots;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/*
 * Where the state at the end is had exactly, it is computed once a row and every setting is drawn from
 * it. Otherwise every setting is a circuit of its own, with the readings at its end, and its shots are
 * trajectories of their own.
 */
/** Sampled expectation values of some observables, setting by setting. */
final class NoisyEstimates {
  /** Runs a body for every row. */
  interface Rows {
    void forEach(List<PartEngine> parts, IntConsumer body);
  }

  /** Shots of one setting: one {@link Shots} a part. */
  private interface Source {
    List<Shots> shots(RowBinding binding, List<FinalState> states, int shots, Seed seed);
  }

  /**
   * A setting ready to run.
   *
   * @param outputs one a term: for every part the outputs whose product it is
   * @param read for every part the circuit's qubit of each output
   */
  private record Measured(
      Setting setting, Source source, List<List<int[]>> outputs, List<List<Integer>> read) {}

  private final Circuit circuit;
  private final NoiseModel model;
  private final boolean misread;
  private final PartEngine.Maker engines;
  private final List<Observable> observables;
  private final @Nullable ReadoutTwirl twirl;

  /**
   * @param twirl misreads the shots, and the model does not; null where the model does
   */
  NoisyEstimates(
      Circuit circuit,
      NoiseModel model,
      boolean misread,
      PartEngine.Maker engines,
      List<Observable> observables,
      @Nullable ReadoutTwirl twirl) {
    this.circuit = circuit;
    this.model = twirl == null ? model : model.withoutReadouts();
    this.misread = misread;
    this.engines = engines;
    this.observables = observables;
    this.twirl = twirl;
  }

  Simulator.Estimates run(Bindings rows, int shots, Seed seed, Rows forRows) {
    List<PartEngine> exact = exactParts(shots);
    List<PartEngine> all = new ArrayList<>(exact);
    List<List<Measured>> measured = new ArrayList<>();
    for (Observable observable : observables) {
      measured.add(
          Setting.of(observable).stream()
              .map(setting ->
                  exact.isEmpty() ? separate(setting, shots, all) : shared(setting, exact))
              .toList());
    }
    int count = observables.size();
    double[] values = new double[rows.rows() * count];
    double[] stds = new double[values.length];
    forRows.forEach(
        all,
        row -> {
          RowBinding binding = new RowBinding(rows, row);
          List<FinalState> states = exact.stream().map(part -> part.observe(binding)).toList();
          for (int k = 0; k < count; k++) {
            double mean = Setting.constant(observables.get(k));
            double variance = 0;
            for (int g = 0; g < measured.get(k).size(); g++) {
              Measured one = measured.get(k).get(g);
              Seed own = seed.split(row).split(k).split(g);
              List<Shots> found = one.source().shots(binding, states, shots, own);
              if (twirl != null) {
                twirl.misread(found, one.read(), own.split("readouts"));
              }
              double[] moments = moments(one, found);
              double value = moments[0] / shots;
              mean += value;
              variance += Math.max(0, moments[1] / shots - value * value) / shots;
            }
            values[row * count + k] = mean;
            stds[row * count + k] = Math.sqrt(variance);
          }
        });
    return new Simulator.Estimates(values, stds, measured.stream().mapToInt(List::size).toArray());
  }

  /**
   * The parts whose exact state serves all settings; empty where trajectories are to be sampled.
   */
  private List<PartEngine> exactParts(int shots) {
    Set<Integer> support = NoisySimulator.support(observables);
    boolean errsBeforeReading =
        misread
            && support.stream()
                .anyMatch(qubit -> model.error("measure", List.of(qubit)).isPresent());
    List<NoisyPart> parts = NoisyProgram.observing(circuit, model, support).parts();
    boolean exact =
        !errsBeforeReading
            && parts.stream()
                .allMatch(part -> part.isPure() || engines.samplesDensely(part, shots));
    return exact ? parts.stream().map(engines::exact).toList() : List.of();
  }

  private Measured shared(Setting setting, List<PartEngine> parts) {
    List<FinalReading> readings = new ArrayList<>();
    List<List<Integer>> read = new ArrayList<>();
    for (PartEngine part : parts) {
      int xs = 0;
      int zs = 0;
      List<Integer> qubits = new ArrayList<>();
      List<ReadoutError> readouts = new ArrayList<>();
      for (int k = 0; k < part.part().qubits(); k++) {
        int qubit = part.part().circuitQubits().get(k);
        Axis axis = setting.axes().get(qubit);
        if (axis != null) {
          xs |= axis == Axis.Z ? 0 : 1 << k;
          zs |= axis == Axis.X ? 0 : 1 << k;
          qubits.add(qubit);
          readouts.add(misread ? model.readout(qubit) : ReadoutError.NONE);
        }
      }
      readings.add(FinalReading.of(xs, zs, readouts));
      read.add(qubits);
    }
    Source source =
        (binding, states, shots, seed) -> {
          List<Shots> found = new ArrayList<>();
          for (int k = 0; k < states.size(); k++) {
            FinalReading reading = readings.get(k);
            Shots into = new Shots(shots, reading.qubits().length);
            double[] weights =
                states.get(k).distribution(reading.xs(), reading.zs(), reading.qubits());
            reading.draw(
                weights, new boolean[into.outputs()], into, 0, shots, seed.split(k).random());
            found.add(into);
          }
          return found;
        };
    return new Measured(setting, source, outputs(setting, read), read);
  }

  private Measured separate(Setting setting, int shots, List<PartEngine> all) {
    List<NoisyProgram.Reading> readings = new ArrayList<>();
    for (Map.Entry<Integer, Axis> letter : setting.axes().entrySet()) {
      readings.add(new NoisyProgram.Reading(letter.getKey(), letter.getValue(), letter.getKey()));
    }
    List<PartEngine> parts =
        NoisyProgram.reading(circuit, model, readings, misread).parts().stream()
            .map(part -> engines.sampling(part, shots))
            .toList();
    all.addAll(parts);
    Source source =
        (binding, _, count, seed) ->
            IntStream.range(0, parts.size())
                .mapToObj(k -> parts.get(k).sample(binding, count, seed.split(k)))
                .toList();
    List<List<Integer>> read =
        parts.stream()
            .map(part -> part.part().outputs().stream().map(NoisyPart.Output::bit).toList())
            .toList();
    return new Measured(setting, source, outputs(setting, read), read);
  }

  /**
   * @param read for every part the circuit's qubit of each output
   */
  private static List<List<int[]>> outputs(Setting setting, List<List<Integer>> read) {
    List<List<int[]>> outputs = new ArrayList<>();
    for (Observable.Term term : setting.terms()) {
      Set<Integer> letters = Setting.axes(term).keySet();
      outputs.add(
          read.stream()
              .map(qubits ->
                  IntStream.range(0, qubits.size())
                      .filter(output -> letters.contains(qubits.get(output)))
                      .toArray())
              .toList());
    }
    return outputs;
  }

  /** The sum and the sum of squares of the setting's values over the shots. */
  private static double[] moments(Measured measured, List<Shots> found) {
    double[] moments = new double[2];
    List<Observable.Term> terms = measured.setting().terms();
    for (int shot = 0; shot < found.getFirst().count(); shot++) {
      double value = 0;
      for (int t = 0; t < terms.size(); t++) {
        boolean odd = false;
        for (int k = 0; k < found.size(); k++) {
          for (int output : measured.outputs().get(t).get(k)) {
            odd ^= found.get(k).get(shot, output);
          }
        }
        value += odd ? -terms.get(t).coefficient() : terms.get(t).coefficient();
      }
      moments[0] += value;
      moments[1] += value * value;
    }
    return moments;
  }
}
