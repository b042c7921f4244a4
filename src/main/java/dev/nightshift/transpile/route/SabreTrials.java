package dev.nightshift.transpile.route;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.transpile.Coupling;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many walks of SABRE, each with its own stream; the best come back, by entanglers, then by their
 * depth, then by the number of the trial. So the answer does not depend on who computed what.
 */
public final class SabreTrials {
  private SabreTrials() {}

  /**
   * A routed circuit.
   *
   * @param circuit on physical qubits, as wide as the device, with {@code swap} gates
   * @param initialLayout physical qubit of each virtual one at the start
   * @param finalLayout and in the end
   */
  public record Routed(Circuit circuit, List<Integer> initialLayout, List<Integer> finalLayout) {
    public Routed {
      initialLayout = List.copyOf(initialLayout);
      finalLayout = List.copyOf(finalLayout);
    }
  }

  private record Trial(int number, int[] start, Routing routing) {}

  /**
   * Routes from one layout.
   *
   * @param trials at least 1
   * @param kept at most so many of the best
   */
  public static List<Routed> route(
      Interactions graph, Coupling coupling, int[] layout, int trials, int kept, Seed seed) {
    return best(
        graph,
        coupling,
        kept,
        IntStream.range(0, trials)
            .parallel()
            .mapToObj(trial ->
                new Trial(
                    trial, layout, Sabre.walk(graph, coupling, layout, seed.split(trial).random())))
            .toList());
  }

  /**
   * Finds layouts by walking forwards and backwards, where the end of one walk is the start of the
   * next: qubits settle where they are needed.
   *
   * @param starts a first layout each
   * @param rounds walks there and back
   * @param walks last walks from a settled layout, of which the best counts
   */
  public static List<Routed> layout(
      Interactions graph,
      Coupling coupling,
      List<int[]> starts,
      int rounds,
      int walks,
      int kept,
      Seed seed) {
    Interactions reversed = graph.reversed();
    return best(
        graph,
        coupling,
        kept,
        IntStream.range(0, starts.size())
            .parallel()
            .mapToObj(trial -> {
              Seed own = seed.split(trial);
              int[] layout = starts.get(trial);
              Trial best = null;
              for (int round = 0; round <= rounds; round++) {
                int times = round == rounds ? walks : 1;
                int[] end = layout;
                for (int walk = 0; walk < times; walk++) {
                  Routing there =
                      Sabre.walk(
                          graph, coupling, layout, own.split(3L * round).split(walk).random());
                  if (best == null || there.isBetterThan(best.routing())) {
                    best = new Trial(trial, layout, there);
                  }
                  end = there.layout();
                }
                layout =
                    Sabre.walk(reversed, coupling, end, own.split(3L * round + 1).random())
                        .layout();
              }
              if (best == null) {
                throw new IllegalStateException("a trial without a walk");
              }
              return best;
            })
            .toList());
  }

  private static List<Routed> best(
      Interactions graph, Coupling coupling, int kept, List<Trial> trials) {
    return trials.stream()
        .sorted(
            Comparator.<Trial>comparingInt(trial -> trial.routing().cost())
                .thenComparingInt(trial -> trial.routing().depth())
                .thenComparingInt(Trial::number))
        .limit(kept)
        .map(trial ->
            RoutedWriter.write(graph, coupling.qubits(), trial.start(), trial.routing().events()))
        .toList();
  }
}
