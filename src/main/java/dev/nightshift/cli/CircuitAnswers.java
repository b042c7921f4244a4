package dev.nightshift.cli;

import dev.nightshift.job.PubResult;
import dev.nightshift.value.BitArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is told of a circuit's result: the keys of its JSON, which stay, and the same for people.
 */
final class CircuitAnswers {
  private CircuitAnswers() {}

  /** Where earlier requests stand behind the values, also how many shots, and this one's own. */
  static Map<String, Object> of(PubResult.Estimated estimate) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("evs", estimate.evs());
    answer.put("stds", estimate.stds());
    estimate
        .pooled()
        .ifPresent(pooled -> {
          Map<String, Object> own = new LinkedHashMap<>();
          own.put("shots", pooled.shots());
          own.put("own_shots", estimate.shots());
          own.put("own_evs", pooled.ownEvs());
          own.put("own_stds", pooled.ownStds());
          answer.put("pooled", own);
        });
    return answer;
  }

  /** Counts of this request's shots; those of all requests beside them where there were others. */
  static Map<String, Object> of(PubResult.Sampled result) {
    // The last declared register stands leftmost, as everywhere in this field.
    List<BitArray> registers = new ArrayList<>(result.registers().sequencedValues()).reversed();
    SortedMap<String, Integer> counts = new TreeMap<>();
    int shots = registers.getFirst().shots();
    for (int shot = 0; shot < shots; shot++) {
      StringBuilder text = new StringBuilder();
      for (BitArray register : registers) {
        text.append(register.bitString(0, shot));
      }
      counts.merge(text.toString(), 1, Integer::sum);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("counts", counts);
    result
        .pooled()
        .ifPresent(pooled -> {
          Map<String, Object> all = new LinkedHashMap<>();
          all.put("shots", pooled.shots(0));
          all.put("counts", pooled.counts().getFirst());
          answer.put("pooled", all);
        });
    return answer;
  }

  /** Prints an answer for people. */
  static void print(Terminal terminal, Map<String, Object> answer) {
    answer.forEach((what, value) -> {
      switch (value) {
        case Map<?, ?> pooled when what.equals("pooled") -> {
          terminal
              .out()
              .println("with the shots of earlier requests (--cache off leaves them out):");
          pooled.forEach((name, entry) -> line(terminal, name, entry));
        }
        case Map<?, ?> table -> table.forEach((name, entry) -> line(terminal, name, entry));
        default -> line(terminal, what, value);
      }
    });
  }

  private static void line(Terminal terminal, Object what, Object value) {
    switch (value) {
      case Map<?, ?> table -> table.forEach((name, entry) -> line(terminal, name, entry));
      case double[] numbers -> terminal.out().println(what + "  " + Arrays.toString(numbers));
      case long[] numbers -> terminal.out().println(what + "  " + Arrays.toString(numbers));
      default -> terminal.out().println(what + "  " + value);
    }
  }
}
