package dev.nightshift.transport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.job.Meter;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.CatalogEntry;
import dev.nightshift.wire.rest.ResourceSearch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Python's client asks before it knows an instance. */
class DiscoveryApiTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String QUERY = "{\"query\": \"service_name:quantum-computing\"}";

  @SuppressWarnings("NullAway.Init")
  private static SimulatorServer server;

  @BeforeAll
  static void start() {
    server =
        SimulatorServer.start(
            new ServerOptions("127.0.0.1", 0, "secret", ServerLimits.DEFAULT),
            new FakeEngine(),
            new Meter());
  }

  @AfterAll
  static void stop() {
    server.close();
    HTTP.close();
  }

  @Test
  void theOneInstanceIsFoundWithItsPlan() throws Exception {
    HttpResponse<byte[]> found =
        send(
            request("/v3/resources/search?limit=100")
                .header("Authorization", "Bearer secret")
                .POST(BodyPublishers.ofString(QUERY)));
    ResourceSearch.Item item = Json.read(found.body(), ResourceSearch.class).items().getFirst();

    HttpResponse<byte[]> plan =
        send(
            request("/catalog/" + item.servicePlanUniqueId())
                .header("Authorization", "Bearer secret"));

    assertThat(item.crn().split(":", -1)).hasSize(10).contains("quantum-computing");
    assertThat(item.doc().extensions()).isNotEmpty();
    assertThat(Json.read(plan.body(), CatalogEntry.class))
        .isEqualTo(CatalogEntry.of("paid", "paid", "paygo"));
  }

  @Test
  void nobodySearchesWithoutTheToken() throws Exception {
    assertThat(
            send(request("/v3/resources/search").POST(BodyPublishers.ofString(QUERY))).statusCode())
        .isEqualTo(401);
    assertThat(send(request("/catalog/paid")).statusCode()).isEqualTo(401);
  }

  @Test
  void anotherPlanIsNotFound() throws Exception {
    assertThat(
            send(request("/catalog/other").header("Authorization", "Bearer secret")).statusCode())
        .isEqualTo(404);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.uri().resolve(path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }
}
