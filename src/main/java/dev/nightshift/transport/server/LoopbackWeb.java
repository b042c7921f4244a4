package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A port for people and tools on this machine alone.
 *
 * <p>It listens on loopback, and a web page that resolves its own name to this machine is refused
 * by the name it asks for.
 */
public final class LoopbackWeb {
  /** The only address. */
  public static final String HOST = "127.0.0.1";

  private static final Set<String> NAMES = Set.of(HOST, "localhost");

  private LoopbackWeb() {}

  /**
   * Starts.
   *
   * @param what is served, for the error
   * @param port 0 for any free one
   * @throws NightshiftException PORT_IN_USE when the port is taken
   */
  public static WebServer start(String what, HttpRouting.Builder routes, int port) {
    WebServer web;
    try {
      web =
          WebServer.builder()
              .host(HOST)
              .port(port)
              .routing(routes)
              .shutdownHook(false)
              .featuresDiscoverServices(false)
              .shutdownGracePeriod(Duration.ofMillis(200))
              .build()
              .start();
    } catch (RuntimeException e) {
      throw taken(what, port, e);
    }
    if (!web.isRunning()) {
      throw taken(what, port, null);
    }
    return web;
  }

  private static NightshiftException taken(
      String what, int port, @Nullable RuntimeException cause) {
    return new NightshiftException(
        ErrorCode.PORT_IN_USE,
        "%s %d of %s cannot be opened; choose another one, or 0 for any free one"
            .formatted(what, port, HOST),
        cause);
  }

  /** Whether a request was made to this machine by its own name. */
  public static boolean isMeant(ServerRequest request) {
    String host = request.headers().first(HeaderNames.HOST).orElse("").replaceAll(":\\d+$", "");
    return NAMES.contains(host);
  }
}
