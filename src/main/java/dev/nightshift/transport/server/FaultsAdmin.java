package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.transport.server.stage.Fault;
import dev.nightshift.transport.server.stage.Faults;
import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.config.YamlMap;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Faults of a running server, read and set from outside: {@code GET} and {@code PUT /faults} on a
 * port of its own that listens on loopback only, whatever address the server itself has.
 *
 * <p>A web page that resolves its own name to this machine is refused by the name it asks for.
 */
final class FaultsAdmin implements AutoCloseable {
  private final Faults faults;
  private final ServerLimits limits;
  private final WebServer web;

  /**
   * Starts.
   *
   * @param port 0 for any free one
   * @throws NightshiftException PORT_IN_USE when the port is taken
   */
  FaultsAdmin(Faults faults, ServerLimits limits, int port) {
    this.faults = faults;
    this.limits = limits;
    HttpRouting.Builder routes = HttpRouting.builder();
    routes.route(
        Method.GET,
        "/faults",
        (request, response) -> Routes.send(response, answered(request, false)));
    routes.route(
        Method.PUT,
        "/faults",
        (request, response) -> Routes.send(response, answered(request, true)));
    routes.any((request, response) ->
        Routes.send(response, Reply.notFound("This port has /faults only.")));
    web = LoopbackWeb.start("the admin port", routes, port);
  }

  int port() {
    return web.port();
  }

  private Reply answered(ServerRequest request, boolean change) {
    if (!LoopbackWeb.isMeant(request)) {
      return Reply.error(
          403,
          1200,
          "This port answers to %s only.".formatted(LoopbackWeb.HOST),
          "Ask by that name.");
    }
    try {
      if (change) {
        byte[] body = new Call(request, limits.maxBodyBytes()).body("application/json");
        // JSON is YAML: the list reads as in a stage file, with the same messages.
        String text = "faults: " + new String(body, StandardCharsets.UTF_8);
        faults.set(Stage.parse("the body", text).faults());
      }
      return Reply.json(faults.faults().stream().map(FaultsAdmin::plain).toList());
    } catch (NightshiftException e) {
      // A list that is wrong is wrong as a stage file would be.
      return e.code().kind() == ErrorCode.Kind.USER ? Reply.invalid(e.getMessage()) : Reply.of(e);
    }
  }

  private static Map<String, Object> plain(Fault fault) {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("kind", YamlMap.word(fault.kind()));
    plain.put("call", fault.call());
    if (fault.at().isEmpty()) {
      plain.put("rate", fault.rate());
    } else {
      plain.put("at", new ArrayList<>(fault.at()));
    }
    plain.put("seconds", fault.seconds());
    return plain;
  }

  @Override
  public void close() {
    web.stop();
  }
}
