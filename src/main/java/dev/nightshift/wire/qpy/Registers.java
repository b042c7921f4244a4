package dev.nightshift.wire.qpy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.CircuitBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The registers of a circuit.
 *
 * <pre>
 * u8 type (q, c; a for ancillas, as q), bool standalone, u32 size, u16 name, bool in the circuit,
 * from version 18 on u8 1 where the bits are one row of the circuit's; name;
 * one index a bit in the circuit, or the first alone: i64, from version 18 on u32
 * </pre>
 */
final class Registers {
  /** In place of a circuit's count of bits: its registers are only read over. */
  static final long SKIPPED = -1;

  private static final long ABSENT = 0xffff_ffffL;

  /**
   * A register: a row of bits, or bits one by one.
   *
   * @param start its first bit, where it is a row
   * @param scattered null for a row
   */
  private record Group(String name, int size, int start, int @Nullable [] scattered) {
    int bit(int i) {
      return scattered == null ? start + i : scattered[i];
    }
  }

  private final List<Group> qubits = new ArrayList<>();
  private final List<Group> bits = new ArrayList<>();

  /** Reads the registers of a circuit. */
  static Registers read(QpyInput in, long count, long qubits, long bits, Scope scope) {
    Registers registers = new Registers();
    int most = scope.budget().limits().maxBits();
    long total = 0;
    int registersLeft = in.fitting(count, 9);
    for (int i = 0; i < registersLeft; i++) {
      total += registers.one(in, qubits, bits, scope, most - total);
    }
    return registers;
  }

  /** Reads a register; one that is not in the circuit is only read over. */
  private long one(QpyInput in, long qubitCount, long bitCount, Scope scope, long left) {
    char type = in.letter();
    if (type != 'q' && type != 'c' && type != 'a') {
      throw Problems.invalid("a register has the type " + Problems.quoted(String.valueOf(type)));
    }
    in.flag();
    long size = in.u32();
    int nameLength = in.u16();
    boolean inCircuit = in.flag() && qubitCount != SKIPPED;
    boolean row = scope.version() >= 18 && in.u8() == 1;
    String name = in.text(nameLength);
    if (size > left) {
      throw Problems.tooLarge(
          "its registers have more than %d bits".formatted(scope.budget().limits().maxBits()));
    }
    long limit = type == 'c' ? bitCount : qubitCount;
    int width = scope.version() >= 18 ? 4 : 8;
    long first = 0;
    int[] scattered = null;
    if (row) {
      first = in.u32();
      if (inCircuit && first + size > limit) {
        throw outside(name, first + size - 1, limit);
      }
    } else {
      int bits = in.fitting(size, width);
      scattered = new int[bits];
      for (int i = 0; i < bits; i++) {
        long index = width == 4 ? in.u32() : in.i64();
        boolean absent = width == 4 ? index == ABSENT : index < 0;
        if (inCircuit && (absent || index >= limit)) {
          throw outside(name, absent ? -1 : index, limit);
        }
        scattered[i] = (int) index;
      }
    }
    if (inCircuit && size > 0) {
      (type == 'c' ? bits : qubits).add(new Group(name, (int) size, (int) first, scattered));
    }
    return size;
  }

  private static NightshiftException outside(String name, long index, long limit) {
    return Problems.invalid(
        "register %s has bit %d, which is outside the circuit's [0, %d)"
            .formatted(Problems.quoted(name), index, limit));
  }

  /** The bits of a classical register of the circuit, the least significant first. */
  int[] bits(String name) {
    for (Group register : bits) {
      if (register.name().equals(name)) {
        return IntStream.range(0, register.size()).map(register::bit).toArray();
      }
    }
    throw Problems.invalid(
        "a condition names the register %s, which the circuit does not have"
            .formatted(Problems.quoted(name)));
  }

  /**
   * Declares registers so that qubits and bits keep their numbers: the file's own where they stand
   * one behind the other, one over all bits otherwise.
   *
   * @return the file's classical registers where they are not the circuit's
   */
  Optional<List<OutputRegister>> declare(CircuitBuilder builder, int qubitCount, int bitCount) {
    if (areRows(qubits, qubitCount)) {
      qubits.forEach(register -> builder.qubits(register.name(), register.size()));
    } else {
      builder.qubits("q", qubitCount);
    }
    if (areRows(bits, bitCount)) {
      bits.forEach(register -> builder.bits(register.name(), register.size()));
      return Optional.empty();
    }
    builder.bits("c", bitCount);
    Set<String> names = new HashSet<>();
    List<OutputRegister> outputs = new ArrayList<>();
    for (Group register : bits) {
      if (!names.add(register.name())) {
        throw Problems.invalid(
            "there are two classical registers named " + Problems.quoted(register.name()));
      }
      outputs.add(
          new OutputRegister(
              register.name(),
              IntStream.range(0, register.size()).mapToObj(register::bit).toList()));
    }
    return Optional.of(outputs);
  }

  /** Whether registers of different names cover all bits, each in order and once. */
  private static boolean areRows(List<Group> registers, int count) {
    Set<String> names = new HashSet<>();
    int next = 0;
    for (Group register : registers) {
      if (!names.add(register.name())) {
        return false;
      }
      for (int i = 0; i < register.size(); i++) {
        if (register.bit(i) != next++) {
          return false;
        }
      }
    }
    return next == count;
  }
}
