package dev.nightshift.experiment.plan;

import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.util.Optional;

/**
 * Finds backends by the names that {@code run --backend} takes, and devices by their own names:
 * from files, nothing is asked of a service.
 */
public final class Venues {
  /** In front of a device's name: its twin here, not the device itself. */
  public static final String TWIN = "twin:";

  /** The ideal simulator of our own server. */
  private static final String SIMULATOR = "aer_simulator";

  private static final String OF_A_PROVIDER =
      "a device alone has no price, a provider's has: name the backend as run takes it";

  private final Providers providers;
  private final DeviceCatalog devices;

  public Venues(Providers providers, DeviceCatalog devices) {
    this.providers = providers;
    this.devices = devices;
  }

  /**
   * The backend of a name.
   *
   * @throws dev.nightshift.base.error.NightshiftException BACKEND_UNKNOWN with the nearest name; a
   *     CONFIG code or DEVICE_INVALID where a file is wrong
   */
  public Venue find(String name) {
    if (name.startsWith(TWIN)) {
      Device device = devices.find(name.substring(TWIN.length()));
      return known(name, Venue.Kind.TWIN, device, new Price.Free());
    }
    if (!providers.knows(name) && devices.names().contains(name)) {
      return known(name, Venue.Kind.DEVICE, devices.find(name), new Price.Unknown(OF_A_PROVIDER));
    }
    return switch (providers.find(name)) {
      case Provider.Embedded _ -> simulator(name, "a simulator in this process", true);
      case Provider.Rest rest when rest.service() == Provider.Service.SERVER -> server(rest);
      case Provider.Rest rest -> service(rest);
    };
  }

  private Venue server(Provider.Rest rest) {
    if (rest.device().equals(SIMULATOR)) {
      return simulator(rest.name(), "an ideal simulator", false);
    }
    boolean here = rest.url() == null || Providers.loopback(String.valueOf(rest.url().getHost()));
    if (here && devices.names().contains(rest.device())) {
      return known(rest.name(), Venue.Kind.TWIN, devices.find(rest.device()), new Price.Free());
    }
    return service(rest);
  }

  private Venue service(Provider.Rest rest) {
    Price price = price(rest.name());
    if (devices.names().contains(rest.device())) {
      return known(rest.name(), Venue.Kind.DEVICE, devices.find(rest.device()), price);
    }
    return new Venue(
        rest.name(),
        Venue.Kind.DEVICE,
        Optional.empty(),
        "no folder of device %s is at hand; `nightshift backends snapshot %s` or `backends import` makes one"
            .formatted(rest.device(), rest.device()),
        price,
        false);
  }

  private static Venue simulator(String name, String timing, boolean adjoint) {
    return new Venue(
        name,
        Venue.Kind.SIMULATOR,
        Optional.empty(),
        timing + ": no device's time is taken",
        new Price.Free(),
        adjoint);
  }

  private Venue known(String name, Venue.Kind kind, Device device, Price price) {
    return new Venue(
        name,
        kind,
        Optional.of(device),
        "%s, gate lengths of %s (%s)"
            .formatted(device.name(), device.lastUpdate(), devices.place(device.name())),
        price,
        false);
  }

  private Price price(String name) {
    return providers
        .pricing(name)
        .<Price>map(Price.Known::new)
        .orElseGet(() ->
            new Price.Unknown(
                "write a `pricing` part into %s.yaml among your providers".formatted(name)));
  }
}
