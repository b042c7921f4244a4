package dev.nightshift.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The two streams a command writes: answers to {@code out}, everything else to {@code err}.
 *
 * @param interactive whether {@code err} is a terminal that can redraw a line
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

  /**
   * The streams of this process. The launcher filters descriptor 2 for a line the JVM prints by
   * itself and leaves the real standard error on descriptor 3; without the launcher there is none
   * and standard error is used.
   */
  static Terminal ofProcess() {
    boolean interactive = "true".equals(System.getenv("NIGHTSHIFT_TERMINAL"));
    PrintStream out = stream(System.out);
    if (isLeftOn3(System.getenv("NIGHTSHIFT_STDERR"), ProcessHandle.current().pid())) {
      try {
        OutputStream file = new FileOutputStream("/dev/fd/3", true);
        return new Terminal(out, stream(file), interactive);
      } catch (IOException e) {
        // Descriptor 3 cannot be opened again, for example when it is a socket: the filtered stream
        // does as well.
        return new Terminal(out, stream(System.err), interactive);
      }
    }
    return new Terminal(out, stream(System.err), interactive);
  }

  /**
   * Whether the launcher says so, of this process. In any other the JVM's own files lie on
   * descriptor 3: its module image, as a rule, which must not be written to.
   */
  static boolean isLeftOn3(@Nullable String said, long pid) {
    return (pid + ":3").equals(said);
  }

  /** Letters a line: what the launcher found, or 100 where there is no terminal. */
  static int columns() {
    String found = System.getenv("NIGHTSHIFT_COLUMNS");
    return found != null && found.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(found) : 100;
  }

  private static PrintStream stream(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
