package dev.nightshift.sim.stabilizer;

import dev.nightshift.kernel.bits.Words;
import dev.nightshift.sim.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Samples of a Clifford circuit: one reference sample, and for every shot a Pauli string, its
 * <em>frame</em>, by which the shot differs from the reference.
 *
 * <p>A measurement reads the reference's value, flipped where the frame has X or Y on the qubit.
 * The state is not changed by Z on a qubit that was just prepared or measured, so the frame is
 * multiplied by Z or not there at random; gates then turn these Z into the flips that make the
 * outcomes random. Frames need no signs: the work of a gate is an exclusive or of two rows, 64
 * shots a word, and none at all for a Pauli gate. H and SWAP exchange references to rows.
 *
 * <p>Shots come in blocks of at most {@link #WORDS} words, small enough for a processor's cache,
 * each with a random stream of its own.
 *
 * @see <a href="https://arxiv.org/abs/2103.02202">Gidney 2021</a>, section 2.3
 */
final class FrameSampler {
  /** Words of a row: 4,096 shots. */
  static final int WORDS = 64;

  private final CliffordProgram program;
  private final boolean[] reference;

  /**
   * @param reference the outcome of each measurement, in their order
   */
  FrameSampler(CliffordProgram program, boolean[] reference) {
    this.program = program;
    this.reference = reference;
  }

  /** The outcomes of one run in which every random outcome is 0. */
  static boolean[] reference(CliffordProgram program) {
    InverseTableau tableau = new InverseTableau(program.qubits());
    boolean[] outcomes = new boolean[program.measurements()];
    int[] steps = program.steps();
    int next = 0;
    for (int at = 0; at < steps.length; at += Op.STRIDE) {
      Op op = Op.of(steps[at]);
      boolean outcome = tableau.apply(op, steps[at + 1], steps[at + 2], null);
      if (op == Op.MEASURE) {
        Workers.checkInterrupt();
        outcomes[next++] = outcome;
      }
    }
    return outcomes;
  }

  /**
   * Runs a block of shots.
   *
   * @param words shots in 64
   * @return the readings of every bit of the circuit, {@code [bits][words]}; 0 where it has none
   */
  long[][] block(int words, SplittableRandom random) {
    long[][] x = new long[program.qubits()][words];
    long[][] z = new long[program.qubits()][words];
    long[][] readings = new long[program.bits()][words];
    long[] weyl = new long[words];
    Words.steps(weyl);
    long state = random.nextLong();
    for (long[] row : z) {
      Words.random(row, weyl, state);
      state = Words.advance(state, words);
    }
    int[] steps = program.steps();
    int measured = 0;
    for (int at = 0; at < steps.length; at += Op.STRIDE) {
      int a = steps[at + 1];
      int b = steps[at + 2];
      switch (Op.of(steps[at])) {
        case X, Y, Z -> {}
        case H -> {
          long[] row = x[a];
          x[a] = z[a];
          z[a] = row;
        }
        case S, SDG -> Words.xor(z[a], x[a]);
        case SX, SXDG -> Words.xor(x[a], z[a]);
        case CX -> {
          Words.xor(x[b], x[a]);
          Words.xor(z[a], z[b]);
        }
        case CZ -> {
          Words.xor(z[a], x[b]);
          Words.xor(z[b], x[a]);
        }
        case SWAP -> {
          long[] row = x[a];
          x[a] = x[b];
          x[b] = row;
          row = z[a];
          z[a] = z[b];
          z[b] = row;
        }
        case MEASURE -> {
          Words.copy(readings[b], x[a], reference[measured++] ? -1L : 0);
          Words.random(z[a], weyl, state);
          state = Words.advance(state, words);
        }
        case RESET -> {
          Arrays.fill(x[a], 0);
          Words.random(z[a], weyl, state);
          state = Words.advance(state, words);
        }
        // Its z is random already.
        case RESET_MEASURED -> Arrays.fill(x[a], 0);
        case NOISE -> Errors.draw(program.channels().get(a), x, z, words, random);
      }
    }
    return readings;
  }
}
