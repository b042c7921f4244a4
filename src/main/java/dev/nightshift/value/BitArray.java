package dev.nightshift.value;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measured bits of one classical register, packed as IBM's BitArray packs them: big-endian bytes,
 * the value right-aligned, so bit 0 of the register is the lowest bit of the last byte.
 */
public final class BitArray {
  private final Shape shape;
  private final int shots;
  private final int bits;
  private final byte[] bytes;

  /**
   * @param shape the pub's shape
   * @param shots per element, at least 0
   * @param bits width of the register, at least 1
   * @param bytes row-major {@code shape x shots x ceil(bits/8)}; not copied
   */
  public BitArray(Shape shape, int shots, int bits, byte[] bytes) {
    long expected = (long) shape.size() * shots * stride(bits);
    if (bytes.length != expected) {
      throw new IllegalArgumentException(
          "a bit array of shape %s, %d shots, %d bits needs %d bytes, found %d"
              .formatted(shape, shots, bits, expected, bytes.length));
    }
    this.shape = shape;
    this.shots = shots;
    this.bits = bits;
    this.bytes = bytes;
  }

  /**
   * All bits 0, to be filled by who asks for it.
   *
   * @throws NightshiftException JOB_TOO_LARGE when an array cannot hold them
   */
  public static BitArray blank(Shape shape, int shots, int bits) {
    long bytes = (long) shape.size() * shots * stride(bits);
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new NightshiftException(
          ErrorCode.JOB_TOO_LARGE,
          "%d rows of %d shots of %d bits take %d bytes; split the job below 2 GB"
              .formatted(shape.size(), shots, bits, bytes));
    }
    return new BitArray(shape, shots, bits, new byte[(int) bytes]);
  }

  /** Bytes a shot takes. */
  public static int stride(int bits) {
    return (bits + 7) / 8;
  }

  public Shape shape() {
    return shape;
  }

  public int shots() {
    return shots;
  }

  public int bits() {
    return bits;
  }

  /** The bytes themselves; not a copy, not to be written. */
  public byte[] bytes() {
    return bytes;
  }

  /** Bit {@code bit} of shot {@code shot} of element {@code element}. */
  public boolean bit(int element, int shot, int bit) {
    int stride = stride(bits);
    int last = (element * shots + shot) * stride + stride - 1;
    return (bytes[last - bit / 8] >> (bit % 8) & 1) != 0;
  }

  /** One shot as text, bit {@code bits-1} first. */
  public String bitString(int element, int shot) {
    char[] text = new char[bits];
    for (int bit = 0; bit < bits; bit++) {
      text[bits - 1 - bit] = bit(element, shot, bit) ? '1' : '0';
    }
    return new String(text);
  }

  /** How often each bit string was measured at an element. */
  public SortedMap<String, Integer> counts(int element) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (int shot = 0; shot < shots; shot++) {
      counts.merge(bitString(element, shot), 1, Integer::sum);
    }
    return counts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BitArray that
        && shape.equals(that.shape)
        && shots == that.shots
        && bits == that.bits
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * shape.hashCode() + shots) + bits) + Arrays.hashCode(bytes);
  }
}
