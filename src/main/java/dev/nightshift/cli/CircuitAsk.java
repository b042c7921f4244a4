package dev.nightshift.cli;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.base.file.AtomicFile;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.CircuitBuilder;
import dev.nightshift.circuit.FinalMeasurements;
import dev.nightshift.circuit.Register;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.qasm.Qasm;
import dev.nightshift.result.ExactDistribution;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.noise.NoiseModel;
import dev.nightshift.transpile.TranspileOptions;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.noise.NoiseModelJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is asked of one circuit. */
final class CircuitAsk {
  @Option(names = "--shots", paramLabel = "N", description = "Sample with N shots; absent: exact.")
  private @Nullable Integer shots;

  @Option(
      names = "--standard-error",
      paramLabel = "E",
      description =
          "In place of --shots: as many shots as keep every value's standard error within E,"
              + " whatever its observable's coefficients.")
  private @Nullable Double standardError;

  @Option(names = "--seed", paramLabel = "N", description = "Makes sampled results repeatable.")
  private @Nullable Long seed;

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "Binds an input, radians; once for each.")
  private Map<String, Double> parameters = new LinkedHashMap<>();

  @Option(
      names = "--params",
      paramLabel = "FILE.json",
      description = "Inputs from a file: {\"name\": value, ...}.")
  private @Nullable Path parametersFile;

  @Option(
      names = "--observable",
      paramLabel = "PAULIS",
      description = "A Pauli string such as ZZ, qubit 0 rightmost; may be repeated.")
  private List<String> observables = new ArrayList<>();

  @Option(
      names = "--observables",
      paramLabel = "FILE.json",
      description = "A list of Pauli strings or of {\"ZZ\": 0.5, ...}.")
  private @Nullable Path observablesFile;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "automatic",
      description =
          "How to simulate, by Aer's names: automatic, statevector, density_matrix (with"
              + " --noise-model or on a twin), stabilizer (Clifford circuits of any width),"
              + " matrix_product_state (many qubits, little entanglement) (default:"
              + " ${DEFAULT-VALUE}).")
  private String method = "automatic";

  @Option(
      names = "--noise-model",
      paramLabel = "FILE.json",
      description =
          "Errors for a simulator that has none: a noise model in Aer's JSON"
              + " (NoiseModel.to_dict).")
  private @Nullable Path noiseModelFile;

  @Option(
      names = "--resilience-level",
      paramLabel = "0|1|2",
      description =
          "What is done about a device's errors in sampled expectation values (docs/mitigation.md;"
              + " default: 0, nothing).")
  private int resilienceLevel;

  @Option(
      names = "--dynamical-decoupling",
      paramLabel = "XX|XpXm|XY4",
      description =
          "Pulses that the device puts into idle times (docs/mitigation.md; default: none).")
  private @Nullable String decoupling;

  @Mixin private MappingOptions mapping = new MappingOptions();

  /** What comes back. */
  enum Kind {
    EXPECTATIONS,
    COUNTS,
    PROBABILITIES
  }

  /**
   * A circuit with values for its inputs, and what is asked of it.
   *
   * @param mapping how the circuit is mapped where its backend is a device
   * @param request the job; of probabilities the one that they are made from
   */
  record Asked(
      Kind kind,
      Circuit circuit,
      Bindings binding,
      JobOptions options,
      TranspileOptions mapping,
      JobRequest request) {}

  /** Reads the circuit and everything that the options name. */
  Asked read(Path file) {
    Circuit circuit = Qasm.read(file.toString(), TextFiles.text(file));
    Bindings binding = binding(file, circuit);
    List<Observable> asked = observables();
    TranspileOptions mapped = mapping.options();
    JobOptions options =
        new JobOptions(
                shots == null ? OptionalInt.empty() : OptionalInt.of(positive(shots)),
                JobOptions.NONE.defaultPrecision(),
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed))
            .withSimulator(simulator())
            .withMitigation(mitigation(asked))
            .withScheduling(SchedulingOptions.pulses(decoupling));
    if (standardError != null && (asked.isEmpty() || shots != null)) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "--standard-error is for expectation values, in place of --shots; give --observable and"
              + " one of both");
    }
    if (!asked.isEmpty()) {
      return new Asked(
          Kind.EXPECTATIONS,
          circuit,
          binding,
          options,
          mapped,
          estimate(circuit, binding, asked, options));
    }
    return shots != null
        ? new Asked(
            Kind.COUNTS, circuit, binding, options, mapped, counts(circuit, binding, options))
        : new Asked(
            Kind.PROBABILITIES,
            circuit,
            binding,
            options,
            mapped,
            ExactDistribution.request(circuit, binding, options.simulator()));
  }

  /** Stands for the folder of a batch in its options. */
  private static final String HERE = "./";

  /**
   * The options as a command line has them, for another process; files that they name are copied.
   *
   * @param folder where copies go
   */
  List<String> arguments(Path folder) {
    List<String> arguments = new ArrayList<>();
    if (shots != null) {
      arguments.addAll(List.of("--shots", String.valueOf(shots)));
    }
    if (standardError != null) {
      arguments.addAll(List.of("--standard-error", String.valueOf(standardError)));
    }
    if (seed != null) {
      arguments.addAll(List.of("--seed", String.valueOf(seed)));
    }
    parameters.forEach((name, value) -> arguments.addAll(List.of("--param", name + "=" + value)));
    observables.forEach(label -> arguments.addAll(List.of("--observable", label)));
    if (decoupling != null) {
      arguments.addAll(List.of("--dynamical-decoupling", decoupling));
    }
    copied(arguments, "--params", parametersFile, folder, "params.json");
    copied(arguments, "--observables", observablesFile, folder, "observables.json");
    copied(arguments, "--noise-model", noiseModelFile, folder, "noise.json");
    arguments.addAll(List.of("--method", method));
    arguments.addAll(List.of("--resilience-level", String.valueOf(resilienceLevel)));
    arguments.addAll(mapping.arguments());
    return arguments;
  }

  private static void copied(
      List<String> arguments, String option, @Nullable Path file, Path folder, String name) {
    if (file != null) {
      AtomicFile.write(folder.resolve(name), TextFiles.bytes(file));
      arguments.addAll(List.of(option, HERE + name));
    }
  }

  /** One of {@link #arguments}, with the folder that its file lies in now. */
  static String inFolder(String argument, Path folder) {
    return argument.startsWith(HERE)
        ? folder.resolve(argument.substring(HERE.length())).toString()
        : argument;
  }

  private JobRequest estimate(
      Circuit circuit, Bindings binding, List<Observable> observables, JobOptions options) {
    // No precision where there are shots: one that stands for them could ask for one more.
    Double precision = options.defaultShots().isPresent() ? null : (Double) 0.0;
    // Expectation values are of the state that the circuit prepares; measuring it would collapse it
    // first.
    Circuit prepared =
        FinalMeasurements.misfit(circuit).isEmpty() ? FinalMeasurements.removed(circuit) : circuit;
    ObservablesArray array = ObservablesArray.of(observables);
    return JobRequest.estimate(
        List.of(
            standardError == null
                ? new Pub.Estimator(prepared, array, binding, precision)
                : Pub.Estimator.within(prepared, array, binding, standardError)),
        options);
  }

  private static JobRequest counts(Circuit circuit, Bindings binding, JobOptions options) {
    Circuit measured = circuit.bits() > 0 ? circuit : measuredEverywhere(circuit);
    return JobRequest.sample(
        List.of(new Pub.Sampler(measured, binding, options.defaultShots().orElseThrow())), options);
  }

  private static Circuit measuredEverywhere(Circuit circuit) {
    CircuitBuilder builder = Circuit.builder();
    for (Register register : circuit.qubitRegisters()) {
      builder.qubits(register.name(), register.size());
    }
    return builder.append(circuit).measureAll().build();
  }

  private Mitigation mitigation(List<Observable> asked) {
    boolean samples = shots != null || standardError != null;
    if (resilienceLevel != 0 && (asked.isEmpty() || !samples)) {
      throw new NightshiftException(
          ErrorCode.USAGE,
          "--resilience-level is for expectation values of shots; give --observable and --shots");
    }
    return Mitigation.ofLevel(resilienceLevel);
  }

  private SimulatorOptions simulator() {
    SimulatorOptions options = SimulatorOptions.DEFAULT.withMethod(method());
    return noiseModelFile == null ? options : options.withNoise(noiseModel(noiseModelFile));
  }

  private static NoiseModel noiseModel(Path file) {
    byte[] json = TextFiles.bytes(file);
    try {
      return NoiseModelJson.read(json);
    } catch (NightshiftException e) {
      // Malformed means a message of the far side; this is a file of the user's.
      ErrorCode code = e.code().kind() == ErrorCode.Kind.USER ? e.code() : ErrorCode.NOISE_INVALID;
      throw new NightshiftException(code, "%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private SimulationMethod method() {
    return SimulationMethod.named(method)
        .orElseThrow(() ->
            new NightshiftException(
                ErrorCode.OPTION_VALUE,
                "--method is '%s'; give one of %s"
                    .formatted(
                        method,
                        Arrays.stream(SimulationMethod.values())
                            .map(SimulationMethod::aerName)
                            .collect(Collectors.joining(", ")))));
  }

  private static int positive(int shots) {
    if (shots < 1) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE, "--shots is %d; give at least 1".formatted(shots));
    }
    return shots;
  }

  private Bindings binding(Path file, Circuit circuit) {
    Map<String, Double> values = new TreeMap<>();
    if (parametersFile != null) {
      values.putAll(numbers(parametersFile));
    }
    values.putAll(parameters);
    for (String name : values.keySet()) {
      if (!circuit.parameters().contains(name)) {
        throw new NightshiftException(
            ErrorCode.PARAMETER_UNBOUND,
            "%s has no input %s; its inputs are %s".formatted(file, name, circuit.parameters()));
      }
    }
    double[] row = new double[circuit.parameters().size()];
    for (int i = 0; i < row.length; i++) {
      String name = circuit.parameters().get(i);
      Double value = values.get(name);
      if (value == null) {
        throw new NightshiftException(
            ErrorCode.PARAMETER_UNBOUND,
            "input %s of %s has no value; give --param %s=VALUE".formatted(name, file, name));
      }
      row[i] = value;
    }
    return Bindings.row(circuit.parameters(), row);
  }

  private static Map<String, Double> numbers(Path file) {
    Map<String, Double> numbers = new TreeMap<>();
    if (!(Json.read(TextFiles.bytes(file), Object.class) instanceof Map<?, ?> map)) {
      throw unexpected(file, "an object {\"name\": value, ...}");
    }
    map.forEach((name, value) -> {
      if (!(value instanceof Number number)) {
        throw unexpected(file, "a number for " + name);
      }
      numbers.put(String.valueOf(name), number.doubleValue());
    });
    return numbers;
  }

  private List<Observable> observables() {
    List<Observable> all = new ArrayList<>();
    observables.forEach(label -> all.add(Observable.of(label)));
    if (observablesFile != null) {
      Path source = observablesFile;
      if (!(Json.read(TextFiles.bytes(source), Object.class) instanceof List<?> list)) {
        throw unexpected(source, "a list of Pauli strings or of {\"ZZ\": 0.5, ...}");
      }
      for (Object entry : list) {
        all.add(
            switch (entry) {
              case String label -> Observable.of(label);
              case Map<?, ?> terms -> weighted(source, terms);
              default -> throw unexpected(source, "Pauli strings or objects in the list");
            });
      }
    }
    return all;
  }

  private static Observable weighted(Path file, Map<?, ?> terms) {
    List<Observable.Term> list = new ArrayList<>();
    terms.forEach((label, weight) -> {
      if (!(weight instanceof Number number)) {
        throw unexpected(file, "a number as the weight of " + label);
      }
      list.add(new Observable.Term(String.valueOf(label), number.doubleValue()));
    });
    return new Observable(list);
  }

  private static NightshiftException unexpected(Path file, String expected) {
    return new NightshiftException(
        ErrorCode.FILE_UNREADABLE, "%s does not hold %s; see --help".formatted(file, expected));
  }
}
