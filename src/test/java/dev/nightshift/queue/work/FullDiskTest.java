package dev.nightshift.queue.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.queue.JobState;
import dev.nightshift.queue.RunState;
import dev.nightshift.queue.journal.Mode;
import dev.nightshift.queue.journal.RunEntry;
import dev.nightshift.queue.ledger.Amounts;
import dev.nightshift.queue.ledger.Audit;
import dev.nightshift.queue.ledger.Budget;
import dev.nightshift.queue.store.QueueDatabase;
import dev.nightshift.queue.store.QueueUrl;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full: the queue and the run's folder lie on a file system of eight
 * mebibytes, which a process of its own mounts where nobody else sees it.
 */
class FullDiskTest {
  private static final int STEPS = 4;
  private static final int SHOTS = 64;
  private static final String SHELL = "/bin/bash";

  @TempDir private Path folder;

  @Test
  void givenADiskThatFillsUp_whenTheRunGoesOn_thenItPausesWithTheReasonAndLosesNothing()
      throws Exception {
    String reason = noMounts();
    assumeTrue(reason.isEmpty(), "no small file system can be made here: " + reason);
    Path disk = Files.createDirectory(folder.resolve("disk"));

    Process child =
        new ProcessBuilder(
                "unshare",
                "-rm",
                SHELL,
                "-c",
                "mount -t tmpfs -o size=8m tmpfs \"$1\" && exec \"${@:2}\"",
                "mount",
                disk.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Evening.class.getName(),
                disk.toString(),
                folder.resolve("elsewhere").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    System.out.print(output);
    assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(output).endsWith("nothing is lost\n");
    assertThat(child.exitValue()).isZero();
  }

  /** Why a process of its own cannot mount anything; empty where it can. */
  private String noMounts() throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of(SHELL))) {
      return "there is no " + SHELL;
    }
    Path place = Files.createDirectory(folder.resolve("trial"));
    try {
      Process trial =
          new ProcessBuilder(
                  "unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place + "")
              .redirectErrorStream(true)
              .start();
      String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return trial.waitFor() == 0 ? "" : "unshare says " + said.strip();
    } catch (IOException noUnshare) {
      return String.valueOf(noUnshare.getMessage());
    }
  }

  /** The night on the small disk, and the same without trouble; a process of its own. */
  static final class Evening {
    private Evening() {}

    public static void main(String[] arguments) throws IOException {
      Path disk = Path.of(arguments[0]);
      Path elsewhere = Files.createDirectories(Path.of(arguments[1]));
      byte[] expected = quiet(elsewhere);
      Path filler = disk.resolve("filler");
      Path own = disk.resolve("run");
      Files.createDirectories(own);
      QueueUrl url = QueueUrl.ofFile(disk.resolve("queue.db"));
      try (Night night = new Night("plan: paid\n", elsewhere.resolve("server.db"));
          Night.Books books = night.open(url, QueueDatabase.Watcher.NONE)) {
        books.runs().add(Night.run("run", own, Budget.UNLIMITED));
        boolean[] full = {false};
        Reaper filling =
            new Reaper(place -> {
              if (!full[0] && place.startsWith("step 1 job 2 before submit")) {
                full[0] = true;
                fill(filler);
              }
              return false;
            });
        RunEntry paused = work(night, books, filling);
        System.out.println(paused.state() + ": " + paused.reason());
        assertThat(full[0]).isTrue();
        assertThat(paused.state()).isEqualTo(RunState.PAUSED);
        assertThat(paused.reason()).startsWith("NS1302 disk-full: ").contains("no room left");
        audit(books);

        // Somebody makes room.
        Files.delete(filler);
        books.runs().resume("run", Mode.RESYNC, null);
        RunEntry done = work(night, books, new Reaper(_ -> false));
        assertThat(done.state()).as(done.reason()).isEqualTo(RunState.DONE);
        assertThat(Chain.read(Chain.weightsFile(own))).isEqualTo(expected);
        assertThat(books.jobs().ofRun("run", 1_000))
            .hasSize(STEPS * Chain.JOBS_A_STEP)
            .allMatch(job -> job.state() == JobState.SETTLED && job.outcome() == JobState.DONE);
        assertThat(night.jobs()).hasSize(STEPS * Chain.JOBS_A_STEP);
        assertThat(books.ledger().account("all").reserved()).isEqualTo(Amounts.ZERO);
        audit(books);
        assertThat(books.runs().keepRoom()).isTrue();
      }
      System.out.println("nothing is lost");
    }

    private static byte[] quiet(Path elsewhere) {
      Path own = elsewhere.resolve("quiet");
      try (Night night = new Night("plan: paid\n", elsewhere.resolve("quiet-server.db"));
          Night.Books books =
              night.open(
                  QueueUrl.ofFile(elsewhere.resolve("queue.db")), QueueDatabase.Watcher.NONE)) {
        books.runs().add(Night.run("run", own, Budget.UNLIMITED));
        assertThat(work(night, books, new Reaper(_ -> false)).state()).isEqualTo(RunState.DONE);
        return Chain.read(Chain.weightsFile(own));
      }
    }

    private static RunEntry work(Night night, Night.Books books, Reaper reaper) {
      Chain chain = new Chain(night, books, reaper, STEPS, SHOTS);
      new Worker(books.runs(), chain, "worker", Night.OPTIONS, night.waiting(), _ -> {})
          .one(() -> false, null);
      return books.runs().find("run");
    }

    private static void audit(Night.Books books) {
      assertThat(
              Audit.of(books.jobs().all(), books.ledger().accounts(), _ -> Optional.empty()).gaps())
          .isEqualTo(List.of());
    }

    /** To the last byte. */
    private static void fill(Path file) {
      long before = 0;
      try (OutputStream out = Files.newOutputStream(file)) {
        byte[] page = new byte[512];
        while (true) {
          out.write(page);
          before += page.length;
        }
      } catch (IOException full) {
        // That is the point; a file that could not be begun would not be.
        if (before == 0) {
          throw new UncheckedIOException(full);
        }
      }
    }
  }
}
