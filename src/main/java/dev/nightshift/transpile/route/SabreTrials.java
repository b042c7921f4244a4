package dev.nightshift.transpile.route;

import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.transpile.Coupling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Many walks of SABRE, each with its own stream; the best comes back, by entanglers, then by their
 * depth, then by the number of the trial. So the answer does not depend on who computed what.
 *
 * <p>Trials begin with a layout each and a {@link Style} each, in turn. Round by round the worse
 * half is given up and the others walk back and forth again: qubits settle where they are needed,
 * and most of the time goes to what is promising.
 */
public final class SabreTrials {
  /** A walk through fewer nodes takes no longer than to hand it over. */
  private static final int SMALL = 50;

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

  /**
   * One trial.
   *
   * @param start of the best walk
   * @param routing the best walk
   * @param end of the latest walk, where the next begins
   */
  private record Trial(int number, Style style, int[] start, Routing routing, int[] end) {}

  private static final Comparator<Trial> ORDER =
      Comparator.<Trial>comparingInt(trial -> trial.routing().cost())
          .thenComparingInt(trial -> trial.routing().depth())
          .thenComparingInt(Trial::number);

  /** Walks from one layout, which stays. */
  public SabreTrials route(int[] layout, int count) {
    int first = trials.size();
    trials.addAll(
        each(
            IntStream.range(first, first + count).boxed().toList(),
            number -> walked(number, Style.of(number), layout)));
    return this;
  }

  private Trial walked(int number, Style style, int[] layout) {
    Routing there =
        new Sabre(graph, coupling)
            .walk(layout, style, Integer.MAX_VALUE, seed.split(number).random());
    return new Trial(number, style, layout, there, there.layout());
  }

  /**
   * Finds layouts by walking there and back, where the end of one walk is the start of the next.
   *
   * @param starts a first layout each
   * @param rounds of the better half
   */
  public SabreTrials settle(List<int[]> starts, int rounds) {
    int first = trials.size();
    List<Trial> live =
        each(
            IntStream.range(0, starts.size()).boxed().toList(),
            k -> walked(first + k, Style.of(k), starts.get(k)));
    List<Trial> done = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<Trial> sorted = live.stream().sorted(ORDER).toList();
      int keep = Math.min(sorted.size(), Math.max(2, sorted.size() / 2));
      done.addAll(sorted.subList(keep, sorted.size()));
      int own = round;
      live = each(sorted.subList(0, keep), trial -> again(trial, own));
    }
    trials.addAll(done);
    trials.addAll(live);
    return this;
  }

  private Trial again(Trial trial, int round) {
    Seed own = seed.split(trial.number()).split(round);
    int[] layout =
        new Sabre(reversed, coupling)
            .walk(trial.end(), trial.style(), Integer.MAX_VALUE, own.split(0).random())
            .layout();
    Routing there =
        new Sabre(graph, coupling)
            .walk(layout, trial.style(), Integer.MAX_VALUE, own.split(1).random());
    return there.isBetterThan(trial.routing())
        ? new Trial(trial.number(), trial.style(), layout, there, there.layout())
        : new Trial(trial.number(), trial.style(), trial.start(), trial.routing(), there.layout());
  }

  /** In parallel where that is worth the threads. */
  private <A, B> List<B> each(List<A> all, Function<A, B> work) {
    Stream<A> stream = all.stream();
    return (graph.size() < SMALL ? stream : stream.parallel()).map(work).toList();
  }

  /** The best of all trials so far. */
  public Routed best() {
    return best(1, 0).getFirst();
  }

  /**
   * The best of all trials so far, that differ, the best first.
   *
   * @param most how many at most
   * @param excess how many more entanglers than the first they may take, as a share of its own
   */
  public List<Routed> best(int most, double excess) {
    List<Trial> sorted = trials.stream().sorted(ORDER).toList();
    double limit = sorted.getFirst().routing().cost() * (1 + excess);
    List<Trial> chosen = new ArrayList<>();
    for (Trial trial : sorted) {
      if (chosen.size() < most
          && trial.routing().cost() <= limit
          && chosen.stream().noneMatch(known -> isSame(known, trial))) {
        chosen.add(trial);
      }
    }
    return chosen.stream()
        .map(trial -> RoutedWriter.write(graph, coupling, trial.start(), trial.routing().events()))
        .toList();
  }

  private static boolean isSame(Trial one, Trial other) {
    return Arrays.equals(one.start(), other.start())
        && Arrays.equals(one.routing().events(), other.routing().events());
  }
}
