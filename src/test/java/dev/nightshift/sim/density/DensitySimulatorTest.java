package dev.nightshift.sim.density;

import static dev.nightshift.assertion.HouseAssertions.assertThatNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.gen.CircuitGenerator;
import dev.nightshift.gen.CircuitGenerator.Feature;
import dev.nightshift.gen.Properties;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.DensityOracle;
import dev.nightshift.sim.noise.FinalState;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.sim.noise.NoisyPart;
import dev.nightshift.sim.noise.NoisyProgram;
import dev.nightshift.sim.noise.RandomNoise;
import dev.nightshift.sim.noise.RowBinding;
import dev.nightshift.value.Bindings;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DensitySimulatorTest {
  private final DensitySimulator simulator = new DensitySimulator(new Workers(2), 1L << 28);

  /** All qubits as one part: they meet before anything else happens. */
  private static NoisyPart whole(Circuit circuit, NoiseModel model) {
    CircuitBuilder builder = Circuit.builder(circuit.qubits());
    if (circuit.bits() > 0) {
      builder.bits("c", circuit.bits());
    }
    for (int qubit = 0; qubit + 1 < circuit.qubits(); qubit++) {
      builder.apply(StandardGate.SWAP, List.of(), qubit, qubit + 1);
    }
    List<Integer> all = IntStream.range(0, circuit.qubits()).boxed().toList();
    List<NoisyPart> parts =
        NoisyProgram.observing(builder.append(circuit).build(), model, all).parts();
    assertThat(parts).hasSize(1);
    return parts.getFirst();
  }

  @Test
  void randomNoisyCircuitsHaveTheDensityMatrixOfTheOracle() {
    for (int qubits = 1; qubits <= 4; qubits++) {
      NoiseModel model = RandomNoise.model(Seed.of(qubits).split("model").random(), qubits);
      Properties.forAll(
          700 + qubits,
          15,
          CircuitGenerator.unitary(qubits, 15, 2).with(Feature.MEASURE, Feature.RESET),
          (circuit, values) -> {
            DensitySimulator.Program program = simulator.compile(whole(circuit, model));
            CircuitBuilder swapped = Circuit.builder(circuit.qubits());
            swapped.bits("c", circuit.qubits());
            for (int qubit = 0; qubit + 1 < circuit.qubits(); qubit++) {
              swapped.apply(StandardGate.SWAP, List.of(), qubit, qubit + 1);
            }

            double[] found =
                simulator.matrix(
                    program, new RowBinding(Bindings.row(circuit.parameters(), values), 0));

            assertThatNumbers(found)
                .isCloseTo(
                    DensityOracle.matrix(swapped.append(circuit).build(), model, values), 1e-13);
          });
    }
  }

  /** Nine qubits take several blocks of work. */
  @Test
  void theNumberOfThreadsChangesNoBit() {
    CircuitBuilder builder = Circuit.builder(9);
    SplittableRandom random = Seed.of(8).random();
    for (int layer = 0; layer < 4; layer++) {
      for (int qubit = 0; qubit < 9; qubit++) {
        builder.ry(ParameterExpression.of(random.nextDouble(3)), qubit);
      }
      for (int qubit = layer % 2; qubit + 1 < 9; qubit += 2) {
        builder.cx(qubit, qubit + 1);
      }
    }
    Circuit circuit = builder.build();
    NoiseModel model = RandomNoise.model(Seed.of(9).random(), 9);
    NoisyPart part = whole(circuit, model);
    RowBinding none = new RowBinding(Bindings.none(), 0);
    DensitySimulator alone = new DensitySimulator(new Workers(1), 1L << 28);
    DensitySimulator many = new DensitySimulator(new Workers(5), 1L << 28);

    FinalState one = alone.observe(alone.compile(part), none);
    FinalState five = many.observe(many.compile(part), none);

    for (int k = 0; k < 200; k++) {
      int x = random.nextInt(512);
      int z = random.nextInt(512);
      assertThat(five.expectation(x, z)).isEqualTo(one.expectation(x, z));
    }
    assertThat(one.expectation(0, 0)).isCloseTo(1, within(1e-12));
  }

  @Test
  void givenTooManyOutcomesToFollow_thenTheyAreRefused() {
    CircuitBuilder builder = Circuit.builder(2).bits("c", 14);
    for (int bit = 0; bit < 14; bit++) {
      builder.h(0).cx(0, 1).measure(0, bit);
    }
    Circuit circuit = builder.h(0).cx(0, 1).measure(1, 13).build();
    NoisyPart part = NoisyProgram.measuring(circuit, NoiseModel.IDEAL).parts().getFirst();
    RowBinding none = new RowBinding(Bindings.none(), 0);

    assertThat(part.forks()).isEqualTo(13);
    assertThatThrownBy(() -> simulator.distribution(simulator.compile(part), none))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CIRCUIT_BRANCHES))
        .hasMessage(
            "measurements in mid-circuit part the state more than 4096 times; an exact distribution"
                + " follows every outcome: ask for samples, or measure at the end only");
    assertThat(simulator.sample(simulator.compile(part), none, 100, Seed.of(1)).count())
        .isEqualTo(100);
  }

  @Test
  void givenOperatorsThatDoNotFit_thenNothingIsMade() {
    NoisyPart part = whole(Circuit.builder(6).h(0).build(), NoiseModel.IDEAL);
    DensitySimulator small = new DensitySimulator(new Workers(1), 8 << 11);

    assertThat(small.fits(part, 10)).isFalse();
    assertThatThrownBy(() -> small.observe(small.compile(part), new RowBinding(Bindings.none(), 0)))
        .isInstanceOf(NightshiftException.class)
        .hasMessage(
            "the density matrix of 6 qubits takes 2^15 bytes, 1 of them are needed; 0 MB may be"
                + " used, and at most 15 qubits: use fewer qubits, a larger heap (-Xmx) or the"
                + " method statevector");
  }
}
