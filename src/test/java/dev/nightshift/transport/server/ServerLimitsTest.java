package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.NightshiftException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerLimitsTest {
  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    assertThat(ServerLimits.DEFAULT)
        .isEqualTo(
            new ServerLimits(
                67_108_864,
                268_435_456,
                10_000,
                10_000,
                10_000_000,
                Runtime.getRuntime().availableProcessors(),
                1_000,
                Duration.ofHours(3),
                67_108_864,
                10_000,
                2_000_000,
                Duration.ofMillis(50)));
  }

  @Test
  void aLimitOfZeroIsRefused() {
    assertThatThrownBy(
            () -> new ServerLimits(0, 1, 1, 1, 1, 1, 1, Duration.ZERO, 1, 1, 0, Duration.ZERO))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("a limit of the server is zero or negative; give more");
  }

  @Test
  void aPortOutOfRangeAndABlankTokenAreRefused() {
    assertThatThrownBy(() -> new ServerOptions("127.0.0.1", 65_536, null, ServerLimits.DEFAULT))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("port 65536 is outside [0, 65535]");
    assertThatThrownBy(() -> new ServerOptions("127.0.0.1", 0, " ", ServerLimits.DEFAULT))
        .isInstanceOf(NightshiftException.class)
        .hasMessage("the server's token is blank; give one or leave it out");
  }

  @Test
  void anAddressOfAnotherMachineIsOneClearError() {
    // 192.0.2.1 is reserved for documentation: no machine has it.
    ServerOptions elsewhere = new ServerOptions("192.0.2.1", 0, null, ServerLimits.DEFAULT);

    assertThatThrownBy(() ->
            SimulatorServer.start(elsewhere, new FakeEngine(), new dev.nightshift.job.Meter()))
        .isInstanceOf(NightshiftException.class)
        .hasMessageStartingWith("the server cannot listen on 192.0.2.1:0: ");
  }
}
