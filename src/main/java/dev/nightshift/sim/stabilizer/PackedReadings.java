package dev.nightshift.sim.stabilizer;

import dev.nightshift.circuit.Register;
import dev.nightshift.kernel.bits.Words;
import dev.nightshift.value.BitArray;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes readings, which stand by bit with 64 shots in a word, into bit arrays, by shot. */
final class PackedReadings {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private PackedReadings() {}

  /**
   * @param readings {@code [bits][words]}, all bits of the circuit
   * @param row of the bindings
   * @param first the shot of the first reading; those behind the last shot are dropped
   */
  static void write(long[][] readings, Register register, BitArray array, int row, int first) {
    int stride = BitArray.stride(register.size());
    int words = readings[register.offset()].length;
    long[] square = new long[64];
    for (int word = 0; word < words; word++) {
      int shot = first + 64 * word;
      int shots = Math.min(64, array.shots() - shot);
      for (int low = 0; low < register.size(); low += 64) {
        int bits = Math.min(64, register.size() - low);
        for (int bit = 0; bit < 64; bit++) {
          square[bit] = bit < bits ? readings[register.offset() + low + bit][word] : 0;
        }
        Words.transpose64(square);
        // Big-endian and right-aligned: the lowest 64 bits are the last eight bytes.
        int last = stride - low / 8;
        for (int i = 0; i < shots; i++) {
          int end = (row * array.shots() + shot + i) * stride + last;
          if (last >= 8) {
            LONG.set(array.bytes(), end - 8, square[i]);
          } else {
            for (int k = 1; k <= last; k++) {
              array.bytes()[end - k] = (byte) (square[i] >>> 8 * (k - 1));
            }
          }
        }
      }
    }
  }
}
