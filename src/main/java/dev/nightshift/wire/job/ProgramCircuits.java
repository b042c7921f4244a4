package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.wire.qpy.OutputRegister;
import dev.nightshift.wire.qpy.Qpy;
import dev.nightshift.wire.qpy.QpyCircuit;
import dev.nightshift.wire.qpy.QpyLimits;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of a quantum program before they are read: QPY files, or texts.
 *
 * <pre>
 * v2.0        {"b64_data": Base64 of zlib of QPY, "qpy_version": 18, "num_programs": 2}
 *             {"data": ["OPENQASM 3.0; ...", ...]}
 * v1.0, v1.1  {"b64_data": Base64 of QPY, "qpy_version": 17, "num_programs": 2}
 * v0.1, v0.2  in each item {"circuit_b64": Base64 of QPY, "qpy_version": 17}
 * </pre>
 */
final class ProgramCircuits {
  private static final String PLACE = "params.quantum_program.circuits";
  private static final List<String> QPY_KEYS = List.of("b64_data", "qpy_version", "num_programs");
  private static final List<String> OWN_KEYS = List.of("circuit_b64", "qpy_version");

  /** Where a QPY file has its version. */
  private static final int VERSION_OFFSET = 6;

  /**
   * A circuit.
   *
   * @param columns its parameters in the order of the arguments' last axis
   * @param outputs registers to report instead of its own
   */
  record Loaded(
      Circuit circuit,
      List<String> columns,
      Optional<List<OutputRegister>> outputs,
      IsaCheck.Spelling spelling) {}

  /**
   * A QPY file.
   *
   * @param circuits how many it should hold
   */
  private record File(String place, String base64, long version, int circuits) {}

  private final ExecutorSchema schema;
  private final List<File> files;
  private final List<String> texts;

  private ProgramCircuits(ExecutorSchema schema, List<File> files, List<String> texts) {
    this.schema = schema;
    this.files = files;
    this.texts = texts;
  }

  /**
   * Takes them apart.
   *
   * @param together the program's circuits
   * @param own those of the items, null where they have none
   * @throws NightshiftException MESSAGE_MALFORMED, OPTION_UNKNOWN or OPTION_VALUE when they are not
   *     of the schema's form
   */
  static ProgramCircuits of(
      ExecutorSchema schema,
      @Nullable WireValue together,
      List<? extends @Nullable WireValue> own) {
    if (!schema.circuitsTogether()) {
      List<File> files = new ArrayList<>(own.size());
      for (int i = 0; i < own.size(); i++) {
        String place = "params.quantum_program.items[%d].circuit".formatted(i);
        Map<String, WireValue> fields = fields(place, own.get(i));
        only(place, fields, OWN_KEYS);
        files.add(file(schema, place, fields, "circuit_b64", 1));
      }
      return new ProgramCircuits(schema, files, List.of());
    }
    Map<String, WireValue> fields = fields(PLACE, together);
    if (schema.packed() && fields.containsKey("data")) {
      only(PLACE, fields, List.of("data"));
      List<String> texts = texts(fields.get("data"));
      count(texts.size(), own.size());
      return new ProgramCircuits(schema, List.of(), texts);
    }
    only(PLACE, fields, QPY_KEYS);
    WireValue number = fields.get("num_programs");
    count(number == null ? 0 : JobDecoder.whole(PLACE + ".num_programs", number), own.size());
    return new ProgramCircuits(
        schema, List.of(file(schema, PLACE, fields, "b64_data", own.size())), List.of());
  }

  private static File file(
      ExecutorSchema schema, String place, Map<String, WireValue> fields, String data, int count) {
    if (!(fields.get(data) instanceof WireValue.Text(String base64))) {
      throw JobDecoder.malformed("%s.%s should be the Base64 of a QPY file".formatted(place, data));
    }
    WireValue given = fields.get("qpy_version");
    if (given == null) {
      throw JobDecoder.malformed("'%s.qpy_version' is missing".formatted(place));
    }
    long version = JobDecoder.whole(place + ".qpy_version", given);
    if (!schema.takesQpy(version)) {
      throw Options.wrongValue(place + ".qpy_version", schema.qpyInWords(), given);
    }
    return new File(place, base64, version, count);
  }

  private static List<String> texts(@Nullable WireValue value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof WireValue.Items(List<WireValue> list)) {
      for (WireValue item : list) {
        if (item instanceof WireValue.Text(String text)) {
          texts.add(text);
        }
      }
      if (texts.size() == list.size()) {
        return texts;
      }
    }
    throw JobDecoder.malformed(PLACE + ".data should be a list of OpenQASM 3 texts");
  }

  private static void count(long circuits, int items) {
    if (circuits != items) {
      throw JobDecoder.malformed(
          "%s holds %d circuits for %d items; give one for each".formatted(PLACE, circuits, items));
    }
  }

  private static Map<String, WireValue> fields(String place, @Nullable WireValue value) {
    if (value instanceof WireValue.Fields(var fields)) {
      return fields;
    }
    throw JobDecoder.malformed(
        "%s should be an object with circuits, found %s"
            .formatted(place, value == null ? "nothing" : value.kind()));
  }

  private static void only(String place, Map<String, WireValue> fields, List<String> known) {
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        throw JobDecoder.unknown(place + "." + name, known);
      }
    }
  }

  /**
   * The circuits, one an item.
   *
   * @throws NightshiftException with the code of what is wrong with them; the job fails with it
   */
  List<Loaded> load() {
    List<Loaded> circuits = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      circuits.add(fromText(i));
    }
    for (File file : files) {
      for (QpyCircuit one : read(file)) {
        circuits.add(
            new Loaded(
                one.circuit(), one.parameterOrder(), one.outputs(), IsaCheck.Spelling.GATES));
      }
    }
    return circuits;
  }

  private Loaded fromText(int index) {
    try {
      Circuit parsed = CircuitTexts.parse(texts.get(index));
      return new Loaded(parsed, parsed.parameters(), Optional.empty(), IsaCheck.Spelling.OPENQASM);
    } catch (NightshiftException e) {
      throw at("%s.data[%d]".formatted(PLACE, index), e);
    }
  }

  private List<QpyCircuit> read(File file) {
    try {
      byte[] bytes =
          schema.packed() ? Qpy.unpack(file.base64(), QpyLimits.DEFAULT) : plain(file.base64());
      List<QpyCircuit> circuits = Qpy.readAll(bytes, QpyLimits.DEFAULT);
      if (circuits.size() != file.circuits() || (bytes[VERSION_OFFSET] & 0xff) != file.version()) {
        throw new NightshiftException(
            ErrorCode.QPY_INVALID,
            "the QPY file has version %d and %d circuits, not version %d and %d"
                .formatted(
                    bytes[VERSION_OFFSET] & 0xff,
                    circuits.size(),
                    file.version(),
                    file.circuits()));
      }
      return circuits;
    } catch (NightshiftException e) {
      throw at(file.place(), e);
    }
  }

  private static byte[] plain(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new NightshiftException(
          ErrorCode.QPY_INVALID, "a QPY file is not Base64: " + e.getMessage(), e);
    }
  }

  private static NightshiftException at(String place, NightshiftException e) {
    return new NightshiftException(e.code(), place + ": " + e.getMessage(), e);
  }
}
