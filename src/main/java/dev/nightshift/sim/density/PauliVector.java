package dev.nightshift.sim.density;

import dev.nightshift.kernel.plain.Apply;
import dev.nightshift.kernel.plain.PauliBasis;
import dev.nightshift.kernel.plain.PauliTiles;
import dev.nightshift.sim.Workers;
import dev.nightshift.sim.noise.FinalState;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/*
 * What acts on two qubits mixes 16 coefficients. They are copied into a tile of 16 rows and 64
 * columns (8 KB, and 8 KB to compute into: the first cache), everything that the circuit does to the
 * two qubits before anything else touches them is done there, and they are copied back. So the vector
 * is crossed once for a two-qubit gate, its error and the one-qubit gates around it, and the loops over
 * columns are plain additions of scaled rows whatever the qubits: on the lowest ones, where
 * neighbours in memory are not neighbours in the tile, only the copying is slower.
 *
 * With matrices dense at 16 x 16 a complex superoperator takes 1,024 multiplications for 16 entries;
 * here a CZ with depolarisation and relaxation takes 25, a turn of one qubit 12 for 4.
 */
/** A density operator as the real coefficients Tr(P rho) of its Pauli strings. */
final class PauliVector implements FinalState {
  /** The digits of x and of z, interleaved. */
  private static final int X = 0x55555555;

  private static final int Z = 0xAAAAAAAA;

  private final int qubits;
  private final double[] r;
  private final Workers workers;

  private PauliVector(int qubits, double[] r, Workers workers) {
    this.qubits = qubits;
    this.r = r;
    this.workers = workers;
  }

  /** |0...0><0...0|: a product of I + Z. */
  static PauliVector zero(int qubits, Workers workers) {
    double[] r = new double[1 << 2 * qubits];
    for (int z = 0; z < 1 << qubits; z++) {
      r[Integer.expand(z, Z)] = 1;
    }
    return new PauliVector(qubits, r, workers);
  }

  static long bytes(int qubits) {
    return 8L << 2 * qubits;
  }

  PauliVector copy() {
    return new PauliVector(qubits, r.clone(), workers);
  }

  double trace() {
    return r[0];
  }

  @Override
  public double expectation(int x, int z) {
    return r[Integer.expand(x, X) | Integer.expand(z, Z)];
  }

  /** The weight of the part in which a qubit reads 1. */
  double weightOfOne(int qubit) {
    return (r[0] - r[2 << 2 * qubit]) / 2;
  }

  @Override
  public double[] distribution(int xs, int zs, int[] read) {
    double[] v = new double[1 << read.length];
    int[] steps = new int[read.length];
    for (int k = 0; k < read.length; k++) {
      int digit = (xs >> read[k] & 1) | (zs >> read[k] & 1) << 1;
      steps[k] = digit << 2 * read[k];
    }
    for (int signs = 0; signs < v.length; signs++) {
      int index = 0;
      for (int k = 0; k < read.length; k++) {
        index |= (signs >> k & 1) * steps[k];
      }
      v[signs] = r[index];
    }
    PauliBasis.walsh(v);
    for (int i = 0; i < v.length; i++) {
      // What is negative is rounding.
      v[i] = Math.max(0, v[i] / v.length);
    }
    return v;
  }

  /**
   * Applies matrices to some qubits, one after the other.
   *
   * @param on the qubits, ascending, one a digit of the matrices' rows
   */
  void apply(int[] on, List<SparseRows> matrices) {
    int mask = 0;
    for (int qubit : on) {
      mask |= 3 << 2 * qubit;
    }
    int free = r.length - 1 & ~mask;
    int points = r.length >> 2 * on.length;
    int width = Math.min(PauliTiles.COLUMNS, points);
    int[] columns = new int[width];
    Arrays.setAll(columns, column -> Integer.expand(column, free));
    boolean contiguous = columns[width - 1] == width - 1;
    int[] offsets = new int[1 << 2 * on.length];
    int targets = mask;
    Arrays.setAll(offsets, row -> Integer.expand(row, targets));
    ConcurrentLinkedQueue<Tile> tiles = new ConcurrentLinkedQueue<>();
    workers.forBlocks(
        r.length,
        (from, to) -> {
          Tile known = tiles.poll();
          Tile tile = known == null ? new Tile(on.length, width) : known;
          for (int point = from >> 2 * on.length; point < to >> 2 * on.length; point += width) {
            int base = Integer.expand(point, free);
            PauliTiles.load(r, base, offsets, columns, contiguous, tile.rows());
            for (SparseRows matrix : matrices) {
              tile.apply(matrix);
            }
            PauliTiles.store(r, base, offsets, columns, contiguous, tile.rows());
          }
          tiles.add(tile);
        });
  }

  /**
   * Applies a unitary matrix of any width, by way of the density matrix.
   *
   * @param controls qubits that must have the bits of {@code value}, the first the lowest
   * @param targets operands of the matrix, operand 0 first
   * @param u row-major, re and im alternating
   */
  void applyWide(List<Integer> controls, int value, List<Integer> targets, double[] u) {
    double[] im = new double[r.length];
    for (int stride = 1; stride < r.length; stride *= 4) {
      PauliBasis.toEntries(r, im, stride);
    }
    double[] conjugate = u.clone();
    for (int i = 1; i < u.length; i += 2) {
      conjugate[i] = -u[i];
    }
    // Columns are the even bits of an index, rows the odd ones.
    applySide(im, 0, controls, value, targets, conjugate);
    applySide(im, 1, controls, value, targets, u);
    for (int stride = 1; stride < r.length; stride *= 4) {
      PauliBasis.toCoefficients(r, im, stride);
    }
  }

  private void applySide(
      double[] im, int side, List<Integer> controls, int value, List<Integer> targets, double[] u) {
    int mask = 0;
    int wanted = 0;
    for (int k = 0; k < controls.size(); k++) {
      int bit = 1 << 2 * controls.get(k) + side;
      mask |= bit;
      wanted |= (value >> k & 1) != 0 ? bit : 0;
    }
    int[] offsets = new int[1 << targets.size()];
    for (int k = 0; k < targets.size(); k++) {
      int bit = 1 << 2 * targets.get(k) + side;
      mask |= bit;
      for (int row = 0; row < offsets.length; row++) {
        offsets[row] |= (row >> k & 1) * bit;
      }
    }
    int where = mask;
    int at = wanted;
    workers.forBlocks(
        Apply.points(r.length, mask),
        (from, to) ->
            Apply.matrix(r, im, offsets, where, at, u, new double[2 * offsets.length], from, to));
  }

  /**
   * The density matrix.
   *
   * @return row-major, re and im alternating, {@code 2 * 4^n} doubles
   */
  double[] toMatrix() {
    double[] re = r.clone();
    double[] im = new double[r.length];
    for (int stride = 1; stride < r.length; stride *= 4) {
      PauliBasis.toEntries(re, im, stride);
    }
    double[] matrix = new double[2 * r.length];
    for (int i = 0; i < r.length; i++) {
      int to = 2 * (Integer.compress(i, Z) << qubits | Integer.compress(i, X));
      matrix[to] = re[i];
      matrix[to + 1] = im[i];
    }
    return matrix;
  }
}
