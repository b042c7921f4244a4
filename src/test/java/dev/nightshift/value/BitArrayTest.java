package dev.nightshift.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BitArrayTest {
  /** As Qiskit packs the ten bits 1000000011 once and 0000000001 twice. */
  private static final BitArray TEN_BITS =
      new BitArray(Shape.SCALAR, 3, 10, new byte[] {0b10, 0b11, 0, 1, 0, 1});

  @Test
  void bytesAreBigEndianAndRightAligned() {
    assertThat(TEN_BITS.bitString(0, 0)).isEqualTo("1000000011");
    assertThat(TEN_BITS.bit(0, 0, 9)).isTrue();
    assertThat(TEN_BITS.bit(0, 0, 8)).isFalse();
    assertThat(TEN_BITS.bit(0, 1, 0)).isTrue();
    assertThat(TEN_BITS.bit(0, 1, 1)).isFalse();
  }

  @Test
  void countsAreByBitString() {
    assertThat(TEN_BITS.counts(0)).isEqualTo(Map.of("1000000011", 1, "0000000001", 2));
  }

  @Test
  void elementsLieBehindEachOther() {
    BitArray array = new BitArray(Shape.of(2), 2, 3, new byte[] {1, 2, 4, 7});

    assertThat(array.counts(0)).isEqualTo(Map.of("001", 1, "010", 1));
    assertThat(array.counts(1)).isEqualTo(Map.of("100", 1, "111", 1));
    assertThat(array)
        .isEqualTo(new BitArray(Shape.of(2), 2, 3, new byte[] {1, 2, 4, 7}))
        .hasSameHashCodeAs(new BitArray(Shape.of(2), 2, 3, new byte[] {1, 2, 4, 7}))
        .isNotEqualTo(new BitArray(Shape.of(4), 1, 3, new byte[] {1, 2, 4, 7}));
  }

  @Test
  void aShotTakesWholeBytes() {
    assertThat(BitArray.stride(1)).isEqualTo(1);
    assertThat(BitArray.stride(8)).isEqualTo(1);
    assertThat(BitArray.stride(9)).isEqualTo(2);
  }

  @Test
  void givenTheWrongNumberOfBytes_thenTheErrorCountsThem() {
    assertThatThrownBy(() -> new BitArray(Shape.of(2), 5, 9, new byte[19]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a bit array of shape (2,), 5 shots, 9 bits needs 20 bytes, found 19");
  }
}
