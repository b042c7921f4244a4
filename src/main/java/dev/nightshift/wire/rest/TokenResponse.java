package dev.nightshift.wire.rest;

/**
 * Answer of {@code POST /identity/token}. Its text never shows the token.
 *
 * @param accessToken a JWT, sent as {@code Authorization: Bearer}
 * @param expiresIn seconds from now
 * @param expiration epoch seconds
 */
public record TokenResponse(
    String accessToken,
    String refreshToken,
    String tokenType,
    long expiresIn,
    long expiration,
    String scope) {
  @Override
  public String toString() {
    return "TokenResponse[expiration=%d]".formatted(expiration);
  }
}
