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
import dev.nightshift.value.Target;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens a backend by the name the user gave: the one place where their parts are joined. */
final class Backends {
  /** In front of a device's name: its twin here, not the device itself. */
  static final String TWIN = Venues.TWIN;

  private Backends() {}

  /** As the other, mapping circuits by default. */
  static Backend open(String name, Meter meter, Terminal terminal, CacheMode cache) {
    return open(name, TranspileOptions.DEFAULT, meter, terminal, cache);
  }

  /**
   * @param mapping how circuits are mapped, where the backend is a device or its twin
   * @param meter counts what travels
   * @param cache where results are kept by content
   * @return the backend; closing it also stops a server that was started for it
   */
  static Backend open(
      String name, TranspileOptions mapping, Meter meter, Terminal terminal, CacheMode cache) {
    return open(name, mapping, meter, terminal, cache.options());
  }

  /** The same, with a cache of any kind. */
  static Backend open(
      String name, TranspileOptions mapping, Meter meter, Terminal terminal, CacheOptions cache) {
    Providers providers = Providers.standard(null, System.getenv());
    Origins origins = Origins.of(name, mapping, providers, terminal);
    return new CachingBackend(
        uncached(name, providers, new Mapper(mapping, shelf(cache)), meter, terminal),
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

  /** How circuits are mapped, and where those that were are kept. */
  private record Mapper(TranspileOptions options, MappedShelf shelf) {
    Backend onto(Backend device, Supplier<Optional<Target>> target, Meter meter) {
      return new TranspilingBackend(device, target, options, meter, shelf);
    }
  }

  private static Backend uncached(
      String name, Providers providers, Mapper mapper, Meter meter, Terminal terminal) {
    if (name.startsWith(TWIN)) {
      return twin(providers, name.substring(TWIN.length()), mapper, meter, terminal);
    }
    return switch (providers.find(name)) {
      case Provider.Embedded embedded ->
          new EmbeddedBackend(embedded.name(), new Simulator(), meter);
      case Provider.Rest rest
          when rest.url() == null && rest.service() == Provider.Service.SERVER ->
          withOwnServer(rest, List.of(), meter, terminal);
      case Provider.Rest rest -> fitting(rest, mapper, meter, terminal);
    };
  }

  private static Backend remote(Provider.Rest rest, Meter meter, Terminal terminal) {
    return new RemoteBackend(rest, meter, notice -> terminal.err().println(notice.text()));
  }

  /** A device's noisy twin on a server of its own, reached as {@code local} is. */
  private static Backend twin(
      Providers providers, String name, Mapper mapper, Meter meter, Terminal terminal) {
    Device device = DeviceCatalog.standard(null, System.getenv()).find(name);
    Provider.Rest local = providers.service("local", device.name());
    return mapper.onto(
        withOwnServer(local, List.of(device), meter, terminal),
        () -> Optional.of(device.target()),
        meter);
  }

  /** A service's device takes any circuit by way of the transpiler; a simulator as it is. */
  private static Backend fitting(
      Provider.Rest rest, Mapper mapper, Meter meter, Terminal terminal) {
    Provider.Rest service = rest.requireCredentials();
    return mapper.onto(
        remote(service, meter, terminal),
        () -> Snapshots.ofDevice(service, terminal).map(Device::target),
        meter);
  }

  private static Backend withOwnServer(
      Provider.Rest rest, List<Device> devices, Meter meter, Terminal terminal) {
    OwnServer own = OwnServer.start(rest, devices);
    return new ServedBackend(
        remote(own.at(), meter, terminal), own.server(), own.engine(), own.at());
  }
}
