package dev.nightshift.sim.stabilizer;

import java.util.List;
import java.util.SplittableRandom;

/** Draws the errors of Pauli channels into frames. */
final class Errors {
  private Errors() {}

  /**
   * Multiplies each of {@code 64 * words} frames by a string of the channel.
   *
   * <p>Errors are rare, so it is the distance to the next one that is drawn: with total probability
   * p of an error it is k with probability (1 - p)^k p.
   */
  static void draw(
      PauliChannel channel, long[][] x, long[][] z, int words, SplittableRandom random) {
    List<Double> weights = channel.probabilities();
    double p = 0;
    for (int string = 1; string < weights.size(); string++) {
      p += weights.get(string);
    }
    if (p <= 0) {
      return;
    }
    // 0 where every shot has an error: the distance is then always 0.
    double scale = p >= 1 ? 0 : 1 / Math.log1p(-p);
    long shots = 64L * words;
    for (long shot = distance(scale, random); shot < shots; shot += 1 + distance(scale, random)) {
      double point = random.nextDouble() * p;
      int string = 1;
      while (string < weights.size() - 1 && point >= weights.get(string)) {
        point -= weights.get(string);
        string++;
      }
      int word = (int) (shot >> 6);
      long bit = 1L << shot;
      for (int k = 0; k < channel.qubits().size(); k++) {
        int letter = string >> 2 * k & 3;
        int qubit = channel.qubits().get(k);
        if (letter == 1 || letter == 2) {
          x[qubit][word] ^= bit;
        }
        if (letter >= 2) {
          z[qubit][word] ^= bit;
        }
      }
    }
  }

  private static long distance(double scale, SplittableRandom random) {
    // 1 - u lies in (0, 1]; the cast caps what is far behind the last shot.
    return (long) Math.min(Math.log(1 - random.nextDouble()) * scale, 1L << 40);
  }
}
