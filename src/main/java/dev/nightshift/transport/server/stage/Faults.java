package dev.nightshift.transport.server.stage;

import dev.nightshift.base.random.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which request or job a fault befalls. Thread-safe; the decisions depend on the seed and
 * on how many requests of a kind came before, not on when.
 */
public final class Faults {
  /** A fault, and how many requests it has looked at. */
  private static final class Counted {
    final Fault fault;
    final Seed seed;
    long seen;

    Counted(Fault fault, Seed seed) {
      this.fault = fault;
      this.seed = seed;
    }

    boolean befalls(String call) {
      if (!fault.call().isEmpty() && !fault.call().equals(call)) {
        return false;
      }
      seen++;
      if (!fault.at().isEmpty()) {
        return fault.at().contains((int) seen);
      }
      return fault.rate() > 0 && seed.split(seen).random().nextDouble() < fault.rate();
    }
  }

  private final Seed seed;
  private List<Counted> requests = List.of();
  private List<Counted> jobs = List.of();
  private List<Fault> all = List.of();

  public Faults(List<Fault> faults, long seed) {
    this.seed = Seed.of(seed).split("faults");
    set(faults);
  }

  /** Takes other faults from now on; all counts begin anew. */
  public synchronized void set(List<Fault> faults) {
    List<Counted> ofRequests = new ArrayList<>();
    List<Counted> ofJobs = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      Counted counted = new Counted(faults.get(i), seed.split(i));
      (faults.get(i).kind().ofJob() ? ofJobs : ofRequests).add(counted);
    }
    requests = ofRequests;
    jobs = ofJobs;
    all = List.copyOf(faults);
  }

  public synchronized List<Fault> faults() {
    return all;
  }

  /**
   * What befalls a request; the first fault of the list that does.
   *
   * @param call as {@code POST /jobs}, ids as {@code {id}}
   */
  public synchronized Optional<Fault> ofRequest(String call) {
    return first(requests, call);
  }

  /**
   * What befalls a job.
   *
   * @param program id
   */
  public synchronized Optional<Fault> ofJob(String program) {
    return first(jobs, program);
  }

  private static Optional<Fault> first(List<Counted> list, String call) {
    Optional<Fault> first = Optional.empty();
    // All of them look, so that one fault does not move the places of another.
    for (Counted counted : list) {
      if (counted.befalls(call) && first.isEmpty()) {
        first = Optional.of(counted.fault);
      }
    }
    return first;
  }
}
