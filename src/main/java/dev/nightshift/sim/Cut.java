package dev.nightshift.sim;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * How a state is cut into blocks: the amplitudes of a block differ in the resident qubits only,
 * which are numbered anew from 0 in it. The other qubits number the blocks.
 */
final class Cut {
  private final int qubits;
  private final int resident;
  private final int outside;
  private final int runBits;
  private final int[] starts;

  Cut(int qubits, int resident) {
    this.qubits = qubits;
    this.resident = resident;
    this.outside = (1 << qubits) - 1 & ~resident;
    this.runBits = Math.min(width(), Integer.numberOfTrailingZeros(~resident));
    this.starts = new int[1 << width() - runBits];
    Arrays.setAll(starts, k -> Integer.expand(k << runBits, resident));
  }

  int qubits() {
    return qubits;
  }

  int resident() {
    return resident;
  }

  /** The qubits that are the same in all of a block. */
  int outside() {
    return outside;
  }

  private int width() {
    return Integer.bitCount(resident);
  }

  int blocks() {
    return 1 << qubits - width();
  }

  /** The bits of the qubits outside block {@code number}. */
  int base(int number) {
    return Integer.expand(number, outside);
  }

  /** A block of the state: in place where there is only one, a copy otherwise. */
  Block load(StateVector state, int number, ConcurrentLinkedQueue<Block> free) {
    if (blocks() == 1) {
      return Block.of(state);
    }
    Block known = free.poll();
    Block block = known == null ? Block.blank(width()) : known;
    int base = base(number);
    for (int k = 0; k < starts.length; k++) {
      System.arraycopy(state.re(), base | starts[k], block.re, k << runBits, 1 << runBits);
      System.arraycopy(state.im(), base | starts[k], block.im, k << runBits, 1 << runBits);
    }
    return block;
  }

  /** Writes a block back, whose arrays are free then. */
  void store(StateVector state, int number, Block block, ConcurrentLinkedQueue<Block> free) {
    if (blocks() == 1) {
      return;
    }
    int base = base(number);
    for (int k = 0; k < starts.length; k++) {
      System.arraycopy(block.re, k << runBits, state.re(), base | starts[k], 1 << runBits);
      System.arraycopy(block.im, k << runBits, state.im(), base | starts[k], 1 << runBits);
    }
    free.add(block);
  }
}
