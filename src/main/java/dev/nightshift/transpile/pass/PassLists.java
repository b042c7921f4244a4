package dev.nightshift.transpile.pass;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.transpile.Pass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The passes of the optimization by name, and the lists of them that have a name of their own.
 *
 * <p>{@code level-1} to {@code level-3} are what the levels run; at level 3 the list is repeated
 * until the circuit gets no cheaper, and pairs are gathered and layers reordered around it. A list
 * of one's own may name passes and lists: {@code level-1,commutative-cancellation}. It is run once
 * at levels 0 to 2 and to the fixpoint at level 3.
 */
public final class PassLists {
  /** Whether a pass may remember between rounds what it has found settled. */
  private static final Map<String, Function<Boolean, Pass>> PASSES = new LinkedHashMap<>();

  private static final Map<String, List<String>> LISTS = new LinkedHashMap<>();

  static {
    add(new RemoveResetInZero());
    add(new RemoveDiagonalBeforeMeasure());
    add(new MergeOneQubitGates());
    add(new CancelInverses());
    add(new CommutativeCancellation());
    PASSES.put(
        new ConsolidateTwoQubitBlocks().name(),
        remembers ->
            remembers
                ? new ConsolidateTwoQubitBlocks(SettledBlocks.remembering())
                : new ConsolidateTwoQubitBlocks());
    PASSES.put(
        new ResynthesizeRotationBlocks().name(),
        remembers ->
            remembers
                ? new ResynthesizeRotationBlocks(SettledBlocks.remembering())
                : new ResynthesizeRotationBlocks());
    add(new GatherPairs());
    add(new ReorderCommuting());
    List<String> all =
        List.of(
            "merge-one-qubit-gates",
            "cancel-inverses",
            "commutative-cancellation",
            "consolidate-two-qubit-blocks",
            "resynthesize-rotation-blocks",
            "merge-one-qubit-gates",
            "remove-diagonal-before-measure");
    LISTS.put("level-0", List.of());
    LISTS.put("level-1", List.of("cancel-inverses", "merge-one-qubit-gates"));
    LISTS.put("level-2", all);
    LISTS.put("level-3", all);
  }

  private PassLists() {}

  private static void add(Pass pass) {
    PASSES.put(pass.name(), _ -> pass);
  }

  /** The names of all passes that a list may have, in the order of their usual place. */
  public static List<String> passes() {
    return List.copyOf(PASSES.keySet());
  }

  /** The lists that have a name, each with its passes. */
  public static Map<String, List<String>> lists() {
    return Collections.unmodifiableMap(LISTS);
  }

  /**
   * The passes of a list.
   *
   * @param names of passes and lists, in order
   * @param remembers whether they are run again and again on one circuit
   * @throws NightshiftException OPTION_VALUE for an unknown name, with all that there are
   */
  public static List<Pass> of(List<String> names, boolean remembers) {
    // A pass that comes twice is one object: what it has settled stays so.
    Map<String, Pass> made = new LinkedHashMap<>();
    List<Pass> passes = new ArrayList<>();
    for (String name : flat(names)) {
      Function<Boolean, Pass> maker = Objects.requireNonNull(PASSES.get(name));
      passes.add(made.computeIfAbsent(name, _ -> maker.apply(remembers)));
    }
    return passes;
  }

  private static List<String> flat(List<String> names) {
    UnaryOperator<String> checked =
        name -> {
          if (!PASSES.containsKey(name)) {
            throw new NightshiftException(
                ErrorCode.OPTION_VALUE,
                "there is no pass '%s'; passes are %s, and lists of them %s"
                    .formatted(
                        name,
                        String.join(", ", PASSES.keySet()),
                        String.join(", ", LISTS.keySet())));
          }
          return name;
        };
    return names.stream()
        .flatMap(name -> LISTS.getOrDefault(name, List.of(name)).stream().map(checked))
        .toList();
  }
}
