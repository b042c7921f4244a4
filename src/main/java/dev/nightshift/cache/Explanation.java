package dev.nightshift.cache;

import java.util.List;

/**
 * Whether something is held, and if not, what is nearest to it and in which parts it differs.
 *
 * @param wanted what was asked for
 * @param held whether it is there
 * @param shots behind a pool that is held; else 0
 * @param nearest the entry's name; empty where none of the kind is held
 * @param differences of the nearest, in the order of {@link Part}; empty where it is held
 */
public record Explanation(
    Wanted wanted, boolean held, long shots, String nearest, List<Parts.Difference> differences) {
  public Explanation {
    differences = List.copyOf(differences);
  }
}
