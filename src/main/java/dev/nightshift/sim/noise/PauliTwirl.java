package dev.nightshift.sim.noise;

import dev.nightshift.circuit.gate.Gate;
import dev.nightshift.circuit.gate.StandardGate;
import java.util.Optional;

/*
 * A Clifford gate carries a Pauli string in front of it to one behind it, up to a sign, which is a
 * phase of the whole state. A string on two qubits is four bits: X and Z of the first, X and Z of the
 * second. The gates act on them linearly, so the images of four strings say it all.
 */
/**
 * The two-qubit gates that may stand between random Paulis, and the Paulis that undo each other.
 */
public final class PauliTwirl {
  private static final int X0 = 1;
  private static final int Z0 = 2;
  private static final int X1 = 4;
  private static final int Z1 = 8;

  private PauliTwirl() {}

  /** The images of X0, Z0, X1 and Z1; empty for a gate that is not twirled. */
  private static int[] images(Gate gate) {
    return switch (gate) {
      case StandardGate.CX -> new int[] {X0 | X1, Z0, X1, Z0 | Z1};
      case StandardGate.CZ -> new int[] {X0 | Z1, Z0, Z0 | X1, Z1};
      // (X0 - Y0 X1) / sqrt 2
      case StandardGate.ECR -> new int[] {X0 | Z0 | X1, Z0, X1, Z0 | X1 | Z1};
      default -> new int[0];
    };
  }

  /** Whether a gate is twirled. */
  public static boolean takes(Gate gate) {
    return images(gate).length > 0;
  }

  /** The string behind the gate for one in front of it. */
  public static int after(Gate gate, int before) {
    int after = 0;
    int[] images = images(gate);
    for (int bit = 0; bit < images.length; bit++) {
      after ^= (before >> bit & 1) != 0 ? images[bit] : 0;
    }
    return after;
  }

  /** The gate of two bits, X and Z. */
  public static Optional<StandardGate> pauli(int bits) {
    return switch (bits) {
      case 1 -> Optional.of(StandardGate.X);
      case 2 -> Optional.of(StandardGate.Z);
      case 3 -> Optional.of(StandardGate.Y);
      default -> Optional.empty();
    };
  }
}
