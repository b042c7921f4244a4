package dev.nightshift.backend;

import dev.nightshift.value.BitArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Measured registers put together. */
final class Registers {
  private Registers() {}

  /** The shots of all pieces, one piece after the other in every element. */
  static SequencedMap<String, BitArray> joined(List<SequencedMap<String, BitArray>> pieces) {
    SequencedMap<String, BitArray> joined = new LinkedHashMap<>();
    for (String name : pieces.getFirst().sequencedKeySet()) {
      List<BitArray> arrays = pieces.stream().map(piece -> piece.get(name)).toList();
      BitArray first = arrays.getFirst();
      int shots = arrays.stream().mapToInt(BitArray::shots).sum();
      BitArray whole = BitArray.blank(first.shape(), shots, first.bits());
      int stride = BitArray.stride(first.bits());
      int at = 0;
      for (int element = 0; element < first.shape().size(); element++) {
        for (BitArray array : arrays) {
          int length = array.shots() * stride;
          System.arraycopy(array.bytes(), element * length, whole.bytes(), at, length);
          at += length;
        }
      }
      joined.put(name, whole);
    }
    return joined;
  }
}
