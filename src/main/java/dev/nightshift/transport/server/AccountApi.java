package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.AccountResponse;
import dev.nightshift.wire.rest.DevicesResponse;
import dev.nightshift.wire.rest.Instance;
import dev.nightshift.wire.rest.InstanceUsage;
import dev.nightshift.wire.rest.SessionPatch;
import dev.nightshift.wire.rest.SessionRequest;
import dev.nightshift.wire.rest.VersionsResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The endpoints beside the jobs: tokens, versions, devices, sessions, the instance. */
final class AccountApi {
  private final Tokens tokens;
  private final JobRunner runner;
  private final Devices devices;
  private final SessionStore sessions;
  private final UsageLedger usage;
  private final Stage stage;
  private final Clock clock;
  private final ServerState state;

  /** The instance's own limit that a client may set, seconds; the allotment stays above it. */
  private volatile @Nullable Integer instanceLimit;

  AccountApi(
      Tokens tokens,
      JobRunner runner,
      SessionStore sessions,
      UsageLedger usage,
      Stage stage,
      Clock clock,
      ServerState state) {
    this.tokens = tokens;
    this.runner = runner;
    this.devices = runner.devices();
    this.sessions = sessions;
    this.usage = usage;
    this.stage = stage;
    this.clock = clock;
    this.state = state;
    String limit = state.setting(ServerState.INSTANCE_LIMIT);
    this.instanceLimit = limit == null ? null : (Integer) Integer.parseInt(limit);
  }

  Reply token(Call call) {
    String form =
        new String(call.body("application/x-www-form-urlencoded"), StandardCharsets.UTF_8);
    return Reply.json(tokens.issue(field(form, "apikey")));
  }

  private static @Nullable String field(String form, String name) {
    for (String pair : form.split("&")) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  Reply versions(Call call) {
    return Reply.json(new VersionsResponse(ApiVersions.ALL));
  }

  Reply devices(Call call) {
    return Reply.json(new DevicesResponse(devices.list(runner::pending, stage.plan())));
  }

  Reply configuration(Call call) {
    return calibrated(call, device -> Reply.raw(devices.configuration(device)));
  }

  Reply properties(Call call) {
    Instant before = JobsApi.time(call, "updated_before");
    return calibrated(
        call,
        device ->
            (before == null
                    ? Optional.of(devices.properties(device))
                    : devices.propertiesAt(device, before))
                .map(Reply::raw)
                .orElseGet(() ->
                    Reply.notFound(
                        "Device %s has no calibration before %s."
                            .formatted(device.name(), before))));
  }

  /** The live service sells other calibrations than the newest with special plans only. */
  private Reply calibrated(Call call, Function<Devices.Entry, Reply> answer) {
    return known(
        call,
        device ->
            call.query("calibration_id") == null
                ? answer.apply(device)
                : Reply.customCalibration());
  }

  Reply status(Call call) {
    return known(call, device -> Reply.json(devices.status(device, runner::pending)));
  }

  Reply defaults(Call call) {
    return known(call, _ -> Reply.raw("null".getBytes(StandardCharsets.UTF_8)));
  }

  private Reply known(Call call, Function<Devices.Entry, Reply> answer) {
    Devices.Entry device = devices.find(call.id());
    return device == null ? devices.unknown() : answer.apply(device);
  }

  Reply openSession(Call call) {
    SessionRequest request = Json.read(call.body("application/json"), SessionRequest.class);
    String backend = request.backend() == null ? request.backendName() : request.backend();
    String device = backend == null ? Devices.SIMULATOR : backend;
    return devices.find(device) == null
        ? devices.unknown()
        : Reply.json(sessions.open(request, device));
  }

  Reply session(Call call) {
    return Reply.json(sessions.get(call.id()));
  }

  Reply patchSession(Call call) {
    SessionPatch patch = Json.read(call.body("application/json"), SessionPatch.class);
    if (patch.acceptingJobs()) {
      // True never opens a session again.
      sessions.get(call.id());
    } else {
      sessions.stopAccepting(call.id());
    }
    return Reply.NO_CONTENT;
  }

  Reply closeSession(Call call) {
    sessions.close(call.id());
    return Reply.NO_CONTENT;
  }

  Reply usage(Call call) {
    return Reply.json(
        new InstanceUsage(
            "local",
            plan(),
            usage.consumedSeconds(),
            new InstanceUsage.Period(usage.periodStart().toString(), clock.instant().toString()),
            limitSeconds(),
            allotment(),
            limitReached()));
  }

  Reply instance(Call call) {
    Integer limit = instanceLimit;
    Double allotment = allotment();
    return Reply.json(
        new Instance(
            devices.names(),
            limit,
            limit == null ? null : String.valueOf(limit),
            plan(),
            allotment == null ? null : String.valueOf(allotment.longValue())));
  }

  Reply instanceConfiguration(Call call) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("instance_limit", instanceLimit);
    return Reply.json(answer);
  }

  Reply configureInstance(Call call) {
    Map<?, ?> body = Json.read(call.body("application/json"), Map.class);
    Object limit = body.get("instance_limit");
    if (!body.containsKey("instance_limit")
        || !(limit == null || (limit instanceof Integer seconds && seconds >= 0))) {
      return Reply.invalid("instance_limit should be a whole number of seconds or null");
    }
    state.setting(ServerState.INSTANCE_LIMIT, limit == null ? null : limit.toString());
    instanceLimit = (Integer) limit;
    return Reply.NO_CONTENT;
  }

  Reply account(Call call) {
    Double allotment = allotment();
    return Reply.json(
        new AccountResponse(
            List.of(
                new AccountResponse.Plan(
                    plan(),
                    null,
                    null,
                    devices.names(),
                    allotment,
                    limitSeconds(),
                    0.0,
                    stage.maxSessionSeconds(),
                    null,
                    60,
                    usage.periodStart().toString(),
                    clock.instant().toString(),
                    false))));
  }

  /** Whether the instance may run no more jobs on devices. */
  boolean limitReached() {
    Integer limit = instanceLimit;
    return usage.limitReached() || (limit != null && usage.consumedSeconds() >= limit);
  }

  private String plan() {
    return stage.plan().name().toLowerCase(Locale.ROOT);
  }

  private @Nullable Double allotment() {
    return stage.allotmentSeconds().isPresent() ? stage.allotmentSeconds().getAsDouble() : null;
  }

  private @Nullable Double limitSeconds() {
    Integer limit = instanceLimit;
    return limit == null ? allotment() : (Double) limit.doubleValue();
  }

  /** There is nothing cached that a logout would clear. */
  Reply logout(Call call) {
    return Reply.NO_CONTENT;
  }
}
