package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.ParameterExpression;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.wire.Lru;
import dev.nightshift.wire.qpy.Qpy;
import dev.nightshift.wire.qpy.QpyCircuit;
import dev.nightshift.wire.qpy.QpyLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * Circuits to wire text and back, each printed or parsed once while it is in use: a training loop
 * sends the same few circuits thousands of times.
 */
final class CircuitTexts {
  private static final int KEPT = 512;

  /** Longer texts are parsed each time, so that the cache stays small. */
  private static final int LONGEST_KEPT = 1 << 18;

  /** Packed texts and files that are longer are read each time; the one may be a bomb's fuse. */
  private static final int LONGEST_PACKED_KEPT = 1 << 15;

  private static final int LONGEST_FILE_KEPT = 1 << 17;
  private static final int UNPACKED_KEPT = 128;

  /**
   * @param bytes of the file, which bound what the circuit takes
   */
  private record Unpacked(QpyCircuit circuit, int bytes) {}

  private static final Lru<Circuit, SerializableString> PRINTED = new Lru<>(KEPT);
  private static final Lru<String, Circuit> PARSED = new Lru<>(KEPT);

  private static final Lru<String, Unpacked> UNPACKED = new Lru<>(UNPACKED_KEPT);

  private CircuitTexts() {}

  /** The circuit's text, ready to be written as a JSON string. */
  static SerializableString print(Circuit circuit) {
    return PRINTED.get(
        circuit,
        made -> {
          SerializedString text = new SerializedString(Qasm.print(withWireNames(made)));
          // Quoted here once; the bytes are kept inside.
          text.asQuotedUTF8();
          return text;
        });
  }

  /**
   * The circuit of a text; the same text gives the same object while it is remembered.
   *
   * @throws NightshiftException as {@link Qasm#read(String, String)}; QASM_SYNTAX or QASM_UNDEFINED
   *     where that is the first thing wrong, since the service tells such texts from those that it
   *     could parse
   */
  static Circuit parse(String text) {
    try {
      return text.length() > LONGEST_KEPT
          ? Qasm.read("<circuit>", text)
          : PARSED.get(text, unseen -> Qasm.read("<circuit>", unseen));
    } catch (NightshiftException e) {
      if (e.code() == ErrorCode.QASM_INVALID) {
        ErrorCode first = Qasm.parse("<circuit>", text).diagnostics().getFirst().code();
        if (first == ErrorCode.QASM_SYNTAX || first == ErrorCode.QASM_UNDEFINED) {
          throw new NightshiftException(first, e.getMessage(), e);
        }
      }
      throw e;
    }
  }

  /** The circuit of packed QPY; the same text gives the same object while it is remembered. */
  static QpyCircuit unpack(String base64) {
    return base64.length() > LONGEST_PACKED_KEPT
        ? unpacked(base64).circuit()
        : UNPACKED
            .get(base64, CircuitTexts::unpacked, made -> made.bytes() <= LONGEST_FILE_KEPT)
            .circuit();
  }

  private static Unpacked unpacked(String base64) {
    byte[] file = Qpy.unpack(base64, QpyLimits.DEFAULT);
    return new Unpacked(Qpy.read(file, QpyLimits.DEFAULT), file.length);
  }

  /** The name on the wire of the parameter at a position. */
  static String wireName(int position, int count) {
    // Four digits; more where the count needs more, so that name order stays position order.
    int digits = Math.max(4, String.valueOf(Math.max(0, count - 1)).length());
    return String.format(Locale.ROOT, "p%0" + digits + "d", position);
  }

  static Circuit withWireNames(Circuit circuit) {
    List<String> names = circuit.parameters();
    Map<String, ParameterExpression> renamed = new HashMap<>();
    CircuitBuilder builder = Circuit.builder();
    circuit.qubitRegisters().forEach(register -> builder.qubits(register.name(), register.size()));
    circuit.bitRegisters().forEach(register -> builder.bits(register.name(), register.size()));
    for (int i = 0; i < names.size(); i++) {
      String name = wireName(i, names.size());
      // Declared, because a parameter that nothing uses still has its column.
      builder.parameter(name);
      renamed.put(names.get(i), ParameterExpression.parameter(name));
    }
    Circuit substituted =
        circuit.substitute(parameter -> renamed.getOrDefault(parameter.name(), parameter));
    builder.globalPhase(substituted.globalPhase());
    for (Instruction instruction : substituted.instructions()) {
      builder.add(instruction);
    }
    return builder.build();
  }
}
