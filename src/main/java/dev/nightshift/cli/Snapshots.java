package dev.nightshift.cli;

import dev.nightshift.job.Meter;
import dev.nightshift.transport.client.ServiceClient;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceFolder;
import dev.nightshift.wire.device.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Devices as a service describes them now. */
final class Snapshots {
  private Snapshots() {}

  /** Asks for the provider's device: two reads with its key, nothing submitted, nothing charged. */
  static Device of(Provider.Rest service, Terminal terminal) {
    String name = service.device();
    try (ServiceClient client =
        new ServiceClient(service, new Meter(), notice -> terminal.err().println(notice.text()))) {
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
}
