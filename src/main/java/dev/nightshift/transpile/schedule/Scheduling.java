package dev.nightshift.transpile.schedule;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.circuit.Circuit;
import dev.nightshift.value.Target;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether idle times are written out, and what is done in them.
 *
 * @param method when instructions begin
 * @param decoupling pulses in the idle times; empty: qubits only wait
 */
public record Scheduling(Method method, Optional<Decoupling> decoupling) {
  /** Nothing is scheduled. */
  public static final Scheduling NONE = new Scheduling(Method.NONE, Optional.empty());

  /** When instructions begin. */
  public enum Method {
    /** Whenever the device sees fit. */
    NONE,
    /** As soon as possible. */
    ASAP,
    /** As late as possible. */
    ALAP;

    /** The name in options. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a name in options. */
    public static Optional<Method> named(String name) {
      return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findAny();
    }
  }

  /**
   * @throws NightshiftException OPTION_VALUE for pulses without a schedule
   */
  public Scheduling {
    if (method == Method.NONE && decoupling.isPresent()) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "decoupling pulses stand in idle times, which only a schedule tells; schedule asap or"
              + " alap");
    }
  }

  /** Idle times as delays, without pulses. */
  public static Scheduling of(Method method) {
    return new Scheduling(method, Optional.empty());
  }

  /** Idle times with pulses in them. */
  public static Scheduling of(Method method, Decoupling decoupling) {
    return new Scheduling(method, Optional.of(decoupling));
  }

  public boolean isNone() {
    return method == Method.NONE;
  }

  /**
   * A circuit of the device's instruction set with its idle times written out.
   *
   * @throws NightshiftException as {@link Schedule#of} does
   */
  public Circuit apply(Circuit circuit, Target target) {
    if (isNone()) {
      return circuit;
    }
    Schedule schedule = Schedule.of(circuit, target, method);
    return decoupling.map(schedule::padded).orElseGet(schedule::padded);
  }
}
