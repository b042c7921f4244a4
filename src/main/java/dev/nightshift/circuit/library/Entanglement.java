package dev.nightshift.circuit.library;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The named patterns of entanglement, with Qiskit's names and orders. */
public enum Entanglement implements EntanglerMap {
  /** Every choice of qubits, in lexicographic order. */
  FULL,
  /** Neighbours, from qubit 0 up: (0, 1), (1, 2), ... */
  LINEAR,
  /** {@link #LINEAR} from the last to the first; the same unitary as FULL for cx, with fewer. */
  REVERSE_LINEAR,
  /** A ring: the blocks that wrap around come first, (n-1, 0), then LINEAR. */
  CIRCULAR,
  /**
   * Shifted, circular, alternating: CIRCULAR, turned by one block a layer, operands reversed in
   * every odd layer (Sim et al. 2019, circuit 14).
   */
  SCA,
  /** Pairs (0, 1), (2, 3), ... and then (1, 2), (3, 4), ...; blocks of one or two qubits only. */
  PAIRWISE;

  /** The name as configurations and Qiskit spell it, such as {@code reverse_linear}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The pattern of a label.
   *
   * @throws NightshiftException CIRCUIT_INVALID when there is none of that name
   */
  public static Entanglement named(String label) {
    for (Entanglement entanglement : values()) {
      if (entanglement.label().equals(label)) {
        return entanglement;
      }
    }
    List<String> labels = new ArrayList<>();
    for (Entanglement entanglement : values()) {
      labels.add(entanglement.label());
    }
    throw new NightshiftException(
        ErrorCode.CIRCUIT_INVALID,
        "entanglement '%s' is unknown; use one of %s".formatted(label, String.join(", ", labels)));
  }

  @Override
  public List<List<Integer>> blocks(int qubits, int blockSize, int layer) {
    if (blockSize < 1 || blockSize > qubits) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_INVALID,
          "entanglement %s: a block of %d qubits does not fit a circuit of %d"
              .formatted(label(), blockSize, qubits));
    }
    return switch (this) {
      case FULL -> combinations(qubits, blockSize);
      case LINEAR -> runs(0, qubits - blockSize + 1, qubits, blockSize);
      case REVERSE_LINEAR -> runs(0, qubits - blockSize + 1, qubits, blockSize).reversed();
      case CIRCULAR -> ring(qubits, blockSize);
      case SCA -> shifted(ring(qubits, blockSize), layer);
      case PAIRWISE -> pairs(qubits, blockSize);
    };
  }

  /** Runs of neighbours that start at {@code from..to-1}, counted modulo the width. */
  private static List<List<Integer>> runs(int from, int to, int qubits, int blockSize) {
    List<List<Integer>> blocks = new ArrayList<>();
    for (int start = from; start < to; start++) {
      List<Integer> block = new ArrayList<>(blockSize);
      for (int k = 0; k < blockSize; k++) {
        block.add(Math.floorMod(start + k, qubits));
      }
      blocks.add(List.copyOf(block));
    }
    return blocks;
  }

  /** All runs of a ring; where a block covers the whole circuit, the one run from qubit 0. */
  private static List<List<Integer>> ring(int qubits, int blockSize) {
    int wrapping = blockSize < qubits ? blockSize - 1 : 0;
    return runs(-wrapping, qubits - blockSize + 1, qubits, blockSize);
  }

  private static List<List<Integer>> shifted(List<List<Integer>> ring, int layer) {
    List<List<Integer>> blocks = new ArrayList<>(ring);
    Collections.rotate(blocks, layer);
    if (layer % 2 == 1) {
      blocks.replaceAll(List::reversed);
    }
    return blocks;
  }

  private static List<List<Integer>> pairs(int qubits, int blockSize) {
    if (blockSize > 2) {
      throw new NightshiftException(
          ErrorCode.CIRCUIT_INVALID,
          "entanglement pairwise has blocks of 1 or 2 qubits, found %d; use another pattern"
              .formatted(blockSize));
    }
    List<List<Integer>> runs = runs(0, qubits - blockSize + 1, qubits, blockSize);
    if (blockSize == 1) {
      return runs;
    }
    List<List<Integer>> blocks = new ArrayList<>();
    for (int first = 0; first < 2; first++) {
      for (int i = first; i < runs.size(); i += 2) {
        blocks.add(runs.get(i));
      }
    }
    return blocks;
  }

  private static List<List<Integer>> combinations(int qubits, int blockSize) {
    List<List<Integer>> blocks = new ArrayList<>();
    int[] chosen = new int[blockSize];
    for (int k = 0; k < blockSize; k++) {
      chosen[k] = k;
    }
    while (true) {
      List<Integer> block = new ArrayList<>(blockSize);
      for (int qubit : chosen) {
        block.add(qubit);
      }
      blocks.add(List.copyOf(block));
      int k = blockSize - 1;
      while (k >= 0 && chosen[k] == qubits - blockSize + k) {
        k--;
      }
      if (k < 0) {
        return blocks;
      }
      chosen[k]++;
      for (int j = k + 1; j < blockSize; j++) {
        chosen[j] = chosen[j - 1] + 1;
      }
    }
  }
}
