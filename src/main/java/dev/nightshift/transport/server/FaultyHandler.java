package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.Fault;
import dev.nightshift.transport.server.stage.Faults;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * An endpoint that fails as the stage says, in the ways a network and a service do.
 *
 * @param call the endpoint's name in faults, as {@code POST /jobs}
 * @param answering the endpoint itself
 * @param gate told of faults that befall a submission
 * @param power of the server, which a fault may turn off
 */
record FaultyHandler(String call, Answering answering, Faults faults, Gate gate, Power power)
    implements Handler {
  private static final int PIECES = 8;

  /*
   * Whoever is cut off comes back at once, and a connection that arrives in the very moment in which
   * Helidon stops may be taken and never looked at. So nobody is cut off before nobody is let in.
   */
  /** Whether the server is up. */
  interface Power {
    /** Whether it is going down: nobody is answered any more. */
    boolean isOff();

    /** Takes it down as a fault says. */
    void off(Fault fault);

    /** Waits until it takes no more connections. */
    void awaitDown() throws InterruptedException;
  }

  /** Makes an answer without sending it. */
  interface Answering {
    Reply answer(ServerRequest request);
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    if (power.isOff()) {
      throw down();
    }
    Optional<Fault> befallen = faults.ofRequest(call);
    if (befallen.isEmpty()) {
      Routes.deliver(response, answering.answer(request));
      return;
    }
    Fault fault = befallen.get();
    switch (fault.kind()) {
      case RESET -> throw new CloseConnectionException("a fault of the stage: reset");
      case LOST_REPLY -> {
        var _ = complete(request);
        throw new CloseConnectionException("a fault of the stage: lost reply");
      }
      case TOO_MANY_REQUESTS ->
          Routes.send(
              response,
              Reply.error(429, 1202, "Too many requests.", "Wait and send it again.")
                  .retryAfter((long) Math.ceil(fault.seconds())));
      case SERVER_ERROR ->
          Routes.send(response, Reply.error(500, 9999, "Internal server error", null));
      case BAD_GATEWAY ->
          Routes.send(
              response,
              Reply.html(
                  502, "<html><head><title>502 Bad Gateway</title></head><body></body></html>"));
      case EXPIRED_TOKEN ->
          Routes.send(
              response,
              Reply.error(
                  401, 1201, "Invalid credentials.", "Check the API key, or ask for a new token."));
      case CONFLICT ->
          Routes.send(
              response,
              Reply.error(409, 4317, "The instance has reached its usage limit.", "Wait."));
      case DUPLICATE_DELIVERY -> {
        gate.befall(fault);
        try {
          Routes.send(response, complete(request));
        } finally {
          gate.befall(null);
        }
      }
      case SLOW_BODY -> slowly(response, complete(request), fault.seconds());
      case TRUNCATED_BODY -> truncated(response, complete(request));
      case RESTART_WITH_STATE, RESTART_WITHOUT_STATE -> {
        var _ = complete(request);
        power.off(fault);
        throw down();
      }
      case RAN_TOO_LONG, SESSION_CLOSED ->
          throw new IllegalStateException("%s befalls a job".formatted(fault.kind()));
    }
  }

  /** An answer of which nothing is left to do: it is late, or does not arrive. */
  private Reply complete(ServerRequest request) {
    Reply reply = answering.answer(request);
    reply.rest().run();
    return reply;
  }

  private CloseConnectionException down() {
    try {
      power.awaitDown();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return new CloseConnectionException("a fault of the stage: restart");
  }

  private static void slowly(ServerResponse response, Reply reply, double seconds) {
    begin(response, reply);
    byte[] body = reply.body();
    try (OutputStream out = response.outputStream()) {
      for (int piece = 0; piece < PIECES; piece++) {
        int from = (int) ((long) body.length * piece / PIECES);
        int to = (int) ((long) body.length * (piece + 1) / PIECES);
        out.write(body, from, to - from);
        out.flush();
        Thread.sleep((long) (seconds * 1000 / PIECES));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("interrupted in a slow answer", e);
    }
  }

  private static void truncated(ServerResponse response, Reply reply) {
    begin(response, reply);
    try {
      OutputStream out = response.outputStream();
      out.write(reply.body(), 0, reply.body().length / 2);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new CloseConnectionException("a fault of the stage: truncated body");
  }

  private static void begin(ServerResponse response, Reply reply) {
    response.status(Status.create(reply.status()));
    response.header(HeaderNames.CONTENT_TYPE, reply.contentType());
    response.contentLength(reply.body().length);
  }
}
