package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and whom it answers. Its text never shows the token.
 *
 * @param host name or address to listen on, such as 127.0.0.1
 * @param port 0 to 65,535; 0 picks a free one
 * @param token the API key that clients must know; null: everybody is answered
 * @param limits how much it takes on
 * @param stage the rules of its devices
 * @param clock the time of its devices, whose alarms end with the server; null: this machine's
 * @param tls how it proves who it is; null: plain HTTP
 * @param state the file that its jobs, sessions and charges outlive it in; null: none
 * @param adminPort where its faults can be changed, on loopback; 0 picks a free one; null: nowhere
 */
public record ServerOptions(
    String host,
    int port,
    @Nullable String token,
    ServerLimits limits,
    Stage stage,
    @Nullable ServiceClock clock,
    @Nullable SSLContext tls,
    @Nullable Path state,
    @Nullable Integer adminPort) {
  public ServerOptions {
    if (port < 0 || port > 65_535) {
      throw new NightshiftException(
          ErrorCode.CONFIG_VALUE, "port %d is outside [0, 65535]".formatted(port));
    }
    if (token != null && token.isBlank()) {
      throw new NightshiftException(
          ErrorCode.CONFIG_VALUE, "the server's token is blank; give one or leave it out");
    }
  }

  /** A server without a stage. */
  public ServerOptions(String host, int port, @Nullable String token, ServerLimits limits) {
    this(host, port, token, limits, Stage.EMPTY, null, null, null, null);
  }

  /** On this machine only, on a free port, for everybody, with the default limits. */
  public static ServerOptions loopback() {
    return new ServerOptions("127.0.0.1", 0, null, ServerLimits.DEFAULT);
  }

  /** The same server with other limits. */
  public ServerOptions withLimits(ServerLimits other) {
    return new ServerOptions(host, port, token, other, stage, clock, tls, state, adminPort);
  }

  /** The same server with rules and a time for its devices. */
  public ServerOptions withStage(Stage rules, ServiceClock time) {
    return new ServerOptions(host, port, token, limits, rules, time, tls, state, adminPort);
  }

  /** The same server over TLS. */
  public ServerOptions withTls(SSLContext context) {
    return new ServerOptions(host, port, token, limits, stage, clock, context, state, adminPort);
  }

  /** The same server with a memory. */
  public ServerOptions withState(Path file) {
    return new ServerOptions(host, port, token, limits, stage, clock, tls, file, adminPort);
  }

  /** The same server with a port on loopback where its faults can be changed. */
  public ServerOptions withAdminPort(int free) {
    return new ServerOptions(host, port, token, limits, stage, clock, tls, state, free);
  }

  @Override
  public String toString() {
    return "ServerOptions[%s:%d, %s]"
        .formatted(host, port, token == null ? "open" : "with a token");
  }
}
