package dev.nightshift.learn;

import dev.nightshift.learn.quantum.CircuitEvaluator;

/*
 * What a row of a job will weigh in the gradient is known when the step is over. But it has a place,
 * head and position, and places differ by more than steps do: a position that sees more of the text
 * moves the loss more, heads have scales of their own. So each place keeps a running mean of
 *
 *   (dL/ds · ds/dv)² · variance of one shot,
 *
 * over the sequences of a batch, older steps fading by DECAY each.
 */
/** A running estimate of what each head and position of a layer weighs in the gradient. */
final class ShotWeights {
  private static final double DECAY = 0.98;

  private final int heads;
  private final int slots;

  /** {@code [heads][slots]} twice: faded sums, and the faded counts of their steps. */
  private final double[] state;

  /**
   * @param slots positions that have rows of their own
   */
  ShotWeights(int heads, int slots) {
    this.heads = heads;
    this.slots = slots;
    this.state = new double[2 * heads * slots];
  }

  /** Of each row {@code [heads][rows]}; positions run fastest. All alike before the first step. */
  double[] importance(int rows) {
    double[] importance = new double[heads * rows];
    for (int i = 0; i < importance.length; i++) {
      int at = place(i, rows);
      double count = state[heads * slots + at];
      importance[i] = count == 0 ? 1 : Math.sqrt(state[at] / count);
    }
    return importance;
  }

  /**
   * Takes a step in.
   *
   * @param upstream dL/dv, {@code [heads][rows]}
   */
  void learn(double[] upstream, CircuitEvaluator.Evaluation found) {
    int rows = upstream.length / heads;
    double[] means = new double[heads * slots];
    for (int i = 0; i < upstream.length; i++) {
      means[place(i, rows)] += upstream[i] * upstream[i] * found.shotVariances()[i] * slots / rows;
    }
    for (int at = 0; at < means.length; at++) {
      state[at] = DECAY * state[at] + means[at];
      state[heads * slots + at] = DECAY * state[heads * slots + at] + 1;
    }
  }

  private int place(int row, int rows) {
    return row / rows * slots + row % rows % slots;
  }

  /** Everything it knows, for a checkpoint. */
  double[] state() {
    return state;
  }
}
