package dev.nightshift.job.gradient;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.random.Seed;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.Pub;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/*
 * One draw moves all d wanted angles at once, along Δ in {-1, +1}^d and against it:
 *
 *   ĝ_i = (E(θ + cΔ) - E(θ - cΔ)) / (2c) · Δ_i          (Spall 1992, eq. 2.2, where 1/Δ_i = Δ_i)
 *   v̂   = (E(θ + cΔ) + E(θ - cΔ)) / 2
 *
 * Bias. Where each angle sits in one rotation, E is a sum of products over the angles of 1, cos θ_j
 * and sin θ_j. Averaged over all Δ, a product of k of them comes out as
 *
 *   mean v̂ = cos(c)^k · E,    mean ĝ_i = sin(c)/c · cos(c)^(k-1) · ∂E/∂θ_i,
 *
 * so both are low by O(c²): k c²/2, and (1/6 + (k-1)/2) c². An angle with a factor s moves by s·c.
 *
 * Variance, with σ² ≤ 1 of one shot and S shots a circuit: σ²/(2S) of v̂; σ²/(2c²S) of ĝ_i for the
 * shots, and Σ_{j≠i} g_j² for the draw of Δ, which no number of shots removes.
 *
 * Which c. The shots' part falls with 1/c², the square of the bias grows with c⁴, and the draw's
 * part is there whatever c is. So c need only be so large that the shots' part is below the draw's:
 * c² > 1/(2 S Σ g²). The 12 angles of the nano-GPT's circuit have Σ g² of 0.67 (SpsaTest measures
 * it), which at 1,024 shots takes c above 0.027; 0.1 is enough down to 75 shots, and takes away no
 * more than 1 - cos(0.1)^12 = 6 % of a value. Fewer shots want 0.2, at the price of up to 21 %. Exact
 * values could do with less than 0.1, but the draw's spread is far above 6 % there too.
 */

/**
 * Values and derivatives of expectation values from two executions a row, by simultaneous
 * perturbation: all angles move at once in a random direction, and back.
 *
 * <p>The same in use as {@link ParameterShift}; a derivative is right on average only, and up to
 * O(c²) in the size c of the move. It takes 2 executions however many angles there are, where the
 * parameter-shift rule takes 1 + 2d. Each row has a direction of its own, so rows that share angles
 * average each other's out.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://doi.org/10.1109/9.119632">Spall 1992</a>
 */
public final class Spsa {
  /** Moves where nobody says otherwise, radians. */
  public static final double DEFAULT_MOVE = 0.1;

  public static final double LEAST_MOVE = 1e-4;

  /** Beyond, values that many angles take part in are as good as gone. */
  public static final double MOST_MOVE = 1;

  /** Executions of a row. */
  public static final int ROWS = 2;

  private final Circuit circuit;
  private final List<String> wanted;
  private final double move;
  private final int[] columns;

  private Spsa(Circuit circuit, List<String> wanted, double move) {
    this.circuit = circuit;
    this.wanted = List.copyOf(wanted);
    this.move = move;
    this.columns = wanted.stream().mapToInt(circuit.parameters()::indexOf).toArray();
  }

  /**
   * Plans the derivatives of a circuit's expectation values.
   *
   * @param wanted names of the circuit's parameters, each once; none gives values only, twice
   * @param move c, radians, in [{@value #LEAST_MOVE}, {@value #MOST_MOVE}]
   * @throws NightshiftException PARAMETER_UNBOUND when the circuit has no such parameter, USAGE
   *     when one is named twice or the move is out of range
   */
  public static Spsa of(Circuit circuit, List<String> wanted, double move) {
    ParameterShift.checkWanted(circuit, wanted);
    if (!(move >= LEAST_MOVE && move <= MOST_MOVE)) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "moves of SPSA are %s radians; give an angle in [%s, %s]"
              .formatted(move, LEAST_MOVE, MOST_MOVE));
    }
    return new Spsa(circuit, wanted, move);
  }

  /** The circuit to send: the original one. */
  public Circuit template() {
    return circuit;
  }

  /** The names that the jacobian's columns stand for. */
  public List<String> wanted() {
    return wanted;
  }

  /** Executions a row of bindings becomes. */
  public int rowsPerBinding() {
    return ROWS;
  }

  /**
   * The rows to execute for rows of the circuit.
   *
   * @param rows any shape; its rows are taken in row-major order
   * @param seed of the directions; row i takes its stream i
   */
  public Expansion expand(Bindings rows, Seed seed) {
    Bindings ordered = rows.inOrder(circuit.parameters());
    int count = ordered.rows();
    int width = ordered.columns();
    int angles = columns.length;
    double[] values = new double[count * ROWS * width];
    byte[] directions = new byte[count * angles];
    for (int row = 0; row < count; row++) {
      int plus = row * ROWS * width;
      int minus = plus + width;
      for (int column = 0; column < width; column++) {
        double value = ordered.value(row, column);
        values[plus + column] = value;
        values[minus + column] = value;
      }
      SplittableRandom random = seed.split(row).random();
      long signs = 0;
      for (int i = 0; i < angles; i++) {
        signs = i % Long.SIZE == 0 ? random.nextLong() : signs >>> 1;
        byte sign = (byte) ((signs & 1) == 0 ? 1 : -1);
        directions[row * angles + i] = sign;
        values[plus + columns[i]] += sign * move;
        values[minus + columns[i]] -= sign * move;
      }
    }
    return new Expansion(
        Bindings.of(circuit.parameters(), Shape.of(count * ROWS), values), directions);
  }

  /** The rows of one step: each along its direction, then against it. */
  public final class Expansion implements GradientRows {
    private final Bindings bindings;

    /** {@code [rows][wanted]}, +1 or -1. */
    private final byte[] directions;

    private Expansion(Bindings bindings, byte[] directions) {
      this.bindings = bindings;
      this.directions = directions;
    }

    @Override
    public Bindings bindings() {
      return bindings;
    }

    @Override
    public Pub.Estimator pub(List<Observable> observables, @Nullable Double precision) {
      return new Pub.Estimator(
          circuit,
          new ObservablesArray(Shape.of(observables.size(), 1), observables),
          bindings,
          precision);
    }

    @Override
    public Gradients combine(double[] evs, double[] stds) {
      GradientRows.checkCount("SPSA", bindings.rows(), evs, stds);
      int rows = bindings.rows() / ROWS;
      int angles = columns.length;
      int all = evs.length / ROWS;
      double[] values = new double[all];
      double[] valueErrors = new double[all];
      double[] jacobian = new double[all * angles];
      double[] jacobianErrors = new double[all * angles];
      for (int i = 0; i < all; i++) {
        double plus = evs[ROWS * i];
        double minus = evs[ROWS * i + 1];
        double error = Math.hypot(stds[ROWS * i], stds[ROWS * i + 1]);
        values[i] = (plus + minus) / 2;
        valueErrors[i] = error / 2;
        double along = (plus - minus) / (2 * move);
        int direction = i % rows * angles;
        for (int k = 0; k < angles; k++) {
          jacobian[i * angles + k] = directions[direction + k] * along;
          jacobianErrors[i * angles + k] = error / (2 * move);
        }
      }
      return new Gradients(values, jacobian, valueErrors, jacobianErrors);
    }
  }
}
