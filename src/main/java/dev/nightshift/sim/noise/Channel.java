package dev.nightshift.sim.noise;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.kernel.small.Matrices;
import dev.nightshift.kernel.small.Transfer;
import java.util.List;

/**
 * One thing that happens to some operands of an instruction.
 *
 * <p>Matrices are row-major with re and im side by side, operand 0 of the list the least
 * significant bit. They are not copied and not to be written. A channel that is no physical map is
 * refused with NOISE_INVALID.
 */
public sealed interface Channel {
  /** How far from unitary or trace-preserving a matrix may be, as in Aer. */
  double TOLERANCE = 1e-8;

  /** What differs less from the identity is rounding. */
  double IDEAL = 1e-14;

  /** The operands it acts on, each once, numbered as the instruction's. */
  List<Integer> operands();

  /**
   * A Pauli string.
   *
   * @param x bit k is set where operand k of the list is flipped (X or Y)
   * @param z bit k is set where it is signed (Z or Y)
   */
  record Pauli(int x, int z, List<Integer> operands) implements Channel {
    public Pauli {
      operands = List.copyOf(operands);
    }

    /**
     * @param label letters I, X, Y, Z; the rightmost acts on operand 0 of the list
     */
    public static Pauli of(String label, List<Integer> operands) {
      if (label.length() != operands.size()) {
        throw invalid(
            "Pauli string '%s' has %d letters for %d qubits; give one letter a qubit"
                .formatted(label, label.length(), operands.size()));
      }
      int x = 0;
      int z = 0;
      for (int k = 0; k < label.length(); k++) {
        char letter = label.charAt(label.length() - 1 - k);
        switch (letter) {
          case 'I' -> {}
          case 'X' -> x |= 1 << k;
          case 'Z' -> z |= 1 << k;
          case 'Y' -> {
            x |= 1 << k;
            z |= 1 << k;
          }
          default ->
              throw invalid(
                  "Pauli string '%s' has the letter '%s'; use I, X, Y and Z only"
                      .formatted(label, letter));
        }
      }
      return new Pauli(x, z, operands);
    }
  }

  /** A unitary matrix of {@code 2^k} rows on k operands. */
  record Unitary(double[] matrix, List<Integer> operands) implements Channel {
    public Unitary {
      operands = List.copyOf(operands);
      checkSize(matrix, operands.size());
      double distance = Matrices.distanceFromUnitary(matrix);
      if (!(distance <= TOLERANCE)) {
        throw invalid(
            "a matrix of a unitary error is %.1e away from unitary; %.0e is allowed"
                .formatted(distance, TOLERANCE));
      }
    }
  }

  /** A map rho -> sum K rho K*, at least one K, sum K* K = 1. */
  record Kraus(List<double[]> matrices, List<Integer> operands) implements Channel {
    public Kraus {
      matrices = List.copyOf(matrices);
      operands = List.copyOf(operands);
      int size = 1 << operands.size();
      double[] sum = new double[2 * size * size];
      for (double[] k : matrices) {
        checkSize(k, operands.size());
        double[] own = Matrices.times(Matrices.adjoint(k, size), k, size);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += own[i];
        }
      }
      double distance = Matrices.distanceFromIdentity(sum);
      if (!(distance <= TOLERANCE)) {
        throw invalid(
            "Kraus matrices sum to a map %.1e away from trace-preserving; %.0e is allowed"
                .formatted(distance, TOLERANCE));
      }
    }
  }

  /** The operand is set to |0>. */
  record Reset(int operand) implements Channel {
    @Override
    public List<Integer> operands() {
      return List.of(operand);
    }
  }

  /** The channel on its own operands in the Pauli basis; see {@link Transfer}. */
  default double[] transfer() {
    int qubits = operands().size();
    return switch (this) {
      case Pauli(int x, int z, _) -> {
        double[] result = new double[Transfer.size(qubits) * Transfer.size(qubits)];
        Transfer.addPauli(result, x, z, qubits, 1);
        yield result;
      }
      case Unitary(double[] matrix, _) -> Transfer.ofUnitary(matrix, qubits);
      case Kraus(var matrices, _) -> {
        double[] result = new double[Transfer.size(qubits) * Transfer.size(qubits)];
        matrices.forEach(matrix -> Transfer.addKraus(result, matrix, qubits, 1));
        yield result;
      }
      case Reset _ -> Transfer.reset();
    };
  }

  /** Whether it changes no state. */
  default boolean isIdeal() {
    return switch (this) {
      case Pauli(int x, int z, _) -> (x | z) == 0;
      case Reset _ -> false;
      case Unitary _, Kraus _ -> {
        double[] own = transfer();
        double[] identity = Transfer.identity(operands().size());
        double worst = 0;
        for (int i = 0; i < own.length; i++) {
          worst = Math.max(worst, Math.abs(own[i] - identity[i]));
        }
        yield worst < IDEAL;
      }
    };
  }

  /**
   * The same on other operands.
   *
   * @param places for each operand of the old numbering its new number
   */
  default Channel on(List<Integer> places) {
    List<Integer> moved = operands().stream().map(places::get).toList();
    return switch (this) {
      case Pauli(int x, int z, _) -> new Pauli(x, z, moved);
      case Unitary(double[] matrix, _) -> new Unitary(matrix, moved);
      case Kraus(var matrices, _) -> new Kraus(matrices, moved);
      case Reset _ -> new Reset(moved.getFirst());
    };
  }

  private static void checkSize(double[] matrix, int qubits) {
    if (matrix.length != 2 << 2 * qubits) {
      throw invalid(
          "a matrix on %d qubits has %d entries; it needs %d"
              .formatted(qubits, matrix.length / 2, 1 << 2 * qubits));
    }
  }

  private static NightshiftException invalid(String message) {
    return new NightshiftException(ErrorCode.NOISE_INVALID, message);
  }
}
