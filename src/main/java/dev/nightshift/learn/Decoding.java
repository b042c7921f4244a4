package dev.nightshift.learn;

import java.util.random.RandomGenerator;

/** From logits to the next token. */
final class Decoding {
  private Decoding() {}

  /**
   * @param temperature 0: the first of the largest; above: a draw from softmax(logits /
   *     temperature)
   */
  static int choose(float[] logits, double temperature, RandomGenerator random) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    if (temperature == 0) {
      return best;
    }
    double[] weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      weights[i] = Math.exp((logits[i] - logits[best]) / temperature);
      sum += weights[i];
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < logits.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return best;
  }
}
