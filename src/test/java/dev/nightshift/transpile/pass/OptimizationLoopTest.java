package dev.nightshift.transpile.pass;

import static dev.nightshift.transpile.pass.PassChecks.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.transpile.PassContext;
import dev.nightshift.transpile.TranspileOptions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OptimizationLoopTest {
  private static final PassContext CZ = PassChecks.on(PassChecks.full(4, "cz"));
  private static final PassContext ECR = PassChecks.on(PassChecks.oneWay(4, "ecr"));
  private static final PassContext CX = PassChecks.on(PassChecks.oneWay(4, "cx"));
  private static final PassContext RZZ = PassChecks.fractionalOn(PassChecks.full(4, "cz", "rzz"));
  private final OptimizationLoop loop = new OptimizationLoop();

  private static PassContext at(int level, PassContext context) {
    return new PassContext(
        context.target(), TranspileOptions.DEFAULT.withLevel(level), context.seed());
  }

  @Test
  void givenLevelZero_whenRun_thenItIsTheSameCircuit() {
    Circuit given = Circuit.builder(4).h(0).h(0).build();

    assertThat(loop.run(given, at(0, CZ))).isSameAs(given);
  }

  @Test
  void givenItsOwnResult_whenRunAgain_thenItIsNotDearer() {
    for (PassContext context : List.of(CZ, ECR, CX, RZZ)) {
      for (int i = 0; i < 30; i++) {
        Circuit once =
            loop.run(PassChecks.onDevice(context.target(), 40, i % 2 == 0, Seed.of(i)), context);

        Circuit twice = loop.run(once, context);

        assertThat(Cost.of(twice)).isLessThanOrEqualTo(Cost.of(once));
      }
    }
  }

  @Test
  void givenTheSameCircuit_whenRunOnOtherThreads_thenTheResultIsTheSame() {
    Circuit given = PassChecks.onDevice(ECR.target(), 200, true, Seed.of(5));
    Circuit expected = loop.run(given, ECR);

    List<Circuit> results =
        IntStream.range(0, 32)
            .parallel()
            .mapToObj(i -> {
              // Another target in between: its tables must not be mixed up with these.
              loop.run(Circuit.builder(4).cx(0, 1).cx(0, 1).build(), i % 2 == 0 ? CX : CZ);
              return loop.run(given, ECR);
            })
            .toList();

    assertThat(results).allMatch(expected::equals);
  }

  @Test
  void givenARoutedCircuitThatIsNotTranslated_whenRun_thenSwapsMeetTheirRotations() {
    Circuit given =
        Circuit.builder(4)
            .apply(StandardGate.RZZ, List.of(A), 0, 1)
            .apply(StandardGate.RZZ, List.of(A), 1, 2)
            .apply(StandardGate.RZZ, List.of(A), 3, 0)
            .apply(StandardGate.SWAP, List.of(), 0, 1)
            .build();

    Circuit result = loop.run(given, ECR);

    assertThat(PassChecks.entanglers(result)).isEqualTo(7);
    PassChecks.assertFits(result, ECR);
    PassChecks.assertSame(result, given, 0.4);
  }

  @Test
  void givenRotationsAndSwapsOfSymbols_whenRun_thenHigherLevelsAreNotDearer() {
    Circuit given =
        Circuit.builder(4)
            .h(0)
            .h(1)
            .cx(0, 1)
            .rz(A, 1)
            .cx(0, 1)
            .cx(1, 0)
            .cx(0, 1)
            .cx(1, 0)
            .cx(1, 2)
            .rz(A, 2)
            .cx(1, 2)
            .cx(1, 2)
            .cx(2, 1)
            .cx(1, 2)
            .build();

    PassContext context = PassChecks.on(PassChecks.full(4, "cx"));
    Circuit one = loop.run(given, at(1, context));
    Circuit two = loop.run(given, at(2, context));
    Circuit three = loop.run(given, context);

    assertThat(PassChecks.entanglers(one)).isEqualTo(8);
    assertThat(PassChecks.entanglers(two)).isEqualTo(6);
    assertThat(PassChecks.entanglers(three)).isEqualTo(6);
    PassChecks.assertSame(three, given, 0.4);
  }

  @Test
  void aDeviceCircuitKeepsItsUnitaryAtEveryLevel() {
    for (int level = 1; level <= 3; level++) {
      PassChecks.keepsDeviceCircuits(loop, at(level, CZ), 561 + level, 60);
      PassChecks.keepsDeviceCircuits(loop, at(level, ECR), 571 + level, 60);
    }
    PassChecks.keepsDeviceCircuits(loop, CX, 581, 60);
    PassChecks.keepsDeviceCircuits(loop, RZZ, 582, 60);
  }

  @Test
  void anyCircuitKeepsItsUnitaryAndPhase() {
    PassChecks.keepsUnitaries(loop, CZ, 591, 150);
    PassChecks.keepsUnitaries(loop, RZZ, 592, 100);
  }
}
