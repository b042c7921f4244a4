package dev.nightshift.gen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Qubits at points of a square grid; neighbours are coupled.
 *
 * <p>Leaving out points of the grid gives the heavy-hexagon lattices of IBM's chips: rows of qubits
 * joined by single ones at every fourth column, the next gap's joints shifted by two.
 *
 * @param points x and y of each qubit, in the order of the qubits' numbers
 */
record Lattice(List<int[]> points) {

  /** A row of qubits. */
  static Lattice line(int qubits) {
    List<int[]> points = new ArrayList<>();
    for (int x = 1; x <= qubits; x++) {
      points.add(new int[] {x, 1});
    }
    return new Lattice(points);
  }

  /** The 27 qubits of Falcon: two rows, three joints, four stubs, numbered column by column. */
  static Lattice heavyHex27() {
    List<int[]> points = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      points.add(new int[] {1 + i, 2});
      points.add(new int[] {2 + i, 4});
    }
    for (int joint : new int[] {2, 6, 10}) {
      points.add(new int[] {joint, 3});
    }
    for (int stub : new int[] {4, 8}) {
      points.add(new int[] {stub, 1});
      points.add(new int[] {stub, 5});
    }
    points.sort(Comparator.<int[]>comparingInt(p -> p[0]).thenComparingInt(p -> p[1]));
    return new Lattice(points);
  }

  /** The 127 qubits of Eagle: seven rows of 15, the first without its last, the last its first. */
  static Lattice heavyHex127() {
    return rows(7, 15, 1, 3, true);
  }

  /** The 156 qubits of Heron: eight rows of 16. */
  static Lattice heavyHex156() {
    return rows(8, 16, 4, 2, false);
  }

  /**
   * Rows and joints, numbered row by row.
   *
   * @param firstJoint column of the first joint below the first row, and below every second one
   * @param otherJoint the same for the rows between
   * @param clipped whether the first row lacks its last qubit and the last row its first
   */
  private static Lattice rows(
      int rows, int columns, int firstJoint, int otherJoint, boolean clipped) {
    List<int[]> points = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int from = clipped && row == rows - 1 ? 2 : 1;
      int to = clipped && row == 0 ? columns - 1 : columns;
      for (int x = from; x <= to; x++) {
        points.add(new int[] {x, 2 * row + 1});
      }
      if (row < rows - 1) {
        for (int x = row % 2 == 0 ? firstJoint : otherJoint; x <= columns; x += 4) {
          points.add(new int[] {x, 2 * row + 2});
        }
      }
    }
    return new Lattice(points);
  }

  int qubits() {
    return points.size();
  }

  /** Coupled pairs, the smaller number first, in rising order. */
  List<List<Integer>> pairs() {
    List<List<Integer>> pairs = new ArrayList<>();
    for (int a = 0; a < qubits(); a++) {
      for (int b = a + 1; b < qubits(); b++) {
        int distance =
            Math.abs(points.get(a)[0] - points.get(b)[0])
                + Math.abs(points.get(a)[1] - points.get(b)[1]);
        if (distance == 1) {
          pairs.add(List.of(a, b));
        }
      }
    }
    return pairs;
  }
}
