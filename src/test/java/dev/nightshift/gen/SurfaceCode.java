package dev.nightshift.gen;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import java.util.List;

/**
 * Memory experiments on the rotated surface code of distance 3: data qubits 0 to 8, row by row, and
 * an ancilla a check, 9 to 16; all checks are measured in every round, and the data at the end.
 */
public final class SurfaceCode {
  /** The data qubits of each check of X strings. */
  public static final List<List<Integer>> X_CHECKS =
      List.of(List.of(0, 1), List.of(1, 2, 4, 5), List.of(3, 4, 6, 7), List.of(7, 8));

  /** The data qubits of each check of Z strings. */
  public static final List<List<Integer>> Z_CHECKS =
      List.of(List.of(0, 1, 3, 4), List.of(2, 5), List.of(3, 6), List.of(4, 5, 7, 8));

  public static final int CHECKS = 8;
  public static final int DATA = 9;

  private SurfaceCode() {}

  /**
   * The experiment: bit {@code 8 round + check} is a check's outcome, first those of X; the last
   * nine are the data's.
   */
  public static Circuit memory(int rounds) {
    CircuitBuilder builder = Circuit.builder(DATA + CHECKS).bits("c", CHECKS * rounds + DATA);
    for (int round = 0; round < rounds; round++) {
      for (int check = 0; check < CHECKS; check++) {
        int ancilla = DATA + check;
        boolean isX = check < X_CHECKS.size();
        builder.reset(ancilla);
        if (isX) {
          builder.h(ancilla);
        }
        for (int data : isX ? X_CHECKS.get(check) : Z_CHECKS.get(check - X_CHECKS.size())) {
          if (isX) {
            builder.cx(ancilla, data);
          } else {
            builder.cx(data, ancilla);
          }
        }
        if (isX) {
          builder.h(ancilla);
        }
        builder.measure(ancilla, CHECKS * round + check);
      }
    }
    for (int data = 0; data < DATA; data++) {
      builder.measure(data, CHECKS * rounds + data);
    }
    return builder.build();
  }
}
