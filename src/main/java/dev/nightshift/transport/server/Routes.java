package dev.nightshift.transport.server;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.transport.server.stage.Faults;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Adds endpoints that ask for a token, below a base path.
 *
 * @param power of the server, which a fault may turn off
 */
record Routes(
    HttpRouting.Builder routes,
    String base,
    ServerLimits limits,
    Tokens tokens,
    Faults faults,
    Gate gate,
    FaultyHandler.Power power) {
  /** An endpoint: an answer for a call. */
  interface Endpoint {
    Reply answer(Call call) throws InterruptedException;
  }

  void route(Method method, String path, Endpoint endpoint) {
    Endpoint guarded =
        call -> {
          tokens.check(call.authorization());
          Reply refusal = ApiVersions.refusal(call.apiVersion());
          return refusal == null ? endpoint.answer(call) : refusal;
        };
    routes.route(
        method,
        base + path,
        new FaultyHandler(
            method.text() + " " + path,
            request -> answered(limits, guarded, request),
            faults,
            gate,
            power));
  }

  /** An endpoint for everybody; whatever it throws becomes the protocol's error. */
  static Handler open(ServerLimits limits, Endpoint endpoint) {
    return (request, response) -> deliver(response, answered(limits, endpoint, request));
  }

  /** Sends an answer, then does what is left of it: its receiver need not wait for that. */
  static void deliver(ServerResponse response, Reply reply) {
    try {
      send(response, reply);
    } finally {
      reply.rest().run();
    }
  }

  private static Reply answered(ServerLimits limits, Endpoint endpoint, ServerRequest request) {
    try {
      return endpoint.answer(new Call(request, limits.maxBodyBytes()));
    } catch (NightshiftException e) {
      return Reply.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.error(503, 1999, "The server is shutting down.", null);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Whatever one request runs into, the next one must find the server alive.
      return Reply.error(500, 9999, "Internal server error: " + e, "Report the request.");
    }
  }

  static void send(ServerResponse response, Reply reply) {
    response.status(Status.create(reply.status()));
    if (reply.retryAfterSeconds() > 0) {
      response.header(HeaderNames.RETRY_AFTER, String.valueOf(reply.retryAfterSeconds()));
    }
    if (reply.body().length == 0) {
      response.send();
    } else {
      response.header(HeaderNames.CONTENT_TYPE, reply.contentType());
      if (reply.simulatedNanos() > 0) {
        // The standard header, in milliseconds; a client tells travelling from simulating by it.
        response.header(
            HeaderNames.create("Server-Timing"), "simulate;dur=" + reply.simulatedNanos() / 1e6);
      }
      response.send(reply.body());
    }
  }
}
