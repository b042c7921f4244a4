package dev.nightshift.cache;

import java.util.Arrays;

/**
 * Which row of which block stands for a row: a hash table by linear probing over plain arrays,
 * because an object a row would cost the collector more than all the rest. Not thread-safe.
 */
final class RowIndex {
  /** Entry + 1; 0 where there is none. At most half of them are taken. */
  private int[] slots;

  private int[] hashes;
  private int[] rows;
  private Block[] blocks;
  private int size;

  RowIndex(int expected) {
    int capacity = Math.max(16, expected);
    slots = new int[Integer.highestOneBit(capacity - 1) * 4];
    hashes = new int[capacity];
    rows = new int[capacity];
    blocks = new Block[capacity];
  }

  /** The entry of a row equal to this one, or -1. */
  int find(Block block, int row, int hash) {
    for (int slot = hash & slots.length - 1; slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash && blocks[entry].same(rows[entry], block, row)) {
        return entry;
      }
    }
    return -1;
  }

  /** Adds a row that is not there. */
  int add(Block block, int row, int hash) {
    if (size == hashes.length) {
      grow();
    }
    int entry = size++;
    hashes[entry] = hash;
    rows[entry] = row;
    blocks[entry] = block;
    put(entry);
    return entry;
  }

  Block block(int entry) {
    return blocks[entry];
  }

  int row(int entry) {
    return rows[entry];
  }

  private void put(int entry) {
    int slot = hashes[entry] & slots.length - 1;
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = entry + 1;
  }

  private void grow() {
    int capacity = hashes.length * 2;
    hashes = Arrays.copyOf(hashes, capacity);
    rows = Arrays.copyOf(rows, capacity);
    blocks = Arrays.copyOf(blocks, capacity);
    slots = new int[Integer.highestOneBit(capacity - 1) * 4];
    for (int entry = 0; entry < size; entry++) {
      put(entry);
    }
  }
}
