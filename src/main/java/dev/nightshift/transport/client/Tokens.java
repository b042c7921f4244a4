package dev.nightshift.transport.client;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Secret;
import dev.nightshift.wire.rest.TokenResponse;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Exchanges the API key for tokens, and a token for a new one before it expires. */
final class Tokens {
  /** A token is renewed this long before it ends, or when a tenth of its life is left. */
  private static final long MARGIN_S = 300;

  private final Http http;
  private final HttpUrl url;
  private final Secret key;
  private final String keyHelp;
  private final TransportTime time;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Secret token;
  private long renewAtNanos;

  Tokens(Http http, HttpUrl iam, Secret key, String keyHelp, TransportTime time) {
    this.http = http;
    this.url = iam.newBuilder().addPathSegments("identity/token").build();
    this.key = key;
    this.keyHelp = keyHelp;
    this.time = time;
  }

  /** A token that is still good for a while. */
  Secret current() throws CallFailure {
    lock.lock();
    try {
      Secret held = token;
      if (held != null && time.nanos() - renewAtNanos < 0) {
        return held;
      }
      return renew();
    } finally {
      lock.unlock();
    }
  }

  /** The token held, good or not; for taking it out of texts. */
  @Nullable Secret held() {
    lock.lock();
    try {
      return token;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a token that was refused, unless another thread has a new one already. */
  void refused(Secret stale) {
    lock.lock();
    try {
      Secret held = token;
      if (held != null && held.equals(stale)) {
        token = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private Secret renew() throws CallFailure {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .post(
                new FormBody.Builder()
                    .add("grant_type", "urn:ibm:params:oauth:grant-type:apikey")
                    .add("apikey", key.reveal())
                    .build());
    Answer answer;
    try {
      answer = http.exchange(request, false);
    } catch (CallFailure failed) {
      // Only a token was asked for, so the call it is for has had no effect.
      throw failed.fate() == CallFailure.Fate.UNCERTAIN
          ? refusal(ErrorCode.REMOTE_UNAVAILABLE, 0, failed.reason(), failed.retryAfter(), failed)
          : failed;
    }
    if (answer.status() == 429 || answer.status() >= 500) {
      throw refusal(
          answer.status() == 429 ? ErrorCode.RATE_LIMITED : ErrorCode.REMOTE_UNAVAILABLE,
          answer.status(),
          "the token service answered " + answer.status(),
          answer.retryAfter(),
          null);
    }
    if (answer.status() != 200) {
      throw new CallFailure(
          CallFailure.Fate.FINAL,
          ErrorCode.UNAUTHORIZED,
          answer.status(),
          "the token service refused the key (%d); %s".formatted(answer.status(), keyHelp),
          null,
          null);
    }
    TokenResponse response;
    try {
      response = Json.read(answer.body(), TokenResponse.class);
    } catch (NightshiftException malformed) {
      // The cause may quote the body, which may hold a token, so it is left behind.
      throw refusal(
          ErrorCode.REMOTE_UNAVAILABLE, 0, "the token service's answer is no token", null, null);
    }
    String text = response.accessToken();
    if (text == null || text.isEmpty()) {
      throw refusal(
          ErrorCode.REMOTE_UNAVAILABLE, 0, "the token service's answer is no token", null, null);
    }
    Secret fresh = new Secret(text);
    long life = Math.max(0, response.expiresIn());
    token = fresh;
    renewAtNanos =
        time.nanos() + Duration.ofSeconds(life - Math.min(MARGIN_S, life / 10)).toNanos();
    return fresh;
  }

  private static CallFailure refusal(
      ErrorCode code,
      int status,
      String reason,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    return new CallFailure(CallFailure.Fate.REFUSED, code, status, reason, retryAfter, cause);
  }
}
