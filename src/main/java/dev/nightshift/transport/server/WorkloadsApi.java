package dev.nightshift.transport.server;

import dev.nightshift.wire.job.JobFailure;
import dev.nightshift.wire.rest.WorkloadsResponse;
import dev.nightshift.wire.rest.WorkloadsResponse.Link;
import dev.nightshift.wire.rest.WorkloadsResponse.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code GET /workloads}: all work as cursor pages. */
final class WorkloadsApi {
  private static final int MAX_PAGE = 50;
  private static final int PAGE = 10;
  private static final List<String> STATUSES =
      List.of("completed", "canceled", "failed", "pending", "in_progress");

  private final JobStore jobs;
  private final Billing billing;

  WorkloadsApi(JobStore jobs, Billing billing) {
    this.jobs = jobs;
    this.billing = billing;
  }

  Reply list(Call call) {
    String sort = call.query("sort");
    if (sort != null && !sort.equals("createdAt") && !sort.equals("-createdAt")) {
      return Reply.invalid("sort is '%s'; use createdAt or -createdAt".formatted(sort));
    }
    String limitText = call.query("limit");
    int limit = PAGE;
    if (limitText != null) {
      if (!limitText.matches("[1-9][0-9]?") || Integer.parseInt(limitText) > MAX_PAGE) {
        return Reply.invalid("limit is '%s'; give 1 to %d".formatted(limitText, MAX_PAGE));
      }
      limit = Integer.parseInt(limitText);
    }
    List<String> statuses = words(call, "status");
    if (!STATUSES.containsAll(statuses)) {
      return Reply.invalid("status is '%s'; use some of %s".formatted(statuses, STATUSES));
    }
    Instant after = JobsApi.time(call, "created_after");
    Instant before = JobsApi.time(call, "created_before");
    List<ServerJob> fitting = new ArrayList<>();
    for (ServerJob job : jobs.newestFirst()) {
      if (fits(job, call, statuses)
          && (after == null || !job.created().isBefore(after))
          && (before == null || !job.created().isAfter(before))) {
        fitting.add(job);
      }
    }
    if ("createdAt".equals(sort)) {
      fitting.sort(Comparator.comparingLong(ServerJob::number));
    }
    return Reply.json(page(call, fitting, limit));
  }

  private static boolean fits(ServerJob job, Call call, List<String> statuses) {
    String backend = call.query("backend");
    String search = call.query("search");
    List<String> modes = words(call, "mode");
    ServerJob.View view = job.view();
    return (backend == null || backend.equals(job.order().backend()))
        && (search == null
            || job.id().contains(search)
            || view.tags().stream().anyMatch(tag -> tag.contains(search)))
        && (modes.isEmpty() || modes.contains("job"))
        && (statuses.isEmpty() || statuses.contains(status(view.state())))
        && view.tags().containsAll(call.queries("tags"));
  }

  /** Words of a parameter that may be repeated, or given in one text with commas. */
  private static List<String> words(Call call, String name) {
    List<String> words = new ArrayList<>();
    for (String text : call.queries(name)) {
      for (String word : text.split(",")) {
        if (!word.isBlank()) {
          words.add(word.strip());
        }
      }
    }
    return words;
  }

  /** A page; a cursor is the number of the job that it begins behind, or ends before. */
  private WorkloadsResponse page(Call call, List<ServerJob> all, int limit) {
    int from = 0;
    Long behind = cursor(call.query("next"));
    Long ahead = cursor(call.query("previous"));
    if (behind != null) {
      from = indexOf(all, behind) + 1;
    } else if (ahead != null) {
      from = Math.max(0, indexOf(all, ahead) - limit);
    }
    int to = Math.min(all.size(), from + limit);
    List<ServerJob> shown = all.subList(Math.min(from, to), to);
    return new WorkloadsResponse(
        shown.stream().map(job -> workload(job, call)).toList(),
        all.size(),
        limit,
        from == 0 || shown.isEmpty() ? null : link("previous", shown.getFirst(), limit),
        to >= all.size() || shown.isEmpty() ? null : link("next", shown.getLast(), limit));
  }

  private static int indexOf(List<ServerJob> all, long number) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).number() == number) {
        return i;
      }
    }
    return -1;
  }

  private static Link link(String direction, ServerJob job, int limit) {
    String cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(Long.toString(job.number()).getBytes(StandardCharsets.US_ASCII));
    return new Link("/workloads?limit=%d&%s=%s".formatted(limit, direction, cursor));
  }

  private static @Nullable Long cursor(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Long.parseLong(
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException notOurs) {
      throw new dev.nightshift.base.error.NightshiftException(
          dev.nightshift.base.error.ErrorCode.OPTION_VALUE,
          "the cursor '%s' is none of this server's; take it from an href".formatted(text),
          notOurs);
    }
  }

  private static String status(ServerJob.State state) {
    return switch (state) {
      case QUEUED -> "pending";
      case RUNNING -> "in_progress";
      case COMPLETED -> "completed";
      case FAILED -> "failed";
      case CANCELLED -> "canceled";
    };
  }

  private Workload workload(ServerJob job, Call call) {
    ServerJob.View view = job.view();
    JobFailure failure = view.failure();
    return new Workload(
        job.id(),
        job.created().toString(),
        view.finished() == null ? null : view.finished().toString(),
        job.order().backend(),
        null,
        "local",
        !view.state().ended(),
        "job",
        status(view.state()).toLowerCase(Locale.ROOT),
        failure == null ? null : failure.reason(),
        view.tags(),
        billing.usage(view, call),
        billing.seconds(view),
        null);
  }
}
