package dev.nightshift.cli;

import dev.nightshift.job.Meter;
import dev.nightshift.transport.client.ServiceClient;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceFolder;
import dev.nightshift.wire.device.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/** Devices as a service describes them now. */
final class Snapshots {
  private Snapshots() {}

  /** Asks for the provider's device: two reads with its key, nothing submitted, nothing charged. */
  static Device of(Provider.Rest service, Terminal terminal) {
    try (ServiceClient client = client(service, terminal.err()::println)) {
      return read(client, service);
    }
  }

  /** The same; empty for a simulator, which has nothing to calibrate. */
  static Optional<Device> ofDevice(Provider.Rest service, Terminal terminal) {
    return ofDevice(service, terminal.err()::println);
  }

  /**
   * The same.
   *
   * @param log hears of retries and waits
   */
  static Optional<Device> ofDevice(Provider.Rest service, Consumer<String> log) {
    try (ServiceClient client = client(service, log)) {
      return client.configuration(service.device()).simulator()
          ? Optional.empty()
          : Optional.of(read(client, service));
    }
  }

  /** Counted apart: the meter of a run counts what its jobs send. */
  private static ServiceClient client(Provider.Rest service, Consumer<String> log) {
    return new ServiceClient(service, new Meter(), notice -> log.accept(notice.text()));
  }

  private static Device read(ServiceClient client, Provider.Rest service) {
    String name = service.device();
    return DeviceFolder.parse(
        "the configuration of " + name,
        client.configurationBytes(name),
        "the properties of " + name,
        client.propertiesBytes(name),
        new Source(
            Source.Kind.SNAPSHOT,
            "%s, provider %s".formatted(service.url(), service.name()),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
  }
}
