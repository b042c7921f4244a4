package dev.nightshift.experiment.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The page: what both backends answered to all canaries.
 *
 * @param from the reference
 * @param to the backend to be proved
 */
public record Proof(Side from, Side to) {
  /**
   * One backend's answers.
   *
   * @param verdicts one a canary, in the page's order
   */
  public record Side(String name, Margin margin, List<Verdict> verdicts) {
    public Side {
      verdicts = List.copyOf(verdicts);
    }

    long passes() {
      return verdicts.stream().filter(Verdict::passed).count();
    }

    boolean passed() {
      return passes() == verdicts.size();
    }
  }

  /** Whether all canaries came back as they should, from the reference too. */
  public boolean passed() {
    return from.passed() && to.passed();
  }

  /** The lines of the page. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("from %s  %s".formatted(from.name(), from.margin().text()));
    lines.add("to   %s  %s".formatted(to.name(), to.margin().text()));
    from.verdicts().stream()
        .filter(verdict -> !verdict.passed())
        .forEach(verdict -> add(lines, verdict, "the reference " + from.name() + ": "));
    to.verdicts().forEach(verdict -> add(lines, verdict, ""));
    lines.add(
        "%s  %s confirms %d of %d canaries, %s passes %d"
            .formatted(
                word(passed()),
                from.name(),
                from.passes(),
                from.verdicts().size(),
                to.name(),
                to.passes()));
    return lines;
  }

  private static void add(List<String> lines, Verdict verdict, String before) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%s  %-15s %s%s",
            word(verdict.passed()),
            verdict.canary(),
            before,
            verdict.certifies()));
    lines.add("      expected %s".formatted(verdict.expected()));
    lines.add("      found    %s".formatted(verdict.found()));
  }

  private static String word(boolean passed) {
    return passed ? "PASS" : "FAIL";
  }

  /** For JSON. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("passed", passed());
    fields.put("from", fields(from));
    fields.put("to", fields(to));
    return fields;
  }

  private static Map<String, Object> fields(Side side) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", side.name());
    fields.put("margin", side.margin().kind().name().toLowerCase(Locale.ROOT));
    fields.put("shots", side.margin().shots());
    fields.put("canaries", side.verdicts());
    return fields;
  }
}
