package dev.nightshift.qasm.check;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.Span;
import dev.nightshift.qasm.ast.Expression.Identifier;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/** Names and what they stand for, in blocks inside one another. */
public final class Scope {
  /** Names that nothing may take. */
  public static final Set<String> BUILT_IN =
      Set.of("pi", "π", "tau", "τ", "euler", "ℇ", "U", "gphase");

  private final Map<String, Symbol> names = new HashMap<>();
  private final @Nullable Scope outer;
  private final boolean gateBody;

  private Scope(@Nullable Scope outer, boolean gateBody) {
    this.outer = outer;
    this.gateBody = gateBody;
  }

  public static Scope global() {
    return new Scope(null, false);
  }

  /** A block, loop or branch. */
  public Scope block() {
    return new Scope(this, gateBody);
  }

  /** The body of a gate: of the outside only constants and gates are seen. */
  public Scope gateBody() {
    return new Scope(this, true);
  }

  public boolean isGlobal() {
    return outer == null;
  }

  public @Nullable Symbol find(String name) {
    Symbol own = names.get(name);
    if (own != null || outer == null) {
      return own;
    }
    Symbol found = outer.find(name);
    boolean hidden =
        gateBody
            && !outer.gateBody
            && !(found instanceof Symbol.Constant || found instanceof Symbol.GateName);
    return hidden ? null : found;
  }

  /** The gate of a name; calls see nothing but gates. */
  public @Nullable Symbol findCallable(String name) {
    Symbol own = names.get(name);
    if (own instanceof Symbol.GateName || own instanceof Symbol.Unsupported) {
      return own;
    }
    return outer == null ? null : outer.findCallable(name);
  }

  /** Puts a name in; an error when it is taken. */
  public void declare(Identifier name, Symbol symbol, Diagnostics diagnostics) {
    if (BUILT_IN.contains(name.name())) {
      throw diagnostics.error(
          ErrorCode.QASM_DECLARED_TWICE,
          name.span(),
          "'%s' is built into the language".formatted(name.name()),
          "choose another name");
    }
    Symbol old = names.putIfAbsent(name.name(), symbol);
    if (old != null) {
      throw diagnostics.error(
          ErrorCode.QASM_DECLARED_TWICE,
          name.span(),
          old.declared() == Span.NONE
              ? "'%s' is already %s of stdgates.inc".formatted(name.name(), old.kind())
              : "'%s' is already %s, declared in line %d"
                  .formatted(name.name(), old.kind(), old.declared().line()),
          "choose another name");
    }
  }

  /** Puts a name in over whatever it was. */
  public void define(String name, Symbol symbol) {
    names.put(name, symbol);
  }

  /** Whether a gate's body hides the name. */
  private boolean outside(String name) {
    Scope scope = this;
    while (scope.outer != null) {
      scope = scope.outer;
    }
    return gateBody && scope.names.containsKey(name);
  }

  /** Whether the name stands in this very block. */
  public @Nullable Symbol own(String name) {
    return names.get(name);
  }

  /**
   * A known name near a misspelt one, as a hint; empty when none is near.
   *
   * @param gates whether a gate is wanted, or anything else
   */
  public String nearest(String name, boolean gates) {
    if (outside(name)) {
      return "a gate sees its own parameters and operands, constants and gates only";
    }
    if (name.length() < 3) {
      return "";
    }
    LevenshteinDistance distance = new LevenshteinDistance(2);
    String best = "";
    int least = 2;
    for (Scope scope = this; scope != null; scope = scope.outer) {
      for (Map.Entry<String, Symbol> entry : scope.names.entrySet()) {
        if (entry.getValue() instanceof Symbol.GateName != gates) {
          continue;
        }
        String known = entry.getKey();
        int d = distance.apply(name, known);
        if (d >= 0 && (d < least || d == least && (best.isEmpty() || known.compareTo(best) < 0))) {
          least = d;
          best = known;
        }
      }
    }
    return best.isEmpty() ? "" : "did you mean '%s'?".formatted(best);
  }
}
