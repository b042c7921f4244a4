package dev.nightshift.transport.server.stage;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.config.Yaml;
import dev.nightshift.wire.config.YamlList;
import dev.nightshift.wire.config.YamlMap;
import dev.nightshift.wire.config.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The rules a rehearsal is played by. They hold for devices; the ideal simulator has no queue and
 * no bill.
 *
 * @param plan decides what is allowed, and the defaults of the limits
 * @param seed of everything drawn
 * @param medianWaitSeconds how long half of the jobs wait at most; 0: none waits for others
 * @param waitSpread standard deviation of the wait's logarithm
 * @param pendingLimit jobs of a user that may wait or run at once; 0: any number
 * @param submissionsPerMinute of a user; 0: any number
 * @param retryAfter whether an answer of 429 says how long to wait, which the service may or may
 *     not
 * @param allotmentSeconds of charged time in a period; empty: any amount
 * @param periodDays how long a period lasts
 * @param billAfterSeconds how long after a job's end its charge is final
 * @param maintenance times without a device
 * @param calibration how the devices' figures wander
 * @param retirements devices that leave for good
 * @param faults what goes wrong
 */
public record Stage(
    Plan plan,
    long seed,
    double medianWaitSeconds,
    double waitSpread,
    int pendingLimit,
    int submissionsPerMinute,
    boolean retryAfter,
    OptionalDouble allotmentSeconds,
    double periodDays,
    double billAfterSeconds,
    List<Maintenance> maintenance,
    Calibration calibration,
    List<Retirement> retirements,
    List<Fault> faults) {
  private static final double YEAR_SECONDS = 366 * 86_400.0;

  /** A plan of the service. */
  public enum Plan {
    /** Free: 10 minutes a 28 days, 3 pending jobs, no dedicated sessions. */
    OPEN,
    /** Paid by the second. */
    PAID
  }

  /** Devices without queue, limits or faults. */
  public static final Stage EMPTY =
      new Stage(
          Plan.PAID,
          0,
          0,
          0,
          0,
          0,
          false,
          OptionalDouble.empty(),
          28,
          0,
          List.of(),
          Calibration.NONE,
          List.of(),
          List.of());

  /**
   * How often devices are calibrated anew, and how far their figures go in between.
   *
   * @param everySeconds 0: never
   * @param spread standard deviation of the logarithm of a figure's change
   */
  public record Calibration(double everySeconds, double spread) {
    /** The figures stay. */
    public static final Calibration NONE = new Calibration(0, 0);
  }

  /**
   * A device that is taken out of service.
   *
   * @param device its name
   * @param atSeconds since the stage began
   */
  public record Retirement(String device, double atSeconds) {}

  public Stage {
    maintenance = List.copyOf(maintenance);
    retirements = List.copyOf(retirements);
    faults = List.copyOf(faults);
  }

  /** Longest time a job may run where it does not say less, seconds. */
  public int maxExecutionSeconds() {
    return plan == Plan.OPEN ? 600 : 10_800;
  }

  /** Longest life of a session, seconds. */
  public int maxSessionSeconds() {
    return plan == Plan.OPEN ? 600 : 28_800;
  }

  /** Whether jobs of devices are played in the service's time. */
  public boolean timed() {
    return medianWaitSeconds > 0
        || !maintenance.isEmpty()
        || !retirements.isEmpty()
        || plan == Plan.OPEN;
  }

  /**
   * Reads a stage.
   *
   * @throws NightshiftException FILE_MISSING, CONFIG_MALFORMED, CONFIG_UNKNOWN_KEY or CONFIG_VALUE
   *     with the place
   */
  public static Stage read(Path file) {
    return of(Yaml.read(file));
  }

  /** A stage from its text. */
  public static Stage parse(String name, String text) {
    return of(Yaml.parse(name, text));
  }

  private static Stage of(YamlMap map) {
    map.only(
        "plan",
        "seed",
        "queue",
        "limits",
        "bill_after_s",
        "maintenance",
        "calibration",
        "retirements",
        "faults");
    Plan plan = map.choice("plan", Plan.class, Plan.PAID);
    YamlMap queue = map.map("queue").only("median_wait_s", "spread");
    YamlMap limits =
        map.map("limits")
            .only(
                "pending_jobs",
                "submissions_per_minute",
                "retry_after",
                "allotment_s",
                "period_days");
    boolean open = plan == Plan.OPEN;
    OptionalDouble allotment =
        limits.has("allotment_s")
            ? OptionalDouble.of(limits.decimal("allotment_s", 0, YEAR_SECONDS))
            : open ? OptionalDouble.of(600) : OptionalDouble.empty();
    return new Stage(
        plan,
        map.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0),
        queue.decimal("median_wait_s", 0, YEAR_SECONDS, 0),
        queue.decimal("spread", 0, 5, 0.5),
        limits.integer("pending_jobs", 0, 1_000_000, open ? 3 : 0),
        limits.integer("submissions_per_minute", 0, 1_000_000, 5),
        limits.flag("retry_after", true),
        allotment,
        limits.decimal("period_days", 1e-6, 366, 28),
        map.decimal("bill_after_s", 0, YEAR_SECONDS, 0),
        windows(map),
        calibration(map.map("calibration").only("every_s", "spread")),
        retirements(map),
        faults(map));
  }

  private static Calibration calibration(YamlMap map) {
    return map.has("every_s")
        ? new Calibration(
            map.decimal("every_s", 1, YEAR_SECONDS), map.decimal("spread", 0, 1, 0.05))
        : Calibration.NONE;
  }

  private static List<Retirement> retirements(YamlMap map) {
    List<Retirement> retirements = new ArrayList<>();
    for (YamlMap one : maps(map, "retirements")) {
      one.only("device", "at_s");
      retirements.add(new Retirement(one.text("device"), one.decimal("at_s", 0, YEAR_SECONDS)));
    }
    return retirements;
  }

  private static List<Maintenance> windows(YamlMap map) {
    List<Maintenance> windows = new ArrayList<>();
    for (YamlMap one : maps(map, "maintenance")) {
      one.only("from_s", "until_s", "device", "status", "reason");
      double from = one.decimal("from_s", 0, YEAR_SECONDS);
      double until = one.decimal("until_s", 0, YEAR_SECONDS);
      if (until <= from) {
        throw one.wrong("until_s", String.valueOf(until), "more than from_s, " + from);
      }
      windows.add(
          new Maintenance(
              from,
              until,
              one.text("device", ""),
              one.has("status") ? one.choice("status", List.of("paused", "offline")) : "paused",
              one.text("reason", "maintenance")));
    }
    return windows;
  }

  private static List<Fault> faults(YamlMap map) {
    List<Fault> faults = new ArrayList<>();
    for (YamlMap one : maps(map, "faults")) {
      faults.add(Fault.of(one));
    }
    return faults;
  }

  private static List<YamlMap> maps(YamlMap map, String key) {
    YamlNode node = map.find(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof YamlList list)) {
      throw map.wrong(key, node.kind(), "a list of sections");
    }
    List<YamlMap> maps = new ArrayList<>();
    for (YamlNode item : list.items()) {
      if (!(item instanceof YamlMap one)) {
        throw new NightshiftException(
            ErrorCode.CONFIG_VALUE,
            "%s holds %s at %s; give sections"
                .formatted(key, item.kind(), YamlNode.place(item.span())));
      }
      maps.add(one);
    }
    return maps;
  }
}
