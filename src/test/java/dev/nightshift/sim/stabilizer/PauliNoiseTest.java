package dev.nightshift.sim.stabilizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.oracle.DenseOracle;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Noisy circuits against the sum over all their errors, each a circuit of its own. */
class PauliNoiseTest {
  private static final PauliNoise NOISE =
      new PauliNoise() {
        @Override
        public List<PauliChannel> before(Instruction instruction) {
          return instruction instanceof Instruction.Measure(int qubit, _)
              ? List.of(PauliChannel.flip(0.08, qubit))
              : List.of();
        }

        @Override
        public List<PauliChannel> after(Instruction instruction) {
          return switch (instruction) {
            case Instruction.Apply(StandardGate gate, _, List<Integer> qubits)
                when gate == StandardGate.CX ->
                List.of(PauliChannel.depolarizing(0.2, qubits));
            case Instruction.Apply(StandardGate gate, _, List<Integer> qubits)
                when gate == StandardGate.H ->
                List.of(new PauliChannel(qubits, List.of(0.7, 0.05, 0.1, 0.15)));
            default -> List.of();
          };
        }
      };

  private static final Circuit CIRCUIT =
      Circuit.builder(2).bits("c", 2).h(0).cx(0, 1).measure(0, 0).h(1).measure(1, 1).build();

  private final StabilizerSimulator noisy = new StabilizerSimulator(2, 1 << 20, NOISE);

  /** A circuit that may have happened, and how likely. */
  private record Run(Circuit circuit, double weight) {}

  private static List<Run> runs(Circuit circuit) {
    List<Run> runs = List.of(new Run(empty(circuit).build(), 1));
    for (Instruction instruction : circuit.instructions()) {
      for (PauliChannel channel : NOISE.before(instruction)) {
        runs = with(runs, channel);
      }
      runs =
          runs.stream()
              .map(run ->
                  new Run(
                      empty(circuit).append(run.circuit()).add(instruction).build(), run.weight()))
              .toList();
      for (PauliChannel channel : NOISE.after(instruction)) {
        runs = with(runs, channel);
      }
    }
    return runs;
  }

  private static CircuitBuilder empty(Circuit circuit) {
    return Circuit.builder(circuit.qubits()).bits("c", circuit.bits());
  }

  private static List<Run> with(List<Run> runs, PauliChannel channel) {
    StandardGate[] letters = {StandardGate.ID, StandardGate.X, StandardGate.Y, StandardGate.Z};
    List<Run> result = new ArrayList<>();
    for (Run run : runs) {
      for (int error = 0; error < channel.probabilities().size(); error++) {
        CircuitBuilder builder = empty(run.circuit()).append(run.circuit());
        for (int k = 0; k < channel.qubits().size(); k++) {
          builder.apply(letters[error >> 2 * k & 3], List.of(), channel.qubits().get(k));
        }
        result.add(new Run(builder.build(), run.weight() * channel.probabilities().get(error)));
      }
    }
    return result;
  }

  @Test
  void exactValuesAreTheMeanOverAllErrors() {
    Circuit circuit = Circuit.builder(2).bits("c", 1).h(0).cx(0, 1).h(1).cx(1, 0).build();
    List<Run> runs = runs(circuit);
    for (String letters : List.of("XX", "ZI", "IX", "YZ", "ZZ", "XI", "XZ")) {
      double expected = 0;
      for (Run run : runs) {
        expected += run.weight() * DenseOracle.expectation(run.circuit(), Observable.of(letters));
      }

      double[] found =
          noisy.expectations(circuit, List.of(Observable.of(letters)), Bindings.none());

      assertThat(found[0]).as(letters).isCloseTo(expected, within(1e-12));
    }
  }

  /** False-alarm rate: 4 counts at five standard errors, 2e-6; the seed is fixed. */
  @Test
  void samplesFollowTheMixtureOverAllErrors() {
    Map<String, Double> expected = new TreeMap<>();
    for (Run run : runs(CIRCUIT)) {
      DenseOracle.distribution(run.circuit())
          .forEach((bits, p) -> expected.merge(bits, run.weight() * p, Double::sum));
    }
    int shots = 100_000;

    Map<String, Integer> counts =
        noisy.sample(CIRCUIT, Bindings.none(), shots, Seed.of(6)).firstEntry().getValue().counts(0);

    expected.forEach((bits, p) ->
        assertThat((double) counts.getOrDefault(bits, 0))
            .as(bits)
            .isCloseTo(p * shots, within(5 * Math.sqrt(p * (1 - p) * shots))));
  }

  /** False-alarm rate: 6e-7; the seed is fixed. */
  @Test
  void givenCertainOrRareErrors_thenTheyAreDrawnAtTheirRate() {
    Circuit circuit = Circuit.builder(1).bits("c", 1).measure(0, 0).build();
    int shots = 200_000;

    int always = ones(circuit, 1, shots);
    int rarely = ones(circuit, 0.001, shots);

    assertThat(always).isEqualTo(shots);
    assertThat((double) rarely).isCloseTo(200, within(5 * Math.sqrt(200)));
  }

  private static int ones(Circuit circuit, double readout, int shots) {
    return new StabilizerSimulator(1, 1 << 20, PauliNoise.depolarizing(0, 0, readout))
        .sample(circuit, Bindings.none(), shots, Seed.of(8))
        .firstEntry()
        .getValue()
        .counts(0)
        .getOrDefault("1", 0);
  }

  @Test
  void depolarisingBehindEveryGateDampsAStringByItsWeight() {
    Circuit circuit = CircuitGenerator.clifford(1, 0).circuit(Seed.of(1));
    Circuit three = Circuit.builder(1).append(circuit).x(0).x(0).x(0).build();

    double[] found =
        new StabilizerSimulator(1, 1 << 20, PauliNoise.depolarizing(0.1, 0, 0))
            .expectations(three, List.of(Observable.of("Z")), Bindings.none());

    assertThat(found[0]).isCloseTo(-0.9 * 0.9 * 0.9, within(1e-15));
  }

  @Test
  void givenProbabilitiesThatAreNone_thenTheChannelIsRefused() {
    assertThatThrownBy(() -> new PauliChannel(List.of(0), List.of(0.5, 0.6, -0.1, 0.0)))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_VALUE))
        .hasMessage(
            "a Pauli channel on qubits [0] has the probabilities [0.5, 0.6, -0.1, 0.0]; give 4 for"
                + " one qubit or 16 for two, none negative, with the sum 1");
  }
}
