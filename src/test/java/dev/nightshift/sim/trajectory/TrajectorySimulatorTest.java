package dev.nightshift.sim.trajectory;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.Channel;
import dev.nightshift.sim.noise.FinalReading;
import dev.nightshift.sim.noise.Mixture;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoisyPart;
import dev.nightshift.sim.noise.NoisyProgram;
import dev.nightshift.sim.noise.QuantumError;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.sim.noise.Shots;
import dev.nightshift.value.Bindings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrajectorySimulatorTest {
  private static final RowBinding NONE = new RowBinding(Bindings.none(), 0);

  private final TrajectorySimulator simulator = new TrajectorySimulator(new Workers(2), 1L << 26);

  private static NoisyPart part(Circuit circuit, NoiseModel model) {
    return NoisyProgram.measuring(circuit, model).parts().getFirst();
  }

  private static double ones(Shots shots, int output) {
    int ones = 0;
    for (int shot = 0; shot < shots.count(); shot++) {
      ones += shots.get(shot, output) ? 1 : 0;
    }
    return ones / (double) shots.count();
  }

  @Test
  void withoutErrorsAllShotsAreOneRun() {
    Circuit circuit = Circuit.builder(2).h(0).cx(0, 1).measureAll().build();
    NoisyPart part = part(circuit, NoiseModel.IDEAL);
    List<Run> branches = new ArrayList<>();
    Shots into = new Shots(100_000, 2);

    run(part, into).finish(branches::add);

    assertThat(branches).isEmpty();
    for (int shot = 0; shot < into.count(); shot++) {
      assertThat(into.get(shot, 0)).isEqualTo(into.get(shot, 1));
    }
  }

  /**
   * Thirty errors of probability 1e-3 part about 3 % of 1,000 shots from the trunk; more than 80
   * with a probability below 1e-12.
   */
  @Test
  void onlyShotsWithAnErrorPartFromTheTrunk() {
    CircuitBuilder builder = Circuit.builder(1);
    for (int k = 0; k < 30; k++) {
      builder.x(0);
    }
    NoiseModel model =
        NoiseModel.builder()
            .error(
                "x",
                QuantumError.of(
                    1,
                    new Mixture(
                        List.of(
                            new Mixture.Term(0.999, List.of()),
                            new Mixture.Term(0.001, List.of(Channel.Pauli.of("X", List.of(0))))))))
            .build();
    List<Run> branches = new ArrayList<>();
    Shots into = new Shots(1000, 1);

    run(part(builder.measureAll().build(), model), into).finish(branches::add);

    assertThat(branches).hasSizeBetween(1, 80);
    double before = ones(into, 0);
    branches.forEach(branch -> branch.finish(later -> later.finish(_ -> {})));
    assertThat(before).isZero();
    assertThat(ones(into, 0)).isBetween(0.001, 0.08);
  }

  private static Run run(NoisyPart part, Shots into) {
    return new Run(
        new Run.Course(TrajectorySimulator.events(part, NONE), FinalReading.of(part), into),
        PureState.zero(part.qubits(), new Workers(1)),
        0,
        new boolean[into.outputs()],
        0,
        into.count(),
        Seed.of(12).random());
  }

  /** Five standard errors for each of eight numbers: 5e-6 a change of the seed. */
  @Test
  void relaxationByJumpsHasItsProbabilities() {
    for (double t2 : new double[] {0.5, 1, 1.5, 2}) {
      for (double angle : new double[] {2.0, Math.PI / 2}) {
        Circuit circuit =
            Circuit.builder(1)
                .ry(ParameterExpression.of(angle), 0)
                .apply(StandardGate.ID, List.of(), 0)
                .h(0)
                .measureAll()
                .build();
        NoiseModel model =
            NoiseModel.builder().error("id", QuantumError.relaxation(1, t2, 0.8, 0.1)).build();
        double expected = (1 - Math.sin(angle) * Math.exp(-0.8 / t2)) / 2;

        Shots found = simulator.sample(part(circuit, model), NONE, 20_000, Seed.of(3));

        assertThatNumbers(ones(found, 0))
            .as("T2 %s, angle %s", t2, angle)
            .isWithinStandardErrors(
                new double[] {expected},
                new double[] {Math.sqrt(expected * (1 - expected) / 20_000)},
                5);
      }
    }
  }

  /** States of 17 qubits are worked on by all threads; five standard errors: 2e-5 a seed. */
  @Test
  void largeStatesAreTakenByAllThreads() {
    CircuitBuilder builder = Circuit.builder(17).h(0);
    for (int qubit = 0; qubit + 1 < 17; qubit++) {
      builder.cx(qubit, qubit + 1);
    }
    NoiseModel model =
        NoiseModel.builder().error("cx", List.of(4, 5), QuantumError.depolarizing(0.5, 2)).build();
    NoisyPart part = part(builder.measureAll().build(), model);

    Shots found = simulator.sample(part, NONE, 300, Seed.of(1));
    Shots alone =
        new TrajectorySimulator(new Workers(1), 1L << 26).sample(part, NONE, 300, Seed.of(1));

    int broken = 0;
    for (int shot = 0; shot < 300; shot++) {
      assertThat(found.get(shot, 3)).isEqualTo(found.get(shot, 0));
      broken += found.get(shot, 16) != found.get(shot, 0) ? 1 : 0;
      assertThat(found.get(shot, 9)).isEqualTo(alone.get(shot, 9));
    }
    // 8 of 16 Pauli strings flip qubit 5 and what follows: half of half the shots.
    assertThat(broken / 300.0)
        .isBetween(0.25 - 5 * Math.sqrt(0.1875 / 300), 0.25 + 5 * Math.sqrt(0.1875 / 300));
  }
}
