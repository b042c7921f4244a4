package dev.nightshift.soak;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.ErrorContainer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Sends requests, and looks whether each answer is one that the protocol or a fault may give. */
final class Answers implements AutoCloseable {
  private static final String GATEWAY = "<html><head><title>502 Bad Gateway</title>";
  private static final int SHOWN = 20;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;

  /** How often each kind of answer came. */
  final Map<String, LongAdder> kinds = new ConcurrentSkipListMap<>();

  /** Answers that are none; the first few. */
  final ConcurrentLinkedQueue<String> malformed = new ConcurrentLinkedQueue<>();

  final LongAdder requests = new LongAdder();
  final LongAdder faults = new LongAdder();

  /** Durations by powers of a quarter of two, in microseconds. */
  private final Map<Integer, LongAdder> latencies = new ConcurrentHashMap<>();

  Answers(URI server) {
    this.server = server;
  }

  /** An answer that is no fault of the stage's; a 409 and a 404 can be meant. */
  record Answer(int status, byte[] body) {
    <T> T as(Class<T> type) {
      return Json.read(body, type);
    }
  }

  /**
   * One request.
   *
   * @return empty where a fault befell it, so that the caller may send it again
   */
  Optional<Answer> once(String method, String path, @Nullable String json) {
    requests.increment();
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/v1" + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
            .build();
    long start = System.nanoTime();
    HttpResponse<byte[]> response;
    try {
      response = http.send(request, BodyHandlers.ofByteArray());
    } catch (HttpTimeoutException e) {
      bad(method + " " + path + ": no answer in 60 s");
      return Optional.empty();
    } catch (IOException e) {
      fault("connection cut");
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    long micros = Math.max(1, (System.nanoTime() - start) / 1000);
    latencies
        .computeIfAbsent((int) (4 * Math.log(micros) / Math.log(2)), _ -> new LongAdder())
        .increment();
    return judged(method + " " + path, response.statusCode(), response.body());
  }

  /** Sends a request until it meets no fault. */
  Answer sure(String method, String path, @Nullable String json) {
    while (true) {
      Optional<Answer> answer = once(method, path, json);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
  }

  private Optional<Answer> judged(String call, int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (status < 300) {
      if (body.length > 0 && call.indexOf("/logs") < 0 && !isJson(body)) {
        bad("%s: %d %s".formatted(call, status, text));
      }
      count(String.valueOf(status));
      return Optional.of(new Answer(status, body));
    }
    if (status == 502 && text.startsWith(GATEWAY)) {
      fault("502 of the gateway");
      return Optional.empty();
    }
    ErrorContainer.@Nullable Item error = error(body);
    if (error == null) {
      bad("%s: %d %s".formatted(call, status, text));
      return Optional.empty();
    }
    String kind = status + " " + error.code();
    switch (kind) {
      case "500 9999" -> {
        // A fault of the stage says no more; a bug of ours says what was thrown.
        if (!error.message().equals("Internal server error")) {
          bad(call + ": " + text);
        }
        fault(kind);
        return Optional.empty();
      }
      case "429 1202", "401 1201", "409 4317" -> {
        fault(kind);
        return Optional.empty();
      }
      default -> {
        count(kind);
        return Optional.of(new Answer(status, body));
      }
    }
  }

  private static boolean isJson(byte[] body) {
    try {
      var _ = Json.tree(body, "an answer");
      return true;
    } catch (NightshiftException e) {
      return false;
    }
  }

  private static ErrorContainer.@Nullable Item error(byte[] body) {
    try {
      ErrorContainer container = Json.read(body, ErrorContainer.class);
      boolean whole =
          container.errors() != null
              && container.errors().size() == 1
              && container.errors().getFirst().code() != null
              && container.errors().getFirst().message() != null
              && container.trace() != null;
      return whole ? container.errors().getFirst() : null;
    } catch (NightshiftException e) {
      return null;
    }
  }

  void bad(String what) {
    count("not well-formed");
    if (malformed.size() < SHOWN) {
      malformed.add(what.length() > 300 ? what.substring(0, 300) : what);
    }
  }

  private void fault(String kind) {
    faults.increment();
    count("fault: " + kind);
  }

  private void count(String kind) {
    kinds.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  /** Milliseconds within which a share of the answers came, to a fifth. */
  double quantile(double share) {
    long all = latencies.values().stream().mapToLong(LongAdder::sum).sum();
    long seen = 0;
    for (int slot : latencies.keySet().stream().sorted().toList()) {
      LongAdder count = latencies.get(slot);
      seen += count == null ? 0 : count.sum();
      if (seen >= share * all) {
        return Math.pow(2, (slot + 1) / 4.0) / 1000;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    http.close();
  }
}
