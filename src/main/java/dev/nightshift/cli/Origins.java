package dev.nightshift.cli;

import dev.nightshift.cache.Provenance;
import dev.nightshift.sim.noise.NoiseOptions;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.transpile.Transpiler;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.DeviceCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where a backend's numbers come from, for the cache.
 *
 * @param backend the name that its jobs run under
 * @param hardware whether a device answers, which heeds no seed
 * @param provenance as it is now
 */
record Origins(String backend, boolean hardware, Supplier<Provenance> provenance) {
  /** How long a device's calibration is taken for the newest: it changes by the hour. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /**
   * Of the backend that the user named.
   *
   * @param mapping how circuits are mapped where a device errs: what it answers depends on it
   */
  static Origins of(String name, TranspileOptions mapping, Providers providers, Terminal terminal) {
    if (name.startsWith(Backends.TWIN)) {
      Device device =
          DeviceCatalog.standard(null, System.getenv())
              .find(name.substring(Backends.TWIN.length()));
      Provenance twin = twin(device, mapping);
      return new Origins(providers.service("local", device.name()).name(), false, () -> twin);
    }
    return switch (providers.find(name)) {
      case Provider.Embedded embedded ->
          new Origins(embedded.name(), false, () -> Provenance.IDEAL);
      case Provider.Rest rest
          when rest.url() == null && rest.service() == Provider.Service.SERVER ->
          new Origins(rest.name(), false, () -> Provenance.IDEAL);
      case Provider.Rest rest ->
          new Origins(
              rest.name(),
              rest.service() == Provider.Service.IBM,
              remembered(
                  () ->
                      served(
                          rest, Snapshots.ofDevice(rest.requireCredentials(), terminal), mapping),
                  System::nanoTime));
    };
  }

  /** A device's figures decide all errors of its twin. */
  private static Provenance twin(Device device, TranspileOptions mapping) {
    return new Provenance(
        "twin of " + configured(device) + mapped(mapping),
        calibrated(device),
        Provenance.digest(
            device.configuration().utf8(),
            device.properties().utf8(),
            NoiseOptions.ALL.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * @param device empty for a simulator, which has nothing to calibrate
   */
  private static Provenance served(
      Provider.Rest rest, Optional<Device> device, TranspileOptions mapping) {
    String place = "at " + rest.url();
    return device
        .map(found ->
            new Provenance(
                configured(found) + " " + place + mapped(mapping), calibrated(found), ""))
        .orElseGet(() -> new Provenance(rest.device() + " " + place, "", ""));
  }

  private static String configured(Device device) {
    return "%s %s, %s"
        .formatted(
            device.name(), device.version(), Provenance.digest(device.configuration().utf8()));
  }

  /** Two versions of the transpiler may choose qubits that err unlike. */
  private static String mapped(TranspileOptions mapping) {
    return ", mapped by transpiler %s at level %d, seed %d"
        .formatted(Transpiler.VERSION, mapping.level(), mapping.seed().value());
  }

  private static String calibrated(Device device) {
    return "%s, %s".formatted(device.lastUpdate(), Provenance.digest(device.properties().utf8()));
  }

  /** Asks again what was asked longer ago. */
  static Supplier<Provenance> remembered(Supplier<Provenance> source, LongSupplier nanoTime) {
    return new Supplier<>() {
      private Optional<Provenance> known = Optional.empty();
      private long asked;

      @Override
      public synchronized Provenance get() {
        Provenance found = known.orElse(null);
        if (found == null || nanoTime.getAsLong() - asked > FRESH.toNanos()) {
          found = source.get();
          known = Optional.of(found);
          asked = nanoTime.getAsLong();
        }
        return found;
      }
    };
  }
}
