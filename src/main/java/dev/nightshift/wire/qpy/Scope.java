package dev.nightshift.wire.qpy;

import java.util.List;

/**
 * What a circuit is read under.
 *
 * @param version of the file
 * @param symbols of the outermost circuit: a definition's parameters are the circuit's
 * @param budget of the file
 * @param vectors the circuit's own table, empty before version 18
 * @param depth how many definitions are around it
 */
record Scope(int version, Symbols symbols, Budget budget, List<Symbols.Vector> vectors, int depth) {
  /** Deepest nesting of definitions, modifiers and substitutions: all that walks them recurses. */
  static final int DEEPEST = 100;

  /** The same for a circuit inside this one. */
  Scope inner() {
    return new Scope(version, symbols, budget, List.of(), checked(depth + 1));
  }

  Scope with(List<Symbols.Vector> own) {
    return new Scope(version, symbols, budget, own, depth);
  }

  static int checked(int depth) {
    if (depth > DEEPEST) {
      throw Problems.tooLarge("definitions nest more than %d deep".formatted(DEEPEST));
    }
    return depth;
  }
}
