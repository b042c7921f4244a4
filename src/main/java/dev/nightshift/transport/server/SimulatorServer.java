package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.stage.Faults;
import dev.nightshift.transport.server.stage.RunningClock;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A server of IBM Quantum's REST protocol on this machine, with an ideal device {@code
 * aer_simulator} and any others beside it.
 *
 * <p>It is up when {@link #start} returns and gone within a second after {@link #close}; jobs that
 * run then are interrupted.
 */
public final class SimulatorServer implements AutoCloseable {
  /** Kept, because a logger nobody holds forgets its level. */
  private static final Logger HELIDON = Logger.getLogger("io.helidon");

  private final WebServer web;
  private final JobStore jobs;
  private final URI uri;

  private final ServerState state;
  private final ServiceClock clock;

  private final @Nullable FaultsAdmin admin;

  private SimulatorServer(
      WebServer web,
      JobStore jobs,
      ServerState state,
      ServiceClock clock,
      @Nullable FaultsAdmin admin,
      URI uri) {
    this.web = web;
    this.admin = admin;
    this.jobs = jobs;
    this.state = state;
    this.clock = clock;
    this.uri = uri;
  }

  /** An endpoint: an answer for a call. */
  private interface Endpoint {
    Reply answer(Call call) throws InterruptedException;
  }

  /**
   * Starts a server.
   *
   * @param engine runs the jobs; not closed with the server
   * @param meter counts the bytes of jobs and results
   * @throws NightshiftException PORT_IN_USE when the port is taken, IO_FAILED when the host is not
   *     an address of this machine
   */
  public static SimulatorServer start(ServerOptions options, Backend engine, Meter meter) {
    return start(options, engine, List.of(), meter);
  }

  /**
   * Starts a server with devices beside the ideal simulator. Their circuits must be of their
   * instruction sets; a job that is not is accepted and fails with 1517.
   *
   * @param engine runs the ideal simulator's jobs; not closed with the server, as the devices' are
   *     not
   * @param meter counts the bytes of jobs and results
   * @throws NightshiftException as above; CONFIG_VALUE when two devices have one name
   */
  public static SimulatorServer start(
      ServerOptions options, Backend engine, List<ServedDevice> devices, Meter meter) {
    HELIDON.setLevel(Level.OFF);
    ServerState state =
        options.state() == null ? ServerState.NONE : SqliteState.open(options.state());
    ServiceClock given = options.clock();
    ServiceClock clock = given == null ? new RunningClock(1) : given;
    ServerLimits limits = options.limits();
    Stage stage = options.stage();
    Faults faults = new Faults(stage.faults(), stage.seed());
    // A token's life is this machine's: clients renew it by their own clock.
    Tokens tokens = new Tokens(options.token(), Clock.systemUTC());
    Shift shift = new Shift(stage, clock, state);
    JobStore jobs;
    try {
      jobs =
          new JobStore(
              limits,
              clock,
              state,
              store ->
                  new JobRunner(
                      options,
                      clock,
                      faults,
                      workers -> new Devices(engine, devices, limits, stage, clock, workers),
                      shift.listener(store)));
    } catch (RuntimeException e) {
      clock.close();
      state.close();
      throw e;
    }
    SessionStore sessions = shift.sessions();
    List<Runnable> waiting = jobs.restore(limits.wire());
    sessions.restore(jobs.unfinished());
    waiting.forEach(Runnable::run);
    AccountApi account =
        new AccountApi(tokens, jobs.runner(), sessions, shift.usage(), stage, clock);
    Gate gate = new Gate(stage, clock, account::limitReached);
    JobsApi jobsApi = new JobsApi(jobs, sessions, limits, gate, meter);
    WorkloadsApi workloads = new WorkloadsApi(jobs);

    HttpRouting.Builder routes = HttpRouting.builder();
    routes.route(Method.POST, "/identity/token", open(limits, account::token));
    DiscoveryApi discovery = new DiscoveryApi(tokens, jobs.runner().devices(), stage.plan());
    routes.route(Method.POST, "/v3/resources/search", open(limits, discovery::search));
    routes.route(Method.GET, "/catalog/{id}", open(limits, discovery::plan));
    for (String base : new String[] {"/api/v1", "/experimental/v1"}) {
      Routes at = new Routes(routes, base, limits, tokens, faults, gate);
      routes.route(Method.POST, base + "/identity/token", open(limits, account::token));
      routes.route(Method.GET, base + "/versions", open(limits, account::versions));
      at.route(Method.POST, "/logout", account::logout);
      at.route(Method.GET, "/backends", account::devices);
      at.route(Method.GET, "/backends/{id}/configuration", account::configuration);
      at.route(Method.GET, "/backends/{id}/properties", account::properties);
      at.route(Method.GET, "/backends/{id}/status", account::status);
      at.route(Method.GET, "/backends/{id}/defaults", account::defaults);
      at.route(Method.POST, "/jobs", jobsApi::create);
      at.route(Method.GET, "/jobs", jobsApi::list);
      at.route(Method.GET, "/jobs/{id}", jobsApi::get);
      at.route(Method.DELETE, "/jobs/{id}", jobsApi::delete);
      at.route(Method.POST, "/jobs/{id}/cancel", jobsApi::cancel);
      at.route(Method.GET, "/jobs/{id}/results", jobsApi::results);
      at.route(Method.GET, "/jobs/{id}/logs", jobsApi::logs);
      at.route(Method.GET, "/jobs/{id}/metrics", jobsApi::metrics);
      at.route(Method.GET, "/jobs/{id}/transpiled_circuits", jobsApi::transpiledCircuits);
      at.route(Method.PUT, "/jobs/{id}/tags", jobsApi::retag);
      at.route(Method.GET, "/tags", jobsApi::tags);
      at.route(Method.POST, "/sessions", account::openSession);
      at.route(Method.GET, "/sessions/{id}", account::session);
      at.route(Method.PATCH, "/sessions/{id}", account::patchSession);
      at.route(Method.DELETE, "/sessions/{id}/close", account::closeSession);
      at.route(Method.GET, "/instances/usage", account::usage);
      at.route(Method.GET, "/instances/configuration", account::instanceConfiguration);
      at.route(Method.PUT, "/instances/configuration", account::configureInstance);
      at.route(Method.GET, "/instance", account::instance);
      at.route(Method.GET, "/accounts/{id}", account::account);
      at.route(Method.GET, "/workloads", workloads::list);
    }
    routes.any(open(limits, call -> Reply.nothingHere()));

    WebServer web;
    try {
      WebServerConfig.Builder builder =
          WebServer.builder()
              .host(options.host())
              .port(options.port())
              .routing(routes)
              .shutdownHook(false)
              .featuresDiscoverServices(false)
              .protocolsDiscoverServices(false)
              .contentEncoding(
                  ContentEncodingContext.builder()
                      .contentEncodingsDiscoverServices(false)
                      .addContentEncoding(new GzipBodies())
                      .build())
              .addProtocol(Http1Config.create())
              .shutdownGracePeriod(Duration.ofMillis(200))
              .connectionOptions(socket -> socket.tcpNoDelay(true));
      if (options.tls() != null) {
        builder.tls(Tls.builder().sslContext(options.tls()).build());
      }
      web = builder.build().start();
    } catch (RuntimeException e) {
      jobs.close();
      state.close();
      throw notStarted(options, e);
    }
    if (!web.isRunning()) {
      // Helidon logs why and says no more.
      jobs.close();
      state.close();
      throw notStarted(options, null);
    }
    FaultsAdmin admin = null;
    if (options.adminPort() != null) {
      try {
        admin = new FaultsAdmin(faults, limits, options.adminPort());
      } catch (NightshiftException e) {
        web.stop();
        jobs.close();
        state.close();
        throw e;
      }
    }
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return new SimulatorServer(
        web,
        jobs,
        state,
        clock,
        admin,
        URI.create((options.tls() == null ? "http://" : "https://") + host + ":" + web.port()));
  }

  /** Where it listens, without the protocol's base path, such as {@code http://127.0.0.1:8123}. */
  public URI uri() {
    return uri;
  }

  /** Where its faults can be changed; empty without an admin port. */
  public Optional<URI> adminUri() {
    return admin == null
        ? Optional.empty()
        : Optional.of(URI.create("http://127.0.0.1:" + admin.port() + "/faults"));
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close();
    }
    jobs.close();
    clock.close();
    web.stop();
    state.close();
  }

  /** Tries the address once more, to learn what is wrong with it. */
  private static NightshiftException notStarted(
      ServerOptions options, @Nullable RuntimeException cause) {
    String reason = cause == null ? "it did not start" : String.valueOf(cause.getMessage());
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(options.host(), options.port()));
    } catch (BindException e) {
      if (String.valueOf(e.getMessage()).contains("in use")) {
        return new NightshiftException(
            ErrorCode.PORT_IN_USE,
            "port %d of %s is in use; choose another one, or 0 for any free one"
                .formatted(options.port(), options.host()),
            e);
      }
      reason = e.getMessage();
    } catch (IOException | RuntimeException e) {
      reason = e.getMessage();
    }
    return new NightshiftException(
        ErrorCode.IO_FAILED,
        "the server cannot listen on %s:%d: %s; choose an address of this machine"
            .formatted(options.host(), options.port(), reason),
        cause);
  }

  /** Adds endpoints that ask for a token, below a base path. */
  private record Routes(
      HttpRouting.Builder routes,
      String base,
      ServerLimits limits,
      Tokens tokens,
      Faults faults,
      Gate gate) {
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
              gate));
    }
  }

  /** An endpoint for everybody; whatever it throws becomes the protocol's error. */
  private static Handler open(ServerLimits limits, Endpoint endpoint) {
    return (request, response) -> send(response, answered(limits, endpoint, request));
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
