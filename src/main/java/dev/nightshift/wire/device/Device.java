package dev.nightshift.wire.device;

import dev.nightshift.value.Target;
import dev.nightshift.wire.RawJson;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A device as its service described it on some day.
 *
 * @param version of the device, such as 1.6.58
 * @param lastUpdate when the newest figure was measured, RFC 3339
 * @param processor what kind of chip it is, where that is told
 * @param clops layers of a circuit a second, where that is told
 * @param configuration the text of {@code configuration.json}, byte for byte
 * @param properties the text of {@code properties.json}, byte for byte
 * @param target what both mean, under the device's name
 * @param source where the folder comes from
 */
public record Device(
    String version,
    String lastUpdate,
    Optional<Processor> processor,
    OptionalLong clops,
    RawJson configuration,
    RawJson properties,
    Target target,
    Source source) {

  /** A kind of chip, such as Heron r2. */
  public record Processor(
      Optional<String> family, Optional<String> revision, Optional<String> segment) {}

  /** The name it goes by on the wire. */
  public String name() {
    return target.name();
  }

  /** How many qubits it has. */
  public int qubits() {
    return target.qubits();
  }

  @Override
  public String toString() {
    return "Device[%s, %d qubits]".formatted(name(), qubits());
  }
}
