package dev.nightshift.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Joins what a stage does: all diagonals that nothing stands between become one {@link PhaseForm},
 * matrices on one qubit are taken in pairs.
 */
final class Merging {
  /** What a block is crossed for once. */
  sealed interface Part {
    record Phases(PhaseForm form) implements Part {}

    record Matrix(Fused.Dense dense) implements Part {}

    record Single(Fused.Single single) implements Part {}
  }

  private final int qubits;
  private final List<Part> parts = new ArrayList<>();

  /** The last part that flips a qubit, and the last that touches it. */
  private final int[] flipped;

  private final int[] touched;
  private int phases = -1;

  private Merging(int qubits) {
    this.qubits = qubits;
    this.flipped = new int[qubits];
    this.touched = new int[qubits];
    Arrays.fill(flipped, -1);
    Arrays.fill(touched, -1);
  }

  static List<Part> merge(List<Fused> acts, int qubits) {
    Merging merging = new Merging(qubits);
    acts.forEach(merging::add);
    return merging.parts;
  }

  private void add(Fused act) {
    switch (act) {
      case Fused.Diagonal diagonal -> {
        if (phases < 0 || last(flipped, diagonal.bits()) > phases) {
          phases = parts.size();
          parts.add(new Part.Phases(new PhaseForm(qubits)));
        }
        if (parts.get(phases) instanceof Part.Phases(PhaseForm form)) {
          form.add(diagonal);
        }
        touch(act, phases);
      }
      case Fused.Dense dense -> {
        int at = Integer.bitCount(dense.bits()) == 1 ? partner(dense.bits()) : -1;
        if (at >= 0 && parts.get(at) instanceof Part.Matrix(Fused.Dense other)) {
          Fused.Dense pair = pair(other, dense);
          parts.set(at, new Part.Matrix(pair));
          touch(act, at);
        } else {
          parts.add(new Part.Matrix(dense));
          touch(act, parts.size() - 1);
        }
      }
      case Fused.Single single -> {
        parts.add(new Part.Single(single));
        touch(act, parts.size() - 1);
      }
    }
  }

  private void touch(Fused act, int at) {
    for (int rest = act.bits(); rest != 0; rest &= rest - 1) {
      int qubit = Integer.numberOfTrailingZeros(rest);
      touched[qubit] = Math.max(touched[qubit], at);
      if ((act.active() >> qubit & 1) != 0) {
        flipped[qubit] = Math.max(flipped[qubit], at);
      }
    }
  }

  private static int last(int[] of, int bits) {
    int last = -1;
    for (int rest = bits; rest != 0; rest &= rest - 1) {
      last = Math.max(last, of[Integer.numberOfTrailingZeros(rest)]);
    }
    return last;
  }

  /** The latest lone matrix on one qubit after which nothing touches this one; -1 for none. */
  private int partner(int bit) {
    for (int at = parts.size() - 1; at > last(touched, bit); at--) {
      if (parts.get(at) instanceof Part.Matrix(Fused.Dense other)
          && Integer.bitCount(other.bits()) == 1) {
        return at;
      }
    }
    return -1;
  }

  /** The tensor product of two matrices on one qubit each. */
  private static Fused.Dense pair(Fused.Dense x, Fused.Dense y) {
    double[] low = x.bits() < y.bits() ? x.u() : y.u();
    double[] high = x.bits() < y.bits() ? y.u() : x.u();
    double[] u = new double[32];
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        int l = 2 * (2 * (row & 1) + (column & 1));
        int h = 2 * (2 * (row >> 1) + (column >> 1));
        u[2 * (4 * row + column)] = high[h] * low[l] - high[h + 1] * low[l + 1];
        u[2 * (4 * row + column) + 1] = high[h] * low[l + 1] + high[h + 1] * low[l];
      }
    }
    return new Fused.Dense(x.bits() | y.bits(), x.bits() | y.bits(), u);
  }
}
