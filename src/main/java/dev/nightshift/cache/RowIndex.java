package dev.nightshift.cache;

import java.util.Arrays;

/**
 * Which row of which block stands for a row: a hash table by linear probing over plain arrays,
 * because an object a row would cost the collector more than all the rest. Not thread-safe.
 */
final class RowIndex {
  /**
   * The row's hash in the upper half, its entry + 1 in the lower; 0 where there is none. At most
   * half of them are taken. The hash stands here, so that a row that is not there costs one access
   * to memory that is in no cache of the processor.
   */
  private long[] slots;

  private int[] rows;
  private Block[] blocks;
  private int size;

  /** What {@link #touch} read, so that it is read. */
  @SuppressWarnings("unused")
  private long touched;

  RowIndex(int expected) {
    int capacity = Math.max(16, expected);
    slots = new long[Integer.highestOneBit(capacity - 1) * 4];
    rows = new int[capacity];
    blocks = new Block[capacity];
  }

  /** The entry of a row equal to this one, or -1. */
  int find(Block block, int row, int hash) {
    int mask = slots.length - 1;
    for (int slot = hash & mask; ; slot = slot + 1 & mask) {
      long taken = slots[slot];
      if (taken == 0) {
        return -1;
      }
      int entry = (int) taken - 1;
      if ((int) (taken >>> 32) == hash && blocks[entry].same(rows[entry], block, row)) {
        return entry;
      }
    }
  }

  /**
   * Reads the first slot of each row that is about to be looked for. Of a large table each is in no
   * cache of the processor; read in a row, without a branch between, they are waited for together
   * and not one by one.
   */
  void touch(int[] hashes, int[] wanted, int count) {
    int mask = slots.length - 1;
    long all = 0;
    for (int k = 0; k < count; k++) {
      all |= slots[hashes[wanted[k]] & mask];
    }
    touched = all;
  }

  /** Adds a row that is not there. */
  int add(Block block, int row, int hash) {
    if (size == rows.length) {
      grow();
    }
    int entry = size++;
    rows[entry] = row;
    blocks[entry] = block;
    put((long) hash << 32 | entry + 1);
    return entry;
  }

  Block block(int entry) {
    return blocks[entry];
  }

  int row(int entry) {
    return rows[entry];
  }

  private void put(long taken) {
    int mask = slots.length - 1;
    int slot = (int) (taken >>> 32) & mask;
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = taken;
  }

  private void grow() {
    int capacity = rows.length * 2;
    rows = Arrays.copyOf(rows, capacity);
    blocks = Arrays.copyOf(blocks, capacity);
    long[] before = slots;
    slots = new long[Integer.highestOneBit(capacity - 1) * 4];
    for (long taken : before) {
      if (taken != 0) {
        put(taken);
      }
    }
  }
}
