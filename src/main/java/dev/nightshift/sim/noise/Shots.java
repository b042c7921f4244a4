package dev.nightshift.sim.noise;

import java.util.SplittableRandom;

/** The outputs of one part in every shot. Shots may be written by different threads. */
public final class Shots {
  private final int count;
  private final int outputs;
  private final int stride;
  private final byte[] bits;

  /**
   * @param count of shots; at most 2 GB of bits
   */
  public Shots(int count, int outputs) {
    this.count = count;
    this.outputs = outputs;
    this.stride = (outputs + 7) / 8;
    this.bits = new byte[Math.multiplyExact(stride, count)];
  }

  public int count() {
    return count;
  }

  public int outputs() {
    return outputs;
  }

  public boolean get(int shot, int output) {
    return (bits[shot * stride + output / 8] >> output % 8 & 1) != 0;
  }

  /** Sets an output that was 0 to 1. */
  public void set(int shot, int output) {
    bits[shot * stride + output / 8] |= (byte) (1 << output % 8);
  }

  /** Sets an output to what it was not. */
  public void flip(int shot, int output) {
    bits[shot * stride + output / 8] ^= (byte) (1 << output % 8);
  }

  /** Puts the shots into random order: shots that shared a history stand together before. */
  public void shuffle(SplittableRandom random) {
    byte[] kept = new byte[stride];
    for (int i = count - 1; i > 0 && stride > 0; i--) {
      int j = random.nextInt(i + 1) * stride;
      System.arraycopy(bits, i * stride, kept, 0, stride);
      System.arraycopy(bits, j, bits, i * stride, stride);
      System.arraycopy(kept, 0, bits, j, stride);
    }
  }

  /**
   * Draws indices with given weights, independently.
   *
   * @param weights at least 0, some above; need not add up to 1
   */
  static int[] draw(double[] weights, int shots, SplittableRandom random) {
    double[] upTo = new double[weights.length];
    double total = 0;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      total += weights[i];
      upTo[i] = total;
      last = weights[i] > 0 ? i : last;
    }
    int[] indices = new int[shots];
    for (int shot = 0; shot < shots; shot++) {
      double point = random.nextDouble() * total;
      // The first index whose sum exceeds the point: one of weight 0 never is.
      int low = 0;
      int high = last;
      while (low < high) {
        int middle = low + high >>> 1;
        if (upTo[middle] > point) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      indices[shot] = low;
    }
    return indices;
  }
}
