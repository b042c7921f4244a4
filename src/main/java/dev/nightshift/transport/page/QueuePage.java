package dev.nightshift.transport.page;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.queue.QueueFacts;
import dev.nightshift.queue.journal.Jobs;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.journal.Runs;
import dev.nightshift.queue.journal.Sessions;
import dev.nightshift.queue.ledger.Ledger;
import dev.nightshift.transport.server.LoopbackWeb;
import dev.nightshift.wire.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Serves the page, on loopback only.
 *
 * <p>{@code GET /} is the page, {@code GET /runs.json} all runs with the accounts, {@code GET
 * /runs/ID.json} one run. Nothing can be changed here. A web page that resolves its own name to
 * this machine is refused by the name it asks for.
 */
public final class QueuePage implements AutoCloseable {
  private static final int RUNS = 200;
  private static final int JOBS = 200;
  private static final int SESSIONS = 50;
  private static final int LINES = 200;

  private final Runs runs;
  private final Jobs jobs;
  private final Sessions sessions;
  private final Ledger ledger;
  private final byte[] page;
  private final WebServer web;

  /**
   * Starts.
   *
   * @param port 0 for any free one
   * @throws NightshiftException PORT_IN_USE when the port is taken
   */
  public QueuePage(Runs runs, Jobs jobs, Sessions sessions, Ledger ledger, int port) {
    this.runs = runs;
    this.jobs = jobs;
    this.sessions = sessions;
    this.ledger = ledger;
    this.page = resource("queue.html");
    HttpRouting.Builder routes = HttpRouting.builder();
    routes.route(
        Method.GET,
        "/",
        (request, response) -> answer(request, response, "text/html; charset=utf-8", _ -> page));
    routes.route(
        Method.GET,
        "/runs.json",
        (request, response) ->
            answer(request, response, "application/json", _ -> Json.write(all())));
    routes.route(
        Method.GET,
        "/runs/{file}",
        (request, response) ->
            answer(request, response, "application/json", asked -> Json.write(one(asked))));
    web = LoopbackWeb.start("port", routes, port);
  }

  private static byte[] resource(String name) {
    try (InputStream in = QueuePage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page %s was not built in".formatted(name));
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public URI uri() {
    return URI.create("http://%s:%d/".formatted(LoopbackWeb.HOST, web.port()));
  }

  private static void answer(
      ServerRequest request,
      ServerResponse response,
      String type,
      Function<ServerRequest, byte[]> body) {
    if (!LoopbackWeb.isMeant(request)) {
      response.status(Status.FORBIDDEN_403).send("ask by the name " + LoopbackWeb.HOST);
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, type);
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    // The page loads nothing from elsewhere, and nobody else may frame it.
    response.header(
        HeaderNames.create("Content-Security-Policy"),
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src"
            + " 'self'; img-src data:; frame-ancestors 'none'");
    response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    try {
      response.send(body.apply(request));
    } catch (NightshiftException e) {
      response.status(
          e.code() == ErrorCode.RUN_MISSING
              ? Status.NOT_FOUND_404
              : Status.SERVICE_UNAVAILABLE_503);
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", e.code().label() + ": " + e.getMessage());
      response.send(Json.write(error));
    }
  }

  private Map<String, Object> all() {
    List<Object> rows = new ArrayList<>();
    for (RunEntry run : runs.list(true, RUNS)) {
      rows.add(QueueFacts.of(run));
    }
    List<Object> accounts = new ArrayList<>();
    ledger.accounts().forEach(account -> accounts.add(QueueFacts.of(account)));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("runs", rows);
    all.put("accounts", accounts);
    all.put("workers", runs.workers().seen(Duration.ofMinutes(1)).size());
    return all;
  }

  private Map<String, Object> one(ServerRequest request) {
    String file = request.path().pathParameters().get("file");
    RunEntry run = runs.find(file.endsWith(".json") ? file.substring(0, file.length() - 5) : file);
    Map<String, Object> one =
        QueueFacts.of(
            run,
            jobs.ofRun(run.id(), JOBS),
            sessions.ofRun(run.id(), SESSIONS),
            ledger.account("run:" + run.id()),
            runs.log().events(run.id(), LINES));
    one.put("curve", Curve.read(Path.of(run.folder()).resolve("metrics.jsonl")));
    return one;
  }

  @Override
  public void close() {
    web.stop();
  }
}
