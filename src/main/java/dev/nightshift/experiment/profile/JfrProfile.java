package dev.nightshift.experiment.profile;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.report.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Flight Recorder around a phase: which methods its threads were in.
 *
 * <p>Two kinds of samples, every 20 ms each: Java code, and code behind a native call, where a
 * model on a native engine spends most of its time. The cost is two stack walks a period, far under
 * 1 % of a core. A thread that waits is in neither.
 *
 * <p>The first {@link #start} of a process loads the recorder and takes up to half a second, as
 * {@link #stop} does to read the samples: call both outside what is timed.
 */
public final class JfrProfile implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(20);
  private static final String JAVA = "jdk.ExecutionSample";
  private static final String NATIVE = "jdk.NativeMethodSample";

  private final Recording recording;
  private final Set<Long> threads;

  private JfrProfile(Recording recording, Set<Long> threads) {
    this.recording = recording;
    this.threads = threads;
  }

  /** Starts to sample these threads, or where none is given the calling one. */
  public static JfrProfile start(Thread... threads) {
    Thread[] sampled = threads.length == 0 ? new Thread[] {Thread.currentThread()} : threads;
    Recording recording = new Recording();
    recording.setName("nightshift");
    recording.enable(JAVA).withPeriod(PERIOD);
    recording.enable(NATIVE).withPeriod(PERIOD);
    recording.start();
    return new JfrProfile(
        recording, Arrays.stream(sampled).map(Thread::threadId).collect(Collectors.toSet()));
  }

  /**
   * Stops to sample.
   *
   * @return the {@value Profile#TOP} methods with most samples; ties in the order of their names
   * @throws NightshiftException IO_FAILED where the recording cannot be kept in the folder for
   *     temporary files
   */
  public Profile stop() {
    recording.stop();
    try {
      Path file = Files.createTempFile("nightshift-", ".jfr");
      try {
        recording.dump(file);
        return top(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new NightshiftException(
          ErrorCode.IO_FAILED,
          "the profile cannot be written to the folder for temporary files (%s); free some space or set java.io.tmpdir"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Ends the recording; nothing is left behind. */
  @Override
  public void close() {
    recording.close();
  }

  private Profile top(Path file) throws IOException {
    Map<String, Long> counts = new HashMap<>();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        String type = event.getEventType().getName();
        RecordedStackTrace stack = event.getStackTrace();
        if ((type.equals(JAVA) || type.equals(NATIVE))
            && stack != null
            && !stack.getFrames().isEmpty()
            && event.getValue("sampledThread") instanceof RecordedThread thread
            && threads.contains(thread.getJavaThreadId())) {
          counts.merge(name(stack.getFrames().getFirst()), 1L, Long::sum);
        }
      }
    }
    long samples = counts.values().stream().mapToLong(Long::longValue).sum();
    List<Profile.Method> methods =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(Profile.TOP)
            .map(entry ->
                new Profile.Method(
                    entry.getKey(), entry.getValue(), (double) entry.getValue() / samples))
            .toList();
    return new Profile(samples, methods);
  }

  /** Class and method; the numbers of hidden classes change from run to run and are left out. */
  private static String name(RecordedFrame frame) {
    RecordedMethod method = frame.getMethod();
    return (method.getType().getName() + "." + method.getName())
        .replaceAll("[./+]?0x[0-9a-f]+", "");
  }
}
