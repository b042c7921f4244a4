package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request as the endpoints see it. */
final class Call {
  private static final HeaderName API_VERSION = HeaderNames.create("IBM-API-Version");

  /** Bodies up to this length are read at one go into an array of their own length. */
  private static final int READ_AT_ONCE = 1 << 20;

  private final ServerRequest request;
  private final int maxBodyBytes;

  Call(ServerRequest request, int maxBodyBytes) {
    this.request = request;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** The id in the path. */
  String id() {
    return request.path().pathParameters().get("id");
  }

  @Nullable String query(String name) {
    return request.query().contains(name) ? request.query().get(name) : null;
  }

  List<String> queries(String name) {
    return request.query().all(name, List::of);
  }

  /** Whether a query parameter says true; {@code otherwise} where it is absent. */
  boolean flag(String name, boolean otherwise) {
    String value = query(name);
    return value == null ? otherwise : value.toLowerCase(Locale.ROOT).equals("true");
  }

  @Nullable String authorization() {
    return request.headers().value(HeaderNames.AUTHORIZATION).orElse(null);
  }

  /** The version of the protocol that the client asks for; null for the newest. */
  @Nullable String apiVersion() {
    return request.headers().value(API_VERSION).orElse(null);
  }

  /** Whether the client speaks a version of the protocol before a date. */
  boolean versionBefore(String date) {
    String asked = apiVersion();
    return asked != null && asked.compareTo(date) < 0;
  }

  /**
   * The body of a kind, inflated where it came compressed; the limit counts what is inflated.
   *
   * @throws NightshiftException JOB_TOO_LARGE beyond the limit, MESSAGE_MALFORMED for another kind
   */
  byte[] body(String contentType) {
    String found =
        request.headers().contentType().map(type -> type.mediaType().text()).orElse(contentType);
    if (!found.equals(contentType)) {
      throw new NightshiftException(
          ErrorCode.MESSAGE_MALFORMED,
          "the content type is %s; send %s".formatted(found, contentType));
    }
    if (request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      return inflated();
    }
    OptionalLong length = request.headers().contentLength();
    if (length.isPresent() && length.getAsLong() > maxBodyBytes) {
      throw tooLong();
    }
    try (InputStream in = request.content().inputStream()) {
      if (length.isPresent() && length.getAsLong() <= READ_AT_ONCE) {
        byte[] body = new byte[(int) length.getAsLong()];
        int read = in.readNBytes(body, 0, body.length);
        return read == body.length ? body : Arrays.copyOf(body, read);
      }
      byte[] body = in.readNBytes(maxBodyBytes + 1);
      if (body.length > maxBodyBytes) {
        throw tooLong();
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] inflated() {
    try (InputStream in = request.content().inputStream()) {
      byte[] body = in.readNBytes(maxBodyBytes + 1);
      if (body.length > maxBodyBytes) {
        throw tooLong();
      }
      return body;
    } catch (IOException | UncheckedIOException e) {
      throw new NightshiftException(
          ErrorCode.MESSAGE_MALFORMED, "the body is no whole gzip stream: " + e.getMessage(), e);
    }
  }

  private NightshiftException tooLong() {
    return new NightshiftException(
        ErrorCode.JOB_TOO_LARGE, "the body is longer than %d bytes".formatted(maxBodyBytes));
  }
}
