package dev.nightshift.soak;

import dev.nightshift.base.random.Seed;
import dev.nightshift.soak.Answers.Answer;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.rest.JobCreated;
import dev.nightshift.wire.rest.JobResponse;
import dev.nightshift.wire.rest.JobsResponse;
import dev.nightshift.wire.rest.SessionResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Clients that each do one thing after the other until time is up. */
final class Load implements AutoCloseable {
  static final String TWIN = "nightshift_line5";

  /**
   * 2 % of the requests meet a fault, of nine kinds, and 2 % of the twin's jobs one of two. The
   * fault that delivers a submission twice is left out: it doubles jobs on purpose.
   */
  static final String STAGE =
      """
      plan: paid
      seed: 7
      queue: {median_wait_s: 600}
      limits: {submissions_per_minute: 0, pending_jobs: 0, retry_after: false}
      faults:
        - {kind: lost-reply, rate: 0.00222}
        - {kind: reset, rate: 0.00222}
        - {kind: too-many-requests, rate: 0.00222, seconds: 0}
        - {kind: server-error, rate: 0.00222}
        - {kind: bad-gateway, rate: 0.00222}
        - {kind: slow-body, rate: 0.00222, seconds: 0.2}
        - {kind: truncated-body, rate: 0.00222}
        - {kind: expired-token, rate: 0.00222}
        - {kind: conflict, rate: 0.00222}
        - {kind: ran-too-long, rate: 0.01}
        - {kind: session-closed, rate: 0.01}
      """;

  /** Seconds of the service in one second: a wait of ten minutes is over in a sixth of one. */
  static final double TIME_SCALE = 3600;

  private static final int PAGE = 200;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  final Answers answers;
  final Ledger ledger = new Ledger();
  final LongAdder sessions = new LongAdder();
  private final Seed seed;

  Load(URI server, long seed) {
    this.answers = new Answers(server);
    this.seed = Seed.of(seed);
  }

  /** Runs the clients, and waits until each has finished what it began. */
  void run(int clients, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    AtomicBoolean over = new AtomicBoolean();
    Thread auditor = Thread.ofVirtual().start(() -> audit(over));
    List<Thread> threads = new ArrayList<>();
    for (int k = 0; k < clients; k++) {
      int number = k;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                SplittableRandom random = seed.split(number).random();
                for (int step = 0; System.nanoTime() < end; step++) {
                  step("soak-%d-%d".formatted(number, step), random);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    over.set(true);
    auditor.join();
    for (String tag : ledger.listed.keySet()) {
      if (!ledger.sent.contains(tag)) {
        ledger.wrong("the server lists " + tag + ", which nobody sent");
      }
    }
    ledger.accepted.forEach((tag, id) -> {
      if (!ledger.listed.containsKey(tag)) {
        ledger.lost("%s (%s) was never listed".formatted(tag, id));
      }
    });
  }

  private void step(String tag, SplittableRandom random) {
    try {
      int kind = random.nextInt(100);
      if (kind < 40) {
        estimate(tag, random, null);
      } else if (kind < 65) {
        sample(tag, random);
      } else if (kind < 75) {
        twin(tag, random);
      } else if (kind < 85) {
        cancel(tag, random);
      } else if (kind < 95) {
        look(random);
      } else {
        session(tag, random);
      }
    } catch (RuntimeException e) {
      answers.bad("%s: %s".formatted(tag, e));
    }
  }

  /** <Z> after a rotation by angles of its own: mixed-up results would show. */
  private void estimate(String tag, SplittableRandom random, @Nullable String session) {
    double[] angles = {random.nextDouble(3), random.nextDouble(3)};
    String pub =
        "[\"OPENQASM 3.0; include \\\"stdgates.inc\\\"; input float[64] a; qubit[3] q; rx(a) q[0];"
            + " cx q[0], q[1]; cx q[1], q[2];\", \"ZII\", [[%s], [%s]]]";
    JobResponse done =
        toItsEnd(
            submit(
                tag, "estimator", "aer_simulator", session, pub.formatted(angles[0], angles[1])));
    if (done == null || !completed(done)) {
      return;
    }
    JsonNode evs = result(done.id()).path("evs");
    for (int k = 0; k < 2; k++) {
      if (!(Math.abs(evs.path(k).doubleValue() - Math.cos(angles[k])) < 1e-9)) {
        ledger.wrong("%s: %s at angles %s, %s".formatted(tag, evs, angles[0], angles[1]));
      }
    }
  }

  /** Bits that are surely those of a number of its own. */
  private void sample(String tag, SplittableRandom random) {
    int number = random.nextInt(1, 256);
    int shots = random.nextInt(1, 200);
    StringBuilder flips = new StringBuilder();
    for (int bit = 0; bit < 8; bit++) {
      flips.append((number >> bit & 1) == 0 ? "" : "x q[%d]; ".formatted(bit));
    }
    String pub =
        ("[\"OPENQASM 3.0; include \\\"stdgates.inc\\\"; qubit[8] q; bit[8] c; %sc = measure q;\","
                + " null, %d]")
            .formatted(flips, shots);
    JobResponse done = toItsEnd(submit(tag, "sampler", "aer_simulator", null, pub));
    if (done == null || !completed(done)) {
      return;
    }
    JsonNode samples = result(done.id()).path("c").path("samples");
    String expected = "0x" + Integer.toHexString(number);
    boolean right = samples.size() == shots;
    for (JsonNode sample : samples) {
      right &= sample.asString().equals(expected);
    }
    if (!right) {
      ledger.wrong("%s: not %d times %s: %s".formatted(tag, shots, expected, samples));
    }
  }

  /** A job in the queue of a device that errs and is charged. */
  private void twin(String tag, SplittableRandom random) {
    int shots = random.nextInt(50, 200);
    String pub =
        ("[\"OPENQASM 3.0; include \\\"stdgates.inc\\\"; bit[2] c; x $0; sx $1; c[0] = measure $0;"
                + " c[1] = measure $1;\", null, %d]")
            .formatted(shots);
    JobResponse done = toItsEnd(submit(tag, "sampler", TWIN, null, pub));
    if (done == null) {
      return;
    }
    Integer reason = done.state().reasonCode();
    String how = done.state().status() + (reason == null ? "" : " " + reason);
    switch (how) {
      case "Completed" -> {
        ledger.ended(how);
        int found = result(done.id()).path("c").path("samples").size();
        if (found != shots) {
          ledger.wrong("%s: %d shots of %d".formatted(tag, found, shots));
        }
      }
      case "Cancelled 1305", "Failed 1217" -> ledger.ended(how + " (fault)");
      default -> ledger.wrong("%s ended as %s: %s".formatted(tag, how, done.state().reason()));
    }
  }

  /** A job of some tens of milliseconds, and a cancel close behind it. */
  private void cancel(String tag, SplittableRandom random) {
    StringBuilder layers = new StringBuilder();
    for (int layer = 0; layer < 12; layer++) {
      for (int qubit = 0; qubit < 14; qubit++) {
        layers.append("rx(%s) q[%d]; ".formatted(random.nextDouble(3), qubit));
      }
    }
    String pub =
        ("[\"OPENQASM 3.0; include \\\"stdgates.inc\\\"; qubit[14] q; bit[14] c; %sc = measure"
                + " q;\", null, 20]")
            .formatted(layers);
    String id = submit(tag, "sampler", "aer_simulator", null, pub);
    Answer answer = answers.sure("POST", "/jobs/" + id + "/cancel", null);
    if (answer.status() != 204 && answer.status() != 409) {
      ledger.wrong("%s: a cancel was answered with %d".formatted(tag, answer.status()));
    }
    JobResponse done = toItsEnd(id);
    if (done == null) {
      return;
    }
    switch (done.state().status()) {
      case "Completed", "Cancelled" -> ledger.ended(done.state().status());
      default -> ledger.wrong("%s ended as %s".formatted(tag, done.state()));
    }
  }

  private void look(SplittableRandom random) {
    switch (random.nextInt(5)) {
      case 0 -> {
        JobsResponse page =
            answers.sure("GET", "/jobs?limit=20&program=sampler", null).as(JobsResponse.class);
        if (page.jobs().stream().anyMatch(job -> !job.program().id().equals("sampler"))) {
          ledger.wrong("a list of sampler jobs holds others");
        }
      }
      case 1 -> answers.sure("GET", "/backends", null);
      case 2 -> answers.sure("GET", "/backends/" + TWIN + "/properties", null);
      case 3 -> answers.sure("GET", "/instances/usage", null);
      default -> answers.sure("GET", "/jobs?pending=true&limit=50", null);
    }
  }

  private void session(String tag, SplittableRandom random) {
    sessions.increment();
    SessionResponse session =
        answers
            .sure("POST", "/sessions", "{\"mode\": \"batch\", \"backend\": \"aer_simulator\"}")
            .as(SessionResponse.class);
    estimate(tag + "-a", random, session.id());
    estimate(tag + "-b", random, session.id());
    Answer closed = answers.sure("DELETE", "/sessions/" + session.id() + "/close", null);
    if (closed.status() != 204) {
      ledger.wrong("%s: closing was answered with %d".formatted(tag, closed.status()));
    }
  }

  /** Sends a submission until its reply arrives; the tag makes all of them one job. */
  private String submit(
      String tag, String program, String backend, @Nullable String session, String pub) {
    ledger.sent.add(tag);
    String body =
        ("{\"program_id\": \"%s\", \"backend\": \"%s\", \"tags\": [\"sub-%s\"],%s \"params\":"
                + " {\"version\": 2, \"support_qiskit\": false, \"pubs\": [%s]}}")
            .formatted(
                program,
                backend,
                tag,
                session == null ? "" : " \"session_id\": \"%s\",".formatted(session),
                pub);
    Answer answer = answers.sure("POST", "/jobs", body);
    String id = answer.as(JobCreated.class).id();
    ledger.accept(tag, id);
    return id;
  }

  private @Nullable JobResponse toItsEnd(String id) {
    long until = System.nanoTime() + LONGEST_WAIT.toNanos();
    for (long pause = 5; ; pause = Math.min(200, 2 * pause)) {
      Answer answer = answers.sure("GET", "/jobs/" + id, null);
      if (answer.status() != 200) {
        ledger.lost("%s is answered with %d".formatted(id, answer.status()));
        return null;
      }
      JobResponse job = answer.as(JobResponse.class);
      if (job.ended()) {
        return job;
      }
      if (System.nanoTime() > until) {
        ledger.lost("%s is still %s".formatted(id, job.state().status()));
        return null;
      }
      sleep(pause);
    }
  }

  private boolean completed(JobResponse job) {
    if (job.state().status().equals("Completed")) {
      ledger.ended("Completed");
      return true;
    }
    ledger.wrong("%s ended as %s".formatted(job.id(), job.state()));
    return false;
  }

  /** The data of the only pub. */
  private JsonNode result(String id) {
    byte[] body = answers.sure("GET", "/jobs/" + id + "/results", null).body();
    return Json.tree(body, "a result").path("results").path(0).path("data");
  }

  /** Lists the newest jobs over and over, back to those it knows. */
  private void audit(AtomicBoolean over) {
    boolean last = false;
    while (!last) {
      last = over.get();
      int fresh = PAGE;
      for (int offset = 0; fresh > 0; offset += PAGE / 2) {
        JobsResponse page =
            answers
                .sure("GET", "/jobs?limit=%d&offset=%d".formatted(PAGE, offset), null)
                .as(JobsResponse.class);
        fresh = 0;
        for (JobResponse job : page.jobs()) {
          List<String> tags = job.tags();
          String tag = tags == null || tags.isEmpty() ? "?" : tags.getFirst().substring(4);
          fresh += ledger.listed.containsKey(tag) ? 0 : 1;
          ledger.see(tag, job.id());
        }
      }
      if (!last) {
        sleep(100);
      }
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    answers.close();
  }
}
