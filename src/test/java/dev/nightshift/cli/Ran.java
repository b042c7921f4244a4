package dev.nightshift.cli;

import dev.nightshift.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command that has run in this process.
 *
 * @param out what it wrote to standard output
 * @param err and to standard error
 */
record Ran(int code, String out, String err) {
  /** Runs a command as the shell would. */
  static Ran of(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    int code = Nightshift.run(terminal, args);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The same of a list. */
  static Ran of(List<String> args) {
    return of(args.toArray(String[]::new));
  }

  /** Its output as one JSON object. */
  Map<?, ?> json() {
    return Json.read(out.getBytes(StandardCharsets.UTF_8), Map.class);
  }

  /** Its output as any JSON. */
  Object value() {
    return Json.read(out.getBytes(StandardCharsets.UTF_8), Object.class);
  }

  /** Its output as a JSON object a line. */
  List<Map<?, ?>> lines() {
    List<Map<?, ?>> lines = new ArrayList<>();
    out.lines()
        .forEach(line -> lines.add(Json.read(line.getBytes(StandardCharsets.UTF_8), Map.class)));
    return lines;
  }
}
