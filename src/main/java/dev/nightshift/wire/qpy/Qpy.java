package dev.nightshift.wire.qpy;

import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.wire.Zlib;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads QPY files.
 *
 * <pre>
 * QISKIT, u8 version, 3 x u8 version of Qiskit, u64 circuits, u8 encoding of expressions,
 * u8 q for circuits; from version 16 on: u64 offset of each circuit; circuits
 * </pre>
 *
 * <p>Errors of every method: QPY_INVALID when the bytes are no such file, QPY_UNSUPPORTED when they
 * hold what no circuit of ours can, CIRCUIT_DYNAMIC for control flow other than if, else and
 * switch, JOB_TOO_LARGE beyond a limit.
 */
public final class Qpy {
  private static final byte[] MAGIC = "QISKIT".getBytes(StandardCharsets.US_ASCII);
  private static final int OLDEST = 13;
  private static final int NEWEST = 18;

  /** Fewest bytes of a circuit: its header, empty tables and no layout. */
  private static final int LEAST_BYTES = 70;

  private Qpy() {}

  /** The one circuit of a file. */
  public static QpyCircuit read(byte[] file, QpyLimits limits) {
    List<QpyCircuit> circuits = readAll(file, limits);
    if (circuits.size() != 1) {
      throw Problems.invalid(
          "the QPY file holds %d circuits; one is expected".formatted(circuits.size()));
    }
    return circuits.getFirst();
  }

  /**
   * A file as the protocol's JSON holds it.
   *
   * @param base64 of a zlib stream
   */
  public static byte[] unpack(String base64, QpyLimits limits) {
    try {
      byte[] stream = Base64.getDecoder().decode(base64);
      return Zlib.inflate(stream, limits.maxBytes(), "a QPY file");
    } catch (IllegalArgumentException e) {
      throw Problems.invalid("a QPY file is not Base64: " + e.getMessage());
    } catch (NightshiftException e) {
      throw Problems.at("the circuit", e);
    }
  }

  /** All circuits of a file, in its order; the limits are for all of them together. */
  public static List<QpyCircuit> readAll(byte[] file, QpyLimits limits) {
    if (file.length > limits.maxBytes()) {
      throw Problems.tooLarge(
          "a QPY file has %d bytes; at most %d are read".formatted(file.length, limits.maxBytes()));
    }
    QpyInput in = QpyInput.of(file, "the QPY file");
    if (!in.starts(MAGIC)) {
      throw Problems.invalid("a QPY file does not start with QISKIT");
    }
    int version = in.u8();
    if (version < OLDEST || version > NEWEST) {
      throw Problems.unsupported(
          "QPY version %d is not read; write one of %d to %d, as with qpy.dump(..., version=%d)"
              .formatted(version, OLDEST, NEWEST, OLDEST));
    }
    in.skip(3);
    long circuits = in.i64();
    in.letter();
    char type = in.letter();
    if (type != 'q') {
      throw Problems.unsupported(
          "a QPY file holds programs of type %s; circuits are read"
              .formatted(Problems.quoted(String.valueOf(type))));
    }
    int count = in.fitting(circuits, LEAST_BYTES);
    long[] offsets = version >= 16 ? new long[count] : new long[0];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = in.i64();
    }
    Budget budget = new Budget(limits);
    List<QpyCircuit> read = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (version >= 16 && in.position() != offsets[i]) {
        throw Problems.invalid(
            "circuit %d of the QPY file should start at byte %s, but the one before ends at %d"
                .formatted(i, Long.toUnsignedString(offsets[i]), in.position()));
      }
      Symbols symbols = new Symbols();
      read.add(
          built(
              CircuitReader.read(in, new Scope(version, symbols, budget, List.of(), 0)), symbols));
    }
    in.end();
    return read;
  }

  private static QpyCircuit built(CircuitReader.Parsed parsed, Symbols symbols) {
    CircuitBuilder builder = Circuit.builder();
    try {
      var outputs = parsed.registers().declare(builder, parsed.qubits(), parsed.bits());
      builder.globalPhase(parsed.phase());
      // A parameter that cancelled out still has its value among the positional ones.
      parsed.parameters().forEach(builder::parameter);
      for (Instruction instruction : parsed.instructions()) {
        builder.add(instruction);
      }
      Circuit circuit = builder.build();
      return new QpyCircuit(parsed.name(), circuit, symbols.sorted(circuit.parameters()), outputs);
    } catch (NightshiftException e) {
      throw Problems.at("circuit " + Problems.quoted(parsed.name()), e);
    }
  }
}
