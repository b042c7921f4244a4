package dev.nightshift.cache;

import dev.nightshift.job.Pub;

/** What becomes of a pub: where each of its rows comes from, and which of them are sent. */
final class RowPart {
  final Pub.Estimator pub;

  /** All rows of the pub; their values come in as they are learned. */
  final Block block;

  final int[] hashes;

  /** For each row the entry of the first row of the job that equals it. */
  final int[] first;

  /** Rows of this pub that are sent, in order; the first {@code sent} count. */
  final int[] sentRows;

  int sent;

  RowPart(Pub.Estimator pub, Template template) {
    this.pub = pub;
    int rows = pub.bindings().rows();
    this.block = new Block(template, pub.bindings().values(), new double[rows * template.width()]);
    this.hashes = new int[rows];
    this.first = new int[rows];
    this.sentRows = new int[rows];
  }

  /** Whether the pub is sent as it is. */
  boolean untouched() {
    return sent == first.length;
  }

  int width() {
    return block.template.width();
  }
}
