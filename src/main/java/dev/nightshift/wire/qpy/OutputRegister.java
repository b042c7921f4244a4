package dev.nightshift.wire.qpy;

import java.util.List;

/**
 * A classical register of a QPY file whose registers are no plain rows of bits: two may share bits,
 * and some bits may be in none.
 *
 * @param name as declared
 * @param bits indices of its bits in the circuit, bit 0 of the register first
 */
public record OutputRegister(String name, List<Integer> bits) {
  public OutputRegister {
    bits = List.copyOf(bits);
  }
}
