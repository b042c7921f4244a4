package dev.nightshift.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.experiment.config.RunConfig;
import dev.nightshift.experiment.corpus.Corpora;
import dev.nightshift.experiment.folder.RunFolder;
import dev.nightshift.job.Backend;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.JobResult;
import dev.nightshift.job.Meter;
import dev.nightshift.report.Progress;
import dev.nightshift.report.RunReport;
import dev.nightshift.transport.client.RemoteBackend;
import dev.nightshift.transport.client.TransportListener;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server process that is killed with SIGKILL in the middle of a run. */
class ServerLossTest {
  private static final RunConfig CONFIG =
      RunConfig.parse(
          "tiny.yaml",
          "seed: 5\n",
          List.of(
              "corpus=night-watch",
              "train.max_iters=8",
              "train.eval_interval=4",
              "train.eval_iters=1",
              "checkpoint.every_steps=3",
              "sample.tokens=5"));

  @TempDir private Path folder = Path.of("");

  private final List<Process> servers = new CopyOnWriteArrayList<>();

  @AfterEach
  void stopServers() {
    servers.forEach(Process::destroyForcibly);
  }

  /**
   * Starts {@code nightshift serve} as a process of its own. Returns its URL, from the line it
   * prints.
   */
  private URI serve(int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.nightshift.cli.Nightshift",
                "serve",
                "--port",
                String.valueOf(port))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    servers.add(process);
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    assertThat(line).startsWith("serving IBM Quantum's REST on http://127.0.0.1:");
    return URI.create(line.split(" ")[5]);
  }

  private void kill() {
    Process process = servers.removeLast();
    process.destroyForcibly();
    process.onExit().join();
  }

  /** A client of the server, as patient as asked, that calls back before every job. */
  private static Backend client(
      URI server,
      Meter meter,
      Duration outageWait,
      TransportListener listener,
      Consumer<Integer> beforeJob) {
    Provider.Rest local =
        ((Provider.Rest) new Providers(List.of(), Map.of()).find("local"))
            .at(server)
            .withLimits(patient(outageWait));
    RemoteBackend remote = new RemoteBackend(local, meter, listener);
    return new Backend() {
      private int jobs;

      @Override
      public String name() {
        return remote.name();
      }

      @Override
      public JobResult run(JobRequest request) {
        beforeJob.accept(++jobs);
        return remote.run(request);
      }

      @Override
      public void close() {
        remote.close();
      }
    };
  }

  private static Provider.Limits patient(Duration outageWait) {
    Provider.Limits d = Provider.Limits.SERVER;
    return new Provider.Limits(
        d.connectTimeout(),
        d.requestTimeout(),
        d.submitTimeout(),
        d.jobTimeout(),
        outageWait,
        d.attempts(),
        d.firstDelay(),
        Duration.ofMillis(500),
        d.firstPoll(),
        d.maxPoll(),
        d.submissionsPerMinute(),
        d.gzipRequests(),
        d.maxExecutionSeconds());
  }

  private static RunReport run(RunFolder run, Experiment.BackendOpener opener) {
    Experiment experiment =
        new Experiment(opener, Corpora.ofThisUser(), Progress.none(), "test", () -> false);
    return RunReport.ofJson(experiment.run(run, "tiny", null));
  }

  @Test
  void givenAServerKilledInMidRun_whenItComesBack_thenTheRunWaitsAndEndsAsIfNothingHadBeen()
      throws IOException {
    URI server = serve(0);
    RunReport unbroken;
    try (RunFolder whole = RunFolder.createAt(folder.resolve("whole"), CONFIG)) {
      unbroken =
          run(
              whole,
              (_, _, m) ->
                  client(server, m, Duration.ofSeconds(60), TransportListener.NONE, _ -> {}));
    }
    List<String> notices = new CopyOnWriteArrayList<>();
    Thread[] restart = new Thread[1];
    Consumer<Integer> killOnce =
        job -> {
          if (job == 9) {
            kill();
            // The server comes back while the client is waiting for it.
            restart[0] =
                Thread.ofVirtual()
                    .start(() -> {
                      try {
                        serve(server.getPort());
                      } catch (IOException e) {
                        throw new IllegalStateException(e);
                      }
                    });
          }
        };

    RunReport broken;
    try (RunFolder killed = RunFolder.createAt(folder.resolve("killed"), CONFIG)) {
      broken =
          run(
              killed,
              (_, _, m) ->
                  client(server, m, Duration.ofSeconds(60), n -> notices.add(n.text()), killOnce));
    }

    assertThat(restart[0]).isNotNull();
    assertThat(notices).isNotEmpty();
    assertThat(broken.hybrid().evalLosses()).isEqualTo(unbroken.hybrid().evalLosses());
    assertThat(broken.hybrid().sample()).isEqualTo(unbroken.hybrid().sample());
  }

  @Test
  void givenAServerKilledForGood_whenResumedWithAnother_thenTheRunEndsAsIfNothingHadBeen()
      throws IOException {
    URI server = serve(0);
    RunReport unbroken;
    try (RunFolder whole = RunFolder.createAt(folder.resolve("whole"), CONFIG)) {
      unbroken =
          run(
              whole,
              (_, _, m) ->
                  client(server, m, Duration.ofSeconds(60), TransportListener.NONE, _ -> {}));
    }
    Path path = folder.resolve("killed");
    try (RunFolder killed = RunFolder.createAt(path, CONFIG)) {
      assertThatThrownBy(() ->
              run(
                  killed,
                  (_, _, m) ->
                      client(
                          server,
                          m,
                          Duration.ofSeconds(1),
                          TransportListener.NONE,
                          job -> {
                            if (job == 11) {
                              kill();
                            }
                          })))
          .isInstanceOfSatisfying(
              NightshiftException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.REMOTE_UNREACHABLE));
      assertThat(killed.checkpoints().resolve("hybrid.safetensors")).exists();
    }

    URI other = serve(0);
    RunReport resumed;
    try (RunFolder again = RunFolder.open(path)) {
      resumed =
          run(
              again,
              (_, _, m) ->
                  client(other, m, Duration.ofSeconds(60), TransportListener.NONE, _ -> {}));
    }

    assertThat(resumed.hybrid().evalLosses()).isEqualTo(unbroken.hybrid().evalLosses());
    assertThat(resumed.hybrid().sample()).isEqualTo(unbroken.hybrid().sample());
  }
}
