package dev.nightshift.sim.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.DefinedGate;
import dev.nightshift.circuit.gate.ModifiedGate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoisyProgramTest {
  private static final NoiseModel NOISE =
      NoiseModel.builder()
          .error("cx", QuantumError.depolarizing(0.1, 2))
          .error("h", QuantumError.depolarizing(0.1, 1))
          .error("reset", QuantumError.depolarizing(0.1, 1))
          .error("measure", QuantumError.depolarizing(0.1, 1))
          .error("delay", QuantumError.depolarizing(0.1, 1))
          .readout(new ReadoutError(0.1, 0.2))
          .build();

  private static List<NoisyPart> measuring(Circuit circuit) {
    return NoisyProgram.measuring(circuit, NOISE).parts();
  }

  /** One word a step: its kind, and the qubits of the circuit. */
  private static List<String> words(NoisyPart part) {
    return part.steps().stream()
        .map(step ->
            step.getClass().getSimpleName()
                + step.qubits().stream().map(part.circuitQubits()::get).toList())
        .toList();
  }

  @Test
  void qubitsThatNeverMeetAreParts() {
    Circuit circuit =
        Circuit.builder(6).bits("c", 3).cx(4, 1).h(3).measure(1, 0).measure(3, 2).build();

    List<NoisyPart> parts = measuring(circuit);

    assertThat(parts).hasSize(2);
    assertThat(parts.get(0).circuitQubits()).containsExactly(1, 4);
    assertThat(words(parts.get(0)))
        .containsExactly("Ideal[4, 1]", "Noise[4, 1]", "Noise[1]", "Measure[1]");
    assertThat(parts.get(0).outputs())
        .containsExactly(new NoisyPart.Output(0, new ReadoutError(0.1, 0.2)));
    assertThat(parts.get(1).circuitQubits()).containsExactly(3);
    assertThat(parts.get(1).outputs().getFirst().bit()).isEqualTo(2);
  }

  @Test
  void stepsThatNobodyNoticesAreDropped() {
    Circuit circuit =
        Circuit.builder(3)
            .bits("c", 1)
            .h(0)
            .cx(0, 1)
            .reset(0)
            .h(0)
            .measure(0, 0)
            .add(new Instruction.Delay(5, "ns", List.of(0)))
            .h(0)
            .cx(0, 2)
            .build();

    List<NoisyPart> parts = measuring(circuit);

    assertThat(parts).hasSize(1);
    assertThat(words(parts.getFirst()))
        .containsExactly("Reset[0]", "Noise[0]", "Ideal[0]", "Noise[0]", "Noise[0]", "Measure[0]");
    assertThat(parts.getFirst().forks()).isZero();
  }

  @Test
  void aBitHasTheLastMeasurementIntoIt() {
    Circuit circuit = Circuit.builder(2).bits("c", 1).h(0).measure(0, 0).h(1).measure(1, 0).build();

    List<NoisyPart> parts = measuring(circuit);

    assertThat(parts).hasSize(1);
    assertThat(parts.getFirst().circuitQubits()).containsExactly(1);
  }

  @Test
  void aMeasurementForksOnlyWhereItsQubitGoesOn() {
    Circuit circuit =
        Circuit.builder(2)
            .bits("c", 3)
            .h(0)
            .measure(0, 0)
            .cx(0, 1)
            .measure(0, 1)
            .measure(1, 2)
            .build();

    NoisyPart ideal = NoisyProgram.measuring(circuit, NoiseModel.IDEAL).parts().getFirst();

    assertThat(ideal.forks()).isEqualTo(1);
    assertThat(ideal.isPure()).isFalse();
    assertThat(ideal.hasErrors()).isFalse();
    assertThat(NoisyProgram.observing(circuit, NOISE, List.of(0)).parts().getFirst().forks())
        .isZero();
  }

  @Test
  void errorsBelongToNames() {
    DefinedGate pair =
        new DefinedGate(
            "pair",
            List.of(),
            2,
            List.of(
                new Instruction.Apply(StandardGate.H, List.of(), List.of(1)),
                new Instruction.Apply(StandardGate.CX, List.of(), List.of(1, 0))));
    Circuit circuit =
        Circuit.builder(2)
            .apply(pair, List.of(), 0, 1)
            .apply(new ModifiedGate.Inverse(pair), List.of(), 0, 1)
            .apply(StandardGate.ID, List.of(), 0)
            .measureAll()
            .build();
    NoiseModel own =
        NoiseModel.builder()
            .error("h", QuantumError.depolarizing(0.1, 1))
            .error("pair", QuantumError.depolarizing(0.1, 2))
            .error("id", QuantumError.depolarizing(0.1, 1))
            .build();

    assertThat(words(measuring(circuit).getFirst()))
        .containsExactly(
            "Ideal[1]",
            "Noise[1]",
            "Ideal[1, 0]",
            "Noise[1, 0]",
            "Ideal[1, 0]",
            "Ideal[1]",
            "Noise[0]",
            "Measure[0]",
            "Noise[1]",
            "Measure[1]");
    assertThat(words(NoisyProgram.measuring(circuit, own).parts().getFirst()))
        .containsExactly(
            "Ideal[1]",
            "Ideal[1, 0]",
            "Noise[0, 1]",
            "Ideal[1, 0]",
            "Ideal[1]",
            "Noise[0]",
            "Measure[0]",
            "Measure[1]");
  }

  @Test
  void anErrorBeforeAReadingStandsBehindTheTurnOfItsAxis() {
    Circuit circuit = Circuit.builder(1).x(0).build();
    List<NoisyProgram.Reading> readings = List.of(new NoisyProgram.Reading(0, NoisyStep.Axis.Y, 7));

    NoisyPart misread = NoisyProgram.reading(circuit, NOISE, readings, true).parts().getFirst();
    NoisyPart read = NoisyProgram.reading(circuit, NOISE, readings, false).parts().getFirst();

    assertThat(words(misread))
        .containsExactly("Ideal[0]", "Ideal[0]", "Ideal[0]", "Noise[0]", "Measure[0]");
    assertThat(misread.outputs())
        .containsExactly(new NoisyPart.Output(7, new ReadoutError(0.1, 0.2)));
    assertThat(words(read)).containsExactly("Ideal[0]", "Measure[0]");
    assertThat(read.outputs().getFirst().readout().isIdeal()).isTrue();
  }
}
