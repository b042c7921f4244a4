package dev.nightshift.cache;

import java.util.BitSet;

/*
 * Training asks for hundreds of rows a job and for hardly any of them twice, so keeping a row has to
 * cost next to nothing: an eviction policy that looks at every entry takes some microseconds a row,
 * which is more than simulating it. Two generations come close to least recently used for the price
 * of a hash table: rows go into the young one; when it is full it becomes the old one, and the old
 * one is dropped as a whole; a row found in the old one is copied to the young one.
 *
 * Rows are kept as the blocks they came in, two arrays a job: with an object a row the collector
 * spent 20 ms on every young collection of a training run, for rows that nobody asked for again.
 */
/** Rows and their values, within a bound. Thread-safe. */
final class RowStore {
  /** Bytes an entry of the index takes, its slots included. */
  private static final int ENTRY = 48;

  /** Bytes a block takes beside its numbers. */
  private static final int BLOCK = 96;

  private final long generationBytes;
  private RowIndex young = new RowIndex(0);
  private RowIndex old = new RowIndex(0);
  private long youngBytes;

  RowStore(long maxBytes) {
    this.generationBytes = maxBytes / 2;
  }

  /**
   * Looks for rows of a block; the values of those that are known are written into it.
   *
   * @param wanted rows of the block, of which the first {@code count} are looked for
   * @param hashes of all rows of the block
   * @return which of {@code wanted} are known, by their place there
   */
  synchronized BitSet find(Block block, int[] wanted, int count, int[] hashes) {
    BitSet known = new BitSet();
    young.touch(hashes, wanted, count);
    old.touch(hashes, wanted, count);
    for (int k = 0; k < count; k++) {
      int row = wanted[k];
      int hash = hashes[row];
      int entry = young.find(block, row, hash);
      if (entry >= 0) {
        block.take(row, young.block(entry), young.row(entry));
        known.set(k);
        continue;
      }
      entry = old.find(block, row, hash);
      if (entry >= 0) {
        block.take(row, old.block(entry), old.row(entry));
        keep(block.copyOf(new int[] {row}, 1), new int[] {hash});
        known.set(k);
      }
    }
    return known;
  }

  /**
   * Keeps a block. Its rows are not looked for first: whoever keeps them has just not found them,
   * and a row that two threads learn at once is kept twice and found once.
   *
   * @param block whose arrays nobody writes to any more
   * @param hashes of its rows
   */
  synchronized void keep(Block block, int[] hashes) {
    for (int row = 0; row < hashes.length; row++) {
      young.add(block, row, hashes[row]);
    }
    youngBytes +=
        BLOCK + (long) ENTRY * hashes.length + 8L * (block.rows.length + block.values.length);
    if (youngBytes > generationBytes) {
      old = young;
      young = new RowIndex(0);
      youngBytes = 0;
    }
  }
}
