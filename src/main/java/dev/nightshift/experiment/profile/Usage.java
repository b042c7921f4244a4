package dev.nightshift.experiment.profile;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What a phase used.
 *
 * @param wallSeconds from begin to end
 * @param cpuSeconds of all threads of this process, compiler and collector included
 * @param rssPeakMb most resident memory, 10^6 bytes; empty where the system does not tell
 * @param peakOfPhase whether that peak is the phase's own; otherwise it is the process' so far
 */
public record Usage(
    double wallSeconds, double cpuSeconds, OptionalDouble rssPeakMb, boolean peakOfPhase) {

  /** Starts to count; the peak of resident memory starts anew where the system permits it. */
  public static Meter begin() {
    return new Meter(Path.of("/proc/self"), System::nanoTime, Usage::cpuNanos);
  }

  /** A phase under way. */
  public static final class Meter {
    private final Path process;
    private final LongSupplier clock;
    private final LongSupplier cpu;
    private final boolean reset;
    private final long wallStart;
    private final long cpuStart;

    Meter(Path process, LongSupplier clock, LongSupplier cpu) {
      this.process = process;
      this.clock = clock;
      this.cpu = cpu;
      this.reset = resetPeak(process);
      this.cpuStart = cpu.getAsLong();
      this.wallStart = clock.getAsLong();
    }

    /** What was used since the begin; may be asked again. */
    public Usage end() {
      long wall = clock.getAsLong() - wallStart;
      return new Usage(wall / 1e9, (cpu.getAsLong() - cpuStart) / 1e9, peakMb(process), reset);
    }
  }

  /** Most resident memory of this process so far, 10^6 bytes; empty where nothing tells. */
  public static OptionalDouble peakMb() {
    return peakMb(Path.of("/proc/self"));
  }

  private static OptionalDouble peakMb(Path process) {
    Path status = process.resolve("status");
    if (!Files.isReadable(status)) {
      return OptionalDouble.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
          .findFirst();
    } catch (IOException _) {
      // Empty says so: the figure is printed as unknown.
      return OptionalDouble.empty();
    }
  }

  /** Linux: writing 5 sets VmHWM back to the memory resident now (proc(5)). */
  private static boolean resetPeak(Path process) {
    Path references = process.resolve("clear_refs");
    if (!Files.isWritable(references)) {
      return false;
    }
    try {
      Files.writeString(references, "5");
      return true;
    } catch (IOException _) {
      // Some containers forbid it; peakOfPhase tells the reader.
      return false;
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
