package dev.nightshift.transpile.route;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.transpile.Coupling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Many walks of SABRE, each with its own stream; the best come back, by entanglers, then by their
 * depth, then by the number of the trial. So the answer does not depend on who computed what.
 *
 * <p>The first trials take each {@link Style} in turn, the others the two that did best.
 */
public final class SabreTrials {
  private final Interactions graph;
  private final Interactions reversed;
  private final Coupling coupling;
  private final Seed seed;
  private final List<Trial> trials = new ArrayList<>();

  public SabreTrials(Interactions graph, Coupling coupling, Seed seed) {
    this.graph = graph;
    this.reversed = graph.reversed();
    this.coupling = coupling;
    this.seed = seed;
  }

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

  private record Trial(int number, Style style, int[] start, Routing routing) {}

  private static final Comparator<Trial> ORDER =
      Comparator.<Trial>comparingInt(trial -> trial.routing().cost())
          .thenComparingInt(trial -> trial.routing().depth())
          .thenComparingInt(Trial::number);

  /** Walks from one layout, which stays. */
  public SabreTrials route(int[] layout, int count) {
    return phases(
        count,
        trial ->
            style -> {
              Routing routing =
                  Sabre.walk(
                      graph,
                      coupling,
                      layout,
                      style,
                      Integer.MAX_VALUE,
                      seed.split(trial).random());
              return new Trial(trial, style, layout, routing);
            });
  }

  /**
   * Finds layouts by walking forwards and backwards, where the end of one walk is the start of the
   * next: qubits settle where they are needed.
   *
   * @param starts a first layout each
   * @param rounds walks there and back
   * @param walks last walks from a settled layout, of which the best counts
   */
  public SabreTrials settle(List<int[]> starts, int rounds, int walks) {
    int first = trials.size();
    return phases(
        starts.size(),
        trial -> style -> settle(trial, starts.get(trial - first), style, rounds, walks));
  }

  private Trial settle(int trial, int[] start, Style style, int rounds, int walks) {
    Seed own = seed.split(trial);
    int[] layout = start;
    Trial best = null;
    for (int round = 0; round <= rounds; round++) {
      int[] end = layout;
      for (int walk = 0; walk < (round == rounds ? walks : 1); walk++) {
        // Where the way on depends on a walk's end it is walked to its end.
        int limit = round < rounds || best == null ? Integer.MAX_VALUE : best.routing().cost();
        Routing there =
            Sabre.walk(
                graph, coupling, layout, style, limit, own.split(2L * round).split(walk).random());
        if (best == null || there.isBetterThan(best.routing())) {
          best = new Trial(trial, style, layout, there);
        }
        end = there.layout();
      }
      if (round < rounds) {
        layout =
            Sabre.walk(
                    reversed,
                    coupling,
                    end,
                    style,
                    Integer.MAX_VALUE,
                    own.split(2L * round + 1).random())
                .layout();
      }
    }
    if (best == null) {
      throw new IllegalStateException("a trial without a walk");
    }
    return best;
  }

  private interface Work {
    Trial of(Style style);
  }

  /** Half of the trials in all styles, the rest in the two that led to the best. */
  private SabreTrials phases(int count, IntFunction<Work> work) {
    int from = trials.size();
    int explored = Math.max(Math.min(count, Style.ALL.size()), count / 2);
    trials.addAll(
        IntStream.range(0, explored)
            .parallel()
            .mapToObj(k -> work.apply(from + k).of(Style.of(k)))
            .toList());
    List<Style> best =
        trials.subList(from, from + explored).stream()
            .sorted(ORDER)
            .map(Trial::style)
            .distinct()
            .limit(2)
            .toList();
    trials.addAll(
        IntStream.range(explored, count)
            .parallel()
            .mapToObj(k -> work.apply(from + k).of(best.get(k % best.size())))
            .toList());
    return this;
  }

  /** The best of all trials so far. */
  public List<Routed> best(int most) {
    return trials.stream()
        .sorted(ORDER)
        .limit(most)
        .map(trial ->
            RoutedWriter.write(graph, coupling.qubits(), trial.start(), trial.routing().events()))
        .toList();
  }
}
