package dev.nightshift.wire.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.IsaCheck;
import dev.nightshift.job.JobOptions;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Pub;
import dev.nightshift.job.SimulatorOptions;
import dev.nightshift.sim.SimulationMethod;
import dev.nightshift.sim.mps.MpsOptions;
import dev.nightshift.sim.noise.ReadoutError;
import dev.nightshift.value.Bindings;
import dev.nightshift.value.Observable;
import dev.nightshift.value.ObservablesArray;
import dev.nightshift.value.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTableTest {
  private static final String SAMPLER_DEFAULTS =
      """
      {"default_shots": 4096,
       "dynamical_decoupling": {"enable": false, "sequence_type": "XX",
         "extra_slack_distribution": "middle", "scheduling_method": "alap",
         "skip_reset_qubits": false},
       "execution": {"init_qubits": true, "rep_delay": null, "meas_type": "classified"},
       "twirling": {"enable_gates": false, "enable_measure": false, "num_randomizations": "auto",
         "shots_per_randomization": "auto", "strategy": "active-accum"},
       "simulator": {"noise_model": null, "seed_simulator": null, "coupling_map": null,
         "basis_gates": null},
       "experimental": {}}\
      """;
  private static final String ESTIMATOR_DEFAULTS =
      """
      {"default_precision": 0.015625, "default_shots": null, "seed_estimator": null,
       "dynamical_decoupling": {"enable": false, "sequence_type": "XY4",
         "extra_slack_distribution": "edges", "scheduling_method": "asap",
         "skip_reset_qubits": false},
       "execution": {"init_qubits": true, "rep_delay": null},
       "twirling": {"enable_gates": false, "enable_measure": null, "num_randomizations": 32,
         "shots_per_randomization": 64, "strategy": "all"},
       "resilience": {"measure_mitigation": null,
         "measure_noise_learning": {"num_randomizations": 32, "shots_per_randomization": "auto"},
         "zne_mitigation": null,
         "zne": {"amplifier": "gate_folding", "noise_factors": [1, 3, 5],
           "extrapolator": ["exponential", "linear"], "extrapolated_noise_factors": "auto"},
         "pec_mitigation": false, "pec": {"max_overhead": 100, "noise_gain": "auto"},
         "layer_noise_learning": {"max_layers_to_learn": 4, "shots_per_randomization": 128,
           "num_randomizations": 32, "layer_pair_depths": [0, 1, 2, 4, 16, 32]},
         "layer_noise_model": null},
       "simulator": {"noise_model": null, "seed_simulator": null, "coupling_map": null,
         "basis_gates": null},
       "experimental": {}}\
      """;

  @Test
  void theDefaultsOfTheServiceAreTaken() {
    assertThat(options("sampler", SAMPLER_DEFAULTS, ""))
        .isEqualTo(
            new JobOptions(OptionalInt.of(4096), OptionalDouble.empty(), OptionalLong.empty()));
    assertThat(options("estimator", ESTIMATOR_DEFAULTS, ", \"resilience_level\": 1"))
        .isEqualTo(
            new JobOptions(OptionalInt.empty(), OptionalDouble.of(0.015625), OptionalLong.empty()));
  }

  @Test
  void aersNamesAreTakenUnderSimulator() {
    String aer =
        """
        {"simulator": {"seed_simulator": 42, "method": "statevector", "precision": "double",
          "device": "CPU", "max_parallel_threads": 2, "max_parallel_experiments": 1,
          "max_parallel_shots": 0}}\
        """;

    assertThat(options("sampler", aer, ""))
        .isEqualTo(
            JobOptions.NONE
                .withSeed(42)
                .withSimulator(SimulatorOptions.DEFAULT.withMethod(SimulationMethod.STATEVECTOR)));
  }

  @Test
  void theEstimatorsSeedIsUsedWhereTheSimulatorHasNone() {
    assertThat(options("estimator", "{\"seed_estimator\": 3}", ""))
        .isEqualTo(JobOptions.NONE.withSeed(3));
    assertThat(
            options(
                "estimator", "{\"seed_estimator\": 3, \"simulator\": {\"seed_simulator\": 4}}", ""))
        .isEqualTo(JobOptions.NONE.withSeed(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sampler   | {\"default_shot\": 1}                     | params.options.default_shot",
        "sampler   | {\"default_precision\": 1}                | params.options.default_precision",
        "sampler   | {\"resilience\": {}}                      | params.options.resilience",
        "sampler   | {\"environment\": {}}                     | params.options.environment",
        "sampler   | {\"simulator\": {\"shot\": 1}}            | params.options.simulator.shot",
        "estimator | {\"execution\": {\"meas_type\": \"classified\"}} |"
            + " params.options.execution.meas_type",
        "estimator | {\"resilience\": {\"zne\": {\"x\": 1}}}   | params.options.resilience.zne.x"
      })
  void anUnknownNameIsRefusedWithItsPath(String program, String options, String path) {
    assertThatThrownBy(() -> decode(program, options, ""))
        .isInstanceOfSatisfying(
            NightshiftException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_UNKNOWN))
        .hasMessageStartingWith(path + " is not known; this place takes ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sampler   | 7                                    | options should be an object, found 7.0",
        "sampler   | {\"default_shots\": \"many\"}        | options.default_shots should be a whole"
            + " number of at least 1 or null, found 'many'",
        "sampler   | {\"default_shots\": 0}               | options.default_shots should be a whole"
            + " number of at least 1 or null, found 0.0",
        "sampler   | {\"default_shots\": 1.5}             | options.default_shots should be a whole"
            + " number of at least 1 or null, found 1.5",
        "sampler   | {\"twirling\": {\"strategy\": \"x\"}} | options.twirling.strategy should be"
            + " one of active, active-accum, active-circuit, all, found 'x'",
        "sampler   | {\"twirling\": {\"num_randomizations\": true}} |"
            + " options.twirling.num_randomizations should be a whole number of at least 1 or"
            + " 'auto', found true",
        "sampler   | {\"dynamical_decoupling\": true}     | options.dynamical_decoupling should be"
            + " an object, found true",
        "sampler   | {\"simulator\": {\"method\": 1}}     | options.simulator.method should be a"
            + " string, found 1.0",
        "sampler   | {\"simulator\": {\"seed_simulator\": -1}} | options.simulator.seed_simulator"
            + " should be a whole number of at least 0 or null, found -1.0",
        "sampler   | {\"simulator\": {\"matrix_product_state_truncation_threshold\": 1}} |"
            + " options.simulator.matrix_product_state_truncation_threshold should be a number from"
            + " 0 to below 1, found 1.0",
        "sampler   | {\"simulator\": {\"matrix_product_state_max_bond_dimension\": 0}} |"
            + " options.simulator.matrix_product_state_max_bond_dimension should be a whole number"
            + " of at least 1 or null, found 0.0",
        "estimator | {\"default_precision\": -1}          | options.default_precision should be a"
            + " number of at least 0.0 or null, found -1.0"
      })
  void aValueOfAnotherTypeIsRefusedWithItsPath(String program, String options, String message) {
    assertThatThrownBy(() -> decode(program, options, ""))
        .isInstanceOfSatisfying(
            NightshiftException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_VALUE))
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sampler   | {\"twirling\": {\"enable_gates\": true}} | options.twirling.enable_gates"
            + " should be false, found true: the backend is an ideal simulator",
        "sampler   | {\"dynamical_decoupling\": {\"enable\": true}} |"
            + " options.dynamical_decoupling.enable should be false, found true: the backend is an"
            + " ideal simulator",
        "sampler   | {\"dynamical_decoupling\": {\"enable\": true}, \"simulator\":"
            + " {\"noise_model\": {\"__type__\": \"NoiseModel\", \"__value__\": {\"errors\": []}}}}"
            + " | options.dynamical_decoupling.enable should be false, found true: pulses stand in"
            + " idle times, and a noise model alone says nothing of how long gates take",
        "sampler   | {\"execution\": {\"rep_delay\": 1e-4}} | options.execution.rep_delay should be"
            + " null, found 1.0E-4: the backend is an ideal simulator",
        "estimator | {\"resilience\": {\"zne_mitigation\": true}} |"
            + " options.resilience.zne_mitigation should be false or null, found true: the backend"
            + " is an ideal simulator",
        "estimator | {\"resilience\": {\"measure_mitigation\": true}} |"
            + " options.resilience.measure_mitigation should be false or null, found true: the"
            + " backend is an ideal simulator"
      })
  void whatAnIdealSimulatorCannotHonourFailsTheJobByName(
      String program, String options, String message) {
    DecodedJob job = decode(program, options, "");

    assertThat(job.work())
        .isInstanceOfSatisfying(
            DecodedJob.Work.Impossible.class,
            impossible -> {
              assertThat(impossible.failure().reasonCode()).isEqualTo(JobFailure.OPTIONS_REFUSED);
              assertThat(impossible.failure().reason()).isEqualTo(message);
            });
  }

  /** Where errors are, their remedies are too; what is left is refused with its own reason. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sampler   | {\"execution\": {\"init_qubits\": false}} | options.execution.init_qubits"
            + " should be true, found false: every execution begins with all qubits at 0",
        "sampler   | {\"execution\": {\"meas_type\": \"kerneled\"}} | options.execution.meas_type"
            + " should be classified, found 'kerneled': readouts give bits here, no levels",
        "sampler   | {\"simulator\": {\"precision\": \"single\"}} | options.simulator.precision"
            + " should be double, found 'single': amplitudes are doubles here",
        "sampler   | {\"simulator\": {\"method\": \"qasm\"}} | options.simulator.method should be"
            + " one of automatic, statevector, density_matrix, stabilizer, matrix_product_state,"
            + " found 'qasm': no other is here",
        "sampler   | {\"experimental\": {\"x\": 1}} | options.experimental should be an empty"
            + " object, found an object: no experiment is known here",
        "estimator | {\"resilience\": {\"pec_mitigation\": true}} |"
            + " options.resilience.pec_mitigation should be false or null, found true:"
            + " probabilistic error cancellation takes a noise model learned for every layer of the"
            + " circuit, which is not rehearsed here; use zne_mitigation",
        "estimator | {\"resilience\": {\"zne_mitigation\": true, \"zne\": {\"amplifier\":"
            + " \"pea\"}}} | options.resilience.zne.amplifier is 'pea': probabilistic error"
            + " amplification takes a noise model learned for every layer of the circuit, which is"
            + " not rehearsed here; use gate_folding, gate_folding_front or gate_folding_back",
        "estimator | {\"resilience\": {\"zne_mitigation\": true, \"zne\": {\"noise_factors\":"
            + " [1]}}} | exponential takes at least 2 noise factors, found 1",
        "estimator | {\"resilience\": {\"zne_mitigation\": true, \"zne\": {\"extrapolator\":"
            + " \"cubic\"}}} | options.resilience.zne.extrapolator is 'cubic'; use exponential,"
            + " linear, double_exponential, polynomial_degree_1, polynomial_degree_2,"
            + " polynomial_degree_3, polynomial_degree_4, polynomial_degree_5, polynomial_degree_6,"
            + " polynomial_degree_7, fallback",
        "estimator | {\"twirling\": {\"enable_measure\": false}} |"
            + " options.resilience.measure_mitigation divides out what"
            + " options.twirling.enable_measure makes the same for both readings; switch both on or"
            + " both off"
      })
  void whatATwinCannotHonourFailsTheJobWithItsReason(
      String program, String options, String reason) {
    assertThat(onDevice(program, options, "").work())
        .isInstanceOfSatisfying(
            DecodedJob.Work.Impossible.class,
            impossible -> {
              assertThat(impossible.failure().reasonCode()).isEqualTo(JobFailure.OPTIONS_REFUSED);
              assertThat(impossible.failure().reason()).isEqualTo(reason);
            });
  }

  private static Mitigation mitigation(String program, String options, String beside) {
    return switch (onDevice(program, options, beside).work()) {
      case DecodedJob.Work.Possible(var request) -> request.options().mitigation();
      case DecodedJob.Work work -> throw new AssertionError("the job cannot run: " + work);
    };
  }

  private static DecodedJob onDevice(String program, String options, String beside) {
    return JobCodec.decode(
        body(program, options, beside), WireLimits.DEFAULT, _ -> new IsaCheck(TARGET));
  }

  private static final Target TARGET =
      new Target(
          "t",
          List.of(Target.QubitFacts.UNKNOWN),
          List.of(
              new Target.Operation(
                  "measure", List.of(0), OptionalDouble.empty(), OptionalDouble.empty())),
          OptionalDouble.empty(),
          250e-6);

  @Test
  void resilienceLevelsMeanWhatTheServiceSays() {
    Mitigation.Twirling readouts =
        new Mitigation.Twirling(false, true, OptionalInt.empty(), OptionalInt.empty());
    Mitigation.Twirling both =
        new Mitigation.Twirling(true, true, OptionalInt.empty(), OptionalInt.empty());
    Optional<Mitigation.ReadoutLearning> learning = Optional.of(Mitigation.ReadoutLearning.DEFAULT);

    assertThat(mitigation("estimator", "{}", ", \"resilience_level\": 0"))
        .isEqualTo(Mitigation.NONE);
    assertThat(mitigation("estimator", "{}", ", \"resilience_level\": 1"))
        .isEqualTo(new Mitigation(readouts, learning, Optional.empty()));
    assertThat(mitigation("estimator", "{}", ""))
        .as("a device's default is 1")
        .isEqualTo(new Mitigation(readouts, learning, Optional.empty()));
    assertThat(mitigation("estimator", "{}", ", \"resilience_level\": 2"))
        .isEqualTo(new Mitigation(both, learning, Optional.of(Mitigation.ZeroNoise.DEFAULT)));
    assertThat(mitigation("sampler", "{}", "")).isEqualTo(Mitigation.NONE);
  }

  @Test
  void whatStandsInTheOptionsWinsOverTheLevel() {
    assertThat(
            mitigation(
                "estimator",
                """
                {"twirling": {"enable_gates": false, "num_randomizations": 8,
                   "shots_per_randomization": 100},
                 "resilience": {"measure_noise_learning": {"num_randomizations": 5,
                   "shots_per_randomization": 50}, "zne_mitigation": true,
                   "zne": {"amplifier": "gate_folding_back", "noise_factors": [1, 1.5, 2],
                     "extrapolator": "polynomial_degree_2", "extrapolated_noise_factors": [0]}}}\
                """,
                ", \"resilience_level\": 2"))
        .isEqualTo(
            new Mitigation(
                new Mitigation.Twirling(false, true, OptionalInt.of(8), OptionalInt.of(100)),
                Optional.of(new Mitigation.ReadoutLearning(5, OptionalInt.of(50))),
                Optional.of(
                    new Mitigation.ZeroNoise(
                        Mitigation.Amplifier.GATE_FOLDING_BACK,
                        List.of(1.0, 1.5, 2.0),
                        List.of(Mitigation.Extrapolator.POLYNOMIAL_DEGREE_2),
                        List.of(0.0)))));
    assertThat(mitigation("sampler", "{\"twirling\": {\"enable_measure\": true}}", ""))
        .isEqualTo(
            new Mitigation(
                new Mitigation.Twirling(false, true, OptionalInt.empty(), OptionalInt.empty()),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void whatIsWrittenForARequestIsReadAgain() {
    Mitigation mitigation =
        new Mitigation(
            new Mitigation.Twirling(true, true, OptionalInt.of(8), OptionalInt.of(100)),
            Optional.of(new Mitigation.ReadoutLearning(5, OptionalInt.empty())),
            Optional.of(Mitigation.ZeroNoise.DEFAULT));
    JobRequest request =
        JobRequest.estimate(
            List.of(
                new Pub.Estimator(
                    Circuit.builder(1).build(),
                    ObservablesArray.of(Observable.of("Z")),
                    Bindings.none(),
                    0.1)),
            JobOptions.NONE.withMitigation(mitigation));

    byte[] body = JobCodec.encode(request, Submission.to("b"));

    assertThat(JobCodec.decode(body, WireLimits.DEFAULT, _ -> new IsaCheck(TARGET)).work())
        .isInstanceOfSatisfying(
            DecodedJob.Work.Possible.class,
            possible ->
                assertThat(possible.request().options().mitigation()).isEqualTo(mitigation));
  }

  @Test
  void aNoiseModelMakesTheIdealSimulatorErrAndMitigationPossible() {
    String options =
        """
        {"simulator": {"noise_model": {"__type__": "NoiseModel", "__value__": {"errors": [
           {"type": "roerror", "operations": ["measure"], "gate_qubits": [[0]],
            "probabilities": [[0.9, 0.1], [0.2, 0.8]]}]}}}}\
        """;

    JobOptions plain = options("estimator", options, "");
    JobOptions mitigated = options("estimator", options, ", \"resilience_level\": 1");

    assertThat(plain.simulator().noise().orElseThrow().readout(0))
        .isEqualTo(new ReadoutError(0.1, 0.2));
    assertThat(plain.mitigation()).isEqualTo(Mitigation.NONE);
    assertThat(mitigated.mitigation().readout()).isPresent();
  }

  @Test
  void aNoiseModelThatIsNoneBreaksTheSchema() {
    assertThatThrownBy(
            () -> options("sampler", "{\"simulator\": {\"noise_model\": {\"errors\": 3}}}", ""))
        .isInstanceOf(NightshiftException.class)
        .hasMessageStartingWith("noise_model.errors should be a list");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void resilienceBeyondReadoutFailsTheJob(int level) {
    assertThat(decode("estimator", "{}", ", \"resilience_level\": " + level).work())
        .isInstanceOf(DecodedJob.Work.Impossible.class);
  }

  @Test
  void tooManyDefaultShotsFailTheJob() {
    assertThat(decode("sampler", "{\"default_shots\": 10000001}", "").work())
        .isInstanceOfSatisfying(
            DecodedJob.Work.Impossible.class,
            impossible ->
                assertThat(impossible.failure().reasonCode()).isEqualTo(JobFailure.LIMIT_EXCEEDED));
  }

  private static JobOptions options(String program, String options, String beside) {
    return switch (decode(program, options, beside).work()) {
      case DecodedJob.Work.Possible(var request) -> request.options();
      case DecodedJob.Work work -> throw new AssertionError("the job cannot run: " + work);
    };
  }

  private static DecodedJob decode(String program, String options, String beside) {
    return JobCodec.decode(body(program, options, beside));
  }

  private static byte[] body(String program, String options, String beside) {
    String circuit =
        "OPENQASM 3.0; include \\\"stdgates.inc\\\"; qubit[1] q; bit[1] c; c[0] = measure q[0];";
    String pub =
        program.equals("sampler")
            ? "[\"%s\"]".formatted(circuit)
            : "[\"OPENQASM 3.0; qubit[1] q;\", \"Z\"]";
    return "{\"program_id\": \"%s\", \"backend\": \"b\", \"params\": {\"pubs\": [%s], \"options\": %s%s}}"
        .formatted(program, pub, options, beside)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void methodsAndTheirOptionsAreTakenByAersNames() {
    String aer =
        """
        {"simulator": {"method": "matrix_product_state",
          "matrix_product_state_truncation_threshold": 1e-10,
          "matrix_product_state_max_bond_dimension": 64}}\
        """;

    assertThat(options("sampler", aer, "").simulator())
        .isEqualTo(
            new SimulatorOptions(SimulationMethod.MATRIX_PRODUCT_STATE, new MpsOptions(1e-10, 64)));
    assertThat(
            options(
                    "estimator",
                    "{\"simulator\": {\"method\": \"stabilizer\","
                        + " \"matrix_product_state_max_bond_dimension\": null}}",
                    "")
                .simulator())
        .isEqualTo(SimulatorOptions.DEFAULT.withMethod(SimulationMethod.STABILIZER));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ", \"resilience_level\": 2 | {}",
        ", \"resilience_level\": 0 | {\"twirling\": {\"enable_gates\": true}}",
        ", \"resilience_level\": 0 | {\"resilience\": {\"zne_mitigation\": true}}"
      })
  void fractionalGatesDoNotGoWithTwirlingOrFolding(String beside, String options) {
    Target target =
        new Target(
            "t",
            List.of(Target.QubitFacts.UNKNOWN),
            List.of(
                new Target.Operation(
                    "rx", List.of(0), OptionalDouble.empty(), OptionalDouble.empty())),
            OptionalDouble.empty(),
            250e-6);
    byte[] body =
        new String(body("estimator", options, beside), StandardCharsets.UTF_8)
            .replace("qubit[1] q;", "include \\\"stdgates.inc\\\"; rx(0.5) $0;")
            .getBytes(StandardCharsets.UTF_8);

    assertThat(JobCodec.decode(body, WireLimits.DEFAULT, _ -> new IsaCheck(target)).work())
        .isEqualTo(
            new DecodedJob.Work.Impossible(
                new JobFailure(
                    JobFailure.FRACTIONAL_GATES,
                    "The fractional gate rx on qubits [0] cannot be used together with gate"
                        + " twirling or zero-noise extrapolation.",
                    "Transpile without fractional gates or switch these options off.")));
  }
}
