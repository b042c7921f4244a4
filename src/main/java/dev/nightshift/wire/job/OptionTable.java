package dev.nightshift.wire.job;

import dev.nightshift.job.Program;
import dev.nightshift.sim.SimulationMethod;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every option of the V2 primitives by path and type, with the values that an ideal simulator and
 * the twin of a device can honour.
 *
 * <p>A name that is not here breaks the schema. A value of the right type that would change the
 * result on a device, but cannot here, fails the job by name: nothing is ignored. Under {@code
 * options.simulator} the names are those of the protocol and of Aer.
 *
 * @see <a href="https://quantum.cloud.ibm.com/docs/guides/specify-runtime-options">IBM's
 *     options</a>
 */
final class OptionTable {
  /**
   * @param expected the type in words
   * @param type whether a value is of it; null is asked for only where {@code nullable}
   * @param honoured whether what the value asks for can be done
   * @param honouredInWords the values that can
   * @param why the others cannot; empty where an ideal simulator cannot, but a device can
   */
  private record Rule(
      String expected,
      boolean nullable,
      Predicate<WireValue> type,
      Predicate<WireValue> honoured,
      String honouredInWords,
      String why) {
    Rule(
        String expected,
        boolean nullable,
        Predicate<WireValue> type,
        Predicate<WireValue> honoured,
        String honouredInWords) {
      this(expected, nullable, type, honoured, honouredInWords, "");
    }

    /** The same, but only some values can be honoured, anywhere. */
    Rule only(String inWords, Predicate<WireValue> some, String because) {
      return new Rule(expected, nullable, type, some, inWords, because);
    }

    /** The same, but an ideal simulator can honour only some values. */
    Rule ideally(String inWords, Predicate<WireValue> some) {
      return new Rule(expected, nullable, type, some, inWords, "");
    }

    Rule orNull() {
      return new Rule(expected + " or null", true, type, honoured, honouredInWords, why);
    }

    boolean refuses(WireValue value, boolean errs) {
      return value != WireValue.Nothing.NULL && !honoured.test(value) && (!errs || !why.isEmpty());
    }
  }

  private static final OptionTable SAMPLER = sampler();
  private static final OptionTable ESTIMATOR = estimator();
  private static final OptionTable EXECUTOR = executor();

  private final Map<String, Rule> rules = new LinkedHashMap<>();

  /** The names below each path that is no rule's, sorted. */
  private final Map<String, SortedSet<String>> below = new HashMap<>();

  private OptionTable() {}

  static OptionTable of(Program program) {
    return switch (program) {
      case SAMPLER -> SAMPLER;
      case ESTIMATOR -> ESTIMATOR;
      case EXECUTOR -> EXECUTOR;
    };
  }

  private void put(String path, Rule rule) {
    rules.put(path, rule);
    for (int dot = path.indexOf('.'); dot >= 0; ) {
      int end = path.indexOf('.', dot + 1);
      String name = path.substring(dot + 1, end < 0 ? path.length() : end);
      below.computeIfAbsent(path.substring(0, dot), _ -> new TreeSet<>()).add(name);
      dot = end;
    }
  }

  private static OptionTable sampler() {
    OptionTable table = new OptionTable();
    table.put("shots", whole(1).orNull());
    table.put("options.default_shots", whole(1).orNull());
    table.common(bool().ideally("false", is(false)));
    table.put(
        "options.execution.meas_type",
        word("classified", "kerneled", "avg_kerneled")
            .only("classified", is("classified"), "readouts give bits here, no levels"));
    return table;
  }

  private static OptionTable estimator() {
    OptionTable table = new OptionTable();
    table.put("precision", number(0).orNull());
    table.put(
        "resilience_level", whole(0).ideally("0 and 1", value -> numberOf(value) <= 1).orNull());
    table.put("options.default_precision", number(0).orNull());
    table.put("options.default_shots", whole(1).orNull());
    table.put("options.seed_estimator", whole(0).orNull());
    table.common(bool().ideally("false or null", is(false)).orNull());
    String resilience = "options.resilience.";
    for (String name : new String[] {"measure_mitigation", "zne_mitigation"}) {
      table.put(resilience + name, bool().ideally("false or null", is(false)).orNull());
    }
    table.put(
        resilience + "pec_mitigation",
        bool()
            .only(
                "false or null",
                is(false),
                "probabilistic error cancellation takes a noise model learned for every layer of"
                    + " the circuit, which is not rehearsed here; use zne_mitigation")
            .orNull());
    table.put(resilience + "measure_noise_learning.num_randomizations", whole(1));
    table.put(resilience + "measure_noise_learning.shots_per_randomization", wholeOrAuto());
    table.put(
        resilience + "zne.amplifier",
        word("gate_folding", "gate_folding_front", "gate_folding_back", "pea"));
    table.put(resilience + "zne.noise_factors", numbers());
    table.put(resilience + "zne.extrapolator", words());
    table.put(
        resilience + "zne.extrapolated_noise_factors",
        new Rule("a list of numbers or 'auto'", true, numbers().type().or(is("auto")), any(), ""));
    table.put(resilience + "pec.max_overhead", number(0).orNull());
    table.put(
        resilience + "pec.noise_gain",
        new Rule("a number or 'auto'", false, number(0).type().or(is("auto")), any(), ""));
    table.put(resilience + "layer_noise_learning.max_layers_to_learn", whole(0).orNull());
    table.put(resilience + "layer_noise_learning.shots_per_randomization", whole(1));
    table.put(resilience + "layer_noise_learning.num_randomizations", whole(1));
    table.put(resilience + "layer_noise_learning.layer_pair_depths", numbers());
    table.put(
        resilience + "layer_noise_model", nothing("nothing here takes a noise model of layers"));
    return table;
  }

  /**
   * The executor's own, and in the place that its schema leaves open the simulator's, such as its
   * seed.
   */
  private static OptionTable executor() {
    OptionTable table = new OptionTable();
    SAMPLER.rules.forEach((path, rule) -> {
      String own = Options.inExecutor(path);
      if (own != null) {
        table.put(own, rule);
      }
    });
    table.put(
        "options.scheduler_timing",
        bool().only("false", is(false), "circuits run here in their order, nothing is scheduled"));
    // Circuits with stretches are not read, so that an empty list is the whole truth.
    table.put("options.stretch_values", bool());
    return table;
  }

  /** What both programs have. Settings of a technique are free where its switch is off. */
  private void common(Rule measureTwirling) {
    String decoupling = "options.dynamical_decoupling.";
    put(decoupling + "enable", bool().ideally("false", is(false)));
    put(decoupling + "sequence_type", word("XX", "XpXm", "XY4"));
    put(decoupling + "extra_slack_distribution", word("middle", "edges"));
    put(decoupling + "scheduling_method", word("alap", "asap"));
    put(decoupling + "skip_reset_qubits", bool());
    String execution = "options.execution.";
    put(
        execution + "init_qubits",
        bool().only("true", is(true), "every execution begins with all qubits at 0"));
    put(execution + "rep_delay", number(0).ideally("null", value -> false).orNull());
    String twirling = "options.twirling.";
    put(twirling + "enable_gates", bool().ideally("false", is(false)));
    put(twirling + "enable_measure", measureTwirling);
    put(twirling + "num_randomizations", wholeOrAuto());
    put(twirling + "shots_per_randomization", wholeOrAuto());
    put(twirling + "strategy", word("active", "active-accum", "active-circuit", "all"));
    String simulator = "options.simulator.";
    put(
        simulator + "noise_model",
        new Rule(
            "a NoiseModel or null", true, value -> value instanceof WireValue.Noise, any(), ""));
    for (String name : new String[] {"coupling_map", "basis_gates"}) {
      put(
          simulator + name,
          nothing(
              "an ideal simulator takes any gate on any qubits, a device has its own; import the"
                  + " device"));
    }
    put(simulator + "seed_simulator", whole(0).orNull());
    put(
        simulator + "method",
        text()
            .only(
                "one of "
                    + String.join(
                        ", ",
                        Arrays.stream(SimulationMethod.values())
                            .map(SimulationMethod::aerName)
                            .toList()),
                value ->
                    Arrays.stream(SimulationMethod.values())
                        .anyMatch(method -> is(method.aerName()).test(value)),
                "no other is here"));
    put(
        simulator + "matrix_product_state_truncation_threshold",
        new Rule(
            "a number from 0 to below 1",
            false,
            value -> numberOf(value) >= 0 && numberOf(value) < 1,
            any(),
            ""));
    put(simulator + "matrix_product_state_max_bond_dimension", whole(1).orNull());
    put(
        simulator + "precision",
        word("single", "double").only("double", is("double"), "amplitudes are doubles here"));
    put(
        simulator + "device",
        word("CPU", "GPU").only("CPU", is("CPU"), "circuits are simulated on processors here"));
    // Bounds on resources: the result is the same for any of them.
    put(simulator + "max_parallel_threads", whole(0));
    put(simulator + "max_parallel_experiments", whole(0));
    put(simulator + "max_parallel_shots", whole(0));
    put(
        "options.experimental",
        new Rule(
            "an object",
            true,
            value -> value instanceof WireValue.Fields,
            value -> value instanceof WireValue.Fields(var fields) && fields.isEmpty(),
            "an empty object",
            "no experiment is known here"));
  }

  /**
   * Checks a value and everything below it.
   *
   * @param flat receives the values by path
   */
  void flatten(String path, WireValue value, Map<String, WireValue> flat) {
    Rule rule = rules.get(path);
    if (rule != null) {
      boolean fits = value == WireValue.Nothing.NULL ? rule.nullable() : rule.type().test(value);
      if (!fits) {
        throw Options.wrongValue(path, rule.expected(), value);
      }
      flat.put(path, value);
      return;
    }
    if (!below.containsKey(path)) {
      String parent = path.substring(0, Math.max(0, path.lastIndexOf('.')));
      Collection<String> beside = below.getOrDefault(parent, Collections.emptySortedSet());
      throw JobDecoder.unknown("params." + path, List.copyOf(beside));
    }
    if (value == WireValue.Nothing.NULL) {
      return;
    }
    if (!(value instanceof WireValue.Fields(var fields))) {
      throw Options.wrongValue(path, "an object", value);
    }
    fields.forEach((name, inner) -> flatten(path + "." + name, inner, flat));
  }

  /**
   * The first option that cannot be honoured, or null.
   *
   * @param errs whether the backend has errors, of its own or by the job's noise model
   */
  @Nullable JobFailure refusal(Map<String, WireValue> flat, boolean errs) {
    for (Map.Entry<String, WireValue> entry : flat.entrySet()) {
      Rule rule = rules.get(entry.getKey());
      if (rule != null && rule.refuses(entry.getValue(), errs)) {
        return new JobFailure(
            JobFailure.OPTIONS_REFUSED,
            Options.wrongValue(entry.getKey(), rule.honouredInWords(), entry.getValue())
                    .getMessage()
                + ": "
                + (rule.why().isEmpty() ? "the backend is an ideal simulator" : rule.why()),
            "Leave the option out or run on a device that has it.");
      }
    }
    return null;
  }

  private static Predicate<WireValue> any() {
    return value -> true;
  }

  private static Predicate<WireValue> is(boolean truth) {
    return new WireValue.Truth(truth)::equals;
  }

  private static Predicate<WireValue> is(String word) {
    return new WireValue.Text(word)::equals;
  }

  private static double numberOf(WireValue value) {
    return value instanceof WireValue.Numbers(var shape, double[] number, _) && shape.rank() == 0
        ? number[0]
        : Double.NaN;
  }

  private static Rule bool() {
    return new Rule("true or false", false, value -> value instanceof WireValue.Truth, any(), "");
  }

  private static Rule text() {
    return new Rule("a string", false, value -> value instanceof WireValue.Text, any(), "");
  }

  private static Rule word(String... words) {
    List<String> known = List.of(words);
    return new Rule(
        "one of " + String.join(", ", known),
        false,
        value -> value instanceof WireValue.Text(String word) && known.contains(word),
        any(),
        "");
  }

  private static Rule whole(long least) {
    return new Rule(
        "a whole number of at least " + least,
        false,
        value -> {
          double number = numberOf(value);
          return number >= least && number == Math.rint(number) && number <= 1L << 53;
        },
        any(),
        "");
  }

  private static Rule number(double least) {
    return new Rule(
        "a number of at least " + least, false, value -> numberOf(value) >= least, any(), "");
  }

  private static Rule wholeOrAuto() {
    Rule whole = whole(1);
    return new Rule(whole.expected() + " or 'auto'", false, whole.type().or(is("auto")), any(), "");
  }

  private static Rule numbers() {
    return new Rule(
        "a list of numbers",
        false,
        value -> value instanceof WireValue.Numbers(var shape, _, _) && shape.rank() == 1,
        any(),
        "");
  }

  private static Rule words() {
    return new Rule(
        "a string or a list of strings",
        false,
        value ->
            value instanceof WireValue.Text
                || (value instanceof WireValue.Items(var items)
                    && items.stream().allMatch(item -> item instanceof WireValue.Text)),
        any(),
        "");
  }

  /** A place for something this simulator has none of. */
  private static Rule nothing(String why) {
    return new Rule("null", true, any(), value -> false, "null", why);
  }
}
