package dev.nightshift.wire.qpy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instruction as it stands in the file.
 *
 * <pre>
 * u16 name, u16 label, u16 values, u32 qubits, u32 bits, u8 extras, u16 condition register,
 * i64 condition value, u32 controls, u32 control state; name, label, condition;
 * a qubit or bit: u8 q or c, u32 index (none for the base of another gate); values; annotations
 * </pre>
 *
 * @param name of its Python class, or of a definition in the file
 * @param controlState bit k tells on which value of control k the gate acts
 * @param condition what it hangs on; null where on nothing
 */
record RawInstruction(
    String name,
    List<QpyValue> values,
    List<Integer> qubits,
    List<Integer> bits,
    long controls,
    long controlState,
    @Nullable RawCondition condition,
    boolean annotated) {

  /**
   * What classical bits must be: an expression, or a bit or register as {@code name} and a value.
   */
  sealed interface RawCondition {
    record Equal(QpyInput name, long value) implements RawCondition {}

    record Expression(QpyValue expression) implements RawCondition {}
  }

  /** Fewest bytes of one. */
  static final int LEAST_BYTES = 37;

  private static final int CONDITION = 0b11;
  private static final int ANNOTATIONS = 0x80;

  /** Reads an instruction of a circuit. */
  static RawInstruction read(QpyInput in, long qubitCount, long bitCount) {
    return read(in, true, qubitCount, bitCount);
  }

  /** Reads an instruction that acts on nothing by itself: the base of another one. */
  static RawInstruction readBase(QpyInput in) {
    RawInstruction base = read(in, false, 0, 0);
    in.end();
    return base;
  }

  private static RawInstruction read(QpyInput in, boolean placed, long qubitCount, long bitCount) {
    int nameLength = in.u16();
    int labelLength = in.u16();
    int valueCount = in.u16();
    long qubitsUsed = in.u32();
    long bitsUsed = in.u32();
    int extras = in.u8();
    int conditionLength = in.u16();
    long conditionValue = in.i64();
    long controls = in.u32();
    long controlState = in.u32();
    String name = in.text(nameLength);
    in.skip(labelLength);
    RawCondition condition = condition(in, extras & CONDITION, conditionLength, conditionValue);
    List<Integer> qubits = placed ? operands(in, name, 'q', qubitsUsed, qubitCount) : List.of();
    List<Integer> bits = placed ? operands(in, name, 'c', bitsUsed, bitCount) : List.of();
    List<QpyValue> values = new ArrayList<>(in.fitting(valueCount, QpyValue.LEAST_BYTES));
    for (int i = 0; i < valueCount; i++) {
      values.add(QpyValue.read(in));
    }
    boolean annotated = (extras & ANNOTATIONS) != 0;
    int annotations = annotated ? in.fitting(in.u32(), 12) : 0;
    for (int i = 0; i < annotations; i++) {
      in.skip(4);
      in.skip(in.length());
    }
    return new RawInstruction(
        name, values, qubits, bits, controls, controlState, condition, annotated);
  }

  private static @Nullable RawCondition condition(QpyInput in, int kind, int length, long value) {
    return switch (kind) {
      case 0 -> null;
      case 1 -> new RawCondition.Equal(in.part(length, "a condition"), value);
      case 2 -> new RawCondition.Expression(QpyValue.read(in));
      default -> throw Problems.invalid("a condition has the unknown kind " + kind);
    };
  }

  private static List<Integer> operands(
      QpyInput in, String name, char type, long used, long count) {
    int operands = in.fitting(used, 5);
    List<Integer> indices = new ArrayList<>(operands);
    for (int i = 0; i < operands; i++) {
      char found = in.letter();
      long index = in.u32();
      if (found != type || index >= count) {
        throw Problems.invalid(
            "operand %d of %s is %s %d; it should be a %s of [0, %d)"
                .formatted(
                    i,
                    Problems.quoted(name),
                    Problems.quoted(String.valueOf(found)),
                    index,
                    type == 'q' ? "qubit" : "bit",
                    count));
      }
      indices.add((int) index);
    }
    return indices;
  }
}
