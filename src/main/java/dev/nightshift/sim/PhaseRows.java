package dev.nightshift.sim;

import dev.nightshift.kernel.StateKernels;
import org.jspecify.annotations.Nullable;

/*
 * The amplitudes of a block are rows of 2^8 neighbours; the higher bits number the rows. The factors
 * of a row are those of row 0, times for every bit k set in its number a fixed row of cross factors
 * (pairs of k and a bit within the row) and a scalar (k alone, pairs of k and bits above it). A walk
 * down the binary tree of row numbers, highest bit first, makes each such product once: at most one
 * product of rows a row, and none where a bit has no pair within the row. So any number of phases costs
 * about two complex multiplications an amplitude, and rounding grows with the depth of the tree only.
 *
 * What qubits outside the block contribute is known per block: their pairs become factors of single
 * bits, their own factors part of the constant.
 */
/** A {@link PhaseForm} made ready for the blocks of one stage. */
final class PhaseRows {
  private static final int ROW_QUBITS = 8;

  /** Complex numbers. */
  record Row(double[] re, double[] im) {
    static Row blank(int size) {
      return new Row(new double[size], new double[size]);
    }

    void set(int at, double r, double m) {
      re[at] = r;
      im[at] = m;
    }

    /** Fills {@code [size, 2 size)} with the numbers before, times a factor. */
    void grow(int size, double r, double m) {
      for (int i = 0; i < size; i++) {
        re[size + i] = re[i] * r - im[i] * m;
        im[size + i] = re[i] * m + im[i] * r;
      }
    }
  }

  /** What one thread needs beside its block. */
  static final class Scratch {
    final double[] numbers;
    final Row[] rows;

    Scratch(int width) {
      this.numbers = new double[2 * width + 2];
      int within = Math.min(width, ROW_QUBITS);
      this.rows = new Row[width - within + 1];
      java.util.Arrays.setAll(rows, k -> Row.blank(1 << within));
    }
  }

  private final PhaseForm form;
  private final int outside;
  private final int[] qubits;
  private final int within;
  private final @Nullable Row pairs;
  private final @Nullable Row[] cross;

  /**
   * @param resident the qubits of a block
   * @param outside all others
   */
  PhaseRows(PhaseForm form, int resident, int outside) {
    this.form = form;
    this.outside = outside;
    this.qubits = new int[Integer.bitCount(resident)];
    for (int k = 0; k < qubits.length; k++) {
      qubits[k] = Integer.numberOfTrailingZeros(Integer.expand(1 << k, resident));
    }
    this.within = Math.min(qubits.length, ROW_QUBITS);
    this.pairs = pairs();
    this.cross = new Row[qubits.length];
    for (int k = within; k < qubits.length; k++) {
      cross[k] = linear(qubits[k], within);
    }
  }

  /** The product of the pairs of a qubit with the lowest of the block; null where there is none. */
  private @Nullable Row linear(int qubit, int count) {
    Row row = Row.blank(1 << count);
    row.set(0, 1, 0);
    double[] factor = new double[2];
    boolean any = false;
    for (int j = 0; j < count; j++) {
      factor[0] = 1;
      factor[1] = 0;
      form.timesPairs(factor, 0, qubit, 1 << qubits[j]);
      row.grow(1 << j, factor[0], factor[1]);
      any |= (form.partners(qubit) >> qubits[j] & 1) != 0;
    }
    return any ? row : null;
  }

  /** The product of all pairs within a row; null where there is none. */
  private @Nullable Row pairs() {
    Row row = Row.blank(1 << within);
    row.set(0, 1, 0);
    boolean any = false;
    for (int k = 0; k < within; k++) {
      int size = 1 << k;
      row.grow(size, 1, 0);
      Row own = linear(qubits[k], k);
      if (own != null) {
        any = true;
        for (int i = 0; i < size; i++) {
          double r = row.re[i];
          double m = row.im[i];
          row.set(size + i, r * own.re[i] - m * own.im[i], m * own.re[i] + r * own.im[i]);
        }
      }
    }
    return any ? row : null;
  }

  /**
   * Multiplies a block.
   *
   * @param base the bits of the qubits outside the block
   */
  void apply(double[] re, double[] im, int base, Scratch scratch, StateKernels kernels) {
    int set = base & outside;
    double[] numbers = scratch.numbers;
    for (int k = 0; k < qubits.length; k++) {
      form.factor(qubits[k], set, numbers, k);
    }
    double[] constant = new double[2];
    form.constant(set, constant);
    Row row = scratch.rows[0];
    row.set(0, 1, 0);
    boolean ones = pairs == null;
    for (int k = 0; k < within; k++) {
      row.grow(1 << k, numbers[2 * k], numbers[2 * k + 1]);
      ones &= numbers[2 * k] == 1 && numbers[2 * k + 1] == 0;
    }
    if (pairs != null) {
      int size = 1 << within;
      kernels.times(row.re, row.im, pairs.re, pairs.im, row.re, row.im, size);
    }
    new Walk(re, im, scratch, kernels)
        .down(qubits.length - 1, 0, 0, ones ? null : row, constant[0], constant[1]);
  }

  /** One block's walk through the tree of rows. */
  private final class Walk {
    private final double[] re;
    private final double[] im;
    private final double[] numbers;
    private final Row[] rows;
    private final StateKernels kernels;

    Walk(double[] re, double[] im, Scratch scratch, StateKernels kernels) {
      this.re = re;
      this.im = im;
      this.numbers = scratch.numbers;
      this.rows = scratch.rows;
      this.kernels = kernels;
    }

    /**
     * @param k the bit to decide next
     * @param at the bits decided so far
     * @param set the same, as qubits of the state
     * @param row the factors so far, null for ones
     * @param c with {@code s} the scalar so far
     */
    void down(int k, int at, int set, @Nullable Row row, double c, double s) {
      if (k < within) {
        int end = at + (1 << within);
        if (row != null) {
          kernels.scale(re, im, row.re, row.im, c, s, at, end);
        } else if (c != 1 || s != 0) {
          kernels.scale(re, im, c, s, at, end);
        }
        return;
      }
      down(k - 1, at, set, row, c, s);
      Row own = row;
      Row factors = cross[k];
      if (factors != null && row != null) {
        own = rows[qubits.length - k];
        kernels.times(row.re, row.im, factors.re, factors.im, own.re, own.im, 1 << within);
      } else if (factors != null) {
        own = factors;
      }
      double[] scalar = {numbers[2 * k], numbers[2 * k + 1]};
      form.timesPairs(scalar, 0, qubits[k], set);
      down(
          k - 1,
          at | 1 << k,
          set | 1 << qubits[k],
          own,
          c * scalar[0] - s * scalar[1],
          c * scalar[1] + s * scalar[0]);
    }
  }
}
