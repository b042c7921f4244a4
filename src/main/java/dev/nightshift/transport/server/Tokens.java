package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.TokenResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Gives access tokens for the API key and checks them: JWTs of an hour, signed with a key that
 * lives as long as the process. Without an API key everybody is let in.
 *
 * <p>Keys and signatures are compared in constant time.
 */
final class Tokens {
  private static final long LIFE_SECONDS = 3600;
  private static final String HEADER = encoded(Json.write(Map.of("alg", "HS256", "typ", "JWT")));

  private final @Nullable String apiKey;
  private final Clock clock;
  private final SecretKeySpec signingKey;

  Tokens(@Nullable String apiKey, Clock clock) {
    this.apiKey = apiKey;
    this.clock = clock;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    signingKey = new SecretKeySpec(random, "HmacSHA256");
  }

  /**
   * An access token for an API key.
   *
   * @throws NightshiftException UNAUTHORIZED for another key than ours
   */
  TokenResponse issue(@Nullable String key) {
    if (key == null || (apiKey != null && !same(key, apiKey))) {
      throw refused();
    }
    long now = clock.instant().getEpochSecond();
    String payload =
        encoded(
            Json.write(
                Map.of(
                    "iat", now, "exp", now + LIFE_SECONDS, "sub", "local", "iss", "nightshift")));
    String signed = HEADER + "." + payload;
    return new TokenResponse(
        signed + "." + signature(signed),
        "not_supported",
        "Bearer",
        LIFE_SECONDS,
        now + LIFE_SECONDS,
        "ibm openid");
  }

  /**
   * Lets a request in, or not.
   *
   * @param authorization {@code Bearer} with an access token or the key itself, or {@code apikey}
   *     with the key
   * @throws NightshiftException UNAUTHORIZED
   */
  void check(@Nullable String authorization) {
    if (apiKey == null) {
      return;
    }
    int blank = authorization == null ? -1 : authorization.indexOf(' ');
    if (authorization == null || blank < 0) {
      throw refused();
    }
    String scheme = authorization.substring(0, blank);
    String value = authorization.substring(blank + 1).strip();
    boolean bearer = scheme.equalsIgnoreCase("Bearer");
    boolean known =
        (bearer || scheme.equalsIgnoreCase("apikey")) && same(value, apiKey)
            || bearer && isOurs(value);
    if (!known) {
      throw refused();
    }
  }

  private boolean isOurs(String token) {
    int dot = token.lastIndexOf('.');
    if (dot < 0 || !same(token.substring(dot + 1), signature(token.substring(0, dot)))) {
      return false;
    }
    // The signature is ours, so the payload is what we wrote.
    String payload = token.substring(token.indexOf('.') + 1, dot);
    Map<?, ?> claims = Json.read(Base64.getUrlDecoder().decode(payload), Map.class);
    return claims.get("exp") instanceof Number end
        && end.longValue() > clock.instant().getEpochSecond();
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(signingKey);
      return encoded(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static NightshiftException refused() {
    return new NightshiftException(ErrorCode.UNAUTHORIZED, "Invalid credentials.");
  }
}
