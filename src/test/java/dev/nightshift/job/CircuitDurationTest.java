package dev.nightshift.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.value.Target;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitDurationTest {
  private static final Target LINE =
      DeviceCatalog.standard(null, Map.of()).find("nightshift_line5").target();

  @ParameterizedTest
  @CsvSource({"s, 1", "ms, 1e-3", "us, 1e-6", "µs, 1e-6", "ns, 1e-9", "ps, 1e-12", "dt, 4e-9"})
  void givenADelayInAnyUnit_whenMeasured_thenItCounts(String unit, double seconds) {
    Circuit circuit =
        Circuit.builder(2).x(0).add(new Instruction.Delay(300, unit, List.of(0, 1))).x(1).build();

    // Two pulses of 32 ns, one on either side: a delay of two qubits begins on both at once.
    assertThat(new CircuitDuration(LINE).seconds(circuit))
        .isCloseTo(300 * seconds + 64e-9, within(1e-15 + 1e-12 * seconds));
  }
}
