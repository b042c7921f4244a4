package dev.nightshift.transport.server;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.stage.Fault;
import dev.nightshift.transport.server.stage.Faults;
import dev.nightshift.transport.server.stage.RunningClock;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import io.helidon.common.tls.Tls;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/*
 * A restart that the stage asks for is one in all that a client can tell: the port is closed and
 * every connection with it, the old life's memory is let go, and a new life begins from the state,
 * on the same port. Only the engines, the clock and the stage's faults stay.
 */
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

  /** How long it waits before it asks again for a port that somebody took while it was down. */
  private static final long PORT_RETRY_MILLIS = 100;

  private final Life.World world;
  private final Timeline timeline;
  private final URI uri;
  private final @Nullable FaultsAdmin admin;

  /** Guards what follows, and is told of the end. */
  private final Object lock = new Object();

  private Life life;
  private WebServer web;
  private boolean down;
  private boolean closed;

  private SimulatorServer(Life.World world, Timeline timeline) {
    this.world = world;
    this.timeline = timeline;
    ServerOptions options = world.options();
    // A fault of the very first request waits until the server stands.
    synchronized (lock) {
      Life first = new Life(world, this::restart);
      WebServer made = null;
      try {
        made = web(options, options.port(), first);
        Integer port = options.adminPort();
        this.admin = port == null ? null : new FaultsAdmin(world.faults(), options.limits(), port);
      } catch (RuntimeException e) {
        if (made != null) {
          made.stop();
        }
        first.close();
        throw e;
      }
      this.life = first;
      this.web = made;
      String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
      String scheme = options.tls() == null ? "http" : "https";
      this.uri = URI.create("%s://%s:%d".formatted(scheme, host, made.port()));
    }
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
    ServerState state = state(options);
    ServiceClock given = options.clock();
    ServiceClock clock = given == null ? new RunningClock(1) : given;
    Stage stage = options.stage();
    Faults faults = new Faults(stage.faults(), stage.seed());
    Timeline timeline = null;
    try {
      timeline = new Timeline(clock, state);
      return new SimulatorServer(
          new Life.World(options, engine, devices, meter, clock, timeline.opened(), state, faults),
          timeline);
    } catch (RuntimeException e) {
      clock.close();
      if (timeline != null) {
        timeline.close();
      }
      state.close();
      throw e;
    }
  }

  /** Where the server may be restarted it has a memory, be it only its own. */
  private static ServerState state(ServerOptions options) {
    if (options.state() != null) {
      return SqliteState.open(options.state());
    }
    boolean restarts =
        options.adminPort() != null
            || options.stage().faults().stream().anyMatch(fault -> fault.kind().ofServer());
    return restarts ? SqliteState.inMemory() : ServerState.NONE;
  }

  private static WebServer web(ServerOptions options, int port, Life life) {
    WebServer web;
    try {
      WebServerConfig.Builder builder =
          WebServer.builder()
              .host(options.host())
              .port(port)
              .routing(life.routes())
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
      throw notStarted(options, e);
    }
    if (!web.isRunning()) {
      // Helidon logs why and says no more.
      throw notStarted(options, null);
    }
    return web;
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

  /** Goes down, and comes back by itself; nothing where it is down already. */
  private void restart(Fault fault) {
    synchronized (lock) {
      if (down || closed) {
        return;
      }
      down = true;
    }
    Thread.ofPlatform()
        .daemon()
        .name("nightshift-restart")
        .start(() -> {
          synchronized (lock) {
            if (!closed) {
              goDown(fault.kind() == Fault.Kind.RESTART_WITH_STATE);
              comeBack((long) (fault.seconds() * 1000));
            }
          }
        });
  }

  private void goDown(boolean withState) {
    web.stop();
    life.close();
    if (!withState) {
      world.state().clear();
    }
  }

  private void comeBack(long afterMillis) {
    long patience = afterMillis;
    while (true) {
      try {
        await(patience);
        if (closed) {
          return;
        }
        life = new Life(world, this::restart);
        web = web(world.options(), uri.getPort(), life);
        down = false;
        return;
      } catch (NightshiftException taken) {
        // Somebody has the port; whoever stopped this server would ask for it until it is free.
        life.close();
        patience = PORT_RETRY_MILLIS;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Lets others have the lock for a while, or until the end. */
  private void await(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (!closed) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      lock.wait(left);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      lock.notifyAll();
      if (admin != null) {
        admin.close();
      }
      life.close();
      world.clock().close();
      web.stop();
    }
    timeline.close();
    world.state().close();
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
}
