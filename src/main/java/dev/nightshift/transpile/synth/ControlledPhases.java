package dev.nightshift.transpile.synth;

import dev.nightshift.circuit.gate.StandardGate;
import java.util.Arrays;

/**
 * A phase, and a flip, where all of some qubits are 1.
 *
 * <p>On few qubits the phase is a sum over parities: λ x₁x₂...xₙ = λ/2ⁿ⁻¹ Σ ±(parity of a subset),
 * walked in Gray's order with one cx a subset, 2ⁿ - 2 in all (Barenco et al., section 7.1). From
 * {@link #WIDE} qubits on it is lemma 7.5: the flips in it borrow the qubit they do not touch, in
 * whatever state it is, so that the whole takes O(n²) gates and no ancilla.
 */
final class ControlledPhases {
  /** From here on borrowing is cheaper. */
  private static final int WIDE = 7;

  private final GateSink out;

  ControlledPhases(GateSink out) {
    this.out = out;
  }

  /** e^{i angle} where all qubits are 1. */
  void phase(Angle angle, int... qubits) {
    int n = qubits.length;
    if (n == 0) {
      out.phase(angle);
    } else if (n == 1) {
      out.gate(StandardGate.P, angle, qubits[0]);
    } else if (n == 2) {
      out.gate(StandardGate.CP, angle, qubits[0], qubits[1]);
    } else if (n < WIDE) {
      parities(angle, qubits);
    } else {
      int target = qubits[n - 1];
      int last = qubits[n - 2];
      int[] first = Arrays.copyOf(qubits, n - 2);
      Angle half = angle.times(0.5);
      out.gate(StandardGate.CP, half, last, target);
      flipBorrowing(first, last, target);
      out.gate(StandardGate.CP, half.negated(), last, target);
      flipBorrowing(first, last, target);
      int[] shorter = Arrays.copyOf(qubits, n - 1);
      shorter[n - 2] = target;
      phase(half, shorter);
    }
  }

  private void parities(Angle angle, int[] qubits) {
    int n = qubits.length;
    double share = 1.0 / (1 << n - 1);
    for (int j = n - 1; j >= 0; j--) {
      int subset = 0;
      for (int k = 0; k < 1 << j; k++) {
        boolean odd = (Integer.bitCount(subset) & 1) == 0;
        out.gate(StandardGate.P, angle.times(odd ? share : -share), qubits[j]);
        if (j > 0) {
          // The last step of the cycle returns to the empty subset.
          int bit = k == (1 << j) - 1 ? j - 1 : Integer.numberOfTrailingZeros(k + 1);
          subset ^= 1 << bit;
          out.gate(StandardGate.CX, qubits[bit], qubits[j]);
        }
      }
    }
  }

  /** X on the target where all controls are 1. */
  void flip(int[] controls, int target) {
    switch (controls.length) {
      case 0 -> out.gate(StandardGate.X, target);
      case 1 -> out.gate(StandardGate.CX, controls[0], target);
      default -> {
        int[] all = Unroller.with(controls, target);
        out.gate(StandardGate.H, target);
        phase(Angle.of(Math.PI), all);
        out.gate(StandardGate.H, target);
      }
    }
  }

  /** As {@link #flip} with one qubit to borrow (lemma 7.3): two halves, each twice. */
  private void flipBorrowing(int[] controls, int target, int borrowed) {
    int k = controls.length;
    if (k <= 3) {
      flip(controls, target);
      return;
    }
    int m = (k + 2) / 2;
    int[] left = Arrays.copyOf(controls, m);
    int[] right = Unroller.with(new int[] {borrowed}, Arrays.copyOfRange(controls, m, k));
    for (int i = 0; i < 2; i++) {
      ladder(left, borrowed, Unroller.with(new int[] {target}, Arrays.copyOfRange(controls, m, k)));
      ladder(right, target, left);
    }
  }

  /**
   * X on the target where all controls are 1, borrowing as many qubits as there are controls but
   * two (lemma 7.2): T V T V*, where V needs to be right up to phases only, as those commute with
   * T.
   */
  private void ladder(int[] controls, int target, int[] borrowed) {
    int m = controls.length;
    if (m <= 2) {
      flip(controls, target);
      return;
    }
    for (int half = 0; half < 2; half++) {
      flip(new int[] {controls[m - 1], borrowed[m - 3]}, target);
      for (int i = m - 3; i >= 1; i--) {
        relativeToffoli(controls[i + 1], borrowed[i - 1], borrowed[i]);
      }
      relativeToffoli(controls[0], controls[1], borrowed[0]);
      for (int i = 1; i <= m - 3; i++) {
        relativeToffoli(controls[i + 1], borrowed[i - 1], borrowed[i]);
      }
    }
  }

  /** Margolus's gate: a Toffoli gate but for the sign of one basis state; its own inverse. */
  private void relativeToffoli(int a, int b, int target) {
    out.gate(StandardGate.RY, Math.PI / 4, target);
    out.gate(StandardGate.CX, b, target);
    out.gate(StandardGate.RY, Math.PI / 4, target);
    out.gate(StandardGate.CX, a, target);
    out.gate(StandardGate.RY, -Math.PI / 4, target);
    out.gate(StandardGate.CX, b, target);
    out.gate(StandardGate.RY, -Math.PI / 4, target);
  }
}
