package dev.nightshift.experiment.folder;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that a run's times were taken on; no name of a host or a user.
 *
 * @param os name and version of the operating system
 * @param arch of the processor
 * @param cpu the processor's model; the architecture where the system does not say
 * @param cores that this process may use
 * @param memoryMb of the machine or container, 10^6 bytes
 * @param java runtime and its version
 */
public record Machine(String os, String arch, String cpu, int cores, long memoryMb, String java) {

  /** This one. */
  public static Machine here() {
    String arch = System.getProperty("os.arch", "unknown");
    return new Machine(
        System.getProperty("os.name", "unknown") + " " + System.getProperty("os.version", ""),
        arch,
        cpu(Path.of("/proc/cpuinfo"), arch),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
            / 1_000_000,
        System.getProperty("java.vm.name", "Java") + " " + Runtime.version());
  }

  /** The model that Linux tells; elsewhere the architecture is all there is. */
  static String cpu(Path cpuinfo, String arch) {
    if (!Files.isReadable(cpuinfo)) {
      return arch;
    }
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(arch);
    } catch (IOException _) {
      // Only a label of the report hangs on it.
      return arch;
    }
  }
}
