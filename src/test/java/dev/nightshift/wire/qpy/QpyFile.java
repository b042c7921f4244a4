package dev.nightshift.wire.qpy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes QPY of version 17 piece by piece, honest or not, for the tests of the reader. */
final class QpyFile {
  /** What goes wrong when bytes are written to memory: nothing. */
  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private QpyFile() {}

  private static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] file(byte[]... circuits) {
    return bytes(out -> {
      out.write("QISKIT".getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[] {17, 2, 6, 2});
      out.writeLong(circuits.length);
      out.write(new byte[] {'p', 'q'});
      long offset = 20 + 8L * circuits.length;
      for (byte[] circuit : circuits) {
        out.writeLong(offset);
        offset += circuit.length;
      }
      for (byte[] circuit : circuits) {
        out.write(circuit);
      }
    });
  }

  static byte[] circuit(
      String name, int qubits, int bits, List<byte[]> definitions, List<byte[]> instructions) {
    byte[] text = utf8(name);
    return bytes(out -> {
      out.writeShort(text.length);
      out.writeByte('f');
      out.writeShort(8);
      out.writeInt(qubits);
      out.writeInt(bits);
      out.writeLong(2);
      out.writeInt(0);
      out.writeLong(instructions.size());
      out.writeInt(0);
      out.write(text);
      out.writeDouble(0);
      out.write(utf8("{}"));
      out.writeInt(0);
      out.writeLong(definitions.size());
      for (byte[] definition : definitions) {
        out.write(definition);
      }
      for (byte[] instruction : instructions) {
        out.write(instruction);
      }
      out.writeShort(0);
      out.writeByte(0);
      out.write(new byte[20]);
    });
  }

  /** A definition by a circuit, with or without a base gate. */
  static byte[] definition(String name, char type, byte[] circuit, byte[] base) {
    byte[] text = utf8(name);
    return bytes(out -> {
      out.writeShort(text.length);
      out.writeByte(type);
      out.writeInt(1);
      out.writeInt(0);
      out.writeBoolean(circuit.length > 0);
      out.writeLong(circuit.length);
      out.writeInt(0);
      out.writeInt(0);
      out.writeLong(base.length);
      out.write(text);
      out.write(circuit);
      out.write(base);
    });
  }

  /** An instruction on qubits, with values. */
  static byte[] instruction(String name, int controls, int[] qubits, byte[]... values) {
    byte[] head = head(name, controls, qubits.length, values.length);
    return bytes(out -> {
      out.write(head);
      for (int qubit : qubits) {
        out.writeByte('q');
        out.writeInt(qubit);
      }
      for (byte[] value : values) {
        out.write(value);
      }
    });
  }

  /** An instruction as the base of another: without operands. */
  static byte[] base(String name, int controls) {
    return head(name, controls, 1, 0);
  }

  private static byte[] head(String name, int controls, int qubits, int values) {
    byte[] text = utf8(name);
    return bytes(out -> {
      out.writeShort(text.length);
      out.writeShort(0);
      out.writeShort(values);
      out.writeInt(qubits);
      out.writeInt(0);
      out.writeByte(0);
      out.writeShort(0);
      out.writeLong(0);
      out.writeInt(controls);
      out.writeInt((1 << controls) - 1);
      out.write(text);
    });
  }

  static byte[] value(char type, byte[] data) {
    return bytes(out -> {
      out.writeByte(type);
      out.writeLong(data.length);
      out.write(data);
    });
  }

  /** An expression over one parameter, from calls. */
  static byte[] expression(String parameter, List<byte[]> calls) {
    return bytes(out -> {
      out.writeLong(1);
      out.writeLong(calls.stream().mapToLong(call -> call.length).sum());
      for (byte[] call : calls) {
        out.write(call);
      }
      out.write(new byte[] {'p', 'p'});
      out.writeLong(0);
      out.write(parameter(parameter));
    });
  }

  static byte[] parameter(String name) {
    byte[] text = utf8(name);
    return bytes(out -> {
      out.writeShort(text.length);
      out.write(uuid(name));
      out.write(text);
    });
  }

  /** A call on operands: p the parameter, n the stack. */
  static byte[] call(int opcode, char left, char right, String parameter) {
    return bytes(out -> {
      out.writeByte(opcode);
      out.writeByte(left);
      out.write(left == 'p' ? uuid(parameter) : new byte[16]);
      out.writeByte(right);
      out.write(right == 'p' ? uuid(parameter) : new byte[16]);
    });
  }

  /** A substitution of a parameter by an expression. */
  static byte[] substitution(String parameter, byte[] expression) {
    byte[] mapping =
        bytes(out -> {
          out.writeLong(1);
          out.writeShort(16);
          out.writeByte('e');
          out.writeShort(expression.length);
          out.write(uuid(parameter));
          out.write(expression);
        });
    return bytes(out -> {
      out.writeByte(15);
      out.writeByte('u');
      out.writeLong(mapping.length);
      out.writeLong(0);
      out.writeByte('n');
      out.write(new byte[16]);
      out.write(mapping);
    });
  }

  private static byte[] uuid(String name) {
    byte[] uuid = new byte[16];
    uuid[15] = utf8(name)[0];
    return uuid;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
