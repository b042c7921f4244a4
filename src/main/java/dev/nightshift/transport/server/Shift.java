package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.ServiceClock;
import dev.nightshift.transport.server.stage.Stage;
import org.jspecify.annotations.Nullable;

/** What hears of jobs besides their store: the sessions they are in, and the bill. */
final class Shift {
  private final ServiceClock clock;
  private final SessionStore sessions;
  private final UsageLedger usage;
  private @Nullable JobStore jobs;

  Shift(Stage stage, ServiceClock clock, ServerState state) {
    this.clock = clock;
    this.sessions = new SessionStore(clock, stage, state, this::closeJobs);
    this.usage = new UsageLedger(stage, clock, state, sessions::activeSeconds);
  }

  SessionStore sessions() {
    return sessions;
  }

  UsageLedger usage() {
    return usage;
  }

  /** Hears of the jobs of a store. */
  JobRunner.Listener listener(JobStore store) {
    jobs = store;
    return new JobRunner.Listener() {
      @Override
      public void started(ServerJob job) {
        String session = job.order().sessionId();
        if (session != null) {
          sessions.started(session);
        }
      }

      @Override
      public void ended(ServerJob job) {
        store.ended(job);
        String session = job.order().sessionId();
        if (session != null) {
          sessions.ended(session);
        }
        double seconds = job.view().chargedSeconds();
        if (seconds > 0 && !sessions.dedicated(session)) {
          usage.charge(clock.instant(), seconds);
        }
      }
    };
  }

  private void closeJobs(String session) {
    JobStore store = jobs;
    if (store != null) {
      store.closeSession(session);
    }
  }
}
