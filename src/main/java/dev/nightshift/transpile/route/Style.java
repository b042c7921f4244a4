package dev.nightshift.transpile.route;

import java.util.List;

/**
 * How a walk weighs what it sees. No style is best for all circuits: adders and Fourier transforms
 * gain a third of their entanglers where a swap's own price counts, dense random ones lose by it.
 *
 * @param price what the entanglers of a swap weigh beside the way they save, in edges: 1 for a swap
 *     that costs three, 0 for one that hides in the gate before it
 * @param lookAhead how many gates behind the front are looked at
 * @param bridges whether a gate may run across a qubit where all swaps would harm those that
 *     follow: Clifford circuits gain by it, stars and full layers lose
 */
record Style(double price, int lookAhead, boolean bridges) {
  static final List<Style> ALL =
      List.of(
          new Style(0, 20, false),
          new Style(0.2, 20, false),
          new Style(0.05, 20, false),
          new Style(0.5, 20, false),
          new Style(0.2, 40, false),
          new Style(0.5, 10, false),
          new Style(0.1, 20, true),
          new Style(1, 40, false));

  static Style of(int trial) {
    return ALL.get(trial % ALL.size());
  }
}
