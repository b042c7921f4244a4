package dev.nightshift.backend.aer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One child process and its pipes: a frame there, a frame back. One call at a time.
 *
 * <p>Reading and writing pipes cannot be interrupted, so a thread of the child's own does it; the
 * caller waits for that thread and kills the process when it is interrupted itself.
 */
final class AerChild implements AutoCloseable {
  private static final int REMEMBERED_LINES = 8;

  private final Process process;
  private final ExecutorService pipes;
  private final int longestAnswer;

  /** The last lines of its standard error. */
  private final Deque<String> lines = new ArrayDeque<>();

  private final Thread errorReader;

  /** The process ended before it answered. */
  static final class Died extends Exception {
    Died(String how) {
      super(how);
    }
  }

  /**
   * Starts a process.
   *
   * @param log hears each line of its standard error
   * @throws IOException when there is no such program
   */
  AerChild(ProcessBuilder builder, int longestAnswer, Consumer<String> log) throws IOException {
    this.longestAnswer = longestAnswer;
    this.process = builder.start();
    this.pipes =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nightshift-aer-pipes-" + process.pid()).factory());
    this.errorReader =
        Thread.ofPlatform()
            .daemon()
            .name("nightshift-aer-errors-" + process.pid())
            .start(() -> readErrors(log));
  }

  private void readErrors(Consumer<String> log) {
    try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (lines) {
          lines.addLast(line);
          if (lines.size() > REMEMBERED_LINES) {
            lines.removeFirst();
          }
        }
        log.accept(line);
      }
    } catch (IOException _) {
      // A process that is killed takes its pipes with it.
    }
  }

  /** The first frame, which the child sends unasked. */
  byte[] hello(Duration patience) throws Died {
    return await(pipes.submit(this::receive), patience);
  }

  /**
   * Sends a frame and waits for its answer.
   *
   * @throws Died when the process ends before it has answered
   * @throws NightshiftException INTERRUPTED when the caller is, MESSAGE_MALFORMED for an answer of
   *     an impossible length; the process is of no use then
   */
  byte[] call(byte[] request) throws Died {
    return await(
        pipes.submit(() -> {
          DataOutputStream out = new DataOutputStream(process.getOutputStream());
          out.writeInt(request.length);
          out.write(request);
          out.flush();
          return receive();
        }),
        null);
  }

  private byte[] receive() throws IOException {
    DataInputStream in = new DataInputStream(process.getInputStream());
    int length = in.readInt();
    if (length < 0 || length > longestAnswer) {
      throw new NightshiftException(
          ErrorCode.MESSAGE_MALFORMED,
          "the process of qiskit-aer announced an answer of %d bytes; at most %d are taken, so ask"
                  .formatted(Integer.toUnsignedLong(length), longestAnswer)
              + " for less in a job, and report it if that is not why");
    }
    byte[] answer = in.readNBytes(length);
    if (answer.length < length) {
      throw new EOFException();
    }
    return answer;
  }

  private byte[] await(Future<byte[]> answer, @Nullable Duration patience) throws Died {
    try {
      return patience == null
          ? answer.get()
          : answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new NightshiftException(
          ErrorCode.INTERRUPTED, "the job was stopped, and the process of qiskit-aer with it", e);
    } catch (TimeoutException e) {
      close();
      throw new NightshiftException(
          ErrorCode.ENGINE_UNAVAILABLE,
          "the process of qiskit-aer said nothing for %d s after its start; is %s a Python with"
                  .formatted(patience == null ? 0 : patience.toSeconds(), program())
              + " qiskit-aer? Name another one in $NIGHTSHIFT_PYTHON",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NightshiftException known) {
        throw new NightshiftException(known.code(), String.valueOf(known.getMessage()), known);
      }
      if (e.getCause() instanceof IOException || e.getCause() instanceof UncheckedIOException) {
        throw new Died(epitaph());
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private String program() {
    return process.info().command().orElse("it");
  }

  /** How it ended, with its last words: what it said is read before its pipes are closed. */
  private String epitaph() {
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        return "it closed its pipe and lived on";
      }
      errorReader.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
    int status = process.isAlive() ? 0 : process.exitValue();
    List<String> said;
    synchronized (lines) {
      said = List.copyOf(lines);
    }
    return (status > 128 ? "killed by signal " + (status - 128) : "exit status " + status)
        + (said.isEmpty() ? "" : "; its last words: " + String.join(" | ", said));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Kills it. */
  @Override
  public void close() {
    process.destroyForcibly();
    pipes.shutdownNow();
  }
}
