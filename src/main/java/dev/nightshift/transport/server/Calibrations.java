package dev.nightshift.transport.server;

import dev.nightshift.base.random.Seed;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.Tariff;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.device.Device;
import dev.nightshift.wire.device.Drift;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One device through its calibrations. Thread-safe. */
final class Calibrations {
  /** Devices of so many calibrations are kept; older ones are made again when asked for. */
  private static final int KEPT = 4;

  private final ServedDevice served;
  private final Stage.Calibration plan;
  private final Drift drift;
  private final Instant opened;
  private final @Nullable Lane lane;
  private final Map<Integer, Devices.Entry> made =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Devices.Entry> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param opened when the stage began; calibration k is made k intervals later
   * @param lane null where jobs run as soon as there is a thread
   */
  Calibrations(ServedDevice served, Stage stage, Instant opened, @Nullable Lane lane) {
    this.served = served;
    this.plan = stage.calibration();
    this.drift =
        new Drift(Seed.of(stage.seed()).split("calibration").split(served.name()), plan.spread());
    this.opened = opened;
    this.lane = lane;
  }

  /** The device as it is known at a moment. */
  Devices.Entry at(Instant when) {
    return entry(number(when));
  }

  /** The device as its newest calibration not after a moment has it; empty before the first. */
  Optional<Device> notAfter(Instant when) {
    if (!when.isBefore(opened) && number(when) > 0) {
      return Optional.ofNullable(entry(number(when)).device());
    }
    try {
      return OffsetDateTime.parse(served.device().lastUpdate()).toInstant().isAfter(when)
          ? Optional.empty()
          : Optional.of(served.device());
    } catch (DateTimeException unreadable) {
      // A date that nobody can read is before every other one.
      return Optional.of(served.device());
    }
  }

  private int number(Instant when) {
    return plan.everySeconds() == 0 || when.isBefore(opened)
        ? 0
        : (int)
            Math.min(
                Integer.MAX_VALUE,
                (long) (Duration.between(opened, when).toMillis() / (plan.everySeconds() * 1000)));
  }

  private synchronized Devices.Entry entry(int number) {
    Devices.Entry known = made.get(number);
    if (known != null) {
      return known;
    }
    Instant when = opened.plusMillis((long) (number * plan.everySeconds() * 1000));
    Device device = drift.calibrated(served.device(), number, when);
    Devices.Entry entry =
        new Devices.Entry(
            served.name(),
            served.engines().apply(device),
            device,
            new IsaCheck(device.target()),
            DeviceEntries.metrics(device),
            lane,
            new Tariff(device.target()));
    made.put(number, entry);
    return entry;
  }
}
