package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.RawJson;
import dev.nightshift.wire.job.DecodedJob;
import dev.nightshift.wire.job.JobCodec;
import dev.nightshift.wire.job.JobFailure;
import dev.nightshift.wire.job.Submission;
import dev.nightshift.wire.job.WireLimits;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobMetrics;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.Tags;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The endpoints under {@code /jobs}, and {@code /tags}. */
final class JobsApi {
  private static final int PAGE = 200;

  private final JobStore jobs;
  private final SessionStore sessions;
  private final ServerLimits limits;
  private final WireLimits wireLimits;
  private final Meter meter;
  private final JobRunner runner;
  private final Gate gate;
  private final Billing billing;

  JobsApi(
      JobStore jobs,
      SessionStore sessions,
      ServerLimits limits,
      Gate gate,
      Billing billing,
      Meter meter) {
    this.jobs = jobs;
    this.runner = jobs.runner();
    this.sessions = sessions;
    this.limits = limits;
    this.gate = gate;
    this.billing = billing;
    this.wireLimits = limits.wire();
    this.meter = meter;
  }

  Reply create(Call call) throws InterruptedException {
    byte[] body = call.body("application/json");
    meter.add(Meter.Count.BYTES_RECEIVED, body.length);
    DecodedJob order = JobCodec.decode(body, wireLimits, runner.devices()::instructionSet);
    Devices.Entry device = runner.devices().find(order.backend());
    if (device == null) {
      return runner.devices().unknown();
    }
    if (order.calibrationId() != null) {
      return Reply.customCalibration();
    }
    Reply refusal = gate.refusal(device, jobs);
    if (refusal != null) {
      return refusal;
    }
    JobStore.Submitted submitted = submit(order, body, device, jobs::submit);
    Runnable rest = submitted.rest();
    if (gate.doubles()) {
      // The fault of a network that delivers a request twice.
      rest.run();
      rest = submit(order, body, device, jobs::submitAnew).rest();
    }
    ServerJob job = submitted.job();
    if (rest == JobRunner.NOTHING) {
      // Most have ended when the answer leaves, so that reading the result needs no polling.
      job.awaitEnd(limits.patience());
    }
    // A short job runs while its answer travels, and has ended when this connection is read again.
    return Reply.json(
            new JobCreated(
                job.id(),
                device.name(),
                order.sessionId(),
                order.isPrivate() ? Boolean.TRUE : null,
                null))
        .then(rest);
  }

  private interface Submitting {
    JobStore.Submitted of(DecodedJob order, byte[] body, Devices.Entry device, boolean first);
  }

  private JobStore.Submitted submit(
      DecodedJob order, byte[] body, Devices.Entry device, Submitting submission) {
    String session = order.sessionId();
    if (session == null) {
      return submission.of(order, body, device, false);
    }
    boolean first = sessions.enter(session, device.name());
    boolean stays = false;
    try {
      JobStore.Submitted submitted = submission.of(order, body, device, first);
      stays = submitted.fresh();
      return submitted;
    } finally {
      if (!stays) {
        // Refused, or the job of an earlier submission, which has entered before.
        sessions.leave(session);
      }
    }
  }

  Reply get(Call call) {
    ServerJob job = found(call);
    return Reply.json(response(job, call.flag("exclude_params", false), call));
  }

  Reply list(Call call) {
    List<Predicate<ServerJob>> filters = new ArrayList<>();
    String pending = call.query("pending");
    if (pending != null) {
      boolean wanted = pending.equalsIgnoreCase("true");
      filters.add(job -> job.view().state().ended() != wanted);
    }
    String program = call.query("program");
    if (program != null) {
      filters.add(job -> job.order().programId().equals(program));
    }
    String backend = call.query("backend");
    if (backend != null) {
      filters.add(job -> job.order().backend().equals(backend));
    }
    String session = call.query("session_id");
    if (session != null) {
      filters.add(job -> session.equals(job.order().sessionId()));
    }
    Instant after = time(call, "created_after");
    if (after != null) {
      filters.add(job -> !job.created().isBefore(after));
    }
    Instant before = time(call, "created_before");
    if (before != null) {
      filters.add(job -> !job.created().isAfter(before));
    }
    List<String> tags = call.queries("tags");
    if (!tags.isEmpty()) {
      filters.add(job -> job.view().tags().containsAll(tags));
    }
    List<ServerJob> fitting =
        new ArrayList<>(
            jobs.newestFirst().stream()
                .filter(job -> filters.stream().allMatch(filter -> filter.test(job)))
                .toList());
    if ("ASC".equalsIgnoreCase(call.query("sort"))) {
      fitting = fitting.reversed();
    }
    int limit = number(call, "limit", PAGE, 1, PAGE);
    int offset = number(call, "offset", 0, 0, Integer.MAX_VALUE);
    boolean excludeParams = call.flag("exclude_params", true);
    List<JobResponse> page =
        fitting.stream()
            .skip(offset)
            .limit(limit)
            .map(job -> response(job, excludeParams, call))
            .toList();
    return Reply.json(new JobsResponse(page, fitting.size(), limit, offset));
  }

  Reply delete(Call call) {
    ServerJob job = found(call);
    if (!job.view().state().ended()) {
      return Reply.error(
          400, 1207, "Job %s has not ended.".formatted(job.id()), "Cancel it or wait.");
    }
    jobs.delete(job);
    return Reply.NO_CONTENT;
  }

  Reply cancel(Call call) {
    ServerJob job = found(call);
    return jobs.cancel(job)
        ? Reply.NO_CONTENT
        : Reply.error(409, 1209, "Job %s has ended already.".formatted(job.id()), null);
  }

  Reply results(Call call) throws InterruptedException {
    ServerJob job = found(call);
    job.awaitEnd(limits.patience());
    ServerJob.View view = job.view();
    byte[] result = view.result();
    if (result != null) {
      if (job.forgetPrivateResult()) {
        jobs.changed(job);
      }
      meter.add(Meter.Count.BYTES_SENT, result.length);
      return Reply.raw(result).simulatedIn(view.engineNanos());
    }
    JobFailure failure = view.failure();
    return failure == null ? Reply.NO_CONTENT : Reply.text(failure.reason());
  }

  Reply logs(Call call) {
    ServerJob job = found(call);
    ServerJob.View view = job.view();
    StringBuilder log = new StringBuilder();
    line(log, job.created(), "created");
    line(log, view.running(), "running");
    line(log, view.finished(), view.state().wireName().toLowerCase(Locale.ROOT));
    if (view.failure() != null) {
      log.append(view.failure().reason()).append('\n');
    }
    return Reply.text(log.toString());
  }

  private static void line(StringBuilder log, @Nullable Instant when, String what) {
    if (when != null) {
      log.append(when).append(' ').append(what).append('\n');
    }
  }

  Reply metrics(Call call) {
    ServerJob job = found(call);
    ServerJob.View view = job.view();
    Optional<Lane.Place> place = runner.place(job);
    return Reply.json(
        new JobMetrics(
            null,
            new JobMetrics.Timestamps(
                job.created().toString(), text(view.running()), text(view.finished())),
            billing.usage(view, call),
            view.state().ended() && !call.versionBefore(ApiVersions.EXECUTION_TIME_BESIDE)
                ? view.engineNanos()
                : null,
            null,
            billing.bss(view, call),
            place.map(Lane.Place::position).orElse(null),
            place.map(one -> one.start().toString()).orElse(null)));
  }

  /** Jobs run as they were sent; there is nothing to show even where the protocol asks for it. */
  Reply transpiledCircuits(Call call) {
    if (!call.versionBefore(ApiVersions.NO_TRANSPILED_CIRCUITS)) {
      return Reply.nothingHere();
    }
    var _ = found(call);
    return Reply.NO_CONTENT;
  }

  Reply retag(Call call) {
    ServerJob job = found(call);
    Tags tags = Json.read(call.body("application/json"), Tags.class);
    // A JSON body without the property leaves null, whatever the record's type says.
    List<String> given = tags.tags();
    if (given == null
        || given.size() > Submission.MAX_TAGS
        || given.stream()
            .anyMatch(
                tag -> tag == null || tag.isEmpty() || tag.length() > Submission.MAX_TAG_LENGTH)) {
      return Reply.invalid(
          "tags should be at most %d strings of 1 to %d characters"
              .formatted(Submission.MAX_TAGS, Submission.MAX_TAG_LENGTH));
    }
    job.retag(given);
    jobs.changed(job);
    return Reply.NO_CONTENT;
  }

  Reply tags(Call call) {
    String type = call.query("type");
    if (type != null && !type.equals("job")) {
      return Reply.invalid("type is '%s'; only job is known".formatted(type));
    }
    String search = call.query("search");
    if (search != null && (search.length() < 3 || search.length() > 100)) {
      return Reply.invalid("search should have 3 to 100 characters");
    }
    TreeSet<String> found = new TreeSet<>();
    for (ServerJob job : jobs.newestFirst()) {
      for (String tag : job.view().tags()) {
        if (search == null || tag.contains(search)) {
          found.add(tag);
        }
      }
    }
    return Reply.json(new Tags(List.copyOf(found)));
  }

  private ServerJob found(Call call) {
    ServerJob job = jobs.find(call.id());
    if (job == null) {
      throw new NightshiftException(
          ErrorCode.REMOTE_NOT_FOUND, "Job not found. Job ID: " + call.id());
    }
    return job;
  }

  private JobResponse response(ServerJob job, boolean excludeParams, Call call) {
    ServerJob.View view = job.view();
    JobFailure failure = view.failure();
    boolean tooLong =
        view.state() == ServerJob.State.CANCELLED
            && failure != null
            && failure.reasonCode() == JobFailure.RAN_TOO_LONG;
    RawJson params = view.params();
    return new JobResponse(
        job.id(),
        job.order().backend(),
        new JobResponse.ProgramName(job.order().programId()),
        job.created().toString(),
        job.order().costSeconds().orElse((int) limits.maxRunning().toSeconds()),
        view.tags(),
        new JobResponse.State(
            view.state().wireName(),
            failure == null ? null : failure.reason(),
            failure == null ? null : (Integer) failure.reasonCode(),
            failure == null ? null : failure.solution()),
        tooLong ? "Cancelled - Ran too long" : view.state().wireName(),
        excludeParams ? null : params == null ? RawJson.EMPTY : params,
        job.order().sessionId(),
        "local",
        job.order().isPrivate(),
        job.order().calibrationId(),
        billing.usage(view, call),
        billing.bss(view, call),
        null,
        job.order().runtime());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  static @Nullable Instant time(Call call, String name) {
    String text = call.query(name);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "%s is '%s'; give RFC 3339".formatted(name, text), e);
    }
  }

  /** A number of the query; out of range or unreadable is the default, as on the live service. */
  private static int number(Call call, String name, int otherwise, int least, int most) {
    String text = call.query(name);
    if (text == null || !text.matches("\\d{1,9}")) {
      return otherwise;
    }
    int number = Integer.parseInt(text);
    return number < least || number > most ? otherwise : number;
  }
}
