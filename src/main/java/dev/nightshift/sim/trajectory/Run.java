package dev.nightshift.sim.trajectory;

import dev.nightshift.circuit.Condition;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.sim.Sampling;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.FinalReading;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.sim.noise.Shots;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Some shots that have had the same history so far, on their way through the events.
 *
 * <p>Where they part, the alternative that most of them take goes on here and the others take
 * copies: so copies of copies nest at most log2(shots) deep.
 */
final class Run {
  /** What all runs of a call share. */
  record Course(List<Event> events, FinalReading reading, Shots into) {}

  private final Course course;
  private final PureState state;
  private final boolean[] read;
  private final int first;
  private final SplittableRandom random;
  private int count;
  private int next;

  /** Events of an alternative that was taken, before the next of the course. */
  private List<Event> inserted = List.of();

  private int nextInserted;

  Run(
      Course course,
      PureState state,
      int next,
      boolean[] read,
      int first,
      int count,
      SplittableRandom random) {
    this.course = course;
    this.state = state;
    this.next = next;
    this.read = read;
    this.first = first;
    this.count = count;
    this.random = random;
  }

  /**
   * Goes on to the end.
   *
   * @param branches takes the runs that part from this one; each may run at any time, on any thread
   */
  void finish(Consumer<Run> branches) {
    while (true) {
      if (nextInserted < inserted.size()) {
        pass(inserted.get(nextInserted++), branches);
      } else if (next < course.events().size()) {
        Workers.checkInterrupt();
        pass(course.events().get(next++), branches);
      } else {
        end();
        return;
      }
    }
  }

  private void end() {
    FinalReading reading = course.reading();
    state.turn(reading.xs(), reading.zs());
    double[] weights = state.weights(reading.qubits());
    reading.draw(weights, read, course.into(), first, count, random);
  }

  /** Applies what leaves nothing to chance. */
  static void applyGate(PureState state, Event event) {
    switch (event) {
      case Event.Local(int qubit, double[] matrix) -> state.local(qubit, matrix, true);
      case Event.Joint(int low, int high, double[] matrix) -> state.joint(low, high, matrix);
      case Event.Wide(int mask, int value, int[] offsets, double[] matrix) ->
          state.wide(mask, value, offsets, matrix);
      case Event.Chance _,
          Event.Jump _,
          Event.WideJump _,
          Event.Reset _,
          Event.Measure _,
          Event.Note _,
          Event.Skip _ ->
          throw new IllegalStateException("chance needs shots");
    }
  }

  private void pass(Event event, Consumer<Run> branches) {
    switch (event) {
      case Event.Local _, Event.Joint _, Event.Wide _ -> applyGate(state, event);
      case Event.Chance(double[] probabilities, var alternatives) ->
          part(
              split(probabilities, count),
              branches,
              (run, k) -> {
                run.inserted = alternatives.get(k);
                run.nextInserted = 0;
              });
      case Event.Jump jump -> jump(jump, branches);
      case Event.WideJump jump -> jump(jump, branches);
      case Event.Reset(int qubit) -> {
        double[] weights = outcomes(qubit);
        part(
            split(weights, count),
            branches,
            (run, outcome) -> {
              double[] fall = new double[8];
              fall[outcome == 0 ? 0 : 2] = 1 / Math.sqrt(weights[outcome]);
              run.state.local(qubit, fall, false);
            });
      }
      case Event.Measure(int qubit, int output) -> {
        double[] weights = outcomes(qubit);
        part(
            split(weights, count),
            branches,
            (run, outcome) -> {
              run.found(qubit, outcome, weights[outcome]);
              if (output >= 0) {
                run.read[output] = outcome == 1;
              }
            });
      }
      case Event.Note(int qubit, int output, ReadoutError readout) -> {
        double[] weights = outcomes(qubit);
        // Two outcomes, and each is written down as 0 or as 1.
        double[] notes = new double[4];
        for (int outcome = 0; outcome < 2; outcome++) {
          double one = readout.one(outcome == 1);
          notes[outcome] = weights[outcome] * (1 - one);
          notes[2 + outcome] = weights[outcome] * one;
        }
        part(
            split(notes, count),
            branches,
            (run, note) -> {
              run.found(qubit, note & 1, weights[note & 1]);
              run.read[output] = note >= 2;
            });
      }
      case Event.Skip(Condition unless, int to) -> {
        if (unless == null || !unless.holds(output -> read[output])) {
          next = to;
        }
      }
    }
  }

  /** Makes the state that of an outcome. */
  private void found(int qubit, int outcome, double weight) {
    double[] projection = new double[8];
    projection[outcome == 0 ? 0 : 6] = 1 / Math.sqrt(weight);
    state.local(qubit, projection, false);
  }

  /** The probabilities of a qubit's values. */
  private double[] outcomes(int qubit) {
    double[] rho = state.reduced(qubit);
    double one = Math.clamp(rho[1] / (rho[0] + rho[1]), 0, 1);
    return new double[] {1 - one, one};
  }

  /**
   * P(K_0) = bound + (1 - bound) q_0 and P(K_k) = (1 - bound) q_k: only shots beyond the bound need
   * the weights.
   */
  private void jump(Event.Jump jump, Consumer<Run> branches) {
    int open =
        count == 1
            ? random.nextDouble() < jump.bound() ? 0 : 1
            : Sampling.binomial(count, 1 - jump.bound(), random);
    if (open == 0) {
      state.local(jump.qubit(), jump.matrices().getFirst(), false);
      return;
    }
    double[] rho = state.reduced(jump.qubit());
    double total = rho[0] + rho[1];
    double[] weights = new double[jump.matrices().size()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = weight(jump.matrices().get(k), rho) / total;
    }
    double[] beyond = weights.clone();
    beyond[0] = Math.max(0, weights[0] - jump.bound());
    int[] counts = split(beyond, open);
    counts[0] += count - open;
    part(
        counts,
        branches,
        (run, k) ->
            run.state.local(
                jump.qubit(), scaled(jump.matrices().get(k), 1 / Math.sqrt(weights[k])), false));
  }

  /** Tr(K rho K*). */
  private static double weight(double[] k, double[] rho) {
    double[] h = Matrices.times(Matrices.adjoint(k, 2), k, 2);
    // Tr(h rho) with h_01 = conj(h_10).
    return Math.max(0, h[0] * rho[0] + h[6] * rho[1] + 2 * (h[2] * rho[2] - h[3] * rho[3]));
  }

  private void jump(Event.WideJump jump, Consumer<Run> branches) {
    state.settle(-1);
    double[] weights = new double[jump.matrices().size()];
    double total = 0;
    for (int k = 0; k < weights.length; k++) {
      PureState image = state.copy();
      image.wide(jump.mask(), 0, jump.offsets(), jump.matrices().get(k));
      weights[k] = image.norm();
      total += weights[k];
    }
    double norm = total;
    part(
        split(weights, count),
        branches,
        (run, k) ->
            run.state.wide(
                jump.mask(),
                0,
                jump.offsets(),
                scaled(jump.matrices().get(k), Math.sqrt(norm / weights[k]))));
  }

  private static double[] scaled(double[] matrix, double factor) {
    double[] result = matrix.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= factor;
    }
    return result;
  }

  /** How many of some shots take each alternative; the weights need not add up to 1. */
  private int[] split(double[] weights, int shots) {
    int[] counts = new int[weights.length];
    double rest = 0;
    for (double weight : weights) {
      rest += weight;
    }
    if (shots == 1) {
      double point = random.nextDouble() * rest;
      int last = 0;
      for (int k = 0; k < weights.length; k++) {
        if (weights[k] > 0) {
          last = k;
          point -= weights[k];
          if (point < 0) {
            break;
          }
        }
      }
      counts[last] = 1;
      return counts;
    }
    int open = shots;
    int last = 0;
    for (int k = 0; k < weights.length && open > 0; k++) {
      if (weights[k] > 0) {
        counts[k] = Sampling.binomial(open, Math.clamp(weights[k] / rest, 0, 1), random);
        open -= counts[k];
        rest -= weights[k];
        last = k;
      }
    }
    // Rounding at the far end must not lose a shot.
    counts[last] += open;
    return counts;
  }

  @FunctionalInterface
  private interface Taking {
    void take(Run run, int alternative);
  }

  private void part(int[] counts, Consumer<Run> branches, Taking taking) {
    int main = 0;
    for (int k = 1; k < counts.length; k++) {
      main = counts[k] > counts[main] ? k : main;
    }
    int end = first + count;
    for (int k = 0; k < counts.length; k++) {
      if (k != main && counts[k] > 0) {
        end -= counts[k];
        Run branch =
            new Run(course, state.copy(), next, read.clone(), end, counts[k], random.split());
        branch.inserted = inserted;
        branch.nextInserted = nextInserted;
        taking.take(branch, k);
        branches.accept(branch);
      }
    }
    count = counts[main];
    taking.take(this, main);
  }
}
