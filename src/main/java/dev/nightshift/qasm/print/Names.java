package dev.nightshift.qasm.print;

import dev.nightshift.qasm.check.Scope;
import dev.nightshift.qasm.lower.GateLibrary;
import dev.nightshift.qasm.parse.Keywords;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gives every thing of a circuit a name that the language allows and nothing else has. */
final class Names {
  private static final Set<String> RESERVED = reserved();

  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> printed = new HashMap<>();
  private final boolean besideLibrary;

  private Names(boolean besideLibrary) {
    this.besideLibrary = besideLibrary;
  }

  /** The names of a program. */
  static Names global() {
    return new Names(true);
  }

  /** The names inside a gate, which may shadow all but the language's own. */
  static Names local() {
    return new Names(false);
  }

  private static Set<String> reserved() {
    Set<String> words = new HashSet<>(Scope.BUILT_IN);
    words.addAll(Keywords.ALL);
    return Set.copyOf(words);
  }

  /** The name for a thing: its own where that is free, else with a suffix. */
  String take(String wanted) {
    String clean = clean(wanted);
    String name = clean;
    for (int i = 0; !isFree(name); i++) {
      name = clean + "_" + i;
    }
    taken.add(name);
    printed.put(wanted, name);
    return name;
  }

  /** The name that {@link #take} gave. */
  String of(String wanted) {
    return printed.getOrDefault(wanted, wanted);
  }

  private boolean isFree(String name) {
    return !taken.contains(name)
        && !RESERVED.contains(name)
        && !(besideLibrary && GateLibrary.STDGATES.containsKey(name));
  }

  /** Every code point that a name cannot hold becomes an underscore. */
  private static String clean(String wanted) {
    for (int i = 0; i < wanted.length(); i++) {
      char c = wanted.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '0' && c <= '9' && i > 0;
      if (!plain) {
        return cleanUnicode(wanted);
      }
    }
    return wanted.isEmpty() ? "_" : wanted;
  }

  private static String cleanUnicode(String wanted) {
    StringBuilder name = new StringBuilder();
    wanted
        .codePoints()
        .forEach(point -> {
          boolean digit = point >= '0' && point <= '9';
          if (digit && name.isEmpty()) {
            name.append('_');
          }
          boolean letter =
              switch (Character.getType(point)) {
                case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.LETTER_NUMBER ->
                    true;
                default -> false;
              };
          name.appendCodePoint(letter || digit ? point : '_');
        });
    return name.toString();
  }
}
