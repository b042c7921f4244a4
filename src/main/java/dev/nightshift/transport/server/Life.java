package dev.nightshift.transport.server;

import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.transport.server.stage.Fault;
import dev.nightshift.transport.server.stage.Faults;
import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import io.helidon.http.Method;
import io.helidon.webserver.http.HttpRouting;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * All that a server has in its memory from one start to the next: jobs at work, sessions, tokens,
 * counts. It takes up what the state knows when it begins; its end is as sudden as a process's.
 */
final class Life implements AutoCloseable, FaultyHandler.Power {
  private final LifeClock clock;
  private final LifeState state;
  private final JobStore jobs;
  private final HttpRouting.Builder routes = HttpRouting.builder();
  private final Consumer<Fault> restart;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean off;

  /**
   * What outlives a life.
   *
   * @param engine runs the ideal simulator's jobs
   * @param clock the service's time
   * @param opened when the stage began
   * @param faults counts go on over restarts, so that one at an exact place happens once
   */
  record World(
      ServerOptions options,
      Backend engine,
      List<ServedDevice> devices,
      Meter meter,
      ServiceClock clock,
      Instant opened,
      ServerState state,
      Faults faults) {}

  /**
   * Begins a life; what waited in the one before runs again.
   *
   * @param restart told of a fault that takes the server down
   */
  Life(World world, Consumer<Fault> restart) {
    this.restart = restart;
    ServerOptions options = world.options();
    ServerLimits limits = options.limits();
    Stage stage = options.stage();
    clock = new LifeClock(world.clock());
    state = new LifeState(world.state());
    // A token's life is this machine's: clients renew it by their own clock.
    Tokens tokens = new Tokens(options.token(), Clock.systemUTC());
    Shift shift = new Shift(stage, clock, state);
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
                      world.faults(),
                      workers ->
                          new Devices(
                              world.engine(),
                              world.devices(),
                              limits,
                              stage,
                              clock,
                              world.opened(),
                              workers),
                      shift.listener(store)));
    } catch (RuntimeException e) {
      clock.close();
      state.close();
      throw e;
    }
    SessionStore sessions = shift.sessions();
    List<Runnable> waiting = jobs.restore(limits.wire(), sessions::goesFirst);
    sessions.restore(jobs.unfinished());
    waiting.forEach(Runnable::run);
    AccountApi account =
        new AccountApi(tokens, jobs.runner(), sessions, shift.usage(), stage, clock, state);
    Gate gate = new Gate(stage, clock, account::limitReached, jobs);
    Billing billing = new Billing(clock, stage.billAfterSeconds());
    JobsApi jobsApi = new JobsApi(jobs, sessions, limits, gate, billing, world.meter());
    WorkloadsApi workloads = new WorkloadsApi(jobs, billing);
    routes.route(Method.POST, "/identity/token", Routes.open(limits, account::token));
    DiscoveryApi discovery = new DiscoveryApi(tokens, jobs.runner().devices(), stage.plan());
    routes.route(Method.POST, "/v3/resources/search", Routes.open(limits, discovery::search));
    routes.route(Method.GET, "/catalog/{id}", Routes.open(limits, discovery::plan));
    for (String base : new String[] {"/api/v1", "/experimental/v1"}) {
      Routes at = new Routes(routes, base, limits, tokens, world.faults(), gate, this);
      // Routes are tried in this order: first the two that every job takes.
      at.route(Method.POST, "/jobs", jobsApi::create);
      at.route(Method.GET, "/jobs/{id}/results", jobsApi::results);
      routes.route(Method.POST, base + "/identity/token", Routes.open(limits, account::token));
      routes.route(Method.GET, base + "/versions", Routes.open(limits, account::versions));
      at.route(Method.POST, "/logout", account::logout);
      at.route(Method.GET, "/backends", account::devices);
      at.route(Method.GET, "/backends/{id}/configuration", account::configuration);
      at.route(Method.GET, "/backends/{id}/properties", account::properties);
      at.route(Method.GET, "/backends/{id}/status", account::status);
      at.route(Method.GET, "/backends/{id}/defaults", account::defaults);
      at.route(Method.GET, "/jobs", jobsApi::list);
      at.route(Method.GET, "/jobs/{id}", jobsApi::get);
      at.route(Method.DELETE, "/jobs/{id}", jobsApi::delete);
      at.route(Method.POST, "/jobs/{id}/cancel", jobsApi::cancel);
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
    routes.any(Routes.open(limits, call -> Reply.nothingHere()));
  }

  /** Its endpoints. */
  HttpRouting.Builder routes() {
    return routes;
  }

  @Override
  public boolean isOff() {
    return off;
  }

  @Override
  public void off(Fault fault) {
    off = true;
    restart.accept(fault);
  }

  @Override
  public void awaitDown() throws InterruptedException {
    over.await();
  }

  /** Nothing that is still at work in it has any effect from now on. */
  @Override
  public void close() {
    // The runner first: what it computes is of no account, not an end to be written down.
    jobs.close();
    clock.close();
    state.close();
    over.countDown();
  }
}
