package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.job.JobOptions;
import dev.nightshift.transpile.schedule.Decoupling;
import dev.nightshift.transpile.schedule.Decoupling.Sequence;
import dev.nightshift.transpile.schedule.Decoupling.Slack;
import dev.nightshift.transpile.schedule.Scheduling;
import dev.nightshift.transpile.schedule.Scheduling.Method;
import dev.nightshift.value.Target;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code options.dynamical_decoupling}, between the wire and {@link Scheduling}. */
final class DecouplingOptions {
  private static final String OPTIONS = "options.dynamical_decoupling.";

  /** What the service does where an option leaves it open. */
  private static final Decoupling USUAL = Decoupling.of(Sequence.XX);

  private DecouplingOptions() {}

  /**
   * Reads.
   *
   * @param flat checked options by path
   * @param device whether they are for a device: an ideal simulator's own noise model has no gate
   *     lengths
   * @throws NightshiftException OPTION_VALUE where pulses are asked for and there is no device
   */
  static Scheduling read(Map<String, WireValue> flat, boolean device) {
    if (!truth(flat, "enable")) {
      return Scheduling.NONE;
    }
    if (!device) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "options.dynamical_decoupling.enable should be false, found true: pulses stand in idle"
              + " times, and a noise model alone says nothing of how long gates take");
    }
    return Scheduling.of(
        word(flat, "scheduling_method", Method::named, Method.ALAP),
        new Decoupling(
            word(flat, "sequence_type", Sequence::named, USUAL.sequence()),
            word(flat, "extra_slack_distribution", Slack::named, USUAL.slack()),
            truth(flat, "skip_reset_qubits")));
  }

  private static boolean truth(Map<String, WireValue> flat, String name) {
    return flat.get(OPTIONS + name) instanceof WireValue.Truth(boolean value) && value;
  }

  /** The table has checked that words are known. */
  private static <T> T word(
      Map<String, WireValue> flat, String name, Function<String, Optional<T>> named, T usual) {
    return flat.get(OPTIONS + name) instanceof WireValue.Text(String word)
        ? named.apply(word).orElse(usual)
        : usual;
  }

  /** Why a circuit cannot be scheduled on its device, or null. */
  static @Nullable JobFailure misfit(Circuit circuit, JobOptions options, Target target) {
    try {
      options.scheduling().apply(circuit, target);
      return null;
    } catch (NightshiftException e) {
      return new JobFailure(
          JobFailure.OPTIONS_REFUSED,
          "options.dynamical_decoupling cannot be honoured: " + e.getMessage(),
          null);
    }
  }

  /**
   * Writes the options of a job.
   *
   * @throws NightshiftException OPTION_VALUE for a schedule without pulses, which the protocol has
   *     no word for
   */
  static void write(JsonGenerator json, Scheduling scheduling) {
    if (scheduling.decoupling().isEmpty()) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "a job cannot ask a service for a schedule alone; ask for dynamical decoupling, or"
              + " write the delays into the circuit");
    }
    object(json, scheduling);
  }

  /** The object that metadata and options share; without pulses the service's defaults. */
  static void object(JsonGenerator json, Scheduling scheduling) {
    Decoupling decoupling = scheduling.decoupling().orElse(USUAL);
    Method method = scheduling.isNone() ? Method.ALAP : scheduling.method();
    json.writeObjectPropertyStart("dynamical_decoupling");
    json.writeBooleanProperty("enable", scheduling.decoupling().isPresent());
    json.writeStringProperty("sequence_type", decoupling.sequence().wireName());
    json.writeStringProperty("extra_slack_distribution", decoupling.slack().wireName());
    json.writeStringProperty("scheduling_method", method.wireName());
    if (decoupling.skipReset()) {
      json.writeBooleanProperty("skip_reset_qubits", true);
    }
    json.writeEndObject();
  }
}
