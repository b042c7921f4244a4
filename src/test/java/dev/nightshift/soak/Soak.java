package dev.nightshift.soak;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * {@code ./dev soak [SECONDS [CLIENTS [SERVE OPTIONS]]]}: 60 s and 200 clients where nothing is
 * said. Prints one page and exits with 0 when everything held, else with 1.
 */
final class Soak {
  /** Of the server: what it holds beyond that has no place to hide. */
  private static final String HEAP = "512m";

  /** Growth of the heap between the middle and the end that is not called one. */
  private static final long HEAP_SLACK = 16L << 20;

  /** Beside the heap: code, stacks, metaspace, SQLite. */
  private static final long BESIDE_HEAP = 320L << 20;

  private Soak() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
    int clients = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    Path folder = Files.createTempDirectory("nightshift-soak");
    Process server = serve(folder, List.of(args).subList(Math.min(2, args.length), args.length));
    boolean held;
    try {
      Path port = folder.resolve("port");
      while (!Files.exists(port)) {
        if (!server.isAlive()) {
          throw new IOException("the server ended with status " + server.exitValue());
        }
        Thread.sleep(50);
      }
      held =
          run(
              URI.create("http://127.0.0.1:" + Files.readString(port).strip()),
              server.pid(),
              clients,
              seconds);
      if (!server.isAlive()) {
        System.out.println("FAIL  the server is alive: it ended with " + server.exitValue());
        held = false;
      }
    } finally {
      server.destroy();
      if (!server.waitFor(10, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
    System.exit(held ? 0 : 1);
  }

  private static Process serve(Path folder, List<String> more) throws IOException {
    Path stage = Files.writeString(folder.resolve("stage.yaml"), Load.STAGE);
    List<String> command = new ArrayList<>(List.of("./nightshift", "serve", "--port", "0"));
    command.addAll(List.of("--port-file", folder.resolve("port").toString()));
    command.addAll(List.of("--device", Load.TWIN, "--stage", stage.toString()));
    command.addAll(List.of("--time-scale", String.valueOf(Load.TIME_SCALE)));
    command.addAll(List.of("--state", folder.resolve("state.db").toString()));
    command.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("NIGHTSHIFT_HEAP", HEAP);
    return builder.start();
  }

  private static boolean run(URI uri, long pid, int clients, int seconds) throws Exception {
    List<Memory> memory = new ArrayList<>();
    Thread sampler =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                for (int k = 1; k <= 4; k++) {
                  Thread.sleep(Duration.ofMillis(seconds * 250L));
                  memory.add(Memory.of(pid, k * seconds / 4));
                }
              } catch (IOException | InterruptedException e) {
                System.out.println("memory: " + e);
              }
            });
    try (Load load = new Load(uri, 1)) {
      long start = System.nanoTime();
      load.run(clients, Duration.ofSeconds(seconds));
      double took = (System.nanoTime() - start) * 1e-9;
      sampler.join();
      return verdict(load, memory, clients, took);
    }
  }

  static boolean verdict(Load load, List<Memory> memory, int clients, double seconds) {
    Answers answers = load.answers;
    Ledger ledger = load.ledger;
    System.out.printf(
        "%d clients, %.0f s with the last job: %d requests (%.0f a second), half of them answered"
            + " in %.1f ms, 99 %% in %.0f ms%n",
        clients,
        seconds,
        answers.requests.sum(),
        answers.requests.sum() / seconds,
        answers.quantile(0.5),
        answers.quantile(0.99));
    System.out.printf(
        "%d requests met a fault that shows (%.2f %%); sessions: %d%n",
        answers.faults.sum(),
        100.0 * answers.faults.sum() / answers.requests.sum(),
        load.sessions.sum());
    System.out.println("answers: " + counts(answers.kinds.entrySet()));
    System.out.printf(
        "jobs: %d sent, %d accepted, %d listed; ends: %s%n",
        ledger.sent.size(),
        ledger.accepted.size(),
        ledger.listed.size(),
        counts(ledger.ends.entrySet()));
    memory.forEach(one -> System.out.println("memory " + one));
    boolean held = check("no accepted job is lost", ledger.lost);
    held &= check("no job is doubled", ledger.doubled);
    held &= check("every result is its job's own", ledger.wrong);
    held &= check("every answer is well-formed", answers.malformed);
    held &= check("faults were met and jobs done", idle(load));
    held &= check("memory is flat", growth(memory));
    return held;
  }

  private static List<String> idle(Load load) {
    boolean worked = load.ledger.accepted.size() > 0 && load.answers.faults.sum() > 0;
    return worked ? List.of() : List.of("nothing happened");
  }

  private static List<String> growth(List<Memory> memory) {
    if (memory.size() < 4) {
      return List.of("only %d of 4 samples were taken".formatted(memory.size()));
    }
    List<String> complaints = new ArrayList<>();
    Memory last = memory.getLast();
    long middle = memory.get(1).heapBytes();
    if (last.heapBytes() > middle * 11 / 10 + HEAP_SLACK) {
      complaints.add(
          "the heap grew from %d to %d MB".formatted(middle >> 20, last.heapBytes() >> 20));
    }
    if (last.residentBytes() > (512L << 20) + BESIDE_HEAP) {
      complaints.add("%d MB are resident".formatted(last.residentBytes() >> 20));
    }
    return complaints;
  }

  private static boolean check(String what, Collection<String> complaints) {
    System.out.println((complaints.isEmpty() ? "PASS  " : "FAIL  ") + what);
    complaints.forEach(one -> System.out.println("      " + one));
    return complaints.isEmpty();
  }

  private static String counts(Collection<Map.Entry<String, LongAdder>> counts) {
    return counts.stream()
        .map(entry -> entry.getKey() + " x " + entry.getValue().sum())
        .collect(Collectors.joining(", "));
  }
}
