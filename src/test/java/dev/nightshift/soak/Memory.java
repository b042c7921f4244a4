package dev.nightshift.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM holds.
 *
 * @param second of the run
 * @param heapBytes in use after a full collection
 * @param residentBytes of the whole process; 0 where the system does not say
 */
record Memory(long second, long heapBytes, long residentBytes) {
  private static final Pattern USED = Pattern.compile("used (\\d+)([KMG])");

  static Memory of(long pid, long second) throws IOException, InterruptedException {
    var _ = jcmd(pid, "GC.run");
    long used = 0;
    for (String line : jcmd(pid, "GC.heap_info").lines().toList()) {
      // One line a generation; those of their spaces and of metaspace have no total.
      if (line.contains(" total ")) {
        Matcher matcher = USED.matcher(line);
        if (matcher.find()) {
          used += Long.parseLong(matcher.group(1)) << " KMG".indexOf(matcher.group(2)) * 10;
        }
      }
    }
    if (used == 0) {
      throw new IOException("jcmd tells no heap of process " + pid);
    }
    Path status = Path.of("/proc/%d/status".formatted(pid));
    long resident = 0;
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          resident = Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    }
    return new Memory(second, used, resident);
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd %s: %s".formatted(command, said));
    }
    return said;
  }

  @Override
  public String toString() {
    return "at %d s heap %d MB, resident %d MB"
        .formatted(second, heapBytes >> 20, residentBytes >> 20);
  }
}
