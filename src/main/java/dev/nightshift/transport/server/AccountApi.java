package dev.nightshift.transport.server;

import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.DevicesResponse;
import dev.nightshift.wire.rest.Instance;
import dev.nightshift.wire.rest.InstanceUsage;
import dev.nightshift.wire.rest.SessionPatch;
import dev.nightshift.wire.rest.SessionRequest;
import dev.nightshift.wire.rest.VersionsResponse;
import dev.nightshift.wire.rest.VersionsResponse.Version;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The endpoints beside the jobs: tokens, versions, devices, sessions, the instance. */
final class AccountApi {
  private static final String PLAN = "local";

  private final Tokens tokens;
  private final JobStore jobs;
  private final SessionStore sessions;
  private final ServerLimits limits;
  private final Clock clock;
  private final Instant start;

  AccountApi(
      Tokens tokens, JobStore jobs, SessionStore sessions, ServerLimits limits, Clock clock) {
    this.tokens = tokens;
    this.jobs = jobs;
    this.sessions = sessions;
    this.limits = limits;
    this.clock = clock;
    this.start = clock.instant();
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
    return Reply.json(
        new VersionsResponse(
            List.of(
                new Version("2026-04-15", "live", null),
                new Version("2026-03-15", "deprecated", "2027-03-15"),
                new Version("2026-02-15", "deprecated", "2027-02-15"),
                new Version("2026-02-01", "deprecated", "2027-02-01"),
                new Version("2025-05-01", "deprecated", "2027-01-01"))));
  }

  Reply devices(Call call) {
    return Reply.json(
        new DevicesResponse(List.of(Devices.device(jobs.pending(), limits.maxQubits()))));
  }

  Reply configuration(Call call) {
    return known(call, Devices.configuration(limits));
  }

  Reply properties(Call call) {
    return known(call, Devices.properties());
  }

  Reply status(Call call) {
    return known(call, Devices.status(jobs.pending()));
  }

  Reply defaults(Call call) {
    return call.id().equals(Devices.NAME)
        ? Reply.raw("null".getBytes(StandardCharsets.UTF_8))
        : noDevice();
  }

  private static Reply known(Call call, Object answer) {
    return call.id().equals(Devices.NAME) ? Reply.json(answer) : noDevice();
  }

  private static Reply noDevice() {
    return Reply.error(
        404, "not_found", "device not found", "This server has " + Devices.NAME + ".");
  }

  Reply openSession(Call call) {
    SessionRequest request = Json.read(call.body("application/json"), SessionRequest.class);
    String backend = request.backend() == null ? request.backendName() : request.backend();
    if (backend != null && !backend.equals(Devices.NAME)) {
      return noDevice();
    }
    return Reply.json(sessions.open(request));
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
    jobs.closeSession(call.id());
    return Reply.NO_CONTENT;
  }

  Reply usage(Call call) {
    return Reply.json(
        new InstanceUsage(
            "local",
            PLAN,
            jobs.engineSeconds(),
            new InstanceUsage.Period(start.toString(), clock.instant().toString()),
            null,
            null,
            false));
  }

  Reply instance(Call call) {
    return Reply.json(new Instance(List.of(Devices.NAME), null, null, PLAN, null));
  }

  /** There is nothing cached that a logout would clear. */
  Reply logout(Call call) {
    return Reply.NO_CONTENT;
  }
}
