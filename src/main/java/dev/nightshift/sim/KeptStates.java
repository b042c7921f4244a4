package dev.nightshift.sim;

import dev.nightshift.kernel.LaneKernels;
import java.util.Arrays;

/** States and angles of rows that other rows begin like, for these to go on from. */
final class KeptStates {
  private final int size;
  private final int angles;
  private final double[] re;
  private final double[] im;

  /** By row and number of the angle: the angle, its cosine, its sine. */
  private final double[] turns;

  /**
   * @param states how many of {@code size} amplitudes
   * @param rows of how many rows the angles are kept
   */
  KeptStates(int states, int size, int rows, int angles) {
    this.size = size;
    this.angles = angles;
    this.re = new double[states * size];
    this.im = new double[states * size];
    this.turns = new double[3 * rows * angles];
  }

  /** Keeps the state in one lane of a block. */
  void keep(int state, double[] laneRe, double[] laneIm, int lanes, int lane) {
    for (int i = 0; i < size; i++) {
      re[state * size + i] = laneRe[i * lanes + lane];
      im[state * size + i] = laneIm[i * lanes + lane];
    }
  }

  /** Puts a kept state into each lane of a block. */
  void take(int[] states, double[] laneRe, double[] laneIm) {
    int lanes = states.length;
    for (int lane = 0; lane < lanes; lane++) {
      int from = states[lane] * size;
      for (int i = 0; i < size; i++) {
        laneRe[i * lanes + lane] = re[from + i];
        laneIm[i * lanes + lane] = im[from + i];
      }
    }
  }

  /** Keeps an angle of one row with its cosine and sine. */
  void keepAngle(int row, int number, double value, double cosine, double sine) {
    int at = 3 * (row * angles + number);
    turns[at] = value;
    turns[at + 1] = cosine;
    turns[at + 2] = sine;
  }

  /**
   * Cosines and sines for a block of lanes: taken from the rows that the lanes begin like where the
   * angle is theirs, which in a parameter shift holds for all but one a lane. The others are
   * gathered and worked out a block at a time, whatever angles they are of.
   */
  static final class Turns {
    private final double[] fresh;
    private final double[] freshC;
    private final double[] freshS;
    private final int[] numbers;
    private final int[] lanes;
    private int count;

    Turns(int lanes) {
      this.fresh = new double[lanes];
      this.freshC = new double[lanes];
      this.freshS = new double[lanes];
      this.numbers = new int[lanes];
      this.lanes = new int[lanes];
    }

    /**
     * @param keepers the kept row of each lane
     */
    void fill(
        KeptStates kept,
        int[] keepers,
        int number,
        double[] values,
        double[][] c,
        double[][] s,
        LaneKernels kernels) {
      double[] turns = kept.turns;
      double[] ownC = c[number];
      double[] ownS = s[number];
      for (int lane = 0; lane < values.length; lane++) {
        int at = 3 * (keepers[lane] * kept.angles + number);
        ownC[lane] = turns[at + 1];
        ownS[lane] = turns[at + 2];
        if (Double.doubleToRawLongBits(values[lane]) != Double.doubleToRawLongBits(turns[at])) {
          fresh[count] = values[lane];
          numbers[count] = number;
          lanes[count++] = lane;
          if (count == fresh.length) {
            flush(c, s, kernels);
          }
        }
      }
    }

    /** Works out what is left. */
    void flush(double[][] c, double[][] s, LaneKernels kernels) {
      if (count > 0) {
        Arrays.fill(fresh, count, fresh.length, 0);
        kernels.sinCos(fresh, freshC, freshS);
        for (int k = 0; k < count; k++) {
          c[numbers[k]][lanes[k]] = freshC[k];
          s[numbers[k]][lanes[k]] = freshS[k];
        }
        count = 0;
      }
    }
  }
}
