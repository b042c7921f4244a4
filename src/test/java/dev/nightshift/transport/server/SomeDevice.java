package dev.nightshift.transport.server;

import dev.nightshift.value.Target;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.Source;
import java.util.Optional;
import java.util.OptionalLong;

/** A device of a target that a test makes up, with nothing in its files. */
final class SomeDevice {
  private SomeDevice() {}

  static Device of(Target target) {
    return new Device(
        "1.0.0",
        "2026-01-01T00:00:00Z",
        Optional.empty(),
        OptionalLong.empty(),
        RawJson.EMPTY,
        RawJson.EMPTY,
        target,
        Source.UNKNOWN);
  }
}
