package dev.nightshift.transport.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer, read to its end.
 *
 * @param contentType as sent; empty where there was none
 * @param retryAfter how long the service asks to be left alone
 */
record Answer(int status, String contentType, @Nullable Duration retryAfter, byte[] body) {
  boolean json() {
    return contentType.contains("json");
  }
}
