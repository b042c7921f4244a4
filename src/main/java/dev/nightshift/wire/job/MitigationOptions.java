package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.circuit.Instruction;
import dev.nightshift.circuit.gate.StandardGate;
import dev.nightshift.job.Mitigation;
import dev.nightshift.job.Mitigation.Amplifier;
import dev.nightshift.job.Mitigation.Extrapolator;
import dev.nightshift.job.Mitigation.ReadoutLearning;
import dev.nightshift.job.Mitigation.Twirling;
import dev.nightshift.job.Mitigation.ZeroNoise;
import dev.nightshift.job.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What is done about errors, between the wire's options and {@link Mitigation}. What an option
 * leaves open, the resilience level decides: 0 nothing, 1 twirled readouts and their factors, 2
 * twirled gates and zero-noise extrapolation besides.
 */
final class MitigationOptions {
  private static final String TWIRLING = "options.twirling.";
  private static final String RESILIENCE = "options.resilience.";

  private MitigationOptions() {}

  /**
   * Reads.
   *
   * @param flat checked options by path
   * @param otherwise the resilience level of an estimator job that names none
   * @throws NightshiftException OPTION_VALUE for options that cannot go together
   */
  static Mitigation read(Program program, Map<String, WireValue> flat, int otherwise) {
    if (program != Program.ESTIMATOR) {
      return new Mitigation(twirling(flat, Twirling.NONE), Optional.empty(), Optional.empty());
    }
    Long asked = Options.whole(flat, "resilience_level");
    long level = asked == null ? otherwise : asked;
    Mitigation usual = Mitigation.ofLevel((int) Math.min(level, Integer.MAX_VALUE));
    boolean readout = truth(flat, RESILIENCE + "measure_mitigation", usual.readout().isPresent());
    Twirling twirling = twirling(flat, usual.twirling());
    if (readout && !twirling.measurements()) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "options.resilience.measure_mitigation divides out what options.twirling.enable_measure"
              + " makes the same for both readings; switch both on or both off");
    }
    boolean extrapolated =
        truth(flat, RESILIENCE + "zne_mitigation", usual.zeroNoise().isPresent());
    return new Mitigation(
        twirling,
        readout ? Optional.of(learning(flat)) : Optional.empty(),
        extrapolated ? Optional.of(zeroNoise(flat)) : Optional.empty());
  }

  private static Twirling twirling(Map<String, WireValue> flat, Twirling usual) {
    return new Twirling(
        truth(flat, TWIRLING + "enable_gates", usual.gates()),
        truth(flat, TWIRLING + "enable_measure", usual.measurements()),
        count(flat, TWIRLING + "num_randomizations"),
        count(flat, TWIRLING + "shots_per_randomization"));
  }

  private static ReadoutLearning learning(Map<String, WireValue> flat) {
    String learning = RESILIENCE + "measure_noise_learning.";
    return new ReadoutLearning(
        count(flat, learning + "num_randomizations")
            .orElse(ReadoutLearning.DEFAULT.randomizations()),
        count(flat, learning + "shots_per_randomization"));
  }

  private static ZeroNoise zeroNoise(Map<String, WireValue> flat) {
    String zne = RESILIENCE + "zne.";
    List<Double> factors =
        flat.get(zne + "noise_factors") instanceof WireValue.Numbers(_, double[] given, _)
            ? Arrays.stream(given).boxed().toList()
            : ZeroNoise.DEFAULT.factors();
    List<Double> evaluatedAt = new ArrayList<>();
    if (flat.get(zne + "extrapolated_noise_factors")
        instanceof WireValue.Numbers(_, double[] given, _)) {
      Arrays.stream(given).forEach(evaluatedAt::add);
    } else {
      evaluatedAt.add(0.0);
      evaluatedAt.addAll(factors);
    }
    return new ZeroNoise(
        amplifier(flat.get(zne + "amplifier")),
        factors,
        extrapolators(flat.get(zne + "extrapolator")),
        evaluatedAt);
  }

  private static Amplifier amplifier(@Nullable WireValue given) {
    if (!(given instanceof WireValue.Text(String name))) {
      return ZeroNoise.DEFAULT.amplifier();
    }
    return Arrays.stream(Amplifier.values())
        .filter(one -> one.wireName().equals(name))
        .findAny()
        .orElseThrow(() ->
            new NightshiftException(
                ErrorCode.OPTION_VALUE,
                "options.resilience.zne.amplifier is '%s': probabilistic error amplification takes a"
                        .formatted(name)
                    + " noise model learned for every layer of the circuit, which is not rehearsed"
                    + " here; use gate_folding, gate_folding_front or gate_folding_back"));
  }

  private static List<Extrapolator> extrapolators(@Nullable WireValue given) {
    List<WireValue> names =
        switch (given) {
          case WireValue.Text text -> List.of(text);
          case WireValue.Items(var items) -> items;
          case null, default -> List.of();
        };
    if (names.isEmpty()) {
      return ZeroNoise.DEFAULT.extrapolators();
    }
    List<Extrapolator> extrapolators = new ArrayList<>();
    for (WireValue name : names) {
      if (name instanceof WireValue.Text(String text)) {
        extrapolators.add(
            Extrapolator.named(text)
                .orElseThrow(() ->
                    new NightshiftException(
                        ErrorCode.OPTION_VALUE,
                        "%szne.extrapolator is '%s'; use %s"
                            .formatted(
                                RESILIENCE,
                                text,
                                String.join(
                                    ", ",
                                    Arrays.stream(Extrapolator.values())
                                        .map(Extrapolator::wireName)
                                        .toList())))));
      }
    }
    return extrapolators;
  }

  private static boolean truth(Map<String, WireValue> flat, String path, boolean otherwise) {
    return flat.get(path) instanceof WireValue.Truth(boolean truth) ? truth : otherwise;
  }

  /** A count; empty for auto and where nothing is given. */
  private static OptionalInt count(Map<String, WireValue> flat, String path) {
    Double number = Options.number(flat, path);
    return number == null
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.min(number, Options.MAX_SHOTS));
  }

  /**
   * Why a device's circuit cannot be mitigated; null where it can: fractional gates are no Clifford
   * gates, and folding them leaves the angles that hardware has.
   */
  static @Nullable JobFailure misfit(Circuit circuit, Mitigation mitigation) {
    if (!mitigation.twirling().gates() && mitigation.zeroNoise().isEmpty()) {
      return null;
    }
    for (Instruction instruction : Instruction.leaves(circuit.instructions())) {
      if (instruction instanceof Instruction.Apply(var gate, _, var qubits)
          && (gate == StandardGate.RX || gate == StandardGate.RZZ)) {
        return new JobFailure(
            JobFailure.FRACTIONAL_GATES,
            "The fractional gate %s on qubits %s cannot be used together with gate twirling or"
                    .formatted(gate.qasmName(), qubits)
                + " zero-noise extrapolation.",
            "Transpile without fractional gates or switch these options off.");
      }
    }
    return null;
  }

  /** Writes what is on, in full, so that no level decides anything. */
  static void write(JsonGenerator json, Program program, Mitigation mitigation) {
    Twirling twirling = mitigation.twirling();
    json.writeObjectPropertyStart("twirling");
    json.writeBooleanProperty("enable_gates", twirling.gates());
    json.writeBooleanProperty("enable_measure", twirling.measurements());
    twirling
        .randomizations()
        .ifPresent(count -> json.writeNumberProperty("num_randomizations", count));
    twirling
        .shotsPerRandomization()
        .ifPresent(count -> json.writeNumberProperty("shots_per_randomization", count));
    json.writeEndObject();
    if (program != Program.ESTIMATOR) {
      return;
    }
    json.writeObjectPropertyStart("resilience");
    json.writeBooleanProperty("measure_mitigation", mitigation.readout().isPresent());
    mitigation
        .readout()
        .ifPresent(learning -> {
          json.writeObjectPropertyStart("measure_noise_learning");
          json.writeNumberProperty("num_randomizations", learning.randomizations());
          learning
              .shotsPerRandomization()
              .ifPresent(count -> json.writeNumberProperty("shots_per_randomization", count));
          json.writeEndObject();
        });
    json.writeBooleanProperty("zne_mitigation", mitigation.zeroNoise().isPresent());
    mitigation
        .zeroNoise()
        .ifPresent(zero -> {
          json.writeObjectPropertyStart("zne");
          json.writeStringProperty("amplifier", zero.amplifier().wireName());
          numbers(json, "noise_factors", zero.factors());
          json.writeArrayPropertyStart("extrapolator");
          zero.extrapolators().forEach(one -> json.writeString(one.wireName()));
          json.writeEndArray();
          numbers(json, "extrapolated_noise_factors", zero.evaluatedAt());
          json.writeEndObject();
        });
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, String name, List<Double> numbers) {
    json.writeArrayPropertyStart(name);
    numbers.forEach(json::writeNumber);
    json.writeEndArray();
  }
}
