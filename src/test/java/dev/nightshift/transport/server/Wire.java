package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobMetrics;
import dev.nightshift.wire.rest.JobResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A client of a server under test that knows nothing but HTTP. */
final class Wire implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final SimulatorServer server;

  Wire(SimulatorServer server) {
    this.server = server;
  }

  HttpResponse<String> get(String path) {
    return send(path, request -> request);
  }

  HttpResponse<String> delete(String path) {
    return send(path, HttpRequest.Builder::DELETE);
  }

  HttpResponse<String> post(String path, String json) {
    return with("POST", path, json);
  }

  HttpResponse<String> with(String method, String path, String json) {
    return send(
        path,
        request ->
            request
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
  }

  <T> T get(String path, Class<T> type) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), type);
  }

  /** Submits a job that must be taken. */
  String submit(String json) {
    HttpResponse<String> answer = post("/jobs", json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JobCreated.class).id();
  }

  JobResponse job(String id) {
    return get("/jobs/" + id, JobResponse.class);
  }

  JobMetrics metrics(String id) {
    return get("/jobs/" + id + "/metrics", JobMetrics.class);
  }

  String state(String id) {
    return job(id).state().status();
  }

  HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> request) {
    try {
      return http.send(
          request
              .apply(
                  HttpRequest.newBuilder(server.uri().resolve("/api/v1" + path))
                      .timeout(Duration.ofSeconds(20)))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
