package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void descriptor3IsWrittenToOnlyWhereTheLauncherOfThisProcessSaysSo() {
    assertThat(Terminal.isLeftOn3("4711:3", 4711)).isTrue();
    // Without the launcher, or in a process that merely inherits its environment, the JVM's module
    // image is open there.
    assertThat(Terminal.isLeftOn3(null, 4711)).isFalse();
    assertThat(Terminal.isLeftOn3("4711:3", 4712)).isFalse();
    assertThat(Terminal.isLeftOn3("", 4711)).isFalse();
  }
}
