package dev.nightshift.cli;

import dev.nightshift.backend.EmbeddedBackend;
import dev.nightshift.backend.MappedShelf;
import dev.nightshift.backend.TranspilingBackend;
import dev.nightshift.cache.CacheFolder;
import dev.nightshift.cache.CacheOptions;
import dev.nightshift.cache.CachingBackend;
import dev.nightshift.experiment.plan.Venues;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.sim.Simulator;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transport.client.RemoteBackend;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens a backend by the name the user gave: the one place where their parts are joined. */
final class Backends {
  /** In front of a device's name: its twin here, not the device itself. */
  static final String TWIN = Venues.TWIN;

  private Backends() {}

  /**
   * @param meter counts what travels
   * @param cache where results are kept by content
   * @return the backend; closing it also stops a server that was started for it
   */
  static Backend open(String name, Meter meter, Terminal terminal, CacheMode cache) {
    return open(name, meter, terminal, cache.options());
  }

  /** The same, with a cache of any kind. */
  static Backend open(String name, Meter meter, Terminal terminal, CacheOptions cache) {
    Providers providers = Providers.standard(null, System.getenv());
    Origins origins = Origins.of(name, providers, terminal);
    return new CachingBackend(
        uncached(name, providers, meter, terminal, shelf(cache)),
        origins.hardware() ? cache.hardware() : cache,
        origins.provenance(),
        meter,
        line -> terminal.err().println(line));
  }

  /** Beside the results, where these are kept. */
  private static MappedShelf shelf(CacheOptions cache) {
    Path folder = cache.folder();
    return cache.enabled() && folder != null
        ? new MappedShelf(folder.resolve(CacheFolder.MAPPED))
        : MappedShelf.NONE;
  }

  private static Backend uncached(
      String name, Providers providers, Meter meter, Terminal terminal, MappedShelf shelf) {
    if (name.startsWith(TWIN)) {
      return twin(providers, name.substring(TWIN.length()), meter, terminal, shelf);
    }
    return switch (providers.find(name)) {
      case Provider.Embedded embedded ->
          new EmbeddedBackend(embedded.name(), new Simulator(), meter);
      case Provider.Rest rest
          when rest.url() == null && rest.service() == Provider.Service.SERVER ->
          withOwnServer(rest, List.of(), meter, terminal);
      case Provider.Rest rest -> fitting(rest, meter, terminal, shelf);
    };
  }

  private static Backend remote(Provider.Rest rest, Meter meter, Terminal terminal) {
    return new RemoteBackend(rest, meter, notice -> terminal.err().println(notice.text()));
  }

  /** A device's noisy twin on a server of its own, reached as {@code local} is. */
  private static Backend twin(
      Providers providers, String name, Meter meter, Terminal terminal, MappedShelf shelf) {
    Device device = DeviceCatalog.standard(null, System.getenv()).find(name);
    Provider.Rest local = providers.service("local", device.name());
    return new TranspilingBackend(
        withOwnServer(local, List.of(device), meter, terminal),
        () -> Optional.of(device.target()),
        TranspileOptions.DEFAULT,
        meter,
        shelf);
  }

  /** A service's device takes any circuit by way of the transpiler; a simulator as it is. */
  private static Backend fitting(
      Provider.Rest rest, Meter meter, Terminal terminal, MappedShelf shelf) {
    Provider.Rest service = rest.requireCredentials();
    return new TranspilingBackend(
        remote(service, meter, terminal),
        () -> Snapshots.ofDevice(service, terminal).map(Device::target),
        TranspileOptions.DEFAULT,
        meter,
        shelf);
  }

  private static Backend withOwnServer(
      Provider.Rest rest, List<Device> devices, Meter meter, Terminal terminal) {
    OwnServer own = OwnServer.start(rest, devices);
    return new ServedBackend(
        remote(own.at(), meter, terminal), own.server(), own.engine(), own.at());
  }
}
