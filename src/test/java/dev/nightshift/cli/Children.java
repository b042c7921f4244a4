package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Commands in processes of their own, which share folders of a user who has nothing else. */
final class Children implements AutoCloseable {
  /** Far beyond what a busy machine needs, so that only a process that hangs meets it. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration LOOK = Duration.ofMillis(2);

  /** What the shell says of a process that SIGKILL has ended: 128 + 9. */
  private static final int KILLED = 137;

  private final Path home;
  private final List<Process> started = new ArrayList<>();

  Children(Path home) {
    this.home = home;
  }

  /**
   * A command under way.
   *
   * @param out where its standard output goes
   * @param err and its standard error
   */
  record Child(String name, Process process, Path out, Path err) {
    String said() {
      try {
        return "%s, which is %s, said:%n%s%s"
            .formatted(
                name,
                process.isAlive() ? "alive" : "over with " + process.exitValue(),
                Files.readString(out),
                Files.readString(err));
      } catch (IOException e) {
        return "%s, whose words cannot be read: %s".formatted(name, e);
      }
    }

    /** Its exit code. */
    int ended() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(this::said).isTrue();
      return process.exitValue();
    }

    /** Ends it as the kernel would: nothing of it runs any more. */
    void kill() throws InterruptedException {
      assertThat(process.isAlive()).as(this::said).isTrue();
      process.destroyForcibly();
      assertThat(ended()).as(this::said).isEqualTo(KILLED);
    }

    /** Waits for something that it is to bring about. */
    void await(String what, BooleanSupplier there) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!there.getAsBoolean()) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new AssertionError("waited in vain until %s; %s".formatted(what, said()));
        }
        Thread.sleep(LOOK);
      }
    }
  }

  /** Starts a command as the launcher would, but for the launcher. */
  Child start(List<String> arguments) throws IOException {
    String name = "%d-%s".formatted(started.size() + 1, arguments.getFirst());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dai.djl.pytorch.num_interop_threads=1",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path"),
            Nightshift.class.getName()));
    command.addAll(arguments);
    Path out = home.resolve(name + ".out");
    Path err = home.resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    environment.put("XDG_STATE_HOME", home.resolve("state").toString());
    environment.put("XDG_CACHE_HOME", home.resolve("cache").toString());
    environment.remove("NIGHTSHIFT_QUEUE");
    environment.remove("NIGHTSHIFT_TOKEN");
    Process process = builder.start();
    started.add(process);
    return new Child(name, process, out, err);
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
    started.forEach(process -> process.onExit().join());
  }
}
