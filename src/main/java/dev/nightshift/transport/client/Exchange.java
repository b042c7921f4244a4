package dev.nightshift.transport.client;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Secret;
import dev.nightshift.wire.rest.ErrorContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.zip.GZIPOutputStream;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * One question to a service and its answer: address, headers, token, and what a bad answer means.
 * Thread-safe.
 */
final class Exchange implements AutoCloseable {
  /** Bodies below this are not worth compressing. */
  private static final int GZIP_FROM = 32 * 1024;

  private static final int MAX_REASON = 500;

  private final Provider.Rest provider;
  private final HttpUrl base;
  private final Http http;
  private final @Nullable Tokens tokens;

  /**
   * @param provider with a URL
   * @throws NightshiftException CREDENTIALS_MISSING when IBM Quantum has no key or instance
   */
  Exchange(Provider.Rest provider, Meter meter, TransportTime time) {
    URI url = provider.url();
    HttpUrl parsed = url == null ? null : HttpUrl.get(url);
    if (url == null || parsed == null) {
      throw new NightshiftException(
          ErrorCode.PROVIDER_CONFIG,
          "provider %s has no url yet; start a server for it or give one"
              .formatted(provider.name()));
    }
    this.provider = provider.requireCredentials();
    this.base = parsed;
    this.http = new Http(provider.limits(), Http.isLoopback(parsed.host()), meter, time);
    Secret key = provider.key();
    this.tokens =
        key == null ? null : new Tokens(http, iam(provider, parsed), key, provider.keyHelp(), time);
  }

  private static HttpUrl iam(Provider.Rest provider, HttpUrl base) {
    URI configured = provider.iamUrl();
    HttpUrl parsed = configured == null ? null : HttpUrl.get(configured);
    return parsed == null ? base.newBuilder().encodedPath("/").build() : parsed;
  }

  Provider.Rest provider() {
    return provider;
  }

  /** Time this thread has spent in exchanges, nanoseconds. */
  long travelledNanos() {
    return http.travelledNanos();
  }

  /** Time the service says it simulated for this thread since this was last asked, nanoseconds. */
  long takeSimulatedNanos() {
    return http.takeSimulatedNanos();
  }

  /** A request that can be made again. */
  interface Prepared {
    Request.Builder build();
  }

  /** One attempt with a token, and a second one with a new token when the first is refused. */
  Answer once(Prepared prepared, boolean patient) throws CallFailure {
    if (tokens == null) {
      return checked(http.exchange(prepared.build(), patient));
    }
    Secret token = tokens.current();
    Answer answer = http.exchange(authorized(prepared, token), patient);
    if (answer.status() == 401) {
      tokens.refused(token);
      answer = http.exchange(authorized(prepared, tokens.current()), patient);
    }
    return checked(answer);
  }

  private static Request.Builder authorized(Prepared prepared, Secret token) {
    return prepared.build().header("Authorization", "Bearer " + token.reveal());
  }

  private Answer checked(Answer answer) throws CallFailure {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return answer;
    }
    String reason = reason(answer);
    throw switch (status) {
      case 401 ->
          failure(
              CallFailure.Fate.FINAL,
              ErrorCode.UNAUTHORIZED,
              answer,
              reason + "; " + provider.keyHelp());
      case 403 -> failure(CallFailure.Fate.FINAL, ErrorCode.FORBIDDEN, answer, reason);
      case 404 -> failure(CallFailure.Fate.FINAL, ErrorCode.REMOTE_NOT_FOUND, answer, reason);
      case 413 -> failure(CallFailure.Fate.FINAL, ErrorCode.JOB_TOO_LARGE, answer, reason);
      case 429 -> failure(CallFailure.Fate.REFUSED, ErrorCode.RATE_LIMITED, answer, reason);
      case 408, 500, 502, 503, 504, 520, 521, 522, 524 ->
          failure(CallFailure.Fate.UNCERTAIN, ErrorCode.REMOTE_UNAVAILABLE, answer, reason);
      default -> failure(CallFailure.Fate.FINAL, ErrorCode.REMOTE_REJECTED, answer, reason);
    };
  }

  private static CallFailure failure(
      CallFailure.Fate fate, ErrorCode code, Answer answer, String reason) {
    return new CallFailure(fate, code, answer.status(), reason, answer.retryAfter(), null);
  }

  /** The service's own words where it says something in its error form, else what came instead. */
  private String reason(Answer answer) {
    if (answer.json()) {
      try {
        ErrorContainer container = Json.read(answer.body(), ErrorContainer.class);
        if (container.errors() != null && !container.errors().isEmpty()) {
          ErrorContainer.Item item = container.errors().getFirst();
          return "%d%s%s%s"
              .formatted(
                  answer.status(),
                  item.code() == null ? "" : " code " + clean(String.valueOf(item.code())),
                  item.message() == null ? "" : " '" + clean(item.message()) + "'",
                  item.solution() == null ? "" : " (" + clean(item.solution()) + ")");
        }
      } catch (NightshiftException notTheErrorForm) {
        // What came instead is told below; the parser's message would quote it.
        return anonymous(answer);
      }
    }
    return anonymous(answer);
  }

  private static String anonymous(Answer answer) {
    return "%d with %s of %d bytes"
        .formatted(
            answer.status(),
            answer.contentType().isEmpty() ? "a body" : answer.contentType(),
            answer.body().length);
  }

  /** One line of bounded length in which no secret stands. */
  String clean(String text) {
    String clean = text;
    Secret key = provider.key();
    if (key != null) {
      clean = clean.replace(key.reveal(), "***");
    }
    Secret token = tokens == null ? null : tokens.held();
    if (token != null) {
      clean = clean.replace(token.reveal(), "***");
    }
    clean = clean.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return clean.length() <= MAX_REASON ? clean : clean.substring(0, MAX_REASON) + "...";
  }

  /** What an answer's JSON says. */
  static <T> T decode(Answer answer, Class<T> type) throws CallFailure {
    T value;
    try {
      value = Json.read(answer.body(), type);
    } catch (NightshiftException malformed) {
      throw notExpected(answer, malformed);
    }
    if (value == null) {
      throw notExpected(answer, null);
    }
    return value;
  }

  /** The failure of an answer that is not what was asked for. */
  static CallFailure notExpected(Answer answer, @Nullable Throwable cause) {
    return new CallFailure(
        CallFailure.Fate.UNCERTAIN,
        ErrorCode.RESULT_MALFORMED,
        answer.status(),
        "the answer is not the JSON expected: " + anonymous(answer),
        answer.retryAfter(),
        cause);
  }

  /** A path below the service's base. */
  HttpUrl.Builder url(String... segments) {
    HttpUrl.Builder url = base.newBuilder();
    for (String segment : segments) {
      url.addPathSegment(segment);
    }
    return url;
  }

  Prepared get(String... segments) {
    HttpUrl url = url(segments).build();
    return () -> request(url);
  }

  Prepared post(byte[] body, String... segments) {
    HttpUrl url = url(segments).build();
    boolean gzip =
        provider.limits().gzipRequests()
            && body.length >= GZIP_FROM
            && !Http.isLoopback(base.host());
    byte[] sent = gzip ? gzip(body) : body;
    return () -> {
      Request.Builder request = request(url).post(Http.once(sent));
      return gzip ? request.header("Content-Encoding", "gzip") : request;
    };
  }

  /** A request with the headers that all have. */
  Request.Builder request(HttpUrl url) {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .header("IBM-API-Version", provider.apiVersion())
            .header("User-Agent", "nightshift");
    String instance = provider.instance();
    return instance == null ? request : request.header("Service-CRN", instance);
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    http.close();
  }
}
