package dev.nightshift.backend.aer;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How qiskit-aer is started.
 *
 * @param command program and arguments, the first a Python
 * @param processes that work at once, each on all processors; at least 1
 * @param longestAnswer bytes
 * @param patience how long a process may take to start
 * @param log hears what the processes print, line by line, and when one is lost
 */
public record AerOptions(
    List<String> command,
    int processes,
    int longestAnswer,
    Duration patience,
    Consumer<String> log) {
  private static final String SCRIPT = "/providers/aer/nightshift_aer.py";

  public AerOptions {
    command = List.copyOf(command);
    if (processes < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "%d processes of qiskit-aer cannot run; give at least 1".formatted(processes));
    }
  }

  /**
   * Our script under a Python.
   *
   * @param environment NIGHTSHIFT_PYTHON names the Python; else it is {@code python3}
   */
  public static AerOptions standard(Map<String, String> environment, Consumer<String> log) {
    String python = environment.getOrDefault("NIGHTSHIFT_PYTHON", "");
    // The script travels on the command line, so that nothing of it lies about on the disk.
    List<String> command =
        new ArrayList<>(List.of(python.isBlank() ? "python3" : python, "-u", "-c", script()));
    return new AerOptions(
        command, Runtime.getRuntime().availableProcessors(), 256 << 20, Duration.ofMinutes(2), log);
  }

  private static String script() {
    try (InputStream in = AerOptions.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + SCRIPT);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new NightshiftException(
          ErrorCode.IO_FAILED, "%s cannot be read (%s)".formatted(SCRIPT, e), e);
    }
  }

  /** The program, for messages. */
  String program() {
    return command.getFirst();
  }

  ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(command);
    // The launcher keeps PyTorch to one thread; Aer may have all.
    builder
        .environment()
        .put("OMP_NUM_THREADS", String.valueOf(Runtime.getRuntime().availableProcessors()));
    builder.environment().put("PYTHONWARNINGS", "ignore");
    return builder;
  }
}
