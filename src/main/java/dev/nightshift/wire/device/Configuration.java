package dev.nightshift.wire.device;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.value.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What {@code configuration.json} says: what exists.
 *
 * @param gates the operand tuples of each gate that names them
 * @param coupled ordered pairs; empty where the file names none
 * @param instructions all that the device takes besides its gates, too
 * @param clops layers of a circuit a second, where it is told
 */
record Configuration(
    String name,
    String version,
    int qubits,
    List<String> basisGates,
    Map<String, List<List<Integer>>> gates,
    List<List<Integer>> coupled,
    List<String> instructions,
    OptionalDouble dtSeconds,
    double repDelaySeconds,
    Target.Alignment alignment,
    Optional<Device.Processor> processor,
    OptionalLong clops) {
  /** Wider devices than this are a mistake in the file. */
  static final int MAX_QUBITS = 100_000;

  /** Real devices align to 16 units of their clock at most. */
  private static final int MAX_ALIGNMENT = 1_000_000;

  /** As the protocol has them; safe as the name of a folder, too. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");

  /** What the service pauses where nobody says otherwise. */
  private static final double DEFAULT_REP_DELAY_US = 250;

  static Configuration read(String file, byte[] bytes) {
    Field document = Field.document(file, bytes);
    Field name = document.get("backend_name");
    if (!NAME.matcher(name.text()).matches()) {
      return name.fail("1 to 64 letters, digits and _");
    }
    if (document.find("simulator").map(Field::truth).orElse(false)) {
      throw new NightshiftException(
          ErrorCode.DEVICE_INVALID,
          "%s: %s is a simulator, not a device; choose a backend that has properties"
              .formatted(file, name.text()));
    }
    int qubits = document.get("n_qubits").integer(1, MAX_QUBITS);
    Map<String, List<List<Integer>>> gates = new LinkedHashMap<>();
    for (Field gate : document.get("gates").items()) {
      Field gateName = gate.get("name");
      gate.find("coupling_map").ifPresent(map -> gates.put(gateName.text(), tuples(map, qubits)));
    }
    return new Configuration(
        name.text(),
        document.get("backend_version").text(),
        qubits,
        document.get("basis_gates").texts(),
        gates,
        document.find("coupling_map").map(map -> tuples(map, qubits)).orElse(List.of()),
        document
            .find("supported_instructions")
            .map(Field::texts)
            .orElse(List.of("measure", "reset", "delay")),
        document.find("dt").map(dt -> Units.seconds(dt, "ns")).orElse(OptionalDouble.empty()),
        document
            .find("default_rep_delay")
            .map(delay -> Units.seconds(delay, "us"))
            .orElse(OptionalDouble.empty())
            .orElse(DEFAULT_REP_DELAY_US / 1e6),
        document
            .find("timing_constraints")
            .map(Configuration::alignment)
            .orElse(Target.Alignment.NONE),
        document.find("processor_type").map(Configuration::processor),
        clops(document));
  }

  /** Granularity and least length bind the shapes of pulses, which stay the device's own. */
  private static Target.Alignment alignment(Field constraints) {
    return new Target.Alignment(
        multiple(constraints, "pulse_alignment"), multiple(constraints, "acquire_alignment"));
  }

  private static int multiple(Field constraints, String name) {
    return constraints.find(name).map(one -> one.integer(1, MAX_ALIGNMENT)).orElse(1);
  }

  private static List<List<Integer>> tuples(Field map, int qubits) {
    return map.items().stream().map(tuple -> tuple.qubits(qubits)).toList();
  }

  private static Device.Processor processor(Field type) {
    return new Device.Processor(
        type.find("family").map(Field::plain),
        type.find("revision").map(Field::plain),
        type.find("segment").map(Field::plain));
  }

  /** The figure is a number, absent, or the text {@code None}. */
  private static OptionalLong clops(Field document) {
    return document
        .find("clops_h")
        .filter(clops -> clops.node().isNumber())
        .map(clops -> OptionalLong.of(clops.node().longValue()))
        .orElse(OptionalLong.empty());
  }
}
