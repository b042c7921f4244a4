package dev.nightshift.gen;

import dev.nightshift.base.random.Seed;
import dev.nightshift.wire.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the devices that ship with Nightshift: a lattice, gates, and figures drawn from ranges.
 *
 * <p>The same description gives the same bytes: every figure has a stream of its own, split from
 * the seed by what it is and where, and is rounded to four digits. A gate's error is what
 * relaxation alone causes on its qubits in its time plus a control error that is drawn.
 *
 * @param entangler the two-qubit gate of fixed angle
 * @param bothWays whether it is listed in both directions; else in one, drawn
 * @param fractional whether rx and rzz are offered, too
 * @param frequencies whether the qubits' frequencies are told
 * @param dtNanos the clock
 * @param gateNanos of one-qubit gates but rz, which takes none
 * @param entanglerNanos of two-qubit gates, one drawn for each pair
 * @param t1Micros and the others: from and to
 * @param gateError and entanglerError: of control, beside relaxation
 * @param deadPairs on which the entangler, or rzz where it is offered, is out of order
 */
record SyntheticDevice(
    String name,
    long seed,
    String lattice,
    Lattice points,
    String entangler,
    boolean bothWays,
    boolean fractional,
    boolean frequencies,
    double dtNanos,
    double gateNanos,
    double[] entanglerNanos,
    double readoutNanos,
    double[] t1Micros,
    double[] t2Micros,
    double[] readoutError,
    double[] gateError,
    double[] entanglerError,
    int deadPairs) {
  private static final String DATE = "2026-01-01T00:00:00Z";

  /** All that ship. */
  static List<SyntheticDevice> all() {
    double falcon = 2.0 / 9;
    return List.of(
        new SyntheticDevice(
            "nightshift_line5",
            5,
            "5 qubits in a line",
            Lattice.line(5),
            "cz",
            true,
            false,
            true,
            4,
            32,
            new double[] {68},
            1560,
            new double[] {80, 220},
            new double[] {60, 200},
            new double[] {0.006, 0.03},
            new double[] {5e-5, 3e-4},
            new double[] {1e-3, 5e-3},
            0),
        new SyntheticDevice(
            "nightshift_hex27",
            27,
            "27 qubits, the heavy-hexagon lattice of IBM's Falcon",
            Lattice.heavyHex27(),
            "ecr",
            false,
            false,
            true,
            falcon,
            160 * falcon,
            new double[] {1280 * falcon, 1536 * falcon, 1792 * falcon, 2048 * falcon},
            4096 * falcon,
            new double[] {70, 190},
            new double[] {40, 170},
            new double[] {0.007, 0.04},
            new double[] {5e-5, 4e-4},
            new double[] {2e-3, 8e-3},
            0),
        new SyntheticDevice(
            "nightshift_hex127",
            127,
            "127 qubits, the heavy-hexagon lattice of IBM's Eagle",
            Lattice.heavyHex127(),
            "ecr",
            false,
            false,
            true,
            0.5,
            60,
            new double[] {660},
            1300,
            new double[] {120, 400},
            new double[] {60, 300},
            new double[] {0.006, 0.05},
            new double[] {5e-5, 4e-4},
            new double[] {2e-3, 8e-3},
            2),
        new SyntheticDevice(
            "nightshift_hex156",
            156,
            "156 qubits, the heavy-hexagon lattice of IBM's Heron",
            Lattice.heavyHex156(),
            "cz",
            true,
            true,
            false,
            4,
            32,
            new double[] {68},
            1560,
            new double[] {90, 350},
            new double[] {60, 300},
            new double[] {0.004, 0.03},
            new double[] {5e-5, 3e-4},
            new double[] {8e-4, 4e-3},
            2));
  }

  // Figures ------------------------------------------------------------------------------------

  private SplittableRandom stream(String what, List<Integer> where) {
    return Seed.of(seed).split(name).split(what + where).random();
  }

  /** Uniform in the logarithm, since such figures spread over factors. */
  private double drawn(String what, double[] range, List<Integer> where) {
    double u = stream(what, where).nextDouble();
    return rounded(
        StrictMath.exp(
            StrictMath.log(range[0]) + u * (StrictMath.log(range[1]) - StrictMath.log(range[0]))));
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }

  private double t1(int qubit) {
    return drawn("T1", t1Micros, List.of(qubit));
  }

  private double t2(int qubit) {
    return Math.min(drawn("T2", t2Micros, List.of(qubit)), rounded(1.9 * t1(qubit)));
  }

  private double entanglerNanos(List<Integer> pair) {
    return entanglerNanos[stream("length", sorted(pair)).nextInt(entanglerNanos.length)];
  }

  private static List<Integer> sorted(List<Integer> pair) {
    return pair.stream().sorted().toList();
  }

  /** Control error plus the average infidelity of relaxation alone, as Aer's noise model has it. */
  private double error(String gate, List<Integer> qubits, double nanos, double[] control) {
    double process = 1;
    for (int qubit : qubits) {
      double relaxed = StrictMath.exp(-nanos / 1e3 / t1(qubit));
      double dephased = StrictMath.exp(-nanos / 1e3 / t2(qubit));
      process *= (1 + relaxed + 2 * dephased) / 4;
    }
    int dimension = 1 << qubits.size();
    double relaxation = 1 - (dimension * process + 1) / (dimension + 1);
    return rounded(relaxation + drawn(gate, control, sorted(qubits)));
  }

  /** The pairs out of order: those whose own draws are smallest. */
  private List<List<Integer>> dead() {
    List<List<Integer>> pairs = new ArrayList<>(points.pairs());
    pairs.sort(Comparator.comparingDouble(pair -> stream("dead", pair).nextDouble()));
    return pairs.subList(0, deadPairs);
  }

  /** Pairs with direction. */
  private List<List<Integer>> coupled() {
    List<List<Integer>> coupled = new ArrayList<>();
    for (List<Integer> pair : points.pairs()) {
      if (bothWays) {
        coupled.add(pair);
        coupled.add(pair.reversed());
      } else {
        coupled.add(stream("direction", pair).nextBoolean() ? pair : pair.reversed());
      }
    }
    return coupled;
  }

  private List<List<Integer>> singles() {
    return IntStream.range(0, points.qubits()).mapToObj(List::of).toList();
  }

  private List<String> basis() {
    return fractional
        ? List.of(entangler, "id", "rx", "rz", "rzz", "sx", "x")
        : List.of(entangler, "id", "rz", "sx", "x");
  }

  // Texts --------------------------------------------------------------------------------------

  /** The text of {@code configuration.json}. */
  String configuration() {
    List<String> instructions = new ArrayList<>(basis());
    instructions.addAll(List.of("delay", "measure", "reset", "if_else", "switch_case"));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("backend_name", name);
    fields.put("backend_version", "1.0.0");
    fields.put("description", "synthetic: " + lattice);
    fields.put("processor_type", ordered("family", "Synthetic", "revision", "1.0"));
    fields.put("online_date", DATE);
    fields.put("n_qubits", points.qubits());
    fields.put("basis_gates", basis());
    fields.put("supported_instructions", instructions);
    fields.put("supported_features", List.of("qasm3"));
    fields.put("simulator", false);
    fields.put("local", false);
    fields.put("conditional", false);
    fields.put("open_pulse", false);
    fields.put("memory", true);
    fields.put("credits_required", false);
    fields.put("n_registers", 1);
    fields.put("max_shots", 100_000);
    fields.put("max_experiments", 300);
    fields.put("dt", dtNanos);
    fields.put("dtm", dtNanos);
    fields.put("dynamic_reprate_enabled", true);
    fields.put("default_rep_delay", 250.0);
    fields.put("rep_delay_range", List.of(0.0, 500.0));
    fields.put(
        "timing_constraints",
        ordered("acquire_alignment", 1, "granularity", 1, "min_length", 1, "pulse_alignment", 1));
    fields.put("u_channel_lo", List.of());
    fields.put("meas_map", List.of(IntStream.range(0, points.qubits()).boxed().toList()));
    fields.put("coords", points.points().stream().map(p -> List.of(p[0], p[1])).toList());
    fields.put("coupling_map", coupled());
    StringJoiner lines = new StringJoiner(",\n", "{\n", "\n}\n");
    fields.forEach((key, value) -> lines.add(json(key) + ":" + json(value)));
    StringJoiner gates = new StringJoiner(",\n", "\"gates\":[\n", "\n]");
    for (String gate : basis()) {
      gates.add(json(gateConfiguration(gate)));
    }
    return lines.add(gates.toString()).toString();
  }

  private Map<String, Object> gateConfiguration(String gate) {
    boolean pair = gate.equals(entangler) || gate.equals("rzz");
    List<String> angles = gate.startsWith("r") ? List.of("theta") : List.of();
    return ordered(
        "name",
        gate,
        "parameters",
        angles,
        "qasm_def",
        "gate %s%s %s {}".formatted(gate, angles.isEmpty() ? "" : "(theta)", pair ? "a,b" : "a"),
        "coupling_map",
        pair ? coupled() : singles());
  }

  /** The text of {@code properties.json}. */
  String properties() {
    StringJoiner qubits = new StringJoiner(",\n", "\"qubits\":[\n", "\n]");
    for (int qubit = 0; qubit < points.qubits(); qubit++) {
      qubits.add(json(qubit(qubit)));
    }
    StringJoiner gates = new StringJoiner(",\n", "\"gates\":[\n", "\n]");
    List<List<Integer>> dead = dead();
    for (String gate : basis()) {
      boolean pair = gate.equals(entangler) || gate.equals("rzz");
      for (List<Integer> where : pair ? coupled() : singles()) {
        double nanos = gate.equals("rz") ? 0 : pair ? entanglerNanos(where) : gateNanos;
        // rx is a pulse as sx is, and x and id have its length: one figure for all of them.
        double error =
            gate.equals("rz")
                ? 0
                : pair
                    ? error(gate, where, nanos, entanglerError)
                    : error("sx", where, nanos, gateError);
        boolean broken =
            gate.equals(fractional ? "rzz" : entangler) && dead.contains(sorted(where));
        gates.add(json(gate(gate, where, broken ? 1.0 : (Double) error, nanos)));
      }
    }
    for (List<Integer> qubit : singles()) {
      gates.add(json(gate("reset", qubit, null, readoutNanos + gateNanos)));
    }
    return new StringJoiner(",\n", "{\n", "\n}\n")
        .add("\"backend_name\":" + json(name))
        .add("\"backend_version\":\"1.0.0\"")
        .add("\"last_update_date\":" + json(DATE))
        .add(qubits.toString())
        .add(gates.toString())
        .add("\"general\":[]")
        .toString();
  }

  private List<Map<String, Object>> qubit(int qubit) {
    List<Integer> where = List.of(qubit);
    double mean = drawn("readout", readoutError, where);
    // One reads 0 more often than zero reads 1, since it relaxes meanwhile.
    double share = 0.2 + 0.2 * stream("asymmetry", where).nextDouble();
    double zeroReadsOne = rounded(2 * mean * share);
    double oneReadsZero = rounded(2 * mean * (1 - share));
    List<Map<String, Object>> properties = new ArrayList<>();
    properties.add(property("T1", "us", t1(qubit)));
    properties.add(property("T2", "us", t2(qubit)));
    if (frequencies) {
      properties.add(
          property("frequency", "GHz", drawn("frequency", new double[] {4.6, 5.2}, where)));
    }
    properties.add(
        property(
            "readout_error",
            "",
            new BigDecimal(Double.toString(zeroReadsOne))
                .add(new BigDecimal(Double.toString(oneReadsZero)))
                .divide(new BigDecimal(2))
                .doubleValue()));
    properties.add(property("prob_meas0_prep1", "", oneReadsZero));
    properties.add(property("prob_meas1_prep0", "", zeroReadsOne));
    properties.add(property("readout_length", "ns", readoutNanos));
    return properties;
  }

  private static Map<String, Object> gate(
      String gate, List<Integer> qubits, @Nullable Double error, double nanos) {
    List<Map<String, Object>> parameters = new ArrayList<>();
    if (error != null) {
      parameters.add(property("gate_error", "", error));
    }
    parameters.add(property("gate_length", "ns", nanos));
    return ordered("qubits", qubits, "gate", gate, "parameters", parameters);
  }

  private static Map<String, Object> property(String name, String unit, double value) {
    return ordered("date", DATE, "name", name, "unit", unit, "value", value);
  }

  /** Keys and values by turns; they are written in this order. */
  private static Map<String, Object> ordered(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }

  private static String json(Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  /** The text of {@code SOURCE.md}. */
  String source() {
    return """
    # %s

    - kind: synthetic
    - from: SyntheticDevice of Nightshift's tests, seed %d
    - date: 2026-11-25

    **No such device exists.** %s; every figure is drawn, log-uniformly, from these ranges:

    | figure | from | to |
    |---|---|---|
    | T1, us | %s | %s |
    | T2, us, at most 1.9 T1 | %s | %s |
    | readout error, mean of both | %s | %s |
    | control error of id, sx, x%s | %s | %s |
    | control error of %s | %s | %s |

    A gate's error is its control error plus the average infidelity that relaxation alone causes on
    its qubits in its time. One-qubit gates take %s ns (rz none), two-qubit gates %s ns, a
    measurement %s ns. Pairs on which %s is out of order (error 1): %s.

    `./dev golden SyntheticDevicesGoldenTest` writes the three files anew, to the same bytes.
    """
        .formatted(
            name,
            seed,
            Character.toUpperCase(lattice.charAt(0)) + lattice.substring(1),
            t1Micros[0],
            t1Micros[1],
            t2Micros[0],
            t2Micros[1],
            readoutError[0],
            readoutError[1],
            fractional ? ", rx" : "",
            gateError[0],
            gateError[1],
            fractional ? entangler + ", rzz" : entangler,
            entanglerError[0],
            entanglerError[1],
            rounded(gateNanos),
            String.join(
                ", ",
                Arrays.stream(entanglerNanos)
                    .mapToObj(nanos -> String.valueOf(rounded(nanos)))
                    .toList()),
            rounded(readoutNanos),
            fractional ? "rzz" : entangler,
            deadPairs == 0 ? "none" : dead());
  }
}
