package dev.nightshift.queue.work;

import dev.nightshift.job.JobRequest;
import dev.nightshift.queue.dispatch.JobService;
import dev.nightshift.queue.journal.SessionMode;
import dev.nightshift.queue.store.QueueDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Ends a process' life at a place: nothing is done after it, as after kill -9.
 *
 * <p>Places are the moments before and after each transaction and each call of the service.
 */
final class Reaper implements QueueDatabase.Watcher {
  /** No handler catches it, and nothing is tidied up. */
  static final class Death extends Error {
    Death(String place) {
      super(place, null, false, false);
    }
  }

  private final Predicate<String> deadly;
  private String work = "";
  private boolean dead;
  private volatile long frozenUntil;

  /**
   * @param deadly asked at each place, whose name says the step, the call and the moment
   */
  Reaper(Predicate<String> deadly) {
    this.deadly = deadly;
  }

  /** What the process works on, as part of the names of places. */
  void at(String step) {
    this.work = step;
  }

  /** Stops every thread of the process for a while, as a laptop that sleeps does. */
  void freeze(Duration duration) {
    frozenUntil = System.nanoTime() + duration.toNanos();
  }

  private void thaw() {
    try {
      for (long left = frozenUntil - System.nanoTime();
          frozenUntil != 0 && left > 0;
          left = frozenUntil - System.nanoTime()) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void pass(String place) {
    thaw();
    // The renewal of leases has a thread of its own and no place in the order of things.
    if (Thread.currentThread().getName().startsWith("lease-")) {
      return;
    }
    if (dead || deadly.test(work + " " + place)) {
      dead = true;
      throw new Death(place);
    }
    thaw();
  }

  @Override
  public void before() {
    pass("before " + transaction());
  }

  @Override
  public void after() {
    pass("after " + transaction());
  }

  private static String transaction() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(frame ->
                    frame.getClassName().startsWith("dev.nightshift.queue.journal.")
                        && !frame.getMethodName().startsWith("lambda"))
                .map(frame -> frame.getMethodName())
                .findFirst()
                .orElse("other"));
  }

  /** The service, with a place on either side of every call. */
  JobService around(JobService service) {
    return new JobService() {
      @Override
      public String name() {
        return service.name();
      }

      @Override
      public byte[] content(JobRequest request) {
        return service.content(request);
      }

      @Override
      public String submit(JobRequest request, Label label, Runnable allowed) {
        pass("before submit");
        String id = service.submit(request, label, allowed);
        pass("after submit");
        return id;
      }

      @Override
      public Optional<String> find(String tag) {
        pass("before find");
        Optional<String> found = service.find(tag);
        pass("after find");
        return found;
      }

      @Override
      public String only(String id, String tag) {
        pass("before only");
        String kept = service.only(id, tag);
        pass("after only");
        return kept;
      }

      @Override
      public Optional<Told> job(String id) {
        pass("before job");
        Optional<Told> told = service.job(id);
        pass("after job");
        return told;
      }

      @Override
      public Map<String, Told> jobs(String group, Set<String> ids, Instant since) {
        pass("before jobs");
        Map<String, Told> told = service.jobs(group, ids, since);
        pass("after jobs");
        return told;
      }

      @Override
      public Forecast forecast(String id) {
        pass("before forecast");
        Forecast forecast = service.forecast(id);
        pass("after forecast");
        return forecast;
      }

      @Override
      public Optional<byte[]> result(String id) {
        pass("before result");
        Optional<byte[]> result = service.result(id);
        pass("after result");
        return result;
      }

      @Override
      public Session openSession(SessionMode mode) {
        pass("before openSession");
        Session session = service.openSession(mode);
        pass("after openSession");
        return session;
      }

      @Override
      public Optional<Session> session(String id) {
        pass("before session");
        Optional<Session> session = service.session(id);
        pass("after session");
        return session;
      }

      @Override
      public void closeSession(String id) {
        pass("before closeSession");
        service.closeSession(id);
        pass("after closeSession");
      }

      @Override
      public void cancel(String id) {
        pass("before cancel");
        service.cancel(id);
        pass("after cancel");
      }

      @Override
      public void close() {
        service.close();
      }
    };
  }
}
