package dev.nightshift.gen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatticeTest {
  @Test
  void theLatticesHaveTheQubitsAndPairsOfTheChips() {
    assertThat(Lattice.line(5).pairs())
        .containsExactly(List.of(0, 1), List.of(1, 2), List.of(2, 3), List.of(3, 4));
    assertThat(Lattice.heavyHex27().qubits()).isEqualTo(27);
    assertThat(Lattice.heavyHex27().pairs()).hasSize(28);
    assertThat(Lattice.heavyHex127().qubits()).isEqualTo(127);
    assertThat(Lattice.heavyHex127().pairs()).hasSize(144);
    assertThat(Lattice.heavyHex156().qubits()).isEqualTo(156);
    assertThat(Lattice.heavyHex156().pairs()).hasSize(176);
  }

  @Test
  void qubitsAreNumberedAsOnTheChips() {
    // The pairs across a column or a row are where another numbering would show.
    assertThat(Lattice.heavyHex27().pairs())
        .contains(List.of(1, 4), List.of(3, 5), List.of(12, 15), List.of(19, 20), List.of(25, 26));
    assertThat(Lattice.heavyHex127().pairs())
        .contains(
            List.of(0, 14),
            List.of(14, 18),
            List.of(12, 17),
            List.of(17, 30),
            List.of(32, 36),
            List.of(109, 114),
            List.of(112, 126))
        .doesNotContain(List.of(13, 14), List.of(32, 33));
    assertThat(Lattice.heavyHex156().pairs())
        .contains(
            List.of(3, 16), List.of(16, 23), List.of(21, 36), List.of(139, 155), List.of(15, 19));
  }

  @Test
  void everyCellIsAHeavyHexagon() {
    for (Lattice lattice :
        List.of(Lattice.heavyHex27(), Lattice.heavyHex127(), Lattice.heavyHex156())) {
      int[] degree = new int[lattice.qubits()];
      lattice
          .pairs()
          .forEach(pair -> {
            degree[pair.getFirst()]++;
            degree[pair.getLast()]++;
          });

      assertThat(Arrays.stream(degree).max().orElse(0)).isEqualTo(3);
      assertThat(Arrays.stream(degree).min().orElse(0)).isPositive();
      for (List<Integer> pair : lattice.pairs()) {
        int around = shortestWayWithout(lattice, pair);
        // Eleven other steps around a cell; no way around at a stub or the loose end of a row.
        assertThat(around).as("%d qubits, %s", lattice.qubits(), pair).isIn(11, -1);
      }
    }
  }

  /** Steps from one qubit of a pair to the other without their own coupler; -1 for none. */
  private static int shortestWayWithout(Lattice lattice, List<Integer> pair) {
    List<List<Integer>> neighbours = new ArrayList<>();
    for (int qubit = 0; qubit < lattice.qubits(); qubit++) {
      neighbours.add(new ArrayList<>());
    }
    for (List<Integer> other : lattice.pairs()) {
      if (!other.equals(pair)) {
        neighbours.get(other.getFirst()).add(other.getLast());
        neighbours.get(other.getLast()).add(other.getFirst());
      }
    }
    int[] steps = new int[lattice.qubits()];
    Arrays.fill(steps, -1);
    steps[pair.getFirst()] = 0;
    Deque<Integer> queue = new ArrayDeque<>(List.of(pair.getFirst()));
    while (!queue.isEmpty()) {
      int qubit = queue.removeFirst();
      for (int next : neighbours.get(qubit)) {
        if (steps[next] < 0) {
          steps[next] = steps[qubit] + 1;
          queue.addLast(next);
        }
      }
    }
    return steps[pair.getLast()];
  }
}
